//! Properties of every file and sequence of edits. Used by the property tests on generated files and by the fuzzer
//! (`../fuzz`). Uses only public items of the crate, which the including module imports.

use super::*;

fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let columns = sheet.columns() as u16;
    (0..sheet.len()).map(|row| (0..columns).map(|column| sheet.cell(row, column).into_owned()).collect()).collect()
}

/// Checks all properties of a file.
pub(super) fn check_file(bytes: &[u8], overrides: FormatOverrides, slice: usize) {
    let sheet = Sheet::read(bytes, overrides).unwrap();
    let (format, at_once) = (sheet.format(), cells(&sheet));
    let numbers = (sheet.numbers(), sheet.blank());

    // Reading and judging in slices gives the same result as at once.
    let mut reader = SheetReader::new(bytes, overrides).unwrap();
    while !reader.step(slice).unwrap() {}
    let sliced = reader.finish();
    assert_eq!((sliced.format(), cells(&sliced), sliced.numbers()), (format, at_once.clone(), numbers.0));
    let mut judge = Judge::new(sliced, AccountContext::default());
    while !judge.step(slice, &to_ascii) {}
    judge.assume_undecided();
    let mut whole = Judge::all(sheet, AccountContext::default(), &to_ascii);
    whole.assume_undecided();
    assert_eq!(lines(&judge), lines(&whole));

    // Detected settings, set by hand, give the same sheet.
    let by_hand = Sheet::read(bytes, FormatOverrides::from(format)).unwrap();
    assert_eq!((by_hand.format(), cells(&by_hand)), (format, at_once.clone()));

    // Each row has exactly one judgement and a unique identifier.
    let summary = Summary::of(&whole);
    assert_eq!(JudgementKind::ALL.iter().map(|kind| summary.count(*kind)).sum::<usize>(), whole.len());
    assert!((1..whole.len()).all(|at| whole.id(at - 1) < whole.id(at)));
    assert!((0..whole.len()).all(|at| whole.find(whole.id(at)) == Some(at)));
    let counted = (0..whole.len()).filter(|row| whole.counts(*row));
    assert_eq!(counted.clone().count(), summary.counted);
    for row in counted {
        assert!(whole.email(row, &to_ascii).is_some());
    }
    // Every suggested replacement is a valid address.
    for row in 0..whole.len() {
        if let Some(Suggestion::Replace(text)) = whole.suggestion(row, &to_ascii) {
            assert!(EmailAddress::parse(&text, &to_ascii).is_ok(), "{text}");
        }
    }

    // Writing and reading again restores the sheet.
    if format.quoting {
        let (bytes, encoding) = result_file(&whole, "", &|_| String::new());
        let overrides = FormatOverrides { encoding: Some(encoding), ..FormatOverrides::from(format) };
        let again = Sheet::read(bytes, overrides).unwrap();
        let expected = at_once.iter().map(|row| [row.as_slice(), &[String::new()]].concat());
        // The extra cell must not exceed MAX_CELLS, beyond which cells are not read.
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

/// Checks the properties that hold after edits too, including writing and reading again.
pub(super) fn check_edits(bytes: &[u8], edits: &[Edit]) {
    let sheet = Sheet::read(bytes, FormatOverrides::default()).unwrap();
    let format = sheet.format();
    let mut judge = Judge::all(sheet, AccountContext::default(), &to_ascii);
    judge.assume_undecided();
    for edit in edits {
        judge.edit(edit, &to_ascii);
    }
    judge.assume_undecided();
    let summary = Summary::of(&judge);
    assert_eq!(JudgementKind::ALL.iter().map(|kind| summary.count(*kind)).sum::<usize>(), judge.len());
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
    let (bytes, encoding) = split::part_file(&judge, 0..judge.len());
    let again =
        Sheet::read(bytes, FormatOverrides { encoding: Some(encoding), ..FormatOverrides::from(format) }).unwrap();
    let width = before.first().map_or(0, Vec::len);
    // With a single part, no row is left out as a duplicate from another part.
    assert_eq!(cells_of(&again, width), before);
}
