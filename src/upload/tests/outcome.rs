//! Outcomes: row numbers, limit, parts, plan, result file.

use super::{malformed_files::many, *};
use crate::upload::{report::result_file, split};
use std::collections::BTreeSet;

fn row(number: u32) -> RowId {
    RowId { number, part: 0 }
}

#[test]
fn row_numbers_match_spreadsheet() {
    let judge = judged("\r\nemail;note\r\na@x.example;\"one\r\ntwo\"\r\n;;\r\nb@x.example;\n\rc@x.example");
    assert_eq!(short(&judge).iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [3, 5, 7]);
    assert_eq!((judge.sheet().numbers(), judge.sheet().blank()), (7, 3));
    assert_eq!(judged("sep=;\r\nemail;x\r\na@x.example;1\r\n").id(0), row(2));
}

#[test]
fn file_beyond_limit_lists_extra_rows_and_plans_nothing() {
    let judge = judged(many(1000));
    let plan = Plan::of(&judge, &BTreeSet::new());
    assert_eq!((plan.rows.len(), plan.is_beyond(), split::beyond_limit(&judge).count()), (1000, false, 0));
    assert_eq!(split::ranges(&judge).len(), 1);

    let judge = judged(many(1003));
    let plan = Plan::of(&judge, &BTreeSet::new());
    assert_eq!((plan.rows.len(), plan.is_beyond(), plan.summary.beyond), (0, true, 3));
    // Header, a blank row, a thousand rows.
    assert_eq!(split::beyond_limit(&judge).collect::<Vec<_>>(), [row(1003), row(1004), row(1005)]);
}

#[test]
fn part_files_are_within_limit_and_complete() {
    let text = many(2500);
    for (encoding, delimiter) in [(Encoding::Utf16LeBom, "\t"), (Encoding::Windows1252, ";"), (Encoding::Utf8, "|")] {
        let text = text.replace(';', delimiter).replace("Gebruiker", "Gebruikër");
        let judge = judged(encoding.encode(&text).unwrap());
        let ranges = split::ranges(&judge);
        assert_eq!(ranges.len(), 3);
        let mut seen = Vec::new();
        for range in ranges {
            let (bytes, written) = split::part_file(&judge, range);
            assert_eq!(written, encoding);
            let part = judged(bytes);
            let (before, now) = (judge.sheet().format(), part.sheet().format());
            assert_eq!((now.delimiter, now.encoding, now.header), (before.delimiter, before.encoding, true));
            assert!(Summary::of(&part).counted <= LIMIT);
            seen.extend(lines(&part).into_iter().map(|line| line.email));
        }
        // The last row duplicates an address of the first part.
        let mut all: Vec<_> = lines(&judge).into_iter().map(|line| line.email).collect();
        assert_eq!(all.pop().as_deref(), Some("GEBRUIKER7@klant7.example"));
        assert_eq!(seen, all);
    }
}

#[test]
fn duplicate_of_row_in_earlier_part_is_left_out() {
    let mut text = String::from("email\nno\n");
    for n in 0..1000 {
        text += &format!("a{n}@x.example\n");
    }
    for n in 0..1000 {
        text += &format!("b{n}@x.example\na{n}@x.example\nB{n}@x.example\n");
    }
    let judge = judged(text);
    let counts = |range: &std::ops::Range<usize>| {
        let summary = Summary::of(&judged(split::part_file(&judge, range.clone()).0));
        (summary.counted, summary.duplicate, summary.invalid)
    };
    assert_eq!(split::ranges(&judge).iter().map(counts).collect::<Vec<_>>(), [(1000, 0, 1), (1000, 1000, 0)]);
    assert_eq!(split::ranges(&judged("email\nno\n")), vec![std::ops::Range { start: 0, end: 1 }]);
    assert_eq!(split::ranges(&judged("")), vec![std::ops::Range { start: 0, end: 0 }]);
}

#[test]
fn plan_contains_new_and_ticked_rows() {
    let mut judge = judged(
        "email;name;note;end date\nann@x.example;Ann;Dock 2;2027-12-31\nb@gmial.com;;;\nc@x.example;;;\nd@;;;\nANN@x.example;;;\nE@x.example;;;\n",
    );
    judge.set_known("c@x.example", KnownStanding::Rejected);
    judge.set_known("e@x.example", KnownStanding::Approved);
    let taken = |ticks: &[u32]| Plan::of(&judge, &ticks.iter().map(|n| row(*n)).collect());
    let none = taken(&[]);
    assert_eq!((none.rows.as_slice(), none.doubtful_left_out(), none.rejected_left_out()), ([0].as_slice(), 1, 1));
    let all = taken(&[2, 3, 4, 5, 6, 7, 99]);
    assert_eq!((all.rows.as_slice(), all.doubtful, all.previously_rejected), ([0, 1, 2].as_slice(), 1, 1));
    let approvals: Vec<_> = all.approvals(&judge, &to_ascii).collect();
    let first = &approvals[0];
    assert_eq!((first.email.canonical(), first.name.as_str(), first.note.as_str()), ("ann@x.example", "Ann", "Dock 2"));
    assert_eq!((first.row, first.until), (row(2), Day::new(2027, 12, 31)));
    assert_eq!(approvals.len(), 3);
}

#[test]
fn result_file_adds_column_and_neutralises_formulas() {
    let file = "sep=,\nemail,name\n\nann@x.example,=1+1\n\"+bob@x.example\",\"a\nb\"\nno,\"x,y\",extra\n\n";
    let judge = judged(file);
    let words = |row: usize| judge.judgement(row).kind().code().to_owned();
    let (bytes, _) = result_file(&judge, "Result", &words);
    let expected = "sep=,\nemail,name,,Result\n\nann@x.example,'=1+1,,new\n'+bob@x.example,\"a\nb\",,new\nno,\"x,y\",extra,invalid\n\n";
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
    // Read again, rows and numbers are unchanged.
    let again = judged(bytes);
    for at in 0..judge.len() {
        assert_eq!(again.id(at), judge.id(at));
        assert_eq!(again.sheet().cell(at, 0), judge.sheet().cell(at, 0));
        assert_eq!(again.sheet().cell(at, 3), words(at));
    }
}

#[test]
fn result_file_falls_back_to_utf8_for_unencodable_character() {
    let mut judge = judged(b"email;name\nann@x.example;Zo\xeb\n");
    assert_eq!(result_file(&judge, "Résultat", &|_| String::new()).1, Encoding::Windows1252);
    let edit = Edit::Cell { row: row(2), column: 1, text: "例".to_owned() };
    assert!(judge.edit(&edit, &to_ascii));
    let (bytes, encoding) = result_file(&judge, "Result", &|_| String::new());
    assert_eq!(encoding, Encoding::Utf8Bom);
    assert_eq!(judged(bytes).sheet().cell(0, 1), "例");
}

#[test]
fn file_beyond_size_limits_is_refused() {
    assert_eq!(
        Sheet::read(vec![b'a'; MAX_BYTES + 1], FormatOverrides::default()).map(|s| s.len()),
        Err(TooLarge::Bytes)
    );
    let rows = |n| Sheet::read("a\n".repeat(n).into_bytes(), FormatOverrides::default()).map(|sheet| sheet.len());
    assert_eq!(rows(MAX_ROWS), Ok(MAX_ROWS));
    assert_eq!(rows(MAX_ROWS + 1), Err(TooLarge::Rows));
    // Blank rows do not count towards the limit.
    assert_eq!(Sheet::read(b"\n".repeat(MAX_ROWS * 2), FormatOverrides::default()).map(|s| s.len()), Ok(0));
}

/// A cell as large as the file gives one problem, without a search of its content.
#[test]
fn huge_cell_gives_one_problem() {
    let big = "x@".repeat(MAX_BYTES / 2 - 100);
    assert_eq!(short(&judged(format!("email;name\n{big};\n"))), [(2, "invalid", "too_long")]);
    let judge = judged(format!("email;name\nann@x.example;\"{big}\"\nbob@x.example;Bob\n"));
    assert_eq!(short(&judge), [(2, "invalid", "name_too_long"), (3, "new", "")]);
    let quotes = "\"\"".repeat(MAX_BYTES / 2 - 100);
    let judge = judged(format!("email;name\nann@x.example;\"{quotes}\nbob@x.example;Bob\n"));
    assert_eq!(short(&judge), [(2, "invalid", "lone_quote"), (3, "new", "")]);
    let commas = ";".repeat(MAX_BYTES - 100);
    assert_eq!(short(&judged(format!("email;name\nann@x.example{commas}\n"))), [(2, "invalid", "extra_cells")]);
}
