//! Ten seconds of undo on the page: the mail waits for them, the verdict does not.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    backend::Backend,
    view::{Choice, DecideForm},
};
use esecure::{id::RequestId, person::Administrator};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const ANN: &str = "ann@acme.test";

fn form(choice: Choice) -> DecideForm {
    DecideForm { choice, reason: String::new(), words: String::new() }
}

/// An enforced account on which Ann has asked; Anna's seats and the request.
async fn asked(app: &App) -> (Vec<Administrator>, RequestId) {
    app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
    let request = app.shipper(ANN).ships_on(ACCOUNT).await.request();
    (app.signed_in(ANNA).await.seats, RequestId::parse(&request).unwrap())
}

fn outcomes(app: &App) -> usize {
    app.mails_to(ANN).iter().filter(|mail| !mail.subject.contains("received")).count()
}

fn is_late<T>(result: Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::Conflict(_)))
}

on_both! {
    /// The verdict counts at once; undone, the request waits as before, no mail has left, and deciding anew mails once.
    async fn a_decision_is_undone(app: App) {
        let (anna, id) = asked(&app).await;
        let before = app.requests().await.remove(0);
        Backend::decide(&app.services, &anna, id.clone(), form(Choice::Approve)).await.unwrap();
        app.shipper(ANN).with("shipment", serde_json::json!({ "reference": "PO 77" })).ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.wait(9);
        let undone = Backend::undo(&app.services, &anna, id.clone()).await.unwrap();
        assert_eq!((undone.email.as_str(), &undone.bookings[..]), (ANN, &["PO 77".to_owned()][..]));

        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();
        let after = app.requests().await.remove(0);
        assert_eq!((after.state.as_str(), after.expires_at), ("open", before.expires_at), "with its old deadline");
        assert_eq!((after.decided_by, after.way), (None, None));
        assert_eq!(app.journal("request_reopened").await.len(), 1);

        Backend::decide(&app.services, &anna, id, form(Choice::Reject)).await.unwrap();
        app.shipper(ANN).ships_on(ACCOUNT).await.is_denied("address_rejected");
        app.wait(12);
        let mail = app.mail(ANN, "the outcome", |mail| !mail.subject.contains("received")).await;
        assert!(mail.subject.contains("rejected"), "{}", mail.subject);
        assert_eq!(outcomes(&app), 1, "the mail of what was undone never left");
    }
}

on_both! {
    /// Only by whoever decided, once, within ten seconds, and only while nothing newer was decided.
    async fn what_can_no_longer_be_undone_says_so(app: App) {
        let (anna, id) = asked(&app).await;
        assert!(is_late(Backend::undo(&app.services, &anna, id.clone()).await), "nothing was decided");
        Backend::decide(&app.services, &anna, id.clone(), form(Choice::Approve)).await.unwrap();
        let bram = app.signed_in(BRAM).await.seats;
        assert!(is_late(Backend::undo(&app.services, &bram, id.clone()).await), "somebody else's decision");

        let user = esecure::id::UserId::parse(&app.requests().await[0].user_id).unwrap();
        app.wait(1);
        app.services.decide_user(&bram[0], user, Choice::Reject).await.unwrap();
        assert!(is_late(Backend::undo(&app.services, &anna, id).await), "the list has spoken since");
        app.shipper(ANN).ships_on(ACCOUNT).await.is_denied("address_rejected");

        let late = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.request();
        let late = RequestId::parse(&late).unwrap();
        Backend::decide(&app.services, &anna, late.clone(), form(Choice::Approve)).await.unwrap();
        app.wait(10);
        assert!(is_late(Backend::undo(&app.services, &anna, late).await), "ten seconds are over");
    }
}

on_both! {
    /// A foreign request is not there.
    async fn nobody_undoes_on_another_account(app: App) {
        let (anna, id) = asked(&app).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        Backend::decide(&app.services, &anna, id.clone(), form(Choice::Approve)).await.unwrap();
        let emma = app.signed_in("emma@sample.example").await.seats;
        assert_eq!(Backend::undo(&app.services, &emma, id).await, Err(AppError::NotFound));
    }
}
