//! Every file of the corpus has the expected outcome.
//!
//! `corpus/NAME.csv` is the file. `corpus/NAME.ndjson` has one line with the format, one line per row as printed by
//! `esecure upload check --json`, and one with the summary. A file of a thousand rows lists only the rows that are not
//! new: its first line then says `"listed":"not_new"`. The account's data are in `corpus/account.json`.
//!
//! `UPDATE_CORPUS=1 cargo test -p esecure corpus` rewrites both; review the changes.

use super::{Account, folder, lines, malformed_files, matrix};
use crate::upload::{Format, FormatOverrides, Judge, JudgementKind, Summary};
use std::{collections::BTreeSet, fmt::Write as _, fs};

/// All files: the matrix, and the malformed files.
fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = matrix::files();
    all.extend(malformed_files::all());
    all
}

fn outcome(judge: &Judge) -> String {
    let all = lines(judge);
    let few = all.len() < 200;
    let format = judge.sheet().format();
    let listed = if few { "all" } else { "not_new" };
    let mut text = serde_json::json!({ "format": format, "listed": listed }).to_string();
    for line in all.iter().filter(|line| few || line.judgement != JudgementKind::New) {
        write!(text, "\n{}", serde_json::to_string(line).unwrap()).unwrap();
    }
    let summary = serde_json::to_string(&Summary::of(judge)).unwrap();
    writeln!(text, "\n{{\"summary\":{summary}}}").unwrap();
    text
}

#[test]
fn corpus_file_gives_its_recorded_result() {
    let account = Account::load();
    let update = std::env::var_os("UPDATE_CORPUS").is_some();
    let mut wrong = Vec::new();
    let mut known = BTreeSet::from(["account.json".to_owned()]);
    for (name, bytes) in all() {
        let file = folder().join(format!("{name}.csv"));
        let expected = folder().join(format!("{name}.ndjson"));
        let outcome = outcome(&account.judge(&bytes, FormatOverrides::default()));
        if update {
            fs::write(&file, &bytes).unwrap();
            fs::write(&expected, &outcome).unwrap();
        }
        assert!(fs::read(&file).is_ok_and(|stored| stored == bytes), "{name}.csv is not the file that is made");
        if fs::read_to_string(&expected).unwrap_or_default() != outcome {
            wrong.push(format!("{name}:\n{outcome}"));
        }
        assert!(known.insert(format!("{name}.csv")), "{name} is there twice");
        known.insert(format!("{name}.ndjson"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let stored = fs::read_dir(folder()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let stored: BTreeSet<_> = stored.filter(|name| !name.starts_with('.')).collect();
    assert_eq!(stored, known, "files that no test reads, or that are missing");
    assert!(known.len() > 120, "sixty files and more");
}

/// Delimiter, encoding, line ends and header language do not affect the judgements.
#[test]
fn matrix_files_give_same_judgements() {
    let account = Account::load();
    let of = |bytes: &[u8]| lines(&account.judge(bytes, FormatOverrides::default()));
    let files = matrix::files();
    let first = of(&files[0].1);
    assert_eq!(first.iter().map(|line| line.judgement).collect::<BTreeSet<_>>().len(), 7, "each judgement occurs");
    for (name, bytes) in &files {
        assert_eq!(of(bytes), first, "{name}");
    }
}

/// Detected settings, set by hand, give the same rows. So the server reads a file as the browser showed it.
#[test]
fn detected_format_set_by_hand_gives_same_result() {
    let account = Account::load();
    for (name, bytes) in all() {
        let detected = account.judge(&bytes, FormatOverrides::default());
        let format: Format = detected.sheet().format();
        let by_hand = account.judge(&bytes, FormatOverrides::from(format));
        assert_eq!(by_hand.sheet().format(), format, "{name}");
        assert_eq!(outcome(&by_hand), outcome(&detected), "{name}");
    }
}
