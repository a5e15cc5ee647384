//! Mail links are locators, not credentials.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use esecure::request::StateKind;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::store::entity::{administrator, request};

on_both! {
    /// A scanner opens every link, also with HEAD, and clicks every button: nothing is decided, and the link still
    /// works.
    async fn link_opened_and_submitted_without_proof_changes_nothing(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
        let link = mail.link("/d/");
        let before = app.requests().await;
        let scanner = app.browser();
        for address in [link.clone(), format!("{link}?choice=approve"), format!("{link}?choice=reject")] {
            assert_eq!(scanner.open(&address).await.status, 200);
            assert_eq!(scanner.head(&address).await, 200);
        }
        for choice in ["approve", "reject", "", "other"] {
            assert_eq!(scanner.submit(&link, &[("step", "press"), ("choice", choice)]).await.status, 200);
        }
        scanner.submit(&link, &[("step", "code"), ("choice", "approve"), ("code", "")]).await;
        assert_eq!(app.requests().await, before);
        assert_eq!(app.browser().open(&verdict.status_url()).await.status, 200);
        let page = app.browser().open(&link).await;
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        page.assert_lacks(ACCOUNT);

        // The administrator's own click still decides.
        let browser = app.browser();
        browser.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
    }
}

on_both! {
    /// links of a removed administrator and altered links answer 404.
    async fn links_of_removed_administrator_and_altered_links_answer_404(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request("bram@voorbeeld.example", "ann@acme.test").await;
        let link = mail.link("/d/");
        assert_eq!(app.browser().open(&format!("{link}x")).await.status, 404);
        assert_eq!(app.browser().open("/r/nothing").await.status, 404);
        assert_eq!(app.browser().open("/create-password/nothing").await.status, 404);
        let bram = app.administrator("bram@voorbeeld.example").await;
        administrator::Entity::update_many()
            .col_expr(administrator::Column::RemovedAt, Expr::value(1_i64))
            .filter(administrator::Column::Id.eq(bram.seat().as_str()))
            .exec(&app.services.db)
            .await
            .unwrap();
        assert_eq!(app.browser().open(&link).await.status, 404);
        assert_eq!(app.browser().submit_choice(&mail, "approve").await.status, 404);
        // An open page of the removed administrator cannot decide either.
        let id = app.requests().await[0].id.clone();
        let channel = esecure::request::DecisionChannel::Page;
        let decided = app.services.decide_request(bram, id, server::services::requests::NewDecision::Approve { channel, options: server::services::requests::ApprovalOptions::default() }).await;
        assert!(decided.is_err());
    }
}

on_both! {
    /// The link of an expired or withdrawn request shows that state, and a click changes nothing.
    async fn link_of_closed_request_shows_its_state(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
        let browser = app.browser();
        browser.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
        for (state, word) in [(StateKind::Expired, "xpired"), (StateKind::Withdrawn, "ithdrawn")] {
            request::Entity::update_many()
                .col_expr(request::Column::State, Expr::value(state))
                .col_expr(request::Column::EndedAt, Expr::value(1_795_000_000_000_i64))
                .exec(&app.services.db)
                .await
                .unwrap();
            browser.open(&mail.link("/d/")).await.assert_contains(word);
            browser.submit_choice(&mail, "approve").await.assert_contains(word);
            assert_eq!(app.requests().await[0].state, state);
        }
        // A new attempt opens a new request, and the old status page links to it.
        let again = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        let requests = app.requests().await;
        assert_eq!(requests.len(), 2);
        let old = requests.iter().find(|r| r.id.as_str() != again.request()).unwrap();
        app.browser().open(&format!("/r/{}", old.status_token.as_str())).await.assert_contains(again.status_url().rsplit_once('/').unwrap().1);
    }
}

on_both! {
    /// administrators cannot decide about their own address, on any path.
    async fn own_address_not_decidable(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        let verdict = app.shipper("ANNA@voorbeeld.example").ships_on(ACCOUNT).await;
        let id = esecure::id::RequestId::parse(&verdict.is_pending().request()).unwrap();
        let mail = app.approval_request("anna@voorbeeld.example", "ANNA@voorbeeld.example").await;
        let browser = app.browser();
        browser.submit_choice(&mail, "approve").await.assert_lacks("one-time-code");
        browser.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
        browser.submit_choice(&mail, "approve").await.assert_lacks("may ship");
        let anna = app.administrator("anna@voorbeeld.example").await;
        let channel = esecure::request::DecisionChannel::Page;
        let decide = server::services::requests::NewDecision::Approve { channel, options: server::services::requests::ApprovalOptions::default() };
        assert!(app.services.decide_request(anna.clone(), id, decide).await.is_err());
        let user = app.requests().await[0].user_id.clone();
        assert!(app.services.decide_user(&anna, user.clone(), app::pages::users::dto::Choice::Approve).await.is_err());
        // With a second administrator, the password does not help either.
        assert!(app.services.approve_own(&anna, user, crate::support::PASSWORD.into()).await.is_err());
        app.shipper("anna@voorbeeld.example").ships_on(ACCOUNT).await.is_pending();
    }
}
