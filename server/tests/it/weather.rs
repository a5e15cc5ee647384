//! Failures of the mail server: checks, decisions and pages go on, and every mail is delivered afterwards.
//! Duplicates occur only after a lost SMTP reply, with the same Message-ID.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, Mail, Manner, PASSWORD},
};
use esecure::{
    id::RequestId,
    request::{UNDO_SECONDS, Way},
};
use server::services::requests::NewDecision;
use std::{collections::BTreeMap, time::Duration};

/// Runs a check, a decision by link, a decision on the page, and page views while the mail server fails.
async fn goes_on(app: &App, manner: Manner) {
    let anna = "anna@voorbeeld.example";
    app.enforced_account(ACCOUNT, &[anna]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let bob = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending().request();
    let request = app.approval_request(anna, "ann@acme.test").await;
    let phone = app.phone();
    phone.sign_in(anna, PASSWORD).await;
    let by = app.administrator(anna).await;
    let before = app.delivered().await.len();
    let heard = app.smtp.taken().len();
    assert_eq!(before, heard);

    app.smtp.behaves(manner).await;
    let eve = app.shipper("eve@else.test").ships_on(ACCOUNT).await;
    eve.is_pending();
    phone.submit_choice(&request, "approve").await.says("may ship");
    let reject = NewDecision::Reject { way: Way::Page, reason: None };
    app.services.decide_request(by, RequestId::parse(&bob).unwrap(), reject).await.unwrap();
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
    assert_eq!(app.phone().open(&eve.status_url()).await.status, 200);
    assert_eq!(phone.open("/").await.status, 200);

    // The outcome mail of a decision on the page waits until the undo period is over.
    app.wait(UNDO_SECONDS + 2);
    // Each of the four mails has been tried and is no longer leased.
    let rests = |mails: &[server::store::entity::outbox::Model]| {
        mails.len() == before + 4 && mails.iter().all(|m| m.attempts > 0 && m.leased_until.is_none())
    };
    let waiting = app.outbox_is("tried and at rest", rests).await;
    assert!(waiting.iter().all(|m| m.state != "failed"), "a server that misbehaves throws away no mail");
    let answer_lost = matches!(manner, Manner::TakeAndCut | Manner::TakeAndReset);
    if !answer_lost {
        assert_eq!(app.smtp.taken().len(), heard, "nothing was taken");
        assert_eq!(waiting.iter().filter(|m| m.state == "queued" && m.last_error.is_some()).count(), 4);
    }

    app.smtp.behaves(Manner::Ready).await;
    let mails = app.delivered().await;
    assert!(mails.iter().all(|m| m.state == "sent" && m.text.is_empty()));
    let mut copies = BTreeMap::<(String, String), usize>::new();
    for mail in app.smtp.taken().iter().skip(heard).map(|raw| Mail::parse(raw)) {
        *copies.entry((mail.to, mail.message_id)).or_default() += 1;
    }
    let to: Vec<&str> = copies.keys().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["ann@acme.test", anna, "bob@acme.test", "eve@else.test"], "one name each: {copies:?}");
    let often = match manner {
        Manner::TakeAndCut => 2..=2,
        // The reset may arrive before or after the reply.
        Manner::TakeAndReset => 1..=2,
        _ => 1..=1,
    };
    assert!(copies.values().all(|n| often.contains(n)), "{copies:?}");
}

on_both! {
    /// Connections are refused; later the same port answers.
    async fn a_server_that_is_down(app: App) {
        goes_on(&app, Manner::Down).await;
    }
}

on_both! {
    /// 554 at the greeting refuses this client, not a mail.
    async fn a_server_that_greets_with_a_refusal(app: App) {
        goes_on(&app, Manner::NoService).await;
    }
}

on_both! {
    /// 530 at the sender is a mistake in the operator's settings, not in a mail.
    async fn a_server_that_wants_a_sign_in(app: App) {
        goes_on(&app, Manner::SignInFirst).await;
    }
}

on_both! {
    async fn a_server_that_refuses_for_now(app: App) {
        goes_on(&app, Manner::NotNow).await;
    }
}

on_both! {
    /// The reply is lost.
    async fn a_server_that_takes_and_cuts(app: App) {
        goes_on(&app, Manner::TakeAndCut).await;
    }
}

on_both! {
    /// The reply arrives, or the reset arrives first.
    async fn a_server_that_takes_and_resets(app: App) {
        goes_on(&app, Manner::TakeAndReset).await;
    }
}

/// One byte at a time, without end: the time limit covers the whole conversation, and is well below the lease.
async fn trickles(kind: Kind) {
    let short = |application: &mut server::Application| {
        application.transport.as_mut().unwrap().patience = Duration::from_secs(2);
    };
    let app = App::start_as(kind, |_| {}, short, false).await;
    let began = app.services.now();
    goes_on(&app, Manner::Trickle).await;
    let tried_again = app.outbox().await.into_iter().filter(|m| m.attempts > 1).count();
    assert!(tried_again >= 4, "the four were given up and tried again");
    assert!(app.services.now() < began.plus_seconds(300), "by their worker, not because a lease had ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_trickles_sqlite() {
    trickles(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_trickles_postgres() {
    trickles(Kind::Postgres).await;
}

on_both! {
    /// A conversation that hangs delays no other mail.
    async fn a_conversation_that_hangs_holds_up_nobody(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.smtp.hangs_at("ann@acme.test");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.smtp.hanging().await;
        for email in ["bob@acme.test", "eve@else.test", "fay@else.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
            app.approval_request("anna@voorbeeld.example", email).await;
            app.mail(email, "request received", |m| m.text.contains("/r/")).await;
        }
        let hanging: Vec<_> = app.outbox().await.into_iter().filter(|m| m.to_email == "ann@acme.test").collect();
        assert!(hanging.iter().all(|m| m.state == "queued" && m.leased_until.is_some()), "it is still in hand");
    }
}
