//! *Authorised account numbers* (R-3.1) and the side effects of list decisions.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD},
};
use app::pages::users::dto::{Choice, StandingFilter, StandingView, UsersQuery};
use esecure::request::{DecisionChannel, StateKind};

on_both! {
    /// Approving on the list closes the open request with the outcome mail; revoking notifies the address.
    async fn list_decision_closes_request_and_revocation_notifies(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        verdict.is_pending();
        let anna = app.administrator("anna@voorbeeld.example").await;
        let user = app.requests().await.remove(0).user_id;
        let row = app.services.decide_user(&anna, user.clone(), Choice::Approve).await.unwrap();
        // A day without a time fits the column; the time is in the tooltip.
        assert!(matches!(&row.standing, StandingView::Approved { when, .. } if when.text == "today" && when.full.contains("14:14")));
        let request = app.requests().await.remove(0);
        assert_eq!((request.state, request.way), (StateKind::Approved, Some(DecisionChannel::List)));
        app.mail("ann@acme.test", "request approved", |m| m.subject.to_lowercase().contains("approved")).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");

        app.services.decide_user(&anna, user, Choice::Reject).await.unwrap();
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
        app.mail("ann@acme.test", "revocation", |m| !m.text.contains("/r/")).await;
        assert_eq!(app.journal("standing_changed").await.len(), 2);
    }
}

on_both! {
    /// Filter, search and counts. Each check counts as a use; a dry run does not.
    async fn list_filters_and_counts_uses(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        for email in ["ann@acme.test", "bob@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let rows = app.requests().await;
        let of = |email: &str| rows.iter().find(|r| r.email.as_str() == email).unwrap().user_id.clone();
        app.services.decide_user(&anna, of("ann@acme.test"), Choice::Approve).await.unwrap();
        for _ in 0..3 {
            app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        }
        let query = |filter, search: &str| UsersQuery { filter, search: search.into(), ..UsersQuery::default() };
        let page = app.services.users(&anna, query(StandingFilter::All, "")).await.unwrap();
        // Bob has neither uses nor a decision, so he is in the queue and not in the list.
        assert_eq!((page.counts.all, page.counts.approved), (1, 1));
        assert_eq!((page.rows[0].uses, page.rows[0].applications.as_slice()), (3, ["MyDHL+".to_owned()].as_slice()));
        assert_eq!(page.since, "23 October 2025");
        assert!(app.services.users(&anna, query(StandingFilter::Rejected, "")).await.unwrap().rows.is_empty());
        assert_eq!(app.services.users(&anna, query(StandingFilter::All, "ACME")).await.unwrap().rows.len(), 1);
        assert!(app.services.users(&anna, query(StandingFilter::All, "zzz")).await.unwrap().rows.is_empty());
    }
}

/// a sole active administrator approves their own address on the list with the password; the operator is
/// notified.
async fn sole_administrator_approves_own_address(kind: Kind) {
    let app = App::start_with(kind, |config| config.operator.contact = Some("desk@carrier.example".into())).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.shipper("anna@voorbeeld.example").ships_on(ACCOUNT).await.is_pending();
    let anna = app.administrator("anna@voorbeeld.example").await;
    let user = app.requests().await.remove(0).user_id;
    assert!(app.services.decide_user(&anna, user.clone(), Choice::Approve).await.is_err());
    assert!(app.services.approve_own(&anna, user.clone(), "not it".into()).await.is_err());
    app.services.approve_own(&anna, user.clone(), PASSWORD.into()).await.unwrap();
    assert_eq!(app.services.user(&anna, user).await.unwrap().history[0].title, "Own address approved");
    app.shipper("anna@voorbeeld.example").ships_on(ACCOUNT).await.is_allowed("address_approved");
    app.mail("desk@carrier.example", "notice of an own approval", |m| m.text.contains("anna@voorbeeld.example")).await;
    assert_eq!(app.journal("own_address_approved").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sole_administrator_approves_own_address_sqlite() {
    sole_administrator_approves_own_address(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sole_administrator_approves_own_address_postgres() {
    sole_administrator_approves_own_address(Kind::Postgres).await;
}
