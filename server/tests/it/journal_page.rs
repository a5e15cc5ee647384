//! The journal page: entry texts, filters, pagination, *Verify*, and the CSV file.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::pages::{
    journal::dto::{JournalPage, JournalQuery, Verified},
    users::standing_dto::NewUserForm,
};
use esecure::Locale;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, sea_query::Expr};
use server::store::entity::profile;

const ANNA: &str = "anna@voorbeeld.example";
const JOURNAL: &str = "/esecure/journal";

async fn signed_in(app: &App) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    browser
}

async fn journal(app: &App, query: JournalQuery) -> JournalPage {
    let anna = app.administrator(ANNA).await;
    app.services.journal(&anna, &query).await.unwrap()
}

fn numbers(page: &JournalPage) -> Vec<i64> {
    page.entries.iter().map(|entry| entry.number).collect()
}

/// Adds an address with a note.
async fn add(app: &App, email: &str, name: &str, note: &str) {
    let anna = app.administrator(ANNA).await;
    let form = NewUserForm { email: email.into(), name: name.into(), note: note.into(), ..NewUserForm::default() };
    app.services.add_user(&anna, form).await.unwrap();
}

on_both! {
    /// Filters by event and type, person, application and operator, address, and day in the account's time zone,
    /// alone and combined.
    async fn filters_return_only_matching_entries(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await.person().profile.to_string();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        // Advances to 23:59 in Amsterdam, and then past midnight.
        app.advance_clock(9 * 3600 + 45 * 60);
        add(&app, "ann@acme.test", "Ann", "one").await;
        app.advance_clock(120);
        add(&app, "eve@acme.test", "Eve", "two").await;
        let of = async |query: JournalQuery| numbers(&journal(&app, query).await);
        let none = JournalQuery::default;
        assert_eq!(of(none()).await, [5, 4, 3, 2, 1]);
        assert_eq!(of(JournalQuery { kind: "request_opened".into(), ..none() }).await, [3]);
        assert_eq!(of(JournalQuery { kind: "addresses".into(), ..none() }).await, [5, 4]);
        assert_eq!(of(JournalQuery { kind: "nothing".into(), ..none() }).await, [5, 4, 3, 2, 1], "no kind of ours");
        assert_eq!(of(JournalQuery { who: anna.clone(), ..none() }).await, [5, 4]);
        assert_eq!(of(JournalQuery { who: "application:MyDHL+".into(), ..none() }).await, [3]);
        assert_eq!(of(JournalQuery { who: "operator".into(), ..none() }).await, [2, 1]);
        assert_eq!(of(JournalQuery { address: " BOB@acme.test ".into(), ..none() }).await, [3]);
        assert_eq!(of(JournalQuery { address: ANNA.into(), ..none() }).await, [2], "about her, not what she did");
        assert_eq!(of(JournalQuery { to: "2026-11-23".into(), ..none() }).await, [4, 3, 2, 1]);
        assert_eq!(of(JournalQuery { from: "2026-11-24".into(), ..none() }).await, [5]);
        assert_eq!(of(JournalQuery { from: "2026-11-23".into(), to: "2026-11-23".into(), who: anna, kind: "addresses".into(),
            address: "ann@acme.test".into(), ..none() }).await, [4]);

        let page = journal(&app, none()).await;
        let last = &page.entries[0];
        assert_eq!(last.when.text, "24 November 2026 00:01");
        // The page names a first decision by its outcome; the export keeps the text of the event.
        assert_eq!(last.what, "An address was approved");
        let changes: Vec<_> = last.changes.iter().map(|c| (c.field.as_str(), c.before.as_deref(), c.after.as_deref())).collect();
        assert_eq!(changes, [("Decision", Some("no decision"), Some("approved")), ("Note", None, Some("two"))]);
        assert_eq!(page.who[0].choices[0].1, "Anna de Boer");

        for (name, value) in [("address", "no address"), ("from", "yesterday"), ("to", "2026-13-01")] {
            let browser = signed_in(&app).await;
            let page = browser.open(&format!("{JOURNAL}?{name}={}", value.replace(' ', "+"))).await;
            assert_eq!(page.status, 200);
            page.assert_contains(&format!("value=\"{value}\"")).assert_contains("aria-invalid=\"true\"");
            let refused = browser.open(&format!("{JOURNAL}/export?{name}={}", value.replace(' ', "+"))).await;
            assert_eq!(refused.status, 422);
        }
    }
}

on_both! {
    /// Pages have fifty entries, and each entry is on exactly one page in both directions.
    async fn pagination_shows_each_entry_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..118 {
            app.shipper(&format!("user{n}@acme.test")).ships_on(ACCOUNT).await.is_pending();
        }
        let (mut seen, mut query) = (Vec::new(), JournalQuery::default());
        let last = loop {
            let page = journal(&app, query).await;
            seen.extend(numbers(&page));
            assert_eq!((page.total, page.entries.len() <= 50), (120, true));
            match page.older {
                Some(before) => query = JournalQuery { before: Some(before), ..JournalQuery::default() },
                None => break page,
            }
        };
        assert_eq!(seen, (1..=120).rev().collect::<Vec<_>>());
        let (mut back, mut newer) = (numbers(&last), last.newer);
        while let Some(after) = newer {
            let page = journal(&app, JournalQuery { after: Some(after), ..JournalQuery::default() }).await;
            back.splice(0..0, numbers(&page));
            newer = page.newer;
        }
        assert_eq!(back, seen);
        let browser = signed_in(&app).await;
        browser.open(&format!("{JOURNAL}?kind=requests")).await.assert_contains("?kind=requests&amp;before=");
    }
}

on_both! {
    /// *Verify* reports the number of valid entries or the first invalid one; the page alone does neither.
    async fn verify_reports_first_invalid_entry(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let browser = signed_in(&app).await;
        browser.open(JOURNAL).await.assert_lacks("The journal is intact");
        let whole = browser.submit("/fn/verify-journal", &[]).await;
        assert_eq!((whole.status, whole.answer::<Verified>()), (200, Verified::Whole(3)));
        app.services.db.execute_unprepared("UPDATE journal SET actor = 'operator' WHERE seq = 3").await.unwrap();
        let altered = Verified::Broken("Broken: entry 3 was altered".into());
        let broken = browser.submit("/fn/verify-journal", &[]).await;
        assert_eq!((broken.status, broken.answer::<Verified>()), (200, altered.clone()));
        let anna = app.administrator(ANNA).await;
        assert_eq!(app.services.verify_journal(&anna).await.unwrap(), altered);
        browser.open(&format!("{JOURNAL}?kind=requests")).await.assert_lacks("The journal is intact");
        assert_eq!(app.browser().submit("/fn/verify-journal", &[]).await.status, 401);
        app.activate("223456789", "carla@other.example", Locale::En).await;
        let other = app.account("223456789").await.id;
        for path in [format!("{JOURNAL}?account={other}"), format!("{JOURNAL}/export?account={other}")] {
            assert_eq!(browser.open(&path).await.status, 404, "{path}");
        }
        assert_eq!(browser.submit("/fn/verify-journal", &[("account", other.as_str())]).await.status, 404);
    }
}

on_both! {
    /// The file uses the reader's language and delimiter, starts with the oldest entry, spans several batches, and
    /// contains no formulas.
    async fn csv_file_contains_listed_entries(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..600 {
            app.shipper(&format!("user{n}@acme.test")).ships_on(ACCOUNT).await.is_pending();
        }
        add(&app, "ann@acme.test", "Ann", "=1+1").await;
        let browser = signed_in(&app).await;
        let file = browser.open(&format!("{JOURNAL}/export")).await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"journal-123456789-2026-11-23.csv\"");
        let lines = cells(&file.body, b',');
        assert_eq!(lines.len(), 604);
        assert_eq!(lines[0][..5], ["Entry", "When", "Who", "Address of who", "What"]);
        let counted: Vec<_> = lines.iter().skip(1).map(|line| line[0].parse::<u32>().unwrap()).collect();
        assert_eq!(counted, (1..=603).collect::<Vec<_>>());
        let last = &lines[603];
        assert_eq!(last[1..10], [
            "2026-11-23 14:14", "Anna de Boer", ANNA, "The decision about an address was changed", "on the list of users",
            "ann@acme.test", "", "Decision: no decision", "Decision: approved; Note: =1+1",
        ]);
        assert_eq!(last[10].len(), 64);
        assert_eq!(cells(&browser.open(&format!("{JOURNAL}/export?kind=addresses")).await.body, b',').len(), 2);
        profile::Entity::update_many()
            .col_expr(profile::Column::Locale, Expr::value(Locale::Nl.code()))
            .col_expr(profile::Column::Name, Expr::value("=HYPERLINK(\"x\")"))
            .exec(&app.services.db).await.unwrap();
        add(&app, "eve@acme.test", "Eve", "").await;
        let lines = cells(&browser.open(&format!("{JOURNAL}/export?address=eve%40acme.test")).await.body, b';');
        assert_eq!((lines[0][0].as_str(), lines[1][2].as_str()), ("Regel", "'=HYPERLINK(\"x\")"));
        browser.open(JOURNAL).await.assert_contains("De beslissing over een adres is gewijzigd");
        let away = app.browser().open(&format!("{JOURNAL}/export?kind=requests")).await;
        assert_eq!(away.location.as_deref(), Some("/sign-in?next=/esecure/journal/export%3Fkind%3Drequests"));
    }
}

fn cells(body: &str, delimiter: u8) -> Vec<Vec<String>> {
    let body = body.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(body.as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}
