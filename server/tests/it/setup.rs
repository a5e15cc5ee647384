//! The setup page and the ways to it: once enforcement is on, `/esecure` and the portal's menu lead to the queue.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use sea_orm::{EntityTrait as _, sea_query::Expr};
use server::store::entity::account;

const ANNA: &str = "anna@voorbeeld.example";

on_both! {
    async fn setup_leads_to_queue_once_enforced(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let query = format!("?account={}", app.account(ACCOUNT).await.id);
        for query in ["", &query] {
            let page = browser.open(&format!("/esecure{query}")).await;
            assert_eq!((page.status, page.location), (303, Some(format!("/esecure/queue{query}"))));
        }
        let steps = browser.open("/esecure?steps").await;
        assert_eq!(steps.status, 200);
        steps.assert_contains("123456789 is protected").assert_contains("href=\"/esecure?steps\"");
        let home = browser.open("/").await;
        home.assert_contains("1 request is waiting for a decision");
        assert!(product_link(&home.body).contains("href=\"/esecure/queue\""), "{}", home.body);

        account::Entity::update_many()
            .col_expr(account::Column::Enforced, Expr::value(false))
            .exec(&app.services.db)
            .await
            .unwrap();
        browser.open("/esecure").await.assert_contains("Protect 123456789 in four steps");
        let home = browser.open("/").await;
        assert!(product_link(&home.body).contains("href=\"/esecure\""), "{}", home.body);
    }
}

/// Returns the tag of the product's link in the portal's menu.
fn product_link(body: &str) -> &str {
    let mut tags = body.split("<a ").filter_map(|part| part.split('>').next());
    tags.find(|tag| tag.contains("class=\"es\"")).unwrap()
}
