//! Deleted data is also gone from SQLite's files: links and codes of sent mails, and erased personal data.

use crate::support::{ACCOUNT, App, Kind};
use app::pages::users::standing_dto::NewUserForm;
use esecure::Locale;
use server::jobs;
use std::path::Path;

const ANNA: &str = "anna@voorbeeld.example";
const NOTE: &str = "knows Ann Lee of Lumen Lab since 1998";

/// Reads the bytes of the database, its WAL, and any files next to them.
fn files(app: &App) -> Vec<u8> {
    let path = Path::new(app.database.url.strip_prefix("sqlite://").unwrap());
    let files = std::fs::read_dir(path.parent().unwrap()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn count(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite_files_after_delivery_and_erasure_contain_no_secret() {
    let app = App::start(Kind::Sqlite).await;
    app.activate(ACCOUNT, ANNA, Locale::En).await;
    let password = app.mail(ANNA, "create password", |m| m.text.contains("/create-password/")).await;
    let mut secrets = vec![password.link("/create-password/")];
    app.enforced_account("987654321", &["bram@voorbeeld.example"]).await;
    app.make_active(ANNA).await;
    let anna = app.administrator(ANNA).await;
    // Enough rows for pages to be split and freed.
    for n in 0..40 {
        let email = format!("ann{n}@acme.test");
        let form =
            NewUserForm { email: email.clone(), name: "Ann Lee".into(), note: NOTE.into(), ..NewUserForm::default() };
        app.services.add_user(&anna, form).await.unwrap();
        app.shipper(&email).ships_on("987654321").await.is_pending();
    }
    for n in 0..40 {
        let request = app.approval_request("bram@voorbeeld.example", &format!("ann{n}@acme.test")).await;
        secrets.push(request.link("/d/"));
    }
    let first = app.approval_request("bram@voorbeeld.example", "ann0@acme.test").await;
    app.browser().submit_choice(&first, "approve").await.assert_contains("one-time-code");
    let code = app.mail("bram@voorbeeld.example", "code", |m| m.links().is_empty() && !m.text.contains("/d/")).await;
    app.deliver_all().await;
    // Uses the line as it is in the mail: six digits alone could be part of any number.
    let line = code.text.lines().find(|line| line.replace(' ', "").contains(&code.code())).unwrap();
    secrets.push(line.to_owned());
    for n in 0..40 {
        app.services.erase_person(&app.address(&format!("ann{n}@acme.test"))).await.unwrap();
        app.services.erase_person(&app.address(&format!("never{n}@acme.test"))).await.unwrap();
    }
    let journalled = format!("\"note\":\"{NOTE}\"");
    secrets.push(journalled);

    jobs::run(&app.services).await;
    let bytes = files(&app);
    assert!(count(&bytes, "ann0@acme.test") > 0, "the list keeps the address: the right files are looked at");
    let found: Vec<_> = secrets.iter().map(|secret| (count(&bytes, secret), secret)).filter(|(n, _)| *n > 0).collect();
    assert!(found.is_empty(), "{found:#?}");
}
