//! Rows and requests of the queue: warnings, one's own address, titles and labels.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::{
    backend::Backend,
    pages::queue::dto::{QueueOrder, QueueRow},
};
use esecure::{id::RequestId, person::Administrator, policy::DomainList};
use serde_json::json;
use server::store::requests;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const EMMA: &str = "emma@sample.example";
const OTHER: &str = "987654321";

async fn rows(app: &App, seats: &[Administrator]) -> Vec<QueueRow> {
    Backend::queue(&app.services, seats, String::new(), QueueOrder::Oldest, None).await.unwrap().rows
}

on_both! {
    async fn rows_warn_of_look_alikes(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let seats = app.signed_in(ANNA).await.seats;
        app.add_domain(&seats[0], DomainList::Authorised, "vandermeer.example").await;
        let expected = [
            ("logistics@vandermeer-instr.example", Some("Look-alike of vandermeer.example")),
            ("uwe@gmial.com", Some("Look-alike of gmail.com")),
            ("ann@acme.test", None),
        ];
        for (email, _) in expected {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let rows = rows(&app, &seats).await;
        let found: Vec<_> = rows.iter().map(|row| (row.email.as_str(), row.look_alike.as_deref())).collect();
        assert_eq!(found, expected);
        let anna = app.browser();
        anna.sign_in(ANNA, PASSWORD).await;
        anna.open(&format!("/esecure/queue/{}", rows[0].id)).await
            .assert_contains("The domain looks like vandermeer.example but is a different one");
        anna.open(&format!("/esecure/queue/{}", rows[2].id)).await.assert_lacks("but is a different one");
    }
}

on_both! {
    async fn rows_show_the_days_left_when_they_are_few(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let seats = app.signed_in(ANNA).await.seats;
        let id = RequestId::parse(&app.shipper("ann@acme.test").ships_on(ACCOUNT).await.request()).unwrap();
        assert_eq!(rows(&app, &seats).await[0].days_left, None, "a new request");
        for (hours, text) in [(80, None), (36, Some("2 days left")), (12, Some("1 day left")), (-1, None)] {
            let at = app.services.now().plus_seconds(hours * 3600);
            requests::set_expiry(&app.services.db, &id, at).await.unwrap();
            assert_eq!(rows(&app, &seats).await[0].days_left.as_deref(), text, "{hours} hours");
        }
    }
}

on_both! {
    /// Without the bound each row is compared with statements of its own.
    async fn statements_of_a_page_independent_of_its_rows(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let seats = app.signed_in(ANNA).await.seats;
        let (mut services, count) = (app.services.clone(), Arc::new(AtomicUsize::new(0)));
        let counter = count.clone();
        services.db.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let statements = async || {
            count.store(0, Ordering::SeqCst);
            Backend::queue(&services, &seats, String::new(), QueueOrder::Newest, None).await.unwrap();
            count.load(Ordering::SeqCst)
        };
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        let one = statements().await;
        for n in 0..20 {
            app.shipper(&format!("ann@acme{n}.test")).ships_on(ACCOUNT).await.is_pending();
        }
        assert_eq!(statements().await, one);
    }
}

on_both! {
    /// The decision of a sole administrator is on the list; otherwise the queue names who can decide.
    async fn own_request_says_who_decides(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.enforced_account(OTHER, &[EMMA]).await;
        let own = async |email: &str, account: &str| {
            let id = RequestId::parse(&app.shipper(email).ships_on(account).await.request()).unwrap();
            let seats = app.signed_in(email).await.seats;
            let view = Backend::request(&app.services, &seats, id.clone()).await.unwrap();
            let browser = app.browser();
            browser.sign_in(email, PASSWORD).await;
            (rows(&app, &seats).await.remove(0), view, browser.open(&format!("/esecure/queue/{id}")).await)
        };
        let (row, view, page) = own(ANNA, ACCOUNT).await;
        let bram = app.administrator(BRAM).await.person().name.to_string();
        assert_eq!((row.own, row.sole, view.own), (true, false, true));
        assert_eq!(view.deciders, std::slice::from_ref(&bram));
        page.assert_contains("Another administrator decides").assert_contains(&format!("{bram} can."))
            .assert_contains("Others decide").assert_lacks("class=\"two\"").assert_lacks("class=\"tickbox\"");

        let (row, view, page) = own(EMMA, OTHER).await;
        assert_eq!((row.own, row.sole, view.deciders.len()), (true, true, 0));
        page.assert_contains("You are the only active administrator").assert_contains("Your own address")
            .assert_contains(&format!("href=\"/esecure/users/{}?account={}\"", view.user, view.account))
            .assert_lacks("Another administrator").assert_lacks("Others decide").assert_lacks("class=\"two\"");
    }
}

on_both! {
    async fn titles_count_the_open_requests_and_name_the_address(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.browser();
        anna.sign_in(ANNA, PASSWORD).await;
        anna.open("/esecure/queue").await.assert_contains("<title>Queue · eSecure</title>");
        let id = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.request();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        anna.open("/esecure/queue").await.without_markers().assert_contains("<title>(2) Queue · eSecure</title>")
            .assert_contains("2 open, oldest just now").assert_contains(">now</time>");
        anna.open(&format!("/esecure/queue/{id}")).await.assert_contains("<title>(2) ann@acme.test · eSecure</title>");
        anna.open("/esecure/queue?q=bob").await.assert_contains("1 of 2 match");
    }
}

on_both! {
    async fn each_label_stands_beside_its_own_value(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.browser();
        anna.sign_in(ANNA, PASSWORD).await;
        let shipment = json!({ "pieces": 1 });
        let pieces = app.shipper("ann@acme.test").with("shipment", shipment).ships_on(ACCOUNT).await.request();
        anna.open(&format!("/esecure/queue/{pieces}")).await.without_markers()
            .assert_contains("<dt>Pieces</dt>").assert_lacks("<dt>Weight</dt>").assert_lacks("1 piece<");
        let shipment = json!({ "pieces": 1, "weight_kg": 4.2 });
        let both = app.shipper("bob@acme.test").with("shipment", shipment).ships_on(ACCOUNT).await.request();
        anna.open(&format!("/esecure/queue/{both}")).await.without_markers()
            .assert_contains("<dt>Weight</dt>").assert_contains("1 piece<").assert_lacks("<dt>Pieces</dt>");
    }
}
