//! After a decision behind a mail link: ten seconds of undo, one's own decision when the link is opened again, and
//! the request that waits next.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Mail, PASSWORD},
};
use esecure::request::{StateKind, UNDO_SECONDS};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const ANN: &str = "ann@acme.test";
const UNDO: &[(&str, &str)] = &[("step", "undo")];
const NEXT: &[(&str, &str)] = &[("step", "next")];

/// Creates an open request, and returns the mail about it.
async fn approval_request(app: &App, about: &str) -> Mail {
    app.shipper(about)
        .with("shipment", serde_json::json!({ "reference": "PO 77" }))
        .ships_on(ACCOUNT)
        .await
        .is_pending();
    app.approval_request(ANNA, about).await
}

/// Approves with a one-time code on a new phone.
async fn approved_by_code(app: &App, mail: &Mail, about: &str) -> Browser {
    let phone = app.browser();
    phone.submit_choice(mail, "approve").await.assert_contains("one-time-code");
    let code = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains(about)).await.code();
    phone
        .enter_code(mail, "approve", &code, false)
        .await
        .assert_contains("may ship")
        .assert_contains("name=\"step\" value=\"undo\"");
    phone
}

fn outcomes(app: &App) -> usize {
    app.mails_to(ANN).iter().filter(|mail| !mail.subject.contains("received")).count()
}

on_both! {
    /// The person who entered the code may undo, though the phone is not remembered. Nobody else with the link can.
    async fn decision_by_code_undone_on_same_phone_only(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let mail = approval_request(&app, ANN).await;
        let link = mail.link("/d/");
        let phone = approved_by_code(&app, &mail, ANN).await;
        app.shipper(ANN).with("shipment", serde_json::json!({ "reference": "PO 78" })).ships_on(ACCOUNT).await.is_allowed("address_approved");
        phone.open(&link).await.assert_contains("14:14:10").assert_contains("value=\"undo\"");
        let stranger = app.browser();
        stranger.open(&link).await.assert_contains("may ship").assert_lacks("value=\"undo\"").assert_lacks("Waiting next");
        let bram = app.browser();
        bram.sign_in(BRAM, PASSWORD).await;
        bram.open(&link).await.assert_contains("Already decided").assert_lacks("value=\"undo\"");
        for other in [&stranger, &bram] {
            other.submit(&link, UNDO).await;
        }
        app.shipper(ANN).ships_on(ACCOUNT).await.is_allowed("address_approved");

        app.advance_clock(UNDO_SECONDS - 1);
        let undone = phone.submit(&link, UNDO).await;
        assert_eq!(undone.status, 200);
        undone.assert_contains("No email was sent").assert_contains("PO 78").assert_contains("value=\"approve\"");
        phone.open(&link).await.assert_lacks("No email was sent").assert_contains("value=\"approve\"");
        assert_eq!(app.requests().await[0].state, StateKind::Open);
        let journal = app.journal("request_reopened").await;
        assert_eq!((journal.len(), journal[0].origin.as_str()), (1, "mail"));
        app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();
        // The code is used up: the next decision takes another one.
        app.advance_clock(60);
        phone.submit_choice(&mail, "reject").await.assert_contains("one-time-code");
        app.deliver_all().await;
        assert_eq!(outcomes(&app), 0, "the mail of an undone decision never leaves");
    }
}

on_both! {
    /// A signed-in administrator undoes too; after ten seconds nobody does, and the mail leaves.
    async fn undo_ends_after_ten_seconds(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let mail = approval_request(&app, ANN).await;
        let link = mail.link("/d/");
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        browser.submit_choice(&mail, "reject").await.assert_contains("may not ship").assert_contains("value=\"undo\"");
        browser.submit(&link, UNDO).await.assert_contains("No email was sent").assert_contains("Nothing was booked");
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
        app.advance_clock(UNDO_SECONDS);
        browser.open(&link).await.assert_contains("may ship").assert_lacks("value=\"undo\"");
        browser.submit(&link, UNDO).await.assert_contains("Not undone").assert_contains("may ship");
        app.shipper(ANN).ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.deliver_all().await;
        assert_eq!(outcomes(&app), 1);
    }
}

on_both! {
    /// The decider sees their own decision later, and a colleague sees whose it was.
    async fn decider_sees_own_decision_again(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let mail = approval_request(&app, ANN).await;
        approved_by_code(&app, &mail, ANN).await;
        app.advance_clock(3600);
        let again = app.browser().open(&mail.link("/d/")).await;
        again.assert_contains("You approved this request").assert_lacks("Do you disagree?").assert_lacks("value=\"undo\"");
        let brams = app.approval_request(BRAM, ANN).await.link("/d/");
        app.browser().open(&brams).await.assert_contains("Anna de Boer approved this request").assert_contains("Do you disagree?");
    }
}

on_both! {
    /// The longest waiting request comes next, by a link of its own, for the person who decided and for nobody else.
    async fn next_request_opened_after_decision(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let mail = approval_request(&app, ANN).await;
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        app.advance_clock(60);
        app.shipper("bob@acme.test").with("name", serde_json::json!("Bob Vos")).ships_on(ACCOUNT).await.is_pending();
        app.advance_clock(60);
        app.shipper("eve@acme.test").ships_on(ACCOUNT).await.is_pending();
        let link = mail.link("/d/");
        let phone = approved_by_code(&app, &mail, ANN).await;
        let decided = phone.open(&link).await;
        decided.assert_contains("Waiting next").assert_contains("Bob Vos").assert_contains("All 2").assert_lacks("eve@acme.test");
        let stranger = app.browser();
        stranger.open(&link).await.assert_lacks("Bob Vos");
        stranger.submit(&link, NEXT).await.assert_lacks("Bob Vos");
        let next = phone.submit(&link, NEXT).await;
        let next = next.location.expect("a link");
        assert!(next.starts_with("/d/") && !link.ends_with(&next), "{next}");
        phone.open(&next).await.assert_contains("Bob Vos").assert_contains("value=\"approve\"");
        stranger.open(&next).await.assert_contains("Bob Vos");
        phone.submit(&next, &[("step", "press"), ("choice", "approve")]).await.assert_contains("one-time-code");
        // The proof ends with the lifetime of a code.
        app.advance_clock(600);
        phone.open(&link).await.assert_lacks("Waiting next");
        assert_eq!(phone.submit(&link, NEXT).await.status, 200);
    }
}

on_both! {
    /// the page names who decides about one's own address, and leads a sole administrator to the only open way.
    async fn own_address_names_the_way(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        let request = app.requests().await.remove(0);
        let seat = app.administrator(ANNA).await.seat().clone();
        let token = server::tokens::link_token();
        let row = server::store::entity::decision_link::Model {
            token_hash: server::tokens::hash(&token),
            request_id: request.id.clone(),
            administrator_id: seat,
        };
        server::store::decision_links::insert(&app.services.db, row).await.unwrap();
        let link = format!("/d/{token}");
        let page = app.browser().open(&link).await;
        page.assert_contains("Another administrator decides: Bram Visser.").assert_lacks("Approve my own address");
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        let page = app.browser().open(&link).await;
        let way = format!("href=\"/esecure/users/{}?account={}\"", request.user_id, app.account(ACCOUNT).await.id);
        page.assert_contains("only administrator").assert_contains(&way).assert_lacks("Another administrator");
        page.assert_lacks("value=\"approve\"");
    }
}
