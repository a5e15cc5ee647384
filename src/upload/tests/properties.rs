//! Properties of every file, tested on generated ones.

use super::{
    invariants::{check_edits, check_file},
    *,
};
use crate::upload::{format::*, scan::Scanner};
use proptest::prelude::*;

/// Random bytes with many pieces that matter to a CSV reader.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::sample::select(vec![
        &b"ann@x.example"[..],
        b"email",
        b"naam",
        b"sep=;",
        b";",
        b",",
        b"\t",
        b"|",
        b"\"",
        b"\"\"",
        b"\r",
        b"\n",
        b"\r\n",
        b" ",
        b"@",
        b"=",
        b"'",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xc3\xa9",
        b"\xe9",
        b"\xc3",
        b"\xd8",
        b"31-12-2027",
        b"a@b.example; c@d.example",
        b"<",
        b"mailto:",
        b"xn--",
        b"\xef\xbc\xa0",
    ]);
    let mixed = proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => mixed, 1 => proptest::collection::vec(any::<u8>(), 0..200)]
}

fn any_overrides() -> impl Strategy<Value = FormatOverrides> {
    let of = |all: &'static [_]| proptest::option::of(proptest::sample::select(all));
    let encoding = proptest::option::of(proptest::sample::select(&Encoding::ALL[..]));
    let line_end = proptest::option::of(proptest::sample::select(&LineEnd::ALL[..]));
    let flag = || proptest::option::of(any::<bool>());
    let columns = proptest::option::of((0..4_u16, proptest::option::of(0..70_u16)));
    (of(&Delimiter::ALL), encoding, line_end, flag(), flag(), columns).prop_map(
        |(delimiter, encoding, line_end, quoting, header, columns)| {
            let columns = columns.map(|(address, name)| Columns { address, name, ..Columns::default() });
            FormatOverrides { delimiter, encoding, line_end, quoting, header, columns, days: None }
        },
    )
}

proptest! {
    #[test]
    fn any_bytes_with_any_overrides_keep_invariants(
        bytes in any_bytes(), overrides in any_overrides(), slice in 1_usize..5
    ) {
        check_file(&bytes, overrides, slice);
    }

    #[test]
    fn any_bytes_with_detected_format_keep_invariants(bytes in any_bytes()) {
        check_file(&bytes, FormatOverrides::default(), 2);
    }

    #[test]
    fn any_edits_keep_invariants(
        bytes in any_bytes(),
        edits in proptest::collection::vec((1_u32..8, 0_u16..5, proptest::option::of("[ab@;,\"\r\n=' ]{0,6}")), 0..5),
    ) {
        let edit = |(number, column, text): (u32, u16, Option<String>)| {
            let row = RowId { number, part: 0 };
            text.map_or(Edit::Split { row }, |text| Edit::Cell { row, column, text })
        };
        check_edits(&bytes, &edits.into_iter().map(edit).collect::<Vec<_>>());
    }

    /// Valid records and cells are the same as those read by csv-core.
    #[test]
    fn cells_agree_with_csv_core(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z;,\"\r\n é]{0,6}", 1..5), 1..8),
        delimiter in proptest::sample::select(&Delimiter::ALL[..]), quoted in any::<bool>(),
    ) {
        let between = char::from(delimiter.byte()).to_string();
        let cell = |cell: &String| {
            let must = cell.contains([';', ',', '"', '\r', '\n']);
            if must || quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        };
        let text: String =
            rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(&between) + "\r\n").collect();
        let mut scanner = Scanner::new(delimiter.byte(), true, LineEnd::Any, 0);
        let mut found = Vec::new();
        let mut places = Vec::new();
        while scanner.next(&text, &mut places).is_some() {
            let row: Vec<_> = places.drain(..).map(|c| c.unescaped(&text).into_owned()).collect();
            // csv-core drops rows without any bytes.
            if row != [""] || quoted {
                found.push(row);
            }
        }
        prop_assert_eq!(found, by_csv_core(&text, delimiter.byte()));
    }

    #[test]
    fn edited_file_is_judged_like_file_with_that_content(
        addresses in proptest::collection::vec("[ab]@[xy]\\.example|gmial|", 1..12),
        edits in proptest::collection::vec((0_usize..12, "[ab]@[xy]\\.example|a@gmial\\.com|x"), 0..12),
    ) {
        let file = |addresses: &[String]| {
            let rows: String = addresses.iter().map(|address| format!("{address};n\n")).collect();
            format!("email;name\n{rows}")
        };
        let mut judge = judged(file(&addresses));
        let mut changed = addresses.clone();
        for (row, text) in edits {
            let row = row % addresses.len();
            changed[row].clone_from(&text);
            let id = RowId { number: row as u32 + 2, part: 0 };
            let done = judge.edit(&Edit::Cell { row: id, column: 0, text }, &to_ascii);
            prop_assert!(done);
        }
        judge.assume_undecided();
        prop_assert_eq!(lines(&judge), lines(&judged(file(&changed))));
    }
}

proptest! {
    /// Writing and reading again after edits and splits gives the same judgements.
    #[test]
    fn edited_and_split_file_is_judged_like_its_written_copy(
        addresses in proptest::collection::vec("[ab]@[xy]\\.example( [cd]@x\\.example){0,3}|x", 1..8),
        edits in proptest::collection::vec(
            (0_usize..12, proptest::option::of("[ab]@[xy]\\.example([;,/ ]{1,2}[cd]@x\\.example){0,2}|=a@gmial\\.com|x\"\n"), 0_u16..4),
            0..12
        ),
    ) {
        let rows: String = addresses.iter().map(|address| format!("{address};n;;o\n")).collect();
        let mut judge = judged(format!("email;name;note;other\n{rows}"));
        for (row, text, column) in edits {
            let row = judge.id(row % judge.len());
            let edit = match text {
                Some(text) if column != 1 => Edit::Cell { row, column, text },
                _ => Edit::Split { row },
            };
            judge.edit(&edit, &to_ascii);
        }
        judge.assume_undecided();
        let again = judged(crate::upload::split::part_file(&judge, 0..judge.len()).0);
        let kinds = |judge: &Judge| {
            let line = |line: ReportLine| (line.email, line.judgement, line.problem, line.suggestion);
            lines(judge).into_iter().map(line).collect::<Vec<_>>()
        };
        prop_assert_eq!(kinds(&again), kinds(&judge));
    }
}

fn by_csv_core(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (mut out, mut ends, mut rest) = ([0; 1000], [0; 10], text.as_bytes());
    let mut rows = Vec::new();
    loop {
        let (result, read, _, fields) = reader.read_record(rest, &mut out, &mut ends);
        rest = &rest[read..];
        match result {
            // An empty piece signals the end of the input.
            csv_core::ReadRecordResult::InputEmpty => continue,
            csv_core::ReadRecordResult::Record => {
                let begins = std::iter::once(0).chain(ends[..fields].iter().copied());
                let cells = begins.zip(&ends[..fields]).map(|(begin, end)| out[begin..*end].to_vec());
                rows.push(cells.map(|cell| String::from_utf8(cell).unwrap()).collect());
            }
            csv_core::ReadRecordResult::End => return rows,
            other => panic!("{other:?}"),
        }
    }
}

/// Long version with 200,000 cases: `cargo test --release -p esecure -- --ignored any_bytes_keep_invariants_long`.
#[test]
#[ignore = "minutes"]
fn any_bytes_keep_invariants_long() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200_000));
    runner
        .run(&(any_bytes(), any_overrides(), 1_usize..5), |(bytes, overrides, slice)| {
            check_file(&bytes, overrides, slice);
            Ok(())
        })
        .unwrap();
}
