//! Ten seconds of undo on the page: the outcome mail waits for them, the verdict does not.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    backend::Backend,
    pages::{
        queue::dto::{BulkOutcome, DecisionInput},
        users::{dto::Choice, standing_dto::NewUserForm},
    },
};
use esecure::{id::RequestId, person::Administrator, policy::StandingSource, request::StateKind};
use server::services::undo::Undone;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const ANN: &str = "ann@acme.test";

/// Undoes one decision.
async fn undo(app: &App, seats: &[Administrator], id: &RequestId) -> Result<Undone, AppError> {
    let mut undone = app.services.undo_many(seats, vec![id.clone()]).await.unwrap();
    assert_eq!((undone.len(), &undone[0].id), (1, id));
    undone.remove(0).result
}

/// Decides on the page.
async fn decide(
    app: &App,
    seats: &[Administrator],
    id: &RequestId,
    form: DecisionInput,
) -> Result<BulkOutcome, AppError> {
    Backend::decide(&app.services, seats, vec![id.clone()], form).await
}

/// Creates an enforced account with Ann's request; returns Anna's seats and the request.
async fn open_request(app: &App) -> (Vec<Administrator>, RequestId) {
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
    /// The verdict changes at once. After undo the request is open as before and no mail was sent; the next decision
    /// sends one.
    async fn undone_decision_reopens_request(app: App) {
        let (anna, id) = open_request(&app).await;
        let before = app.requests().await.remove(0);
        decide(&app, &anna, &id, DecisionInput::bare(Choice::Approve)).await.unwrap();
        app.shipper(ANN).with("shipment", serde_json::json!({ "reference": "PO 77" })).ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.advance_clock(9);
        let undone = undo(&app, &anna, &id).await.unwrap();
        assert_eq!((undone.email.as_str(), &undone.bookings[..]), (ANN, &["PO 77".to_owned()][..]));

        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();
        let after = app.requests().await.remove(0);
        assert_eq!((after.state, after.expires_at), (StateKind::Open, before.expires_at), "with its old deadline");
        assert_eq!((after.decided_by, after.way), (None, None));
        assert_eq!(app.journal("request_reopened").await.len(), 1);

        decide(&app, &anna, &id, DecisionInput::bare(Choice::Reject)).await.unwrap();
        app.shipper(ANN).ships_on(ACCOUNT).await.is_denied("address_rejected");
        app.advance_clock(12);
        let mail = app.mail(ANN, "the outcome", |mail| !mail.subject.contains("received")).await;
        assert!(mail.subject.contains("rejected"), "{}", mail.subject);
        assert_eq!(outcomes(&app), 1, "the mail of what was undone never left");
    }
}

on_both! {
    /// Only the deciding administrator can undo, once, within ten seconds, and only if nothing newer was decided.
    async fn undo_refused_with_reason(app: App) {
        let (anna, id) = open_request(&app).await;
        assert!(is_late(undo(&app, &anna, &id).await), "nothing was decided");
        decide(&app, &anna, &id, DecisionInput::bare(Choice::Approve)).await.unwrap();
        let bram = app.signed_in(BRAM).await.seats;
        assert!(is_late(undo(&app, &bram, &id).await), "somebody else's decision");

        let user = app.requests().await[0].user_id.clone();
        app.advance_clock(1);
        app.services.decide_user(&bram[0], user, Choice::Reject).await.unwrap();
        assert!(is_late(undo(&app, &anna, &id).await), "the list has spoken since");
        app.shipper(ANN).ships_on(ACCOUNT).await.is_denied("address_rejected");

        let late = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.request();
        let late = RequestId::parse(&late).unwrap();
        decide(&app, &anna, &late, DecisionInput::bare(Choice::Approve)).await.unwrap();
        app.advance_clock(10);
        assert!(is_late(undo(&app, &anna, &late).await), "ten seconds have passed");
    }
}

on_both! {
    /// A request of another account is not found.
    async fn undo_on_other_account_not_found(app: App) {
        let (anna, id) = open_request(&app).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        decide(&app, &anna, &id, DecisionInput::bare(Choice::Approve)).await.unwrap();
        let emma = app.signed_in("emma@sample.example").await.seats;
        assert_eq!(undo(&app, &emma, &id).await, Err(AppError::NotFound));
    }
}

on_both! {
    /// an approval keeps its end date and note, the outcome mail names the date, and undo restores the previous
    /// values. A past date or an overlong note decides nothing.
    async fn undo_restores_end_date_and_note(app: App) {
        let (anna, id) = open_request(&app).await;
        let user = app.requests().await[0].user_id.clone();
        let until = |day: &str, note: &str| DecisionInput {
            until: day.into(), note: note.into(), ..DecisionInput::bare(Choice::Approve)
        };
        for (form, field) in [(until("2026-01-01", ""), "until"), (until("soon", ""), "until"), (until("", &"n".repeat(201)), "note")] {
            let refused = decide(&app, &anna, &id, form).await.unwrap_err();
            assert!(refused.of(field).is_some(), "{refused:?}");
        }
        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();

        let decided = decide(&app, &anna, &id, until("2099-12-31", " Fair in Hanover ")).await.unwrap();
        assert!(decided.said.to_lowercase().contains("31 december 2099"), "{}", decided.said);
        let view = Backend::request(&app.services, &anna, id.clone()).await.unwrap();
        assert!(view.until.unwrap().contains("2099"));
        let listed = app.services.user(&anna[0], user.clone()).await.unwrap();
        assert_eq!((listed.note.as_deref(), listed.source), (Some("Fair in Hanover"), Some(StandingSource::Request)));
        assert!(listed.until.unwrap().iso.starts_with("2099-12-31"), "inclusive, in the account's zone");
        let entry = app.journal("request_approved").await.remove(0);
        assert!(entry.after.as_str().contains("\"until\":\"2099-12-31T23:00:00Z\""), "{}", entry.after);

        undo(&app, &anna, &id).await.unwrap();
        let before = app.services.user(&anna[0], user.clone()).await.unwrap();
        assert_eq!((before.note, before.until, before.source), (None, None, None));
        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();

        decide(&app, &anna, &id, until("2099-12-31", "")).await.unwrap();
        app.advance_clock(12);
        let mail = app.mail(ANN, "the outcome", |mail| !mail.subject.contains("received")).await;
        assert!(mail.text.contains("31 December 2099") || mail.text.contains("31 december 2099"), "{}", mail.text);
    }
}

on_both! {
    /// Undo restores an earlier approval made on the list, with its end date and note.
    async fn undo_restores_earlier_approval(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.signed_in(ANNA).await.seats;
        let form = NewUserForm { email: ANN.into(), until: "2026-11-30".into(), note: "Trial".into(), ..NewUserForm::default() };
        let row = app.services.add_user(&anna[0], form).await.unwrap();
        let end = app.services.user(&anna[0], row.id.clone()).await.unwrap().until.unwrap().iso;
        app.advance_clock(3600 * 24 * 400);
        let id = RequestId::parse(&app.shipper(ANN).ships_on(ACCOUNT).await.request()).unwrap();
        let form = DecisionInput { until: "2099-12-31".into(), note: "For good".into(), ..DecisionInput::bare(Choice::Approve) };
        decide(&app, &anna, &id, form).await.unwrap();
        undo(&app, &anna, &id).await.unwrap();
        let back = app.services.user(&anna[0], row.id).await.unwrap();
        assert_eq!((back.until.unwrap().iso, back.note.as_deref()), (end, Some("Trial")));
    }
}

on_both! {
    /// The approval ends six seconds after the decision, and Ann asks again: only one of her requests can be open.
    async fn undo_beside_newer_open_request_refused(app: App) {
        let (seats, id) = open_request(&app).await;
        // From 14:14 to five seconds before midnight in Amsterdam.
        app.advance_clock(9 * 3600 + 46 * 60 - 5);
        let today = DecisionInput { until: "2026-11-23".to_owned(), ..DecisionInput::bare(Choice::Approve) };
        decide(&app, &seats, &id, today).await.unwrap();
        app.advance_clock(6);
        let newer = app.shipper(ANN).ships_on(ACCOUNT).await;
        assert_ne!(newer.is_pending().request(), id.to_string());
        assert!(is_late(undo(&app, &seats, &id).await));
        let states: Vec<_> = app.requests().await.iter().map(|row| row.state).collect();
        assert_eq!(states.iter().filter(|state| **state == StateKind::Open).count(), 1, "{states:?}");
    }
}
