//! CSV files of the list, the journal's page and the journal command: hostile names never become formulas.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::pages::users::standing_dto::NewUserForm;
use serde_json::json;
use std::process::Command;

const ANNA: &str = "anna@voorbeeld.example";
const NAMES: [&str; 6] = [
    "=HYPERLINK(\"https://evil.test\";\"Ann\")",
    "+31105550123",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\"=1+1",
    " =1+1",
];

/// Finds the cells of a file that a spreadsheet would evaluate.
fn computing(file: &str) -> (usize, Vec<String>) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|line| line.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    let computes = |cell: &&String| cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
    (cells.len(), cells.iter().filter(computes).cloned().collect())
}

on_both! {
    async fn hostile_name_never_becomes_formula(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        for (n, name) in NAMES.into_iter().enumerate() {
            let form = NewUserForm {
                email: format!("user{n}@acme.test"), name: name.to_owned(), note: name.to_owned(), until: String::new(),
            };
            app.services.add_user(&anna, form).await.unwrap();
            app.shipper(&format!("asker{n}@acme.test")).with("name", json!(name)).ships_on(ACCOUNT).await.is_pending();
        }
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let mut files = Vec::new();
        for path in ["/esecure/users/export", "/esecure/journal/export"] {
            let file = browser.open(path).await;
            let name = file.headers["content-disposition"].to_str().unwrap();
            assert!(name.ends_with("-123456789-2026-11-23.csv\""), "{name}");
            files.push((path, file.body));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
        command.args(["journal", "export"]).env("ESECURE_DATABASE_URL", &app.database.url);
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        assert!(output.status.success());
        files.push(("esecure journal export", String::from_utf8(output.stdout).unwrap()));
        for (file, text) in files {
            assert!(text.contains("HYPERLINK") || text.contains("asker0@acme.test"), "{file} lacks the hostile rows:\n{text}");
            let (cells, computing) = computing(&text);
            assert!(cells > 60, "{file}: {cells} cells");
            assert_eq!(computing, Vec::<String>::new(), "{file}");
        }
    }
}
