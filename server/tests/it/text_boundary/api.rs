//! `/api/v1`: members, repeated members, encodings.

use super::{POISONS, Takes};
use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use serde_json::{Value, json};

const ANNA: &str = "anna@voorbeeld.example";

/// Every text member: its pointer, the text before and after the character, and its rule.
const MEMBERS: [(&str, &str, &str, Takes); 15] = [
    ("/name", "Ann", "Lee", Takes::Line),
    ("/locale", "e", "n", Takes::Line),
    ("/shipment/message", "Dear", "Anna", Takes::Lines),
    ("/shipment/reference", "PO", "1", Takes::Line),
    ("/shipment/draft", "https://ship.test/", "1", Takes::Line),
    ("/shipment/origin/country", "N", "L", Takes::Line),
    ("/shipment/origin/city", "Den", "Haag", Takes::Line),
    ("/shipment/origin/company", "Acme", "B.V.", Takes::Line),
    ("/shipment/destination/city", "Ly", "on", Takes::Line),
    ("/shipment/destination/company", "Acme", "S.A.", Takes::Line),
    ("/shipment/value/currency", "EU", "R", Takes::Line),
    ("/shipment/value/amount", "18", "50.00", Takes::Line),
    ("/account", "1234", "56789", Takes::Strict),
    ("/email", "an", "n@acme.test", Takes::Strict),
    ("/email", "ann@ac", "me.test", Takes::Strict),
];

fn check() -> Value {
    json!({
        "account": ACCOUNT, "email": "ann@acme.test", "name": "Ann Lee", "locale": "en", "dry_run": true,
        "shipment": {
            "reference": "PO 1", "message": "Hello", "draft": "https://ship.test/1",
            "origin": { "country": "NL", "city": "Delft", "company": "Acme" },
            "destination": { "country": "FR", "city": "Lyon", "company": "Acme" },
            "value": { "amount": "1850.00", "currency": "EUR" },
        },
    })
}

fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
}

async fn posts(app: &App, path: &str, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let request = reqwest::Client::new().post(format!("{}{path}", app.base)).bearer_auth(&app.key).body(body);
    let response = request.header("accept-language", "en").send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

on_both! {
    async fn member_with_control_character_refused_by_pointer(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for (pointer, before, behind, takes) in MEMBERS {
            for (what, poison) in POISONS {
                let mut body = check();
                *body.pointer_mut(pointer).unwrap() = json!(format!("{before}{poison}{behind}"));
                let (status, answer) = app.post_json("/api/v1/checks", &body).await;
                if takes.refuses(poison) {
                    assert_eq!((status, pointers(&answer)), (422, vec![pointer]), "{what} in {pointer}: {answer}");
                } else {
                    assert_eq!((status, &answer["verdict"]), (200, &json!("pending")), "{what} in {pointer}: {answer}");
                }
            }
        }
        for (what, poison) in POISONS {
            let emails = json!({ "account": ACCOUNT, "emails": ["bob@acme.test", format!("an{poison}n@acme.test")] });
            let (status, answer) = app.post_json("/api/v1/checks/batch", &emails).await;
            assert_eq!((status, pointers(&answer)), (422, vec!["/emails/1"]), "{what}: {answer}");
        }
        let (_, problem) = app.post_json("/api/v1/checks", &json!({ "account": ACCOUNT, "email": "ann@acme.test", "name": "A\0B" })).await;
        assert_eq!(
            problem["errors"][0]["detail"],
            "This contains the control character U+0000, which cannot be shown. Remove it, or type the text again."
        );
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// Stored in canonical form: one line, or lines separated by line feeds; empty text is not stored.
    async fn accepted_text_stored_in_canonical_form(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let shipment = json!({
            "message": "\r\nDear Anna,\r\n\u{2028}please\tsay yes.\n ",
            "reference": "\u{202e}PO 1\u{202c}",
            "origin": { "city": "\u{feff}" },
        });
        let ann = app.shipper("ann@acme.test").with("name", json!(" \u{feff}Ann Lee\r\n")).with("shipment", shipment);
        ann.ships_on(ACCOUNT).await.is_pending();
        let blank = json!({ "message": " \r\n\t" });
        app.shipper("bob@acme.test").with("name", json!("\u{200b}")).with("shipment", blank).ships_on(ACCOUNT).await.is_pending();
        let requests = app.requests().await;
        let ann = requests.iter().find(|request| request.email.as_str() == "ann@acme.test").unwrap();
        let stored = async |column: &str, email: &str| app.stored_text("request", column, email).await;
        assert_eq!(stored("name", "ann@acme.test").await.as_deref(), Some("Ann Lee"));
        assert_eq!(stored("message", "ann@acme.test").await.as_deref(), Some("Dear Anna,\n\nplease say yes."));
        let shipment = &ann.shipment.0;
        assert_eq!((shipment.reference.as_deref(), &shipment.origin.city), (Some("PO 1"), &None));
        assert_eq!((stored("name", "bob@acme.test").await, stored("message", "bob@acme.test").await), (None, None));
    }
}

on_both! {
    /// Regression: the last of several equal members was used, without an error.
    async fn repeated_member_refused_by_pointer(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let whole = |rest: &str| format!(r#"{{"account":"{ACCOUNT}","email":"ann@acme.test",{rest}}}"#);
        for (body, expected) in [
            (whole(r#""email":"bob@acme.test""#), vec!["/email"]),
            (whole(r#""em\u0061il":"bob@acme.test""#), vec!["/email"]),
            (whole(r#""dry_run":true,"dry_run":true"#), vec!["/dry_run"]),
            (whole(r#""shipment":{"origin":{"city":"A","city":"B"},"message":"a","message":"b"}"#), vec!["/shipment/origin/city", "/shipment/message"]),
            (whole(r#""unknown":[{"a/b":1,"a/b":2}]"#), vec!["/unknown/0/a~1b"]),
        ] {
            let (status, problem) = posts(&app, "/api/v1/checks", body.clone()).await;
            assert_eq!((status, pointers(&problem)), (422, expected), "{body}: {problem}");
            assert_eq!(problem["errors"][0]["detail"], "This member appears more than once. Send it once.");
        }
        let batch = format!(r#"{{"account":"{ACCOUNT}","emails":["a@acme.test"],"emails":["b@acme.test"]}}"#);
        let (status, problem) = posts(&app, "/api/v1/checks/batch", batch).await;
        assert_eq!((status, pointers(&problem)), (422, vec!["/emails"]));
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// A body that is not JSON in UTF-8 gets the same error on both databases.
    async fn body_in_other_encoding_refused_as_invalid_json(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let good = json!({ "account": ACCOUNT, "email": "ann@acme.test", "name": "Zoë" }).to_string();
        let utf16 = |order: fn(u16) -> [u8; 2]| format!("\u{feff}{good}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let named = |name: &str| format!(r#"{{"account":"{ACCOUNT}","email":"ann@acme.test","name":"{name}"}}"#).into_bytes();
        let latin1: Vec<u8> = good.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let bodies = [
            format!("\u{feff}{good}").into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            latin1,
            named(r"\ud800"),
            named(r"\udc00\ud800"),
            named(r"Ann\u00"),
            named("Ann\0Lee"),
            named("Ann\nLee"),
        ];
        for body in bodies {
            let (status, problem) = posts(&app, "/api/v1/checks", body.clone()).await;
            let detail = "The body is not valid JSON. Send one JSON object in UTF-8, without a byte order mark.";
            assert_eq!((status, problem["detail"].as_str()), (400, Some(detail)), "{}", String::from_utf8_lossy(&body));
        }
        assert!(app.requests().await.is_empty());
    }
}
