//! Edits of cells, and their effect on other rows.

use super::*;

fn row(number: u32) -> RowId {
    RowId { number, part: 0 }
}

fn type_into(judge: &mut Judge, number: u32, column: u16, text: &str) {
    let edit = Edit::Cell { row: row(number), column, text: text.to_owned() };
    assert!(judge.edit(&edit, &to_ascii));
}

#[test]
fn editing_first_row_makes_next_row_first_of_its_address() {
    let mut judge = judged("email\nann@a.example\nann@a.example\nann@a.example\nbob@a.example\n");
    type_into(&mut judge, 2, 0, "carol@a.example");
    let duplicates = |judge: &Judge| lines(judge).iter().map(|line| line.duplicate_of).collect::<Vec<_>>();
    assert_eq!(duplicates(&judge), [None, None, Some(3), None]);
    type_into(&mut judge, 5, 0, "Carol@A.example");
    assert_eq!(duplicates(&judge), [None, None, Some(3), Some(2)]);
    type_into(&mut judge, 2, 0, "ann@a.example");
    assert_eq!(duplicates(&judge), [None, Some(2), Some(2), None]);
}

#[test]
fn edited_address_needs_a_standing_until_known() {
    let mut judge = judged("email\nann@a.example\nbob@\n");
    assert_eq!(judge.unresolved_addresses().count(), 0);
    type_into(&mut judge, 3, 0, "Bob@A.example");
    assert_eq!(judge.unresolved_addresses().collect::<Vec<_>>(), ["bob@a.example"]);
    judge.set_known("bob@a.example", KnownStanding::Rejected);
    assert_eq!(judge.judgement(1), Judgement::PreviouslyRejected);
    assert_eq!(judge.unresolved_addresses().count(), 0);
    // Without a row, the address needs no standing; the known one is kept for later.
    type_into(&mut judge, 2, 0, "nobody@b.example");
    type_into(&mut judge, 2, 0, "bob@a.example");
    assert_eq!(judge.judgement(0), Judgement::PreviouslyRejected);
    assert_eq!(judge.judgement(1), Judgement::Duplicate(row(2)));
    assert_eq!(judge.unresolved_addresses().count(), 0);
}

#[test]
fn missing_cell_can_be_filled_and_extra_cell_emptied() {
    let mut judge = judged("email;name;note\nann@a.example\nbob@a.example;Bob;x;y\n");
    type_into(&mut judge, 2, 2, "late");
    assert_eq!((judge.sheet().cell(0, 1), judge.sheet().cell(0, 2)), ("".into(), "late".into()));
    assert_eq!(judge.name_and_note(0), (String::new(), "late".to_owned()));
    assert_eq!(judge.judgement(1).kind(), JudgementKind::Invalid);
    type_into(&mut judge, 3, 3, "");
    assert_eq!(judge.judgement(1), Judgement::New);
}

#[test]
fn editing_cell_removes_lone_quote_error() {
    let mut judge = judged("email;name\nann@a.example;\"Ann\nbob@a.example;Bob\n");
    assert_eq!(short(&judge), [(2, "invalid", "lone_quote"), (3, "new", "")]);
    type_into(&mut judge, 2, 1, "\"Ann\"");
    assert_eq!(judge.judgement(0), Judgement::New);
    assert_eq!(judge.sheet().cell(0, 1), "\"Ann\"");
}

#[test]
fn edit_of_missing_row_or_cell_is_refused() {
    let mut judge = judged("email\nann@a.example\n\nbob@a.example\n");
    let before = lines(&judge);
    for (number, part, column) in [(1, 0, 0), (3, 0, 0), (9, 0, 0), (2, 1, 0), (2, 0, MAX_CELLS as u16), (0, 0, 0)] {
        let edit = Edit::Cell { row: RowId { number, part }, column, text: "x".to_owned() };
        assert!(!judge.edit(&edit, &to_ascii), "{edit:?}");
    }
    assert!(!judge.edit(&Edit::Split { row: row(2) }, &to_ascii));
    assert_eq!(lines(&judge), before);
}

#[test]
fn split_turns_row_with_two_addresses_into_two_rows() {
    let mut judge = judged("email;name\nann@a.example, bob@a.example;Both\nbob@a.example;Bob\ncarol@a.example;Carol\n");
    assert_eq!(short(&judge), [(2, "invalid", "several_addresses"), (3, "new", ""), (4, "new", "")]);
    let two = Suggestion::Split(vec!["ann@a.example".to_owned(), "bob@a.example".to_owned()]);
    assert_eq!(judge.suggestion(0, &to_ascii), Some(two));
    assert!(judge.edit(&Edit::Split { row: row(2) }, &to_ascii));
    assert_eq!(short(&judge), [(2, "new", ""), (2, "new", ""), (3, "duplicate", ""), (4, "new", "")]);
    assert_eq!((judge.id(1), judge.find(RowId { number: 2, part: 1 })), (RowId { number: 2, part: 1 }, Some(1)));
    assert_eq!(judge.judgement(2), Judgement::Duplicate(RowId { number: 2, part: 1 }));
    assert_eq!(judge.sheet().cell(1, 1), "Both");
    // Parts can be edited and split again.
    let edit = Edit::Cell { row: RowId { number: 2, part: 1 }, column: 0, text: "x@a.example y@a.example".to_owned() };
    assert!(judge.edit(&edit, &to_ascii));
    assert!(judge.edit(&Edit::Split { row: RowId { number: 2, part: 1 } }, &to_ascii));
    let ids: Vec<_> = (0..judge.len()).map(|at| (judge.id(at).number, judge.id(at).part)).collect();
    assert_eq!(ids, [(2, 0), (2, 1), (2, 2), (3, 0), (4, 0)]);
    assert_eq!(judge.judgement(3), Judgement::New);
}

/// The server, applying the list of edits to the file, gets the same judgements as the browser during typing.
#[test]
fn replayed_edits_give_same_judgements_as_typing() {
    let file = "email;name\nann@a.example\nbob@a,example;Bob\nc@x.example d@x.example;C\nann@a.example;Ann\n";
    let cell = |number, column, text: &str| Edit::Cell { row: row(number), column, text: text.to_owned() };
    let edits =
        [cell(3, 0, "bob@a.example"), Edit::Split { row: row(4) }, cell(2, 1, "=Ann"), cell(5, 0, "e@x.example")];
    let mut browser = judged(file);
    for edit in &edits {
        assert!(browser.edit(edit, &to_ascii));
    }
    let sent = serde_json::to_string(&edits).unwrap();
    let mut server = judged(file);
    for edit in serde_json::from_str::<Vec<Edit>>(&sent).unwrap() {
        assert!(server.edit(&edit, &to_ascii));
    }
    server.assume_undecided();
    assert_eq!(lines(&server), lines(&browser));
    assert_eq!(short(&server).len(), 5);
    assert_eq!(server.sheet().cell(0, 1), "=Ann");
}
