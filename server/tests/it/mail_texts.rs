//! Sentences and subjects of mails that depend on the state of the account, the request or the outbox.

use crate::{
    on_both, operator_mail,
    support::{ACCOUNT, App, PASSWORD},
};
use app::{
    backend::Backend,
    pages::{queue::dto::DecisionInput, users::dto::Choice},
};
use esecure::{Locale, id::RequestId};
use server::{
    mail::{
        catalogue::{DropReason, MailKind},
        obsolete::drop_reason,
    },
    store::columns::OutboxState,
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const DORA: &str = "dora@sample.example";
const ANN: &str = "ann@acme.test";
const SECOND: &str = "987654321";

on_both! {
    /// the code is in the subject of its mail, and the outbox forgets it once the mail has left.
    async fn code_erased_from_subject_of_sent_mail(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, ANN).await;
        app.browser().submit_choice(&mail, "approve").await;
        let received = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains(ANN)).await;
        assert!(received.subject.starts_with(&format!("{} is", received.code())), "{}", received.subject);
        let mails = app.wait_for_outbox("sent", |mails| mails.iter().all(|m| m.state == OutboxState::Sent)).await;
        let stored = mails.iter().find(|m| m.kind == MailKind::OneTimeCode).unwrap();
        assert!(stored.subject.starts_with("•••••• is your one-time code for request "), "{}", stored.subject);
        assert!(stored.text.is_empty() && stored.html.is_empty());
        let other = mails.iter().find(|m| m.kind == MailKind::RequestReceived).unwrap();
        assert!(other.subject.starts_with("Your request"), "only a code is erased: {}", other.subject);
    }
}

on_both! {
    /// the administrator whose own address asks is told who can decide, or the one way that is open.
    async fn own_address_mail_says_who_decides(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let asked = app.shipper(ANNA).ships_on(ACCOUNT).await;
        asked.is_pending();
        let own = app.approval_request(ANNA, ANNA).await;
        assert!(own.text_contains("The other administrator, Bram Visser, can decide."), "{}", own.text);
        assert!(!own.text.contains("APPROVE") && !own.html.contains("choice=reject"), "{}", own.text);
        let other = app.approval_request(BRAM, ANNA).await;
        assert!(other.text_contains("Only you can decide.") && other.text.contains("APPROVE"), "{}", other.text);
        let received = app.mail(ANNA, "request received", |m| m.text.contains("/r/")).await;
        assert!(received.text_contains("asked 1 administrator"), "{}", received.text);

        app.enforced_account(SECOND, &[DORA]).await;
        app.shipper(DORA).ships_on(SECOND).await.is_pending();
        let sole = app.mail(DORA, "own request", |m| m.text.contains("/esecure/users/")).await;
        let account = app.account(SECOND).await.id;
        let user = app.requests().await.into_iter().find(|row| row.account_id == account).unwrap().user_id;
        let link = format!("http://esecure.test/esecure/users/{user}?account={account}");
        assert_eq!(sole.links(), std::slice::from_ref(&link), "the one way that is open");
        assert!(!sole.text.contains("APPROVE") && !sole.text_contains("another administrator decides"), "{}", sole.text);
        let dora = app.browser();
        dora.sign_in(DORA, PASSWORD).await;
        dora.open(&link).await.assert_contains(DORA);

        // A sole administrator is not told that others may decide about a stranger.
        let draft = serde_json::json!({ "draft": "https://portal.example/drafts/1" });
        app.shipper("eve@else.test").with("shipment", draft).ships_on(SECOND).await.is_pending();
        let mail = app.approval_request(DORA, "eve@else.test").await;
        assert!(mail.text_contains("The shipment waits until you decide."), "{}", mail.text);
    }
}

on_both! {
    /// The mail for a forgotten password says reset; a second *Create password* mail says that one password is enough.
    async fn password_mails_say_what_they_are_for(app: App) {
        app.activate(ACCOUNT, ANNA, Locale::En).await;
        let first = app.mail(ANNA, "create password", |m| m.text.contains("/create-password/")).await;
        assert!(!first.text_contains("more than one account"), "{}", first.text);
        app.activate(SECOND, ANNA, Locale::En).await;
        let second = app.mail(ANNA, "second account", |m| m.text_contains("You administer more than one account")).await;
        assert_eq!(second.subject, "Create password for MyDHL+");
        app.make_active(ANNA).await;
        app.advance_clock(120);
        app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let reset = app.mail(ANNA, "reset", |m| m.text.contains("You asked for a new password")).await;
        assert_eq!(reset.subject, "Reset your password for MyDHL+");
        assert!(reset.text_contains("RESET YOUR PASSWORD http") && !reset.text_contains("was given for a profile"), "{}", reset.text);
    }
}

on_both! {
    /// *Welcome* to an account that is enforced does not say that nobody is blocked.
    async fn welcome_knows_whether_the_account_is_enforced(app: App) {
        let words = "nobody is blocked";
        app.activate(ACCOUNT, ANNA, Locale::En).await;
        app.make_active(ANNA).await;
        app.signed_in(ANNA).await;
        let welcome = app.mail(ANNA, "welcome", |m| m.subject.contains("Welcome")).await;
        assert!(welcome.text_contains(words), "{}", welcome.text);
        app.enforced_account(SECOND, &[DORA]).await;
        app.signed_in(DORA).await;
        let welcome = app.mail(DORA, "welcome", |m| m.subject.contains("Welcome")).await;
        assert!(!welcome.text_contains(words) && welcome.text_contains("Enforcement is on already"), "{}", welcome.text);
    }
}

on_both! {
    /// the outbox keeps why a mail was dropped, and `esecure mail outbox` tells it.
    async fn undone_mail_says_so(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let id = app.shipper(ANN).ships_on(ACCOUNT).await.request();
        let id = RequestId::parse(&id).unwrap();
        let seats = app.signed_in(ANNA).await.seats;
        Backend::decide(&app.services, &seats, vec![id.clone()], DecisionInput::bare(Choice::Approve)).await.unwrap();
        app.services.undo_many(&seats, vec![id]).await.unwrap().remove(0).result.unwrap();
        let dropped = app.outbox_of_kind("request_approved").await.remove(0);
        assert_eq!((dropped.state, drop_reason(&dropped)), (OutboxState::Dropped, Some(DropReason::Undone)));
        assert_eq!(dropped.last_error.as_deref(), Some("undone"));
        let (done, listed) = operator_mail::esecure(&app, &["mail", "outbox"]).await;
        let line = format!("1 dropped: {}", DropReason::Undone.text(Locale::En));
        assert!(done && listed.lines().any(|found| found == line), "{listed}");
    }
}
