//! Failures of the mail server: checks, decisions and pages go on, and every mail is delivered afterwards.
//! Duplicates occur only after a lost SMTP reply, with the same Message-ID.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, Mail, PASSWORD, SmtpBehavior},
};
use esecure::{
    id::RequestId,
    request::{DecisionChannel, UNDO_SECONDS},
};
use server::{services::requests::NewDecision, store::columns::OutboxState};
use std::{collections::BTreeMap, time::Duration};

/// Runs a check, a decision by link, a decision on the page, and page views while the mail server fails.
async fn assert_service_continues(app: &App, behavior: SmtpBehavior) {
    let anna = "anna@voorbeeld.example";
    app.enforced_account(ACCOUNT, &[anna]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let bob = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending().request();
    let request = app.approval_request(anna, "ann@acme.test").await;
    let browser = app.browser();
    browser.sign_in(anna, PASSWORD).await;
    let by = app.administrator(anna).await;
    let before = app.deliver_all().await.len();
    let accepted_before = app.smtp.accepted().len();
    assert_eq!(before, accepted_before);

    app.smtp.set_behavior(behavior).await;
    let eve = app.shipper("eve@else.test").ships_on(ACCOUNT).await;
    eve.is_pending();
    browser.submit_choice(&request, "approve").await.assert_contains("may ship");
    let reject = NewDecision::Reject { channel: DecisionChannel::Page, reason: None };
    app.services.decide_request(by, RequestId::parse(&bob).unwrap(), reject).await.unwrap();
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
    assert_eq!(app.browser().open(&eve.status_url()).await.status, 200);
    assert_eq!(browser.open("/").await.status, 200);

    // The outcome mail of a decision on the page waits until the undo period is over.
    app.advance_clock(UNDO_SECONDS + 2);
    // Each of the four mails has been tried and is no longer leased.
    let rests = |mails: &[server::store::entity::outbox::Model]| {
        mails.len() == before + 4 && mails.iter().all(|m| m.attempts > 0 && m.leased_until.is_none())
    };
    let waiting = app.wait_for_outbox("tried and at rest", rests).await;
    assert!(waiting.iter().all(|m| m.state != OutboxState::Failed), "a server that misbehaves throws away no mail");
    let answer_lost = matches!(behavior, SmtpBehavior::AcceptAndDisconnect | SmtpBehavior::AcceptAndReset);
    if !answer_lost {
        assert_eq!(app.smtp.accepted().len(), accepted_before, "nothing was taken");
        assert_eq!(waiting.iter().filter(|m| m.state == OutboxState::Queued && m.last_error.is_some()).count(), 4);
    }

    app.smtp.set_behavior(SmtpBehavior::Ready).await;
    let mails = app.deliver_all().await;
    assert!(mails.iter().all(|m| m.state == OutboxState::Sent && m.text.is_empty()));
    let mut copies = BTreeMap::<(String, String), usize>::new();
    for mail in app.smtp.accepted().iter().skip(accepted_before).map(|raw| Mail::parse(raw)) {
        *copies.entry((mail.to, mail.message_id)).or_default() += 1;
    }
    let to: Vec<&str> = copies.keys().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["ann@acme.test", anna, "bob@acme.test", "eve@else.test"], "one name each: {copies:?}");
    let often = match behavior {
        SmtpBehavior::AcceptAndDisconnect => 2..=2,
        // The reset may arrive before or after the reply.
        SmtpBehavior::AcceptAndReset => 1..=2,
        _ => 1..=1,
    };
    assert!(copies.values().all(|n| often.contains(n)), "{copies:?}");
}

on_both! {
    /// Connections are refused; later the same port answers.
    async fn mail_server_down_delays_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::Down).await;
    }
}

on_both! {
    /// 554 at the greeting refuses this client, not a mail.
    async fn mail_server_refusing_connections_delays_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::RejectConnection).await;
    }
}

on_both! {
    /// 530 at the sender is a mistake in the operator's settings, not in a mail.
    async fn mail_server_requiring_sign_in_delays_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::RequireSignIn).await;
    }
}

on_both! {
    async fn mail_server_refusing_temporarily_delays_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::TemporaryFailure).await;
    }
}

on_both! {
    /// The reply is lost.
    async fn mail_server_losing_reply_repeats_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::AcceptAndDisconnect).await;
    }
}

on_both! {
    /// The reply arrives, or the reset arrives first.
    async fn mail_server_resetting_connection_repeats_only_mail(app: App) {
        assert_service_continues(&app, SmtpBehavior::AcceptAndReset).await;
    }
}

/// One byte at a time, without end: the time limit covers the whole conversation, and is well below the lease.
async fn mail_server_trickling_greeting_delays_only_mail(kind: Kind) {
    let short = |application: &mut server::Application| {
        application.transport.as_mut().unwrap().patience = Duration::from_secs(2);
    };
    let app = App::start_as(kind, |_| {}, short, false).await;
    let began = app.services.now();
    assert_service_continues(&app, SmtpBehavior::Trickle).await;
    let tried_again = app.outbox().await.into_iter().filter(|m| m.attempts > 1).count();
    assert!(tried_again >= 4, "the four were given up and tried again");
    assert!(app.services.now() < began.plus_seconds(300), "by their worker, not because a lease had ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mail_server_trickling_greeting_delays_only_mail_sqlite() {
    mail_server_trickling_greeting_delays_only_mail(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mail_server_trickling_greeting_delays_only_mail_postgres() {
    mail_server_trickling_greeting_delays_only_mail(Kind::Postgres).await;
}

on_both! {
    /// A conversation that hangs delays no other mail.
    async fn hanging_smtp_conversation_delays_no_other_mail(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.smtp.hang_at("ann@acme.test");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.smtp.wait_for_hang().await;
        for email in ["bob@acme.test", "eve@else.test", "fay@else.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
            app.approval_request("anna@voorbeeld.example", email).await;
            app.mail(email, "request received", |m| m.text.contains("/r/")).await;
        }
        let hanging: Vec<_> = app.outbox().await.into_iter().filter(|m| m.to_email.as_str() == "ann@acme.test").collect();
        assert!(hanging.iter().all(|m| m.state == OutboxState::Queued && m.leased_until.is_some()), "it is still in hand");
    }
}
