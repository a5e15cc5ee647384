//! `/api/v1`: verdicts, and problem documents for invalid input.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use serde_json::{Value, json};
use server::services::applications::Scope;

async fn raw(app: &App, key: Option<&str>, language: &str, body: impl Into<reqwest::Body>) -> (u16, String, Value) {
    let mut request = reqwest::Client::new()
        .post(format!("{}/api/v1/checks", app.base))
        .header("accept-language", language)
        .header("content-type", "application/json")
        .body(body);
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    let response = request.send().await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (response.status().as_u16(), kind, response.json().await.unwrap())
}

on_both! {
    /// every invalid input gets a problem document that explains the correction.
    async fn invalid_input_answers_problem_document(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let key = Some(app.key.as_str());
        let good = json!({ "account": ACCOUNT, "email": "ann@acme.test", "dry_run": true }).to_string();
        let big = format!("{{\"account\":\"{}\"}}", "1".repeat(10 * 1024 * 1024));
        for (key, body, status) in [
            (None, good.clone(), 401),
            (Some("esk_nothing"), good.clone(), 401),
            (key, "{\"account\":".to_owned(), 400),
            (key, String::new(), 400),
            (key, "\u{feff}[]".to_owned(), 400),
            (key, "[]".to_owned(), 422),
            (key, "null".to_owned(), 422),
            (key, big, 413),
        ] {
            let (got, kind, problem) = raw(&app, key, "en", body).await;
            assert_eq!((got, kind.as_str()), (status, "application/problem+json"), "{problem}");
            assert_eq!(problem["status"], status);
            assert!(problem["detail"].as_str().is_some_and(|d| !d.is_empty()));
        }
        let many = json!({
            "account": "12;34", "email": "ann@acme", "dry_run": "yes", "name": 7,
            "shipment": { "weight_kg": -1, "pieces": 0, "origin": "Rotterdam", "value": { "amount": "1e9", "currency": "EUR" } },
        });
        let (status, _, problem) = raw(&app, key, "en", many.to_string()).await;
        assert_eq!(status, 422);
        let pointers: Vec<&str> = problem["errors"].as_array().unwrap().iter().filter_map(|e| e["pointer"].as_str()).collect();
        for pointer in ["/account", "/email", "/dry_run", "/name", "/shipment/weight_kg", "/shipment/pieces", "/shipment/origin", "/shipment/value"] {
            assert!(pointers.contains(&pointer), "{pointer} is not named in {problem}");
        }
        insta::assert_json_snapshot!("problem_en", problem);
        let (_, _, dutch) = raw(&app, key, "nl", many.to_string()).await;
        insta::assert_json_snapshot!("problem_nl", dutch);
        assert!(app.requests().await.is_empty(), "nothing of this opened a request");
    }
}

on_both! {
    /// rule 1: foreign, unknown and suspended account numbers get the same answer.
    async fn foreign_unknown_and_suspended_accounts_answer_alike(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let unknown = app.shipper("ann@acme.test").ships_on("555555555").await;
        unknown.is_denied("unknown_account");
        use sea_orm::{EntityTrait as _, sea_query::Expr};
        use server::store::entity::account;
        let update = account::Entity::update_many().col_expr(account::Column::SuspendedAt, Expr::value(1_i64));
        update.exec(&app.services.db).await.unwrap();
        let suspended = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        assert_eq!(suspended.0, unknown.0);
    }
}

on_both! {
    /// the implemented part: a dry run opens and records nothing, and reports an open request.
    async fn dry_run_stores_nothing(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let dry = app.shipper("ann@acme.test").with("dry_run", json!(true)).ships_on(ACCOUNT).await;
        dry.is_pending();
        assert_eq!(dry.0["request"], Value::Null);
        assert!(app.requests().await.is_empty());
        let real = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        let dry = app.shipper("ann@acme.test").with("dry_run", json!(true)).ships_on(ACCOUNT).await;
        assert_eq!(dry.request(), real.request());
        assert_eq!(app.requests().await[0].attempts, 1);
        let batch = json!({ "account": ACCOUNT, "emails": ["bob@acme.test", "Ann@acme.test"] });
        let (status, answer) = app.post_json("/api/v1/checks/batch", &batch).await;
        assert_eq!(status, 200);
        assert_eq!(answer["results"][0], json!({ "email": "bob@acme.test", "verdict": "pending", "rule": "awaiting_decision" }));
        assert_eq!(answer["results"][1]["email"], "Ann@acme.test");
        assert_eq!(app.requests().await.len(), 1);
        let (status, problem) = app.post_json("/api/v1/checks/batch", &json!({ "account": ACCOUNT, "emails": ["a@b.test", "nothing"] })).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/emails/1")));
    }
}

on_both! {
    /// A key is limited to its registered scopes.
    async fn api_key_limited_to_its_scopes(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let key = app.services.register_application("Importer", &[Scope::History]).await.unwrap();
        let body = json!({ "account": ACCOUNT, "email": "ann@acme.test" }).to_string();
        let (status, ..) = raw(&app, Some(&key), "en", body).await;
        assert_eq!(status, 403);
        assert!(app.services.register_application("Importer", &[Scope::Check]).await.is_err(), "a name is taken once");
        let stored = app.application().await;
        assert!(!app.key.contains(stored.key_hash.as_str()) && stored.key_hash.as_str().len() == 64, "only the hash is kept");
    }
}

on_both! {
    /// if a check cannot be answered, it answers 503 and never "allowed", even without enforcement.
    async fn check_without_database_answers_503(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::En).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
        app.services.db.clone().close().await.unwrap();
        let body = json!({ "account": ACCOUNT, "email": "ann@acme.test" }).to_string();
        let (status, kind, problem) = raw(&app, Some(&app.key), "en", body).await;
        assert_eq!((status, kind.as_str()), (503, "application/problem+json"), "{problem}");
        assert_eq!(problem["verdict"], Value::Null);
        let ready = reqwest::get(format!("{}/health/ready", app.base)).await.unwrap();
        assert_eq!(ready.status().as_u16(), 503);
        let live = reqwest::get(format!("{}/health/live", app.base)).await.unwrap();
        assert_eq!(live.status().as_u16(), 200);
    }
}
