//! Everything that is said about any file, tried on one: by the tests on files of known pieces, by the fuzzer (`../fuzz`) on what it
//! comes upon. What it needs of the crate is public, and named by whoever includes it.

use super::*;

fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let columns = sheet.columns() as u16;
    (0..sheet.len()).map(|row| (0..columns).map(|column| sheet.cell(row, column).into_owned()).collect()).collect()
}

/// Everything that is said about any file, tried on one.
pub(super) fn holds_for(bytes: &[u8], wish: Wish, slice: usize) {
    let sheet = Sheet::read(bytes, wish).unwrap();
    let (format, at_once) = (sheet.format(), cells(&sheet));
    let numbers = (sheet.numbers(), sheet.blank());

    // In slices as at once.
    let mut reader = Reader::new(bytes, wish).unwrap();
    while !reader.step(slice).unwrap() {}
    let sliced = reader.finish();
    assert_eq!((sliced.format(), cells(&sliced), sliced.numbers()), (format, at_once.clone(), numbers.0));
    let mut judge = Judge::new(sliced, Knowledge::default());
    while !judge.step(slice, &to_ascii) {}
    judge.learn_rest();
    let mut whole = Judge::all(sheet, Knowledge::default(), &to_ascii);
    whole.learn_rest();
    assert_eq!(lines(&judge), lines(&whole));

    // What was detected, by hand.
    let by_hand = Sheet::read(bytes, Wish::from(format)).unwrap();
    assert_eq!((by_hand.format(), cells(&by_hand)), (format, at_once.clone()));

    // Each row has one judgement, and every row a number of its own.
    let summary = Summary::of(&whole);
    assert_eq!(Kind::ALL.iter().map(|kind| summary.count(*kind)).sum::<usize>(), whole.len());
    assert!((1..whole.len()).all(|at| whole.id(at - 1) < whole.id(at)));
    assert!((0..whole.len()).all(|at| whole.find(whole.id(at)) == Some(at)));
    let counted = (0..whole.len()).filter(|row| whole.counts(*row));
    assert_eq!(counted.clone().count(), summary.counted);
    for row in counted {
        assert!(whole.email(row, &to_ascii).is_some());
    }
    // A suggestion, taken, makes the row valid.
    for row in 0..whole.len() {
        if let Some(Suggestion::Replace(text)) = whole.suggestion(row, &to_ascii) {
            assert!(EmailAddress::parse(&text, &to_ascii).is_ok(), "{text}");
        }
    }

    // Written and read again, as it was.
    if format.quoting {
        let (bytes, encoding) = result_file(&whole, "", &|_| String::new());
        let wish = Wish { encoding: Some(encoding), ..Wish::from(format) };
        let again = Sheet::read(bytes, wish).unwrap();
        let expected = at_once.iter().map(|row| [row.as_slice(), &[String::new()]].concat());
        // A cell more than are kept is one that nobody looks at.
        if at_once.iter().all(|row| row.len() < MAX_CELLS) {
            assert_eq!(cells_of(&again, at_once.first().map_or(0, Vec::len) + 1), expected.collect::<Vec<_>>());
            assert_eq!((again.numbers(), again.blank()), numbers);
        }
    }
}

fn cells_of(sheet: &Sheet, columns: usize) -> Vec<Vec<String>> {
    let row = |row| (0..columns as u16).map(|column| sheet.cell(row, column).into_owned()).collect();
    (0..sheet.len()).map(row).collect()
}

/// What holds after edits, too: each changes one row, and what is written of the rows reads back.
pub(super) fn holds_after(bytes: &[u8], edits: &[Edit]) {
    let sheet = Sheet::read(bytes, Wish::default()).unwrap();
    let format = sheet.format();
    let mut judge = Judge::all(sheet, Knowledge::default(), &to_ascii);
    judge.learn_rest();
    for edit in edits {
        judge.edit(edit, &to_ascii);
    }
    judge.learn_rest();
    let summary = Summary::of(&judge);
    assert_eq!(Kind::ALL.iter().map(|kind| summary.count(*kind)).sum::<usize>(), judge.len());
    assert!((1..judge.len()).all(|at| judge.id(at - 1) < judge.id(at)));
    for row in 0..judge.len() {
        assert_eq!(judge.find(judge.id(row)), Some(row));
        assert!(!judge.counts(row) || judge.email(row, &to_ascii).is_some());
        if let Judgement::Duplicate(first) = judge.judgement(row) {
            let first = judge.find(first).unwrap();
            assert!(first < row && judge.email(first, &to_ascii) == judge.email(row, &to_ascii));
        }
    }
    let plan = Plan::of(&judge, &Default::default());
    assert_eq!(plan.approvals(&judge, &to_ascii).count(), plan.rows.len());
    if !format.quoting {
        return;
    }
    let before = cells(judge.sheet());
    let is_blank = |row: &Vec<String>| {
        row.iter().all(|cell| cell.chars().all(|c| c.is_whitespace() || matches!(c, ';' | ',' | '|')))
    };
    if before.iter().any(|row| row.len() >= MAX_CELLS || is_blank(row)) {
        return;
    }
    let (bytes, encoding) = parts::file(&judge, 0..judge.len());
    let again = Sheet::read(bytes, Wish { encoding: Some(encoding), ..Wish::from(format) }).unwrap();
    let width = before.first().map_or(0, Vec::len);
    // One part leaves no row out: no row is a duplicate of one in another.
    assert_eq!(cells_of(&again, width), before);
}
