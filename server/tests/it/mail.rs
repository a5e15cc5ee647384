//! The outbox: nothing lost, nothing told twice but where the answer was lost, nothing sent that has become
//! pointless.

use crate::{
    on_both,
    support::{ACCOUNT, App, Reply},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use server::store::entity::outbox;

/// The mails of a kind, as the outbox has them.
async fn stored(app: &App, kind: &str) -> Vec<outbox::Model> {
    outbox::Entity::find().filter(outbox::Column::Kind.eq(kind)).all(&app.services.db).await.unwrap()
}

/// Waits until the only mail of a kind has been tried so often and rests again.
async fn tried(app: &App, kind: &str, attempts: i64) {
    let rests = async {
        loop {
            let mails = stored(app, kind).await;
            if mails.iter().any(|m| m.attempts == attempts && m.leased_until.is_none()) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), rests).await.expect("the mail is tried");
}

on_both! {
    /// The answer lost, then refused for now, then taken: a repeat, with the same Message-ID, and no third one.
    async fn a_mail_comes_again_under_the_same_name(app: App) {
        app.smtp.will(&[Reply::TakeAndCut, Reply::NotNow]);
        app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::Nl).await;
        tried(&app, "create_password", 1).await;
        app.wait(31);
        tried(&app, "create_password", 2).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").len(), 1);
        app.wait(121);
        tried(&app, "create_password", 3).await;
        let mails = app.mails_to("anna@voorbeeld.example");
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].message_id, mails[1].message_id);
        assert_eq!(stored(&app, "create_password").await[0].state, "sent");
    }
}

on_both! {
    /// Refused for good: the outbox says so, and the others go out.
    async fn a_refusal_for_good_stands_in_the_outbox(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        app.smtp.will(&[Reply::Never]);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let settled = async {
            loop {
                let all = [stored(&app, "approval_request").await, stored(&app, "request_received").await].concat();
                if all.iter().all(|m| m.state != "queued") { return all; }
                tokio::task::yield_now().await;
            }
        };
        let all = tokio::time::timeout(std::time::Duration::from_secs(60), settled).await.unwrap();
        let failed: Vec<_> = all.iter().filter(|m| m.state == "failed").collect();
        assert_eq!(failed.len(), 1);
        assert!(failed[0].last_error.as_deref().unwrap().contains("550"));
        assert_eq!(all.iter().filter(|m| m.state == "sent" && m.html.is_empty()).count(), 1, "what has left is forgotten");
    }
}

on_both! {
    /// What the mail looks like on the wire.
    async fn a_mail_has_the_headers_of_an_automatic_one(app: App) {
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

/// a code that no longer holds is not sent, and the outbox says so.
async fn dropped(kind: crate::support::Kind) {
    let app = App::start_with(kind, |config| config.mail.approval_requests_per_hour = 1).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
    app.mail("ann@acme.test", "request received", |m| m.text.contains("/r/")).await;
    app.smtp.will(&[Reply::NotNow]);
    app.phone().press(&mail, "approve").await;
    let refused = async {
        while stored(&app, "one_time_code").await[0].last_error.is_none() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), refused).await.unwrap();
    app.wait(700);
    let dropped = async {
        while stored(&app, "one_time_code").await[0].state == "queued" {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), dropped).await.unwrap();
    assert_eq!(stored(&app, "one_time_code").await[0].state, "dropped");

    // beyond the bound per hour there is one digest, and no second one.
    for email in ["bob@acme.test", "eve@else.test"] {
        app.shipper(email).ships_on(ACCOUNT).await.is_pending();
    }
    app.mail("anna@voorbeeld.example", "digest", |m| m.text.contains("/esecure/queue")).await;
    assert_eq!(stored(&app, "approval_request").await.len(), 1);
    assert_eq!(stored(&app, "request_digest").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_has_become_pointless_is_dropped_and_mails_are_bounded_sqlite() {
    dropped(crate::support::Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_has_become_pointless_is_dropped_and_mails_are_bounded_postgres() {
    dropped(crate::support::Kind::Postgres).await;
}

on_both! {
    /// beyond two requests of one address in seven days, a new one is unmailed and stands in the queue.
    async fn the_third_request_in_a_week_is_not_mailed(app: App) {
        use sea_orm::sea_query::Expr;
        use server::store::entity::request;
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        for _ in 0..3 {
            app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
            let end = request::Entity::update_many().col_expr(request::Column::State, Expr::value("withdrawn"));
            end.filter(request::Column::State.eq("open")).exec(&app.services.db).await.unwrap();
            app.wait(60);
        }
        assert_eq!(app.requests().await.len(), 3);
        assert_eq!(stored(&app, "approval_request").await.len(), 2);
        assert_eq!(stored(&app, "request_received").await.len(), 2);
    }
}
