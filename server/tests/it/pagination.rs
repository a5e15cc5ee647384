//! Every list on a page is limited in length, shows how many more items there are, and links to them.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Kind, PASSWORD, Page},
};
use app::pages::{
    domains::dto::{DomainChange, DomainForm},
    journal::dto::JournalQuery,
};
use esecure::{
    DomainName, EmailKey, EmailSpelling, Locale, SingleLine, Timestamp,
    id::{AccountId, AdministratorId, DomainRuleId, MailId, ProfileId, UploadId},
    policy::DomainList,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::Expr};
use server::{
    mail::catalogue::{MailKind, Sender},
    store::{
        columns::{Digest, Json, OutboxState, SecretHash, UserAgent},
        dead_letters,
        entity::{account, administrator, device, domain_rule, outbox, profile, session, upload},
    },
};

const ANNA: &str = "anna@voorbeeld.example";
/// Rows per part of a list.
const PART: usize = 50;

/// Unique bytes for an identifier.
fn bytes(n: usize) -> [u8; 16] {
    (u128::MAX - n as u128).to_be_bytes()
}

fn line(text: &str) -> SingleLine {
    SingleLine::clean(text).unwrap()
}

fn millis(n: usize) -> Timestamp {
    Timestamp::from_millis(n as i64)
}

/// Inserts rows, several hundred per statement.
async fn insert<E, A>(app: &App, rows: Vec<E::Model>)
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(200)).exec_without_returning(&app.services.db).await.unwrap();
    }
}

async fn anna(app: &App) -> profile::Model {
    profile::Entity::find().one(&app.services.db).await.unwrap().unwrap()
}

async fn signed_in(app: &App) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    browser
}

/// Inserts active colleagues of Anna with seats.
async fn colleagues(app: &App, count: usize) {
    let (anna, account) = (anna(app).await, app.account(ACCOUNT).await);
    let profile = |n| profile::Model {
        id: ProfileId::from_bytes(bytes(n)),
        email: EmailSpelling::from_stored(&format!("colleague{n}@voorbeeld.example")),
        email_key: EmailKey::from_stored(&format!("colleague{n}@voorbeeld.example")),
        name: format!("Colleague {n:03}"),
        ..anna.clone()
    };
    insert::<profile::Entity, _>(app, (0..count).map(profile).collect()).await;
    let seat = |n: usize| administrator::Model {
        id: AdministratorId::from_bytes(bytes(n)),
        account_id: account.id.clone(),
        profile_id: ProfileId::from_bytes(bytes(n)),
        added_by: line("Anna"),
        added_at: Timestamp::from_millis(app.services.now().as_millis() + n as i64),
        welcomed_at: Some(millis(0)),
        removed_at: None,
    };
    insert::<administrator::Entity, _>(app, (0..count).map(seat).collect()).await;
}

/// Inserts numbered domains of a list.
async fn domains(app: &App, list: DomainList, count: usize) {
    let account = app.account(ACCOUNT).await.id;
    let from = if list == DomainList::Authorised { 0 } else { 10_000 };
    let rule = |n: usize| domain_rule::Model {
        id: DomainRuleId::from_bytes(bytes(from + n)),
        account_id: account.clone(),
        list,
        domain: DomainName::from_canonical(&format!("d{n:04}.example")),
        with_subdomains: false,
        added_by: line("Anna"),
        added_at: millis(n),
    };
    insert::<domain_rule::Entity, _>(app, (0..count).map(rule).collect()).await;
}

#[track_caller]
fn counts(page: &Page, what: &str) -> usize {
    assert_eq!(page.status, 200, "{}", page.body);
    page.body.matches(what).count()
}

on_both! {
    /// Regression: both lists were rendered completely, with 120 and 60 rows.
    async fn domain_lists_paginated(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        domains(&app, DomainList::Authorised, 120).await;
        domains(&app, DomainList::MayAsk, 60).await;
        let browser = signed_in(&app).await;
        let page = browser.open("/esecure/domains").await;
        assert_eq!(counts(&page, "<b class=\"name\">"), 2 * PART);
        page.assert_contains("1–50 of 120").assert_contains("1–50 of 60").assert_contains("authorised-part=2").assert_contains("asking-part=2");
        let page = browser.open("/esecure/domains?authorised-part=3&asking-part=2").await;
        assert_eq!(counts(&page, "<b class=\"name\">"), 20 + 10);
        page.assert_contains("101–120 of 120").assert_contains("51–60 of 60").assert_contains("asking-part=2&amp;authorised-part=2");
        let page = browser.open("/esecure/domains?authorised-part=99&asking-part=x&evil-part=%22%3E").await;
        page.assert_contains("101–120 of 120").assert_contains("1–50 of 60").assert_lacks("evil-part");
    }
}

on_both! {
    /// Regression: all 121 administrators were rendered. Administrators on other pages can still be removed.
    async fn administrators_paginated(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        colleagues(&app, 120).await;
        let browser = signed_in(&app).await;
        let page = browser.open("/esecure/administrators").await;
        assert_eq!(counts(&page, "class=\"c-who\""), PART);
        page.assert_contains("1–50 of 121").assert_contains("administrators-part=2").assert_lacks("Colleague 119");
        let last = browser.open("/esecure/administrators?administrators-part=3").await;
        assert_eq!(counts(&last, "class=\"c-who\""), 21);
        last.assert_contains("101–121 of 121").assert_contains("Colleague 119");
        let seat = AdministratorId::from_bytes(bytes(119));
        browser.open(&format!("/esecure/administrators?remove={seat}")).await.assert_contains("colleague119@voorbeeld.example");
    }
}

on_both! {
    /// Regression: all sessions and devices were rendered.
    async fn sessions_and_devices_paginated(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (id, now) = (anna(&app).await.id, app.services.now());
        let session = |n: usize| session::Model {
            token_hash: SecretHash::new(format!("session{n}")),
            profile_id: id.clone(),
            created_at: now,
            seen_at: Timestamp::from_millis(now.as_millis() - n as i64),
            expires_at: now.plus_days(1),
            user_agent: UserAgent::default(),
        };
        insert::<session::Entity, _>(&app, (1..=120).map(session).collect()).await;
        let device = |n: usize| device::Model {
            token_hash: SecretHash::new(format!("device{n}")),
            profile_id: id.clone(),
            created_at: now,
            expires_at: now.plus_days(1),
            user_agent: UserAgent::default(),
            seen_at: Timestamp::from_millis(now.as_millis() - n as i64),
        };
        insert::<device::Entity, _>(&app, (1..=70).map(device).collect()).await;
        let browser = signed_in(&app).await;
        let page = browser.open("/profile").await;
        let (session, device) = ("action=\"/fn/end-session\"", "action=\"/fn/forget-device\"");
        assert_eq!(counts(&page, session), PART - 1, "one's own has no button");
        assert_eq!(counts(&page, device), PART);
        page.assert_contains("1–50 of 121").assert_contains("1–50 of 70");
        let page = browser.open("/profile?sessions-part=3&devices-part=2").await;
        assert_eq!((counts(&page, session), counts(&page, device)), (21, 20));
    }
}

on_both! {
    /// Regression: the portal and the account menu listed all accounts.
    async fn accounts_paginated_and_menu_limited(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (anna, base) = (anna(&app).await.id, app.account(ACCOUNT).await);
        let copy = |n: usize| account::Model {
            id: AccountId::from_bytes(bytes(n)),
            number: app.number(&format!("7000{n:05}")),
            company: line(&format!("Zeta {n:03}")),
            ..base.clone()
        };
        insert::<account::Entity, _>(&app, (0..60).map(copy).collect()).await;
        let seat = |n: usize| administrator::Model {
            id: AdministratorId::from_bytes(bytes(n)),
            account_id: AccountId::from_bytes(bytes(n)),
            profile_id: anna.clone(),
            added_by: line("operator"),
            added_at: millis(n),
            welcomed_at: Some(millis(0)),
            removed_at: None,
        };
        insert::<administrator::Entity, _>(&app, (0..60).map(seat).collect()).await;
        let browser = signed_in(&app).await;
        let page = browser.open("/").await;
        assert_eq!(counts(&page, "<h3>"), PART);
        page.assert_contains("1–50 of 61").assert_contains("accounts-part=2");
        assert_eq!(counts(&browser.open("/?accounts-part=2").await, "<h3>"), 11);
        let page = browser.open("/esecure?steps").await;
        page.assert_contains("and 31 more, on the first page").assert_lacks("Zeta 040");
    }
}

on_both! {
    /// Regression: the status page and each mail listed every administrator who shares contact details.
    async fn contacts_for_requester_limited(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        colleagues(&app, 24).await;
        let share = profile::Entity::update_many().col_expr(profile::Column::ShareContact, Expr::value(true));
        share.exec(&app.services.db).await.unwrap();
        let status = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.status_url();
        let page = app.browser().open(&status).await;
        assert_eq!(counts(&page, "mailto:"), 20);
        page.assert_contains("And 5 more who can decide.");
        let mail = &app.outbox_of_kind("request_received").await[0];
        assert_eq!(mail.text.matches("@voorbeeld.example").count(), 10, "{}", mail.text);
        assert!(mail.text.contains("And 15 more, named on the status page.") && mail.html.contains("And 15 more"));
    }
}

on_both! {
    /// Regression: the filter offered every present and former administrator.
    async fn journal_filter_options_limited_with_selected_included(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        colleagues(&app, 230).await;
        let by = app.administrator(ANNA).await;
        let people = async |who: &str| {
            let query = JournalQuery { who: who.to_owned(), ..JournalQuery::default() };
            app.services.journal(&by, &query).await.unwrap().who.swap_remove(0)
        };
        let offered = people("").await;
        assert_eq!(offered.choices.len(), 200);
        assert!(offered.title.contains("the first 200 of 231"), "{}", offered.title);
        let last = ProfileId::from_bytes(bytes(229)).to_string();
        let offered = people(&last).await;
        assert_eq!((offered.choices.len(), offered.choices[200].1.as_str()), (201, "Colleague 229"));
    }
}

on_both! {
    /// Already limited in the first release, except for the link to the list: twenty addresses are named, the others
    /// counted.
    async fn domain_preview_limited_and_links_to_list(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..25 {
            app.shipper(&format!("u{n:02}@acme.test")).ships_on(ACCOUNT).await.is_pending();
        }
        let by = app.administrator(ANNA).await;
        let form = DomainForm { list: DomainList::Authorised, domain: "acme.test".into(), with_subdomains: false };
        let preview = app.services.preview_domain(&by, DomainChange::Add(form)).await.unwrap();
        assert_eq!((preview.gain.count, preview.gain.first.len()), (25, 20));
        let page = signed_in(&app).await.open("/esecure/domains?list=authorised&domain=acme.test").await;
        page.assert_contains("<a href=\"/esecure/users\">and 5 more");
    }
}

on_both! {
    /// Regression: nothing showed that there were more than five uploads.
    async fn earlier_uploads_counted(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (account, anna) = (app.account(ACCOUNT).await.id, anna(&app).await.id);
        let row = |n: usize| upload::Model {
            id: UploadId::from_bytes(bytes(n)),
            account_id: account.clone(),
            digest: Digest::new(format!("{n}")),
            file: format!("{n}.csv"),
            approved: 0,
            left_out: Json(vec![]),
            uploaded_by: anna.clone(),
            uploaded_by_name: line("Anna"),
            uploaded_at: millis(n),
            undone_by_name: None,
            undone_at: None,
        };
        let by = app.administrator(ANNA).await;
        assert_eq!(app.services.upload_knowledge(&by).await.unwrap().earlier, 0);
        insert::<upload::Entity, _>(&app, (0..12).map(row).collect()).await;
        let knowledge = app.services.upload_knowledge(&by).await.unwrap();
        assert_eq!((knowledge.latest.len(), knowledge.earlier), (5, 7));
    }
}

fn mail(n: usize, state: OutboxState) -> outbox::Model {
    outbox::Model {
        id: MailId::from_bytes(bytes(n)),
        kind: MailKind::TestMail,
        sender: Sender::Product,
        to_email: EmailSpelling::from_stored(&format!("to{n}@acme.test")),
        to_name: String::new(),
        locale: Locale::En,
        subject: format!("Subject {n:03}."),
        html: String::new(),
        text: String::new(),
        account_id: None,
        request_id: None,
        profile_id: None,
        code_id: None,
        created_at: millis(n),
        next_at: millis(0),
        leased_until: None,
        attempts: 1,
        state,
        ended_at: None,
        last_error: Some("refused".to_owned()),
    }
}

on_both! {
    /// Regression: the command listed every failed or retrying mail.
    async fn troubled_mails_listed_up_to_limit(app: App) {
        insert::<outbox::Entity, _>(&app, (0..7).map(|n| mail(n, OutboxState::Failed)).collect()).await;
        let (first, total) = dead_letters::failed_or_retrying(&app.services.db, 3).await.unwrap();
        assert_eq!((first.iter().map(|m| m.created_at).collect::<Vec<_>>(), total), ([0, 1, 2].map(millis).to_vec(), 7));
    }
}

/// Regression: mails beyond the latest 200 could not be reached or opened.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn demonstration_mailbox_links_to_older_mails() {
    let app = App::start_demonstration(Kind::Sqlite).await;
    insert::<outbox::Entity, _>(&app, (0..205).map(|n| mail(n, OutboxState::Sent)).collect()).await;
    let browser = app.browser();
    let page = browser.open("/demo/mailbox").await;
    assert_eq!(counts(&page, "Subject "), 200);
    page.assert_contains("and 5 older emails").assert_contains("/demo/mailbox?skip=200");
    let page = browser.open("/demo/mailbox?skip=200").await;
    assert_eq!(counts(&page, "Subject "), 5);
    page.assert_lacks("older email");
    let oldest = MailId::from_bytes(bytes(0));
    browser.open(&format!("/demo/mailbox/{oldest}")).await.assert_contains("Subject 000.");
}
