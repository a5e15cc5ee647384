//! First entry of an administrator: from the *Create password* mail over the terms to the page that was
//! wanted.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, Page},
};
use app::{layout::dto::TERMS_VERSION, pages::terms::AcceptTerms, routes, wire};
use esecure::Locale;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::store::entity::profile;

const ANNA: &str = "anna@voorbeeld.example";

/// Follows redirects, as a browser does, and returns the path of the page with the page.
async fn arrive(browser: &Browser, answer: Page) -> (String, Page) {
    let mut to = answer.location.expect("a redirect");
    loop {
        let page = browser.open(&to).await;
        match page.location.clone() {
            Some(next) => to = next,
            None => return (to, page),
        }
    }
}

async fn accept_terms(browser: &Browser) {
    let accept = wire::message(&AcceptTerms { version: TERMS_VERSION }).unwrap();
    browser.call_function_from_page("/fn/accept-terms", accept).await.answer::<()>();
}

/// Takes the acceptance of the terms back, as newer terms do.
async fn forget_terms(app: &App, email: &str) {
    let terms =
        profile::Entity::update_many().col_expr(profile::Column::TermsVersion, Expr::value(Option::<i64>::None));
    terms.filter(profile::Column::EmailKey.eq(email)).exec(&app.services.db).await.unwrap();
}

on_both! {
    /// Two pages and three presses: the mail's button, *Set password*, *Accept the terms*.
    async fn invited_administrator_reaches_product_in_two_pages(app: App) {
        app.activate(ACCOUNT, ANNA, Locale::En).await;
        let mail = app.mail(ANNA, "create password", |m| m.text.contains("/create-password/")).await;
        let browser = app.browser();
        let (mut pages, mut presses) = (0, 1);
        let link = mail.link("/create-password/");
        browser.open(&link).await.assert_contains("Create your password");
        pages += 1;
        let fields = [("name", "Anna de Boer"), ("phone", ""), ("locale", "en"), ("password", PASSWORD)];
        let answer = browser.submit(&link, &fields).await;
        assert!(answer.headers["set-cookie"].to_str().unwrap().starts_with("esecure_session="));
        presses += 1;
        let (path, page) = arrive(&browser, answer).await;
        assert_eq!((path.as_str(), page.status), ("/terms?next=/esecure", 200));
        page.assert_contains("Terms of use").assert_contains("Accept the terms");
        pages += 1;
        app.mail(ANNA, "welcome", |m| m.from == "esecure@localhost").await;
        accept_terms(&browser).await;
        presses += 1;
        let product = browser.open("/esecure").await;
        assert_eq!((product.status, pages, presses), (200, 2, 3));
        product.assert_lacks("Accept the terms");
    }
}

on_both! {
    /// Every page of the product and every mail link leads over the terms, and on from there.
    async fn administrator_without_terms_led_to_terms_and_on(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let link = app.approval_request(ANNA, "ann@acme.test").await.link("/d/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        let request = format!("/esecure/queue/{}", app.requests().await[0].id);
        forget_terms(&app, ANNA).await;
        let stranger = app.browser();
        let terms = routes::terms_first(path);
        assert_eq!(stranger.open(path).await.location, Some(terms.clone()));
        let code = stranger.submit(path, &[("step", "press"), ("choice", "approve")]).await;
        assert_eq!(code.location, Some(terms.clone()), "and decides nothing");
        assert_eq!(stranger.open(&terms).await.location, Some(routes::sign_in_again(&terms)));
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        for wanted in ["/esecure", "/esecure/users?filter=approved", "/esecure/queue", request.as_str(), path] {
            let page = browser.open(wanted).await;
            assert_eq!((page.status, page.location), (303, Some(routes::terms_first(wanted))), "{wanted}");
        }
        for free in ["/", "/profile", "/terms"] {
            assert_eq!(browser.open(free).await.status, 200, "{free}");
        }
        accept_terms(&browser).await;
        for wanted in [path, request.as_str()] {
            assert_eq!(browser.open(wanted).await.status, 200, "{wanted}");
        }
        browser.open(&routes::terms_first(&request)).await.assert_contains(&format!("href=\"{request}\""));
        for away in ["https://evil.test", "//evil.test", "/\\evil.test"] {
            let page = browser.open(&routes::terms_first(away)).await;
            page.assert_contains("href=\"/esecure\"").assert_lacks("href=\"https://evil").assert_lacks("href=\"//evil");
        }
    }
}

on_both! {
    /// A colleague who has accepted the terms decides by the link of one who has not.
    async fn terms_of_link_recipient_do_not_hold_up_colleague(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "ann@acme.test").await;
        forget_terms(&app, ANNA).await;
        let browser = app.browser();
        browser.sign_in("bram@voorbeeld.example", PASSWORD).await;
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
    }
}
