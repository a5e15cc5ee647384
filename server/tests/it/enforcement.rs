//! The enforcement switch: switching off with open requests kept or closed.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::pages::enforcement::dto::{OpenRequests, SwitchForm};
use esecure::request::{CloseReason, StateKind};

on_both! {
    async fn switching_off_keeps_open_requests(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let form = SwitchForm { on: false, password: PASSWORD.into(), open: OpenRequests::Keep };
        let after = app.services.switch(&anna, form).await.unwrap();
        assert_eq!((after.account.enforced, after.account.open), (false, 1));
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
        assert_eq!(app.requests().await[0].state, StateKind::Open);
    }
}

on_both! {
    async fn switching_off_with_close_closes_open_requests(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        verdict.is_pending();
        let form = SwitchForm { on: false, password: PASSWORD.into(), open: OpenRequests::Close };
        assert_eq!(app.services.switch(&anna, form.clone()).await.unwrap().account.open, 0);
        assert_eq!(app.requests().await[0].state, StateKind::Closed);
        app.mail("ann@acme.test", "notice of the closing", |m| m.text.contains("/r/") && !m.subject.to_lowercase().contains("received")).await;
        assert_eq!(app.browser().open(&verdict.status_url()).await.status, 200);
        // A second submit changes nothing and sends no further mails.
        app.services.switch(&anna, form).await.unwrap();
        assert_eq!(app.journal("enforcement_switched").await.len(), 1);
    }
}

on_both! {
    /// a suspended account answers like an unknown one; its open requests are closed and the requesters
    /// notified.
    async fn suspension_closes_open_requests(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(app.services.suspend(&app.number(ACCOUNT)).await.unwrap(), 1);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_denied("unknown_account");
        assert_eq!(app.requests().await[0].closing, Some(CloseReason::AccountSuspended));
        app.mail("ann@acme.test", "notice of the closing", |m| !m.subject.to_lowercase().contains("received")).await;
        assert_eq!(app.services.suspend(&app.number(ACCOUNT)).await.unwrap(), 0);
        app.services.resume(&app.number(ACCOUNT)).await.unwrap();
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(app.requests().await.len(), 2);
    }
}
