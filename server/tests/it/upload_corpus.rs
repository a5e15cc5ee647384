//! The files of `src/upload/tests/corpus` give their expected results on the server and at the command line too.

use crate::{
    on_both,
    support::{ACCOUNT, App},
    uploads::form,
};
use app::pages::{
    domains::dto::DomainForm,
    upload::dto::UploadRefusal,
    users::standing_dto::{NewUserForm, UserAction},
};
use esecure::{
    person::Administrator,
    policy::DomainList,
    upload::{FormatOverrides, JudgementKind, MAX_CELLS, ReportLine, Sheet, Summary},
};
use serde_json::Value;
use std::{fs, path::PathBuf, process::Command};

const OWN: &str = "admin@voorbeeld.example";

struct Case {
    name: String,
    path: PathBuf,
    bytes: Vec<u8>,
    format: Value,
    all: bool,
    lines: Vec<Value>,
    summary: Value,
}

impl Case {
    fn count(&self, kind: JudgementKind) -> u64 {
        self.summary[kind.code()].as_u64().unwrap()
    }

    /// Returns true if the expected results list this line.
    fn lists(&self, line: &Value) -> bool {
        self.all || line["judgement"] != "new"
    }

    fn is_own(&self) -> bool {
        self.lines.iter().any(|line| line["problem"] == "own_address")
    }

    fn has_days(&self) -> bool {
        !self.format["columns"]["until"].is_null()
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/upload/tests/corpus")
}

fn corpus() -> Vec<Case> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect();
    files.sort();
    let case = |path: PathBuf| {
        let expected = fs::read_to_string(path.with_extension("ndjson")).unwrap();
        let mut lines: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (first, last) = (lines.remove(0), lines.pop().unwrap());
        Case {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            bytes: fs::read(&path).unwrap(),
            path,
            format: first["format"].clone(),
            all: first["listed"] == "all",
            lines,
            summary: last["summary"].clone(),
        }
    };
    files.into_iter().map(case).collect()
}

/// Creates the account of `account.json`, on the date given there.
async fn account(app: &App) -> Administrator {
    let expected: Value = serde_json::from_slice(&fs::read(folder().join("account.json")).unwrap()).unwrap();
    let texts = |key: &str| {
        expected[key].as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    app.advance_clock(48 * 3600);
    assert_eq!((expected["own"].as_str(), expected["today"].as_str()), (Some(OWN), Some("2026-11-25")));
    app.enforced_account(ACCOUNT, &[OWN]).await;
    let by = app.administrator(OWN).await;
    for entry in expected["authorised"].as_array().unwrap() {
        let domain = entry["domain"].as_str().unwrap().to_owned();
        let with_subdomains = entry["with_subdomains"].as_bool().unwrap();
        let form = DomainForm { list: DomainList::Authorised, domain, with_subdomains };
        app.services.add_domain(&by, form).await.unwrap();
    }
    // A domain is known by an address that no file contains.
    let known = texts("domains").into_iter().map(|domain| format!("known-by-this-one@{domain}"));
    let add = |email: String| app.services.add_user(&by, NewUserForm { email, ..NewUserForm::default() });
    for email in texts("approved").into_iter().chain(texts("rejected")).chain(known) {
        add(email).await.unwrap();
    }
    for email in texts("rejected") {
        app.decide_one(&by, &email, UserAction::Reject).await;
    }
    by
}

/// Start of the result file's text for a row.
fn begins(judgement: &str) -> &'static str {
    match judgement {
        "new" => "Approved",
        "already_approved" => "Left out: approved before",
        "previously_rejected" => "Left out: rejected before",
        "covered_by_domain" => "Left out: may ship already",
        "doubtful" => "Left out: doubtful",
        "duplicate" => "Left out: the same address as row",
        _ => "Left out, column",
    }
}

on_both! {
    async fn server_judges_corpus_like_browser(app: App) {
        let by = account(&app).await;
        let all = corpus();
        assert!(all.len() > 100);
        for case in &all {
            let name = &case.name;
            if !case.is_own() {
                let sheet = Sheet::read(case.bytes.clone(), FormatOverrides::default()).unwrap();
                let judge = app.services.check_upload(&app.number(ACCOUNT), sheet).await.unwrap();
                let lines = (0 .. judge.len()).map(|row| ReportLine::of(&judge, row, &server::idn::to_ascii));
                let lines = lines.map(|line| serde_json::to_value(line).unwrap()).filter(|line| case.lists(line));
                assert_eq!(lines.collect::<Vec<_>>(), case.lines, "{name}");
                assert_eq!(serde_json::to_value(Summary::of(&judge)).unwrap(), case.summary, "{name}");
            }
            let committed = app.services.commit_upload(&by, form(case.bytes.clone())).await.unwrap();
            let outcome = match committed {
                Err(UploadRefusal::Beyond { counted, limit }) => {
                    assert_eq!((counted.into(), limit, 0 < case.summary["beyond"].as_u64().unwrap()), (case.summary["counted"].clone(), 1000, true), "{name}");
                    continue;
                }
                Err(refusal) => {
                    assert_eq!((refusal, case.count(JudgementKind::New)), (UploadRefusal::Nothing, 0), "{name}");
                    continue;
                }
                Ok(outcome) => outcome,
            };
            assert_eq!((outcome.approved, outcome.already), (case.count(JudgementKind::New), false), "{name}");
            let left_out = JudgementKind::ALL.into_iter().filter(|kind| *kind != JudgementKind::New).map(|kind| (kind, case.count(kind)));
            assert_eq!(outcome.left_out, left_out.filter(|(_, rows)| *rows > 0).collect::<Vec<_>>(), "{name}");
            // Compares the result file row by row.
            let format: esecure::upload::Format = serde_json::from_value(case.format.clone()).unwrap();
            let wish = FormatOverrides { encoding: Some(outcome.result.encoding), ..FormatOverrides::from(format) };
            let result = Sheet::read(outcome.result.bytes, wish).unwrap();
            let result_column = u16::try_from(result.columns()).unwrap() - 1;
            // A row with more than the supported number of cells has its result text beyond them.
            if case.all && format.quoting && result.columns() < MAX_CELLS {
                assert_eq!(result.len(), case.lines.len(), "{name}");
                for (row, line) in case.lines.iter().enumerate() {
                    let cell = result.cell(row, result_column);
                    assert!(cell.starts_with(begins(line["judgement"].as_str().unwrap())), "{name}: {line}: {cell}");
                }
            }
            app.services.undo_upload(&by, outcome.id).await.unwrap();
        }
        app.chain_holds().await;
    }
}

/// Runs the program itself on one database and checks output and exit status. It uses the machine's clock, so files
/// with end dates, and the one with the administrator's own address, are covered only by the test above.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn command_line_judges_corpus_like_server() {
    let app = App::start(crate::support::Kind::Sqlite).await;
    account(&app).await;
    let esecure = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
        command
            .env("ESECURE_DATABASE_URL", &app.database.url)
            .args(["upload", "check"])
            .args(arguments)
            .output()
            .unwrap()
    };
    let plain: Vec<Case> = corpus().into_iter().filter(|case| !case.has_days() && !case.is_own()).collect();
    // Starting a process is slow: runs every third file.
    for case in plain.iter().step_by(3) {
        let output = esecure(&[case.path.to_str().unwrap(), "--account", ACCOUNT, "--json"]);
        let printed = String::from_utf8(output.stdout).unwrap();
        let mut lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.pop().unwrap()["summary"], case.summary, "{}", case.name);
        lines.retain(|line| case.lists(line));
        assert_eq!(lines, case.lines, "{}", case.name);
        let faulty = case.count(JudgementKind::Invalid) > 0 || case.summary["beyond"] != 0;
        assert_eq!(output.status.code(), Some(i32::from(faulty)), "{}", case.name);
    }
    assert!(plain.len() > 30);
    let unknown = esecure(&[plain[0].path.to_str().unwrap(), "--account", "999999999"]);
    assert!(!unknown.status.success() && unknown.stdout.is_empty());
    let alone = esecure(&[folder().join("duplicates.csv").to_str().unwrap()]);
    assert!(String::from_utf8(alone.stdout).unwrap().contains("count towards the limit of 1000"));
    assert!(!esecure(&["/no/such/file"]).status.success());
}
