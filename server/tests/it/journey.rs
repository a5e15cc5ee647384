//! The main job, end to end: a check becomes a request, an administrator decides it on a phone, and the shipper sees
//! the result.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::pages::{
    enforcement::dto::{OpenRequests, SwitchForm},
    users::dto::{Choice, UsersQuery},
};
use esecure::{Locale, request::UNDO_SECONDS};
use serde_json::json;

on_both! {
    /// activation, *Create password*, first sign-in, *Welcome*, terms.
    async fn administrator_without_profile_creates_password_and_accepts_terms(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", Locale::Nl).await;
        let mail = app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        assert_eq!(mail.from, "dhlSender@localhost");
        assert!(mail.subject.to_lowercase().contains("wachtwoord"), "{}", mail.subject);
        assert!(mail.link("/create-password/").starts_with("http://esecure.test/"));

        let browser = app.browser();
        let link = mail.link("/create-password/");
        browser.open(&link).await.assert_contains("anna@voorbeeld.example");
        let bad = browser
            .submit(&link, &[("name", "Anna de Boer"), ("phone", "letters"), ("locale", "nl"), ("password", "short")])
            .await;
        assert_eq!(bad.status, 422);
        bad.assert_contains("Anna de Boer").assert_contains("letters").assert_lacks("\"short\"");
        let good = browser
            .submit(&link, &[("name", "Anna de Boer"), ("phone", ""), ("locale", "nl"), ("password", "grijze fiets bij de molen")])
            .await;
        assert_eq!((good.status, good.location.as_deref()), (303, Some("/esecure")), "signed in");
        assert_eq!(browser.open(&link).await.status, 410, "a link is used once");
        let mail = app.mail("anna@voorbeeld.example", "welcome", |m| m.from == "esecure@localhost").await;
        assert!(mail.text.contains("•••••6789") && !mail.text.contains("123456789"), "{}", mail.text);

        let other = app.browser();
        let wrong = other.sign_in("anna@voorbeeld.example", "not the password at all").await;
        assert_eq!(wrong.status, 422);
        wrong.assert_contains("anna@voorbeeld.example");
        let again = other.sign_in("Anna@Voorbeeld.example", "grijze fiets bij de molen").await;
        assert_eq!((again.status, again.location.as_deref()), (303, Some("/")));

        // There is no seat before the terms are accepted, and one afterwards. Version and time of acceptance are
        // stored.
        let token = app.services.sign_in("anna@voorbeeld.example", "grijze fiets bij de molen".into(), "t").await.unwrap();
        let who = app.services.signed_in(&token.clone().unwrap()).await.unwrap().unwrap();
        assert!(who.seats.is_empty());
        assert!(app.services.viewer(&who.person, &who.seats).await.unwrap().terms_wanted);
        assert!(app.services.accept_terms(&who.person, 99).await.is_err());
        app.services.accept_terms(&who.person, app::layout::dto::TERMS_VERSION).await.unwrap();
        let who = app.services.signed_in(&token.unwrap()).await.unwrap().unwrap();
        assert_eq!(who.seats.len(), 1);
        assert_eq!(app.journal("terms_accepted").await.len(), 1);
        let welcomes = app.mails_to("anna@voorbeeld.example").into_iter().filter(|m| m.from == "esecure@localhost");
        assert_eq!(welcomes.count(), 1, "Welcome comes once, however often she signs in");
    }
}

on_both! {
    /// an administrator with a profile gets *Welcome* at once: the others are notified.
    async fn administrator_with_profile_welcomed_at_once(app: App) {
        app.enforced_account("987654321", &["bram@voorbeeld.example"]).await;
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let (number, email) = (app.number(ACCOUNT), app.address("bram@voorbeeld.example"));
        app.services.add_administrator(&number, &email, "Bram Visser").await.unwrap();
        let welcome = |m: &crate::support::Mail| m.text.contains("•••••6789") && m.from == "esecure@localhost";
        app.mail("bram@voorbeeld.example", "welcome", welcome).await;
        app.mail("anna@voorbeeld.example", "notice of a new administrator", |m| m.text.contains("Bram Visser")).await;
    }
}

on_both! {
    /// the product's core loop.
    async fn check_of_unknown_address_decided_by_mail_link(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        let shipment = json!({
            "reference": "PO-88213", "origin": { "city": "Rotterdam", "country": "NL" },
            "destination": { "city": "Lyon", "country": "FR" }, "weight_kg": 4.2,
            "value": { "amount": "1850.00", "currency": "EUR" }, "message": "For the fair <script>alert(1)</script>",
        });
        let verdict = app.shipper("Ann@Acme.test").with("shipment", shipment.clone()).ships_on(ACCOUNT).await;
        let id = verdict.is_pending().request();

        // Every active administrator gets an approval mail with a separate link; the requester gets a confirmation.
        let anna = app.approval_request("anna@voorbeeld.example", "Ann@Acme.test").await;
        let bram = app.approval_request("bram@voorbeeld.example", "Ann@Acme.test").await;
        assert_ne!(anna.link("/d/"), bram.link("/d/"));
        assert!(anna.html.contains("choice=reject"));
        assert!(!anna.html.contains("<script"), "the requester's words have no power");
        assert!(!anna.raw.contains("123456789"));
        let received = app.mail("Ann@Acme.test", "request received", |m| m.text.contains("/r/")).await;
        assert_eq!(received.link("/r/"), verdict.status_url());
        let requester = app.browser();
        requester.open(&verdict.status_url()).await.assert_contains("•••••6789").assert_lacks("123456789");

        // Further attempts are counted without mails.
        assert_eq!(app.shipper("ann@acme.TEST").ships_on(ACCOUNT).await.is_pending().request(), id);
        assert_eq!(app.requests().await[0].attempts, 2);
        assert_eq!(app.requests().await.len(), 1);

        // The link shows the evidence and changes nothing; the button asks for the code; the code decides.
        let browser = app.browser();
        browser.open(&anna.link("/d/")).await.assert_contains("Ann Lee").assert_contains("Ann@Acme.test").assert_contains("•••••6789").assert_contains("PO-88213");
        browser.submit_choice(&anna, "approve").await.assert_contains("one-time-code");
        let code = app.mail("anna@voorbeeld.example", "code", |m| m.text.contains("Ann@Acme.test") && m.links().is_empty()).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let decided = browser.enter_code(&anna, "approve", &code.code(), true).await;
        decided.assert_contains("Ann Lee");
        app.advance_clock(UNDO_SECONDS + 2);
        assert!(decided.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap().contains("esecure_device")));

        // The next check uses the decision, and the requester is notified.
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.mail("Ann@Acme.test", "request approved", |m| m.subject.to_lowercase().contains("approved")).await;
        requester.open(&verdict.status_url()).await.assert_contains("Approved");
        assert_eq!(app.journal("request_approved").await.len(), 1);

        // Bram is late: he sees who decided, and nothing changes.
        let late = app.browser();
        late.open(&bram.link("/d/")).await.assert_contains("Anna de Boer");
        late.submit_choice(&bram, "reject").await.assert_contains("Anna de Boer");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");

        // The remembered device decides the next request with a single click, without a code.
        let other = app.shipper("eve@else.test").with("name", json!("Eve Hart")).ships_on(ACCOUNT).await;
        other.is_pending();
        let mail = app.approval_request("anna@voorbeeld.example", "eve@else.test").await;
        browser.submit(&mail.link("/d/"), &[("step", "press"), ("choice", "reject"), ("reason", "own_account")]).await.assert_contains("Rejected");
        app.advance_clock(UNDO_SECONDS + 2);
        let rejection = app.mail("eve@else.test", "request rejected", |m| m.text.contains("Use your own account number")).await;
        assert_eq!(rejection.link("/r/"), other.status_url());
        app.shipper("eve@else.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
    }
}

on_both! {
    /// before enforcement every address may ship and is listed; afterwards the list decides.
    async fn standing_applies_once_enforcement_is_on(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        let off = SwitchForm { on: false, password: crate::support::PASSWORD.into(), open: OpenRequests::Keep };
        app.services.switch(&anna, off).await.unwrap();
        for email in ["ann@acme.test", "bob@acme.test", "eve@else.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_allowed("not_enforced");
        }
        let page = app.services.users(&anna, UsersQuery::default()).await.unwrap();
        assert_eq!((page.counts.all, page.counts.undecided, page.rows.len()), (3, 3, 3));
        let id = |email: &str| page.rows.iter().find(|r| r.email == email).unwrap().id.clone();
        app.services.decide_user(&anna, id("ann@acme.test"), Choice::Approve).await.unwrap();
        app.services.decide_user(&anna, id("eve@else.test"), Choice::Reject).await.unwrap();

        let mut on = SwitchForm { on: true, password: "wrong".into(), open: OpenRequests::Keep };
        assert!(app.services.switch(&anna, on.clone()).await.is_err(), "the password is asked again");
        on.password = crate::support::PASSWORD.into();
        app.services.switch(&anna, on).await.unwrap();
        for administrator in ["anna@voorbeeld.example", "bram@voorbeeld.example"] {
            app.mail(administrator, "notice of the switch", |m| m.text.contains("/esecure/enforcement")).await;
        }
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.shipper("eve@else.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(app.journal("enforcement_switched").await.len(), 2);
        // A list decision without an open request sends no mail.
        assert!(app.mails_to("eve@else.test").is_empty());
    }
}
