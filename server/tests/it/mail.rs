//! Outbox delivery: no mail is lost, a mail is repeated only after a lost SMTP reply, and mails made pointless
//! by later changes are dropped.

use crate::{
    on_both,
    support::{ACCOUNT, App, Reply, SmtpBehavior},
};
use esecure::request::StateKind;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use server::{
    mail::{
        catalogue::{DropReason, MailKind},
        obsolete::drop_reason,
    },
    store::{
        columns::OutboxState,
        entity::outbox::Model,
        outbox::{self as rows, Outcome},
    },
};

/// Waits until the only mail of a kind has been tried `attempts` times and is no longer leased.
async fn wait_until_tried(app: &App, kind: &str, attempts: i64) {
    let rests = |m: &Model| m.kind.code() == kind && m.attempts == attempts && m.leased_until.is_none();
    app.wait_for_outbox("tried", |mails| mails.iter().any(rests)).await;
}

on_both! {
    /// SMTP reply lost, then a temporary refusal, then acceptance: the mail is repeated once, with the same Message-ID.
    async fn repeated_mail_keeps_message_id(app: App) {
        app.smtp.queue_replies(&[Reply::AcceptAndDisconnect, Reply::TemporaryFailure]);
        app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::Nl).await;
        wait_until_tried(&app, "create_password", 1).await;
        app.advance_clock(31);
        wait_until_tried(&app, "create_password", 2).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").len(), 1);
        app.advance_clock(121);
        wait_until_tried(&app, "create_password", 3).await;
        let mails = app.mails_to("anna@voorbeeld.example");
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].message_id, mails[1].message_id);
        assert_eq!(app.outbox_of_kind("create_password").await[0].state, OutboxState::Sent);
    }
}

on_both! {
    /// A permanent refusal is stored in the outbox, and the other mails are delivered.
    async fn permanent_refusal_recorded_in_outbox(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        app.smtp.queue_replies(&[Reply::PermanentFailure]);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let all = app.wait_for_outbox("settled", |mails| mails.iter().all(|m| m.state != OutboxState::Queued)).await;
        let all: Vec<_> = all.into_iter().filter(|m| m.kind.code().starts_with("approval_") || m.kind == MailKind::RequestReceived).collect();
        let failed: Vec<_> = all.iter().filter(|m| m.state == OutboxState::Failed).collect();
        assert_eq!(failed.len(), 1);
        assert!(failed[0].last_error.as_deref().unwrap().contains("550"));
        assert_eq!(all.iter().filter(|m| m.state == OutboxState::Sent && m.html.is_empty()).count(), 1, "what has left is forgotten");
    }
}

on_both! {
    /// Checks the headers of a mail as received by the SMTP server.
    async fn delivered_mail_has_automatic_mail_headers(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
        for header in ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "Content-Language: en", "References: <req_"] {
            assert!(mail.raw.contains(header), "no {header} in\n{}", mail.raw);
        }
        assert!(mail.message_id.starts_with("mail_") && mail.message_id.ends_with("@esecure.test"), "{}", mail.message_id);
        assert!(mail.raw.find("text/plain").unwrap() < mail.raw.find("text/html").unwrap(), "text part first");
        assert!(mail.links().iter().all(|l| l.starts_with("http://esecure.test/")), "{:?}", mail.links());
    }
}

/// an approval mail is dropped once its link is no longer valid, and the outbox records that.
async fn dropped(kind: crate::support::Kind) {
    let app = App::start_with(kind, |config| config.mail.approval_requests_per_hour = 1).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
    app.mail("ann@acme.test", "request received", |m| m.text.contains("/r/")).await;
    app.smtp.queue_replies(&[Reply::TemporaryFailure]);
    app.browser().submit_choice(&mail, "approve").await;
    let code = |mails: &[Model]| mails.iter().find(|m| m.kind == MailKind::OneTimeCode).cloned();
    app.wait_for_outbox("refused for now", |mails| code(mails).is_some_and(|m| m.last_error.is_some())).await;
    assert!(
        code(&app.outbox().await).unwrap().subject.starts_with(|c: char| c.is_ascii_digit()),
        "it waits with its code"
    );
    app.advance_clock(700);
    let mails =
        app.wait_for_outbox("dropped", |mails| code(mails).is_some_and(|m| m.state == OutboxState::Dropped)).await;
    let code = code(&mails).unwrap();
    assert_eq!(drop_reason(&code), Some(DropReason::CodeEnded));
    assert!(code.subject.starts_with("•••••• is your one-time code"), "{}", code.subject);

    // beyond the hourly limit one digest is sent, and no second one.
    for email in ["bob@acme.test", "eve@else.test"] {
        app.shipper(email).ships_on(ACCOUNT).await.is_pending();
    }
    app.mail("anna@voorbeeld.example", "digest", |m| m.text.contains("/esecure/queue")).await;
    assert_eq!(app.outbox_of_kind("approval_request").await.len(), 1);
    assert_eq!(app.outbox_of_kind("request_digest").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn outdated_mails_dropped_and_mails_limited_sqlite() {
    dropped(crate::support::Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn outdated_mails_dropped_and_mails_limited_postgres() {
    dropped(crate::support::Kind::Postgres).await;
}

on_both! {
    /// after two requests of one address in seven days, the next one is queued without a mail.
    async fn third_request_in_a_week_not_mailed(app: App) {
        use sea_orm::sea_query::Expr;
        use server::store::entity::request;
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        for _ in 0..3 {
            app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
            let end = request::Entity::update_many().col_expr(request::Column::State, Expr::value(StateKind::Withdrawn));
            end.filter(request::Column::State.eq(StateKind::Open)).exec(&app.services.db).await.unwrap();
            app.advance_clock(60);
        }
        assert_eq!(app.requests().await.len(), 3);
        assert_eq!(app.outbox_of_kind("approval_request").await.len(), 2);
        assert_eq!(app.outbox_of_kind("request_received").await.len(), 2);
    }
}

/// A worker whose lease has expired may only record a successful delivery, nothing else.
async fn leases(kind: crate::support::Kind) {
    let app = App::start_with(kind, |config| config.smtp_url = None).await;
    app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::Nl).await;
    let (db, id) = (&app.services.db, app.outbox().await[0].id.clone());
    let claim = async || {
        let lease = app.services.now().plus_seconds(300);
        rows::claim(db, &id, app.services.now(), lease).await.unwrap().then_some(lease)
    };
    let first = claim().await.unwrap();
    assert_eq!(claim().await, None, "a mail in hand is nobody else's");
    app.advance_clock(301);
    let second = claim().await.expect("its worker died");
    let now = app.services.now();
    let later = Outcome::Again("451".to_owned(), now);
    assert!(!rows::finish(db, &id, first, &later, now).await.unwrap());
    assert!(!rows::finish(db, &id, first, &Outcome::Failed("550".to_owned()), now).await.unwrap());
    assert_eq!(app.outbox().await[0].leased_until, Some(second));
    assert!(rows::finish(db, &id, first, &Outcome::Sent { keep: false }, now).await.unwrap());
    assert!(!rows::finish(db, &id, second, &later, now).await.unwrap(), "sent is sent");
    assert_eq!(app.outbox().await[0].state, OutboxState::Sent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn expired_lease_ignored_sqlite() {
    leases(crate::support::Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn expired_lease_ignored_postgres() {
    leases(crate::support::Kind::Postgres).await;
}

on_both! {
    /// A mail is given up after five days, but not before a day of attempts: the sender itself may have been down.
    async fn undeliverable_mail_abandoned_after_five_days(app: App) {
        use sea_orm::sea_query::Expr;
        use server::store::entity::outbox::{Column, Entity};
        app.smtp.set_behavior(SmtpBehavior::TemporaryFailure).await;
        app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::Nl).await;
        wait_until_tried(&app, "create_password", 1).await;
        app.advance_clock(6 * 86_400);
        wait_until_tried(&app, "create_password", 2).await;
        assert_eq!(app.outbox_of_kind("create_password").await[0].state, OutboxState::Queued, "six days old, and tried twice");
        let often = Entity::update_many().col_expr(Column::Attempts, Expr::value(50_i64));
        often.exec(&app.services.db).await.unwrap();
        app.advance_clock(1800);
        let mails = app.wait_for_outbox("given up", |mails| mails[0].state == OutboxState::Failed).await;
        assert_eq!(mails[0].last_error.as_deref(), Some("451 not now"));
        assert!(mails[0].text.contains("/create-password/"), "it can be sent again");
    }
}
