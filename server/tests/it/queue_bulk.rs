//! Deciding several requests at once, each with its own result, and a whole domain at
//! once.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    backend::Backend,
    pages::{
        queue::dto::{DECIDED_LIMIT, DecisionInput},
        users::dto::Choice,
    },
};
use esecure::{id::RequestId, person::Administrator, request::ReasonCode};
use server::services::queue::bulk::{AppliedDecision, ItemResult};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Creates an enforced account with requests of these shippers; returns the seats of Anna and Bram, and the requests.
async fn open_requests(app: &App, shippers: &[&str]) -> (Vec<Administrator>, Vec<Administrator>, Vec<RequestId>) {
    app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
    let mut ids = Vec::new();
    for shipper in shippers {
        ids.push(RequestId::parse(&app.shipper(shipper).ships_on(ACCOUNT).await.request()).unwrap());
    }
    (app.signed_in(ANNA).await.seats, app.signed_in(BRAM).await.seats, ids)
}

async fn decide(
    app: &App,
    seats: &[Administrator],
    ids: &[RequestId],
    choice: Choice,
) -> Vec<ItemResult<AppliedDecision>> {
    app.services.decide_many(seats, ids.to_vec(), DecisionInput::bare(choice)).await.unwrap()
}

on_both! {
    /// A refusal for one request (own, already decided, other account) does not affect the others.
    async fn refusal_of_one_request_leaves_others_decided(app: App) {
        let (anna, bram, mut ids) = open_requests(&app, &["ann@acme.test", "bob@acme.test", ANNA, "cat@acme.test"]).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        let foreign = app.shipper("dan@acme.test").ships_on("987654321").await.request();
        ids.push(RequestId::parse(&foreign).unwrap());
        Backend::decide(&app.services, &bram, vec![ids[1].clone()], DecisionInput::bare(Choice::Reject)).await.unwrap();

        let twice = [ids.clone(), vec![ids[0].clone()]].concat();
        let done = decide(&app, &anna, &twice, Choice::Approve).await;
        assert_eq!(done.iter().map(|one| &one.id).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>(), "each once");
        assert!(done[0].result.is_ok() && done[3].result.is_ok());
        assert!(matches!(&done[1].result, Err(AppError::Conflict(who)) if who.contains("Bram") || who.contains(BRAM)), "{:?}", done[1]);
        assert!(matches!(done[2].result, Err(AppError::Forbidden(_))), "{:?}", done[2]);
        assert_eq!((done[4].result.clone(), done[4].email.as_str()), (Err(AppError::NotFound), ""));
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        app.shipper("dan@acme.test").ships_on("987654321").await.is_pending();
        assert_eq!(app.journal("request_approved").await.len(), 2);
    }
}

on_both! {
    /// The response has one sentence about the decided requests and a line for each other one. A single refused
    /// request is an error, unless another administrator decided it first.
    async fn result_of_bulk_decision_summarised_in_sentences(app: App) {
        let (anna, bram, ids) = open_requests(&app, &["ann@acme.test", "bob@acme.test", "cat@acme.test", ANNA]).await;
        let approve = |ids: &[RequestId]| Backend::decide(&app.services, &anna, ids.to_vec(), DecisionInput::bare(Choice::Approve));
        Backend::decide(&app.services, &bram, vec![ids[1].clone()], DecisionInput::bare(Choice::Reject)).await.unwrap();
        assert!(matches!(approve(&ids[1..2]).await, Err(AppError::Conflict(_))));
        assert!(matches!(approve(&ids[3..]).await, Err(AppError::Forbidden(_))));
        let outcome = approve(&ids).await.unwrap();
        assert_eq!((outcome.done.len(), outcome.others.len(), outcome.said.lines().count()), (2, 1, 3), "{}", outcome.said);
        assert!(outcome.said.lines().nth(1).unwrap().starts_with("bob@acme.test: "), "{}", outcome.said);
        let undone = Backend::undo(&app.services, &anna, ids.clone()).await.unwrap();
        assert_eq!((undone.done.len(), undone.others.len(), undone.said.lines().count()), (2, 0, 3), "{}", undone.said);
    }
}

on_both! {
    /// Two administrators decide the same requests concurrently: every request is decided once, and both see the
    /// result.
    async fn concurrent_bulk_decisions_decide_each_request_once(app: App) {
        let shippers: Vec<String> = (0..8).map(|i| format!("s{i}@acme.test")).collect();
        let (anna, bram, ids) = open_requests(&app, &shippers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let back = ids.iter().rev().cloned().collect::<Vec<_>>();
        let (ours, theirs) = futures::join!(
            decide(&app, &anna, &ids, Choice::Approve),
            decide(&app, &bram, &back, Choice::Reject)
        );
        for id in &ids {
            let of = |all: &[ItemResult<AppliedDecision>]| all.iter().find(|one| one.id == *id).unwrap().result.clone();
            let won = [of(&ours), of(&theirs)].iter().filter(|result| result.is_ok()).count();
            assert_eq!(won, 1, "{id}");
        }
        assert_eq!(app.journal("request_approved").await.len() + app.journal("request_rejected").await.len(), ids.len());
    }
}

on_both! {
    /// Undo reverts every request that still can be, with a result each; mails of those were not sent.
    async fn bulk_undo_reverts_every_undoable_request(app: App) {
        let (anna, bram, ids) = open_requests(&app, &["ann@acme.test", "bob@acme.test", "cat@acme.test"]).await;
        decide(&app, &anna, &ids, Choice::Reject).await;
        let bob = app.requests().await.into_iter().find(|row| row.id == ids[1]).unwrap().user_id;
        app.advance_clock(1);
        app.services.decide_user(&bram[0], bob, Choice::Approve).await.unwrap();
        app.advance_clock(7);
        let undone = app.services.undo_many(&anna, ids.clone()).await.unwrap();
        let emails = undone.iter().map(|one| one.result.as_ref().map(|undone| undone.email.as_str()).ok()).collect::<Vec<_>>();
        assert_eq!(emails, [Some("ann@acme.test"), None, Some("cat@acme.test")]);
        assert!(matches!(undone[1].result, Err(AppError::Conflict(_))), "the list has spoken since");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.advance_clock(12);
        app.mail("bob@acme.test", "the outcome", |mail| mail.subject.contains("rejected")).await;
        for shipper in ["ann@acme.test", "cat@acme.test"] {
            assert!(app.mails_to(shipper).iter().all(|mail| mail.subject.contains("received")), "{shipper}");
        }
    }
}

on_both! {
    /// Too many requests, or a reason without text, decide nothing.
    async fn invalid_form_rejects_whole_batch(app: App) {
        let (anna, _, ids) = open_requests(&app, &["ann@acme.test"]).await;
        let many = (0..=DECIDED_LIMIT).map(|i| RequestId::from_bytes(u128::try_from(i).unwrap().to_be_bytes()));
        let many = ids.iter().cloned().chain(many).collect();
        let refused = Backend::decide(&app.services, &anna, many, DecisionInput::bare(Choice::Approve)).await.unwrap_err();
        assert!(refused.of("ids").is_some_and(|text| text.contains("200")), "{refused:?}");
        let wordless = DecisionInput { reason: Some(ReasonCode::Other), ..DecisionInput::bare(Choice::Reject) };
        let refused = Backend::decide(&app.services, &anna, ids, wordless).await.unwrap_err();
        assert!(refused.of("words").is_some());
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    /// adding the domain answers the requests that it covers; the administrator's own and those of other
    /// domains stay open.
    async fn domain_approval_answers_covered_requests(app: App) {
        let (anna, _, ids) = open_requests(&app, &["ann@acme.test", "bob@acme.test", "cat@bolt.test"]).await;
        let preview = Backend::preview_everyone(&app.services, &anna, ids[0].clone()).await.unwrap();
        assert!(preview.contains("ann@acme.test, bob@acme.test") && !preview.contains("bolt"), "{preview}");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();

        let mut answered = Backend::approve_everyone(&app.services, &anna, ids[0].clone()).await.unwrap().done;
        answered.sort();
        let mut both = ids[..2].to_vec();
        both.sort();
        assert_eq!(answered, both);
        app.shipper("eve@acme.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        app.shipper("cat@bolt.test").ships_on(ACCOUNT).await.is_pending();

        let gmail = RequestId::parse(&app.shipper("dan@gmail.com").ships_on(ACCOUNT).await.request()).unwrap();
        let refused = Backend::preview_everyone(&app.services, &anna, gmail.clone()).await.unwrap_err();
        assert!(refused.of("domain").is_some_and(|why| why.contains("gmail.com")), "{refused:?}");
        assert!(Backend::approve_everyone(&app.services, &anna, gmail).await.is_err());
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        let emma = app.signed_in("emma@sample.example").await.seats;
        assert_eq!(Backend::preview_everyone(&app.services, &emma, ids[2].clone()).await.err(), Some(AppError::NotFound));
    }
}
