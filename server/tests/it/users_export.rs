//! CSV export of the list: complete, in the reader's language, and without formulas.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::pages::users::standing_dto::{NewUserForm, UserAction, UserActionInput};
use esecure::{
    DomainName, EmailKey, EmailSpelling, Locale, Timestamp,
    export::strip_formula_guard,
    id::{AccountId, UserId},
    policy::{StandingKind, StandingSource},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::store::entity::{account_user, profile};

const ANNA: &str = "anna@voorbeeld.example";
const EXPORT: &str = "/esecure/users/export";

async fn signed_in(app: &App) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    browser
}

/// Parses the cells, skipping the byte order mark.
fn cells(body: &str, delimiter: u8) -> Vec<Vec<String>> {
    let body = body.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(body.as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn name(app: &App, email: &str, name: &str) {
    account_user::Entity::update_many()
        .col_expr(account_user::Column::Name, Expr::value(name))
        .filter(account_user::Column::EmailKey.eq(email))
        .exec(&app.services.db)
        .await
        .unwrap();
}

on_both! {
    /// Contains standings and uses with actor, reason and time; a hostile name remains text.
    async fn export_contains_displayed_rows(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let form = NewUserForm {
            email: "ann@acme.test".into(), name: "=HYPERLINK(\"http://evil.test\")".into(),
            until: "2026-12-31".into(), note: "Fair; \"Lyon\"".into(),
        };
        app.services.add_user(&anna, form).await.unwrap();
        for _ in 0..2 {
            app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        }
        let bob = NewUserForm { email: "bob@acme.test".into(), ..NewUserForm::default() };
        let bob = app.services.add_user(&anna, bob).await.unwrap().id;
        let reject = UserActionInput { choice: UserAction::Reject, ..UserActionInput::default() };
        app.services.change_standings(&anna, vec![bob], reject).await.unwrap();

        let browser = signed_in(&app).await;
        let file = browser.open(EXPORT).await;
        assert_eq!(file.status, 200);
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"users-123456789-2026-11-23.csv\"");
        let lines = cells(&file.body, b',');
        assert_eq!(lines[0], [
            "Address", "Name", "Status", "Source", "Decided by", "Decided at", "Until", "Note", "Last used", "Uses", "Applications",
        ]);
        assert_eq!(lines[1], [
            "ann@acme.test", "'=HYPERLINK(\"http://evil.test\")", "Approved", "List", "Anna de Boer", "2026-11-23 14:14",
            "2026-12-31", "Fair; \"Lyon\"", "2026-11-23 14:14", "2", "MyDHL+",
        ]);
        assert_eq!(lines[2], [
            "bob@acme.test", "", "Rejected", "List", "Anna de Boer", "2026-11-23 14:14", "", "", "", "0", "",
        ]);
        assert_eq!(lines.len(), 3);
        assert_eq!(strip_formula_guard(&lines[1][1]), "=HYPERLINK(\"http://evil.test\")");

        // The export accepts the page's own parameters.
        assert_eq!(cells(&browser.open(&format!("{EXPORT}?filter=rejected")).await.body, b',').len(), 2);
        assert_eq!(cells(&browser.open(&format!("{EXPORT}?q=ANN")).await.body, b',').len(), 2);
        assert_eq!(cells(&browser.open(&format!("{EXPORT}?sort=address-last&page=2")).await.body, b',')[1][0], "bob@acme.test");
        let application = app.application().await.id;
        assert_eq!(cells(&browser.open(&format!("{EXPORT}?application={application}")).await.body, b',').len(), 2);

        profile::Entity::update_many()
            .col_expr(profile::Column::Locale, Expr::value(Locale::Nl))
            .exec(&app.services.db).await.unwrap();
        let file = browser.open(EXPORT).await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"gebruikers-123456789-2026-11-23.csv\"");
        let lines = cells(&file.body, b';');
        assert_eq!((lines[0][0].as_str(), lines[1][2].as_str()), ("E-mailadres", "Goedgekeurd"));
    }
}

on_both! {
    /// The list of another account is not found. A visitor without a session is redirected to sign in, and back
    /// afterwards.
    async fn export_of_other_account_not_found(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.activate("223456789", "carla@other.example", Locale::En).await;
        let other = app.account("223456789").await.id;
        let browser = app.browser();
        let away = browser.open(&format!("{EXPORT}?filter=rejected")).await;
        assert_eq!(away.location.as_deref(), Some("/sign-in?next=/esecure/users/export%3Ffilter%3Drejected"));
        let browser = signed_in(&app).await;
        for id in [other.as_str(), "acc_none"] {
            assert_eq!(browser.open(&format!("{EXPORT}?account={id}")).await.status, 404, "{id}");
        }
        assert_eq!(browser.open(&format!("{EXPORT}?account={}", app.account(ACCOUNT).await.id)).await.status, 200);
    }
}

on_both! {
    /// An export of several batches has each row once and in order; an export beyond the limit is refused with
    /// advice.
    async fn export_complete_or_refused_beyond_limit(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = signed_in(&app).await;
        let account = app.account(ACCOUNT).await.id;
        fill(&app, &account, 1..=1234).await;
        let lines = cells(&browser.open(&format!("{EXPORT}?sort=address")).await.body, b',');
        let addresses: Vec<_> = lines.iter().skip(1).map(|line| line[0].clone()).collect();
        assert_eq!(addresses, (1..=1234).map(|n| format!("user{n:06}@acme.test")).collect::<Vec<_>>());
        fill(&app, &account, 1235..=50_001).await;
        let refused = browser.open(EXPORT).await;
        assert_eq!(refused.status, 422);
        refused.assert_contains("50000 addresses");
        assert_eq!(cells(&browser.open(&format!("{EXPORT}?q=user00012")).await.body, b',').len(), 11);
    }
}

async fn fill(app: &App, account: &AccountId, numbers: std::ops::RangeInclusive<u32>) {
    let numbers: Vec<u32> = numbers.collect();
    for chunk in numbers.chunks(1000) {
        let rows = chunk.iter().map(|n| account_user::ActiveModel {
            id: sea_orm::Set(UserId::from_bytes(u128::from(*n).to_be_bytes())),
            account_id: sea_orm::Set(account.clone()),
            email: sea_orm::Set(EmailSpelling::from_stored(&format!("user{n:06}@acme.test"))),
            email_key: sea_orm::Set(EmailKey::from_stored(&format!("user{n:06}@acme.test"))),
            domain: sea_orm::Set(DomainName::from_canonical("acme.test")),
            standing: sea_orm::Set(StandingKind::Approved),
            source: sea_orm::Set(Some(StandingSource::Upload)),
            created_at: sea_orm::Set(Timestamp::from_millis(0)),
            listed: sea_orm::Set(true),
            ..Default::default()
        });
        account_user::Entity::insert_many(rows).exec_without_returning(&app.services.db).await.unwrap();
    }
}

/// Lets LibreOffice evaluate every potential formula and finds none, in both languages. Run by `make spreadsheet`,
/// since it needs LibreOffice.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs LibreOffice: make spreadsheet"]
async fn spreadsheet_evaluates_no_formula() {
    let app = App::start(crate::support::Kind::Sqlite).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    let hostile = [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1,1)",
        "\t=1+1",
        "\r=1+1",
        "'=1+1",
        " =1+1",
        "\"=1+1\"",
        "Ann;=1+1",
        "Ann,=1+1",
        "Ann\t=1+1",
        "Ann\n=1+1",
        "Ann\";=1+1;\"",
        "＝1+1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://evil.test\",\"x\")",
    ];
    for (n, hostile) in hostile.iter().enumerate() {
        let email = format!("user{n}@acme.test");
        let form = NewUserForm { email: email.clone(), note: format!("{hostile} "), ..NewUserForm::default() };
        app.services.add_user(&anna, form).await.unwrap();
        name(&app, &email, hostile).await;
    }
    let browser = signed_in(&app).await;
    let folder = tempfile::tempdir().unwrap();
    for locale in [Locale::En, Locale::Nl] {
        profile::Entity::update_many()
            .col_expr(profile::Column::Locale, Expr::value(locale))
            .exec(&app.services.db)
            .await
            .unwrap();
        let file = browser.open(EXPORT).await.body;
        // Delimiters that the reader's spreadsheet may assume.
        for delimiter in [59, 44, 9] {
            assert_eq!(formulas(folder.path(), &file, delimiter), 0, "{locale:?}, cut by {delimiter}");
        }
    }
    // Control: the same names are formulas if not neutralised.
    let bare = format!("\u{feff}Name\n{}\n", hostile[0]);
    assert_eq!(formulas(folder.path(), &bare, 44), 1);
}

/// Counts the formulas that LibreOffice reads from a file.
fn formulas(folder: &std::path::Path, file: &str, delimiter: u8) -> usize {
    std::fs::write(folder.join("users.csv"), file).unwrap();
    // LibreOffice CSV filter tokens: delimiter, quote, UTF-8, from line 1, no column formats, English, quoted fields
    // not forced to text, detect numbers, save as shown, do not export formulas, keep spaces, all sheets, evaluate
    // formulas.
    let filter = format!("--infilter=CSV:{delimiter},34,76,1,,1033,false,true,false,false,false,-1,true");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let run = std::process::Command::new("soffice")
        .args([&profile, "--headless", &filter, "--convert-to", "fods", "--outdir"])
        .arg(folder)
        .arg(folder.join("users.csv"))
        .output()
        .expect("soffice runs");
    assert!(run.status.success(), "{run:?}");
    let sheet = std::fs::read_to_string(folder.join("users.fods")).unwrap();
    assert!(sheet.contains("table:table-cell"), "nothing came of it");
    sheet.matches("table:formula").count()
}
