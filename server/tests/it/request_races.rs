//! Concurrency: each request is created once and decided once.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::pages::users::dto::Choice;
use esecure::{id::RequestId, request::DecisionChannel};
use futures::future::join_all;
use server::services::requests::{ApprovalOptions, DecideOutcome, NewDecision};

on_both! {
    /// 60 simultaneous decisions on one request: one decision, one journal entry, one outcome mail.
    async fn concurrent_decisions_apply_once(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        let id = RequestId::parse(&verdict.is_pending().request()).unwrap();
        let administrators =
            [app.administrator("anna@voorbeeld.example").await, app.administrator("bram@voorbeeld.example").await];
        let decisions = (0..60).map(|i| {
            let (services, by, id) = (app.services.clone(), administrators[i % 2].clone(), id.clone());
            tokio::spawn(async move {
                let channel = if i % 3 == 0 { DecisionChannel::Mail } else { DecisionChannel::Page };
                let decision = if i % 4 < 2 { NewDecision::Approve { channel, options: ApprovalOptions::default() } } else { NewDecision::Reject { channel, reason: None } };
                services.decide_request(by, id, decision).await.unwrap()
            })
        });
        let outcomes: Vec<DecideOutcome> = join_all(decisions).await.into_iter().map(Result::unwrap).collect();
        let won: Vec<_> = outcomes.iter().filter_map(|o| match o { DecideOutcome::Applied(row) => Some(row), DecideOutcome::AlreadyClosed(_) => None }).collect();
        assert_eq!(won.len(), 1);
        for outcome in &outcomes {
            let (DecideOutcome::Applied(row) | DecideOutcome::AlreadyClosed(row)) = outcome;
            assert_eq!((&row.state, &row.decided_by_name), (&won[0].state, &won[0].decided_by_name), "all see the winner");
        }
        let entries = app.journal("request_approved").await.len() + app.journal("request_rejected").await.len();
        assert_eq!(entries, 1);
        // A decision made on the page is mailed only after its undo period.
        app.advance_clock(esecure::request::UNDO_SECONDS + 2);
        app.mail("ann@acme.test", "outcome", |m| m.subject.to_lowercase().contains(won[0].state.code())).await;
        // Once nothing is queued any more, there is still no second outcome mail.
        drained(&app).await;
        let outcomes = app.mails_to("ann@acme.test").into_iter().filter(|m| !m.subject.to_lowercase().contains("received"));
        assert_eq!(outcomes.count(), 1);
    }
}

on_both! {
    /// Races page, mail and list: the list's own decision is kept, and the request is decided once.
    async fn concurrent_list_and_page_decisions_apply_once(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        let id = RequestId::parse(&verdict.is_pending().request()).unwrap();
        let user = app.requests().await[0].user_id.clone();
        let (anna, bram) =
            (app.administrator("anna@voorbeeld.example").await, app.administrator("bram@voorbeeld.example").await);
        let list = (0..10).map(|_| {
            let (services, by, user) = (app.services.clone(), bram.clone(), user.clone());
            tokio::spawn(async move { services.decide_user(&by, user, Choice::Approve).await.map(|_| ()) })
        });
        let page = (0..10).map(|_| {
            let (services, by, id) = (app.services.clone(), anna.clone(), id.clone());
            tokio::spawn(async move { services.decide_request(by, id, NewDecision::Approve { channel: DecisionChannel::Page, options: ApprovalOptions::default() }).await.map(|_| ()) })
        });
        for outcome in join_all(list.chain(page)).await {
            outcome.unwrap().unwrap();
        }
        assert_eq!(app.journal("request_approved").await.len(), 1);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// 100 simultaneous checks for one new address: one request, one approval mail per administrator.
    async fn concurrent_checks_open_one_request(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let spellings = ["ann@acme.test", "Ann@acme.test", "ANN@ACME.TEST", "ann@acme.test."];
        let checks = (0..100).map(|i| app.shipper(spellings[i % 4]).ships_on(ACCOUNT));
        let verdicts = join_all(checks).await;
        let first = verdicts[0].is_pending().request();
        assert!(verdicts.iter().all(|v| v.is_pending().request() == first));
        let requests = app.requests().await;
        assert_eq!((requests.len(), requests[0].attempts), (1, 100));
        drained(&app).await;
        let approval_requests = app.mails_to("anna@voorbeeld.example").into_iter().filter(|m| m.text.contains("/d/"));
        assert_eq!(approval_requests.count(), 1);
        assert_eq!(app.journal("request_opened").await.len(), 1);
    }
}

/// Waits until no queued mail is left in the outbox.
async fn drained(app: &App) {
    use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
    use server::store::{columns::OutboxState, entity::outbox};
    let queued =
        || outbox::Entity::find().filter(outbox::Column::State.eq(OutboxState::Queued)).count(&app.services.db);
    let empty = async {
        while queued().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), empty).await.expect("the outbox drains");
}
