//! Test harness: a complete server with its database, mail server and manual clock.

use super::{Browser, Kind, Mail, Smtp, database::TestDatabase};
use app::{layout::dto::TERMS_VERSION, pages::domains::dto::DomainForm, session::SignedIn};
use esecure::{AccountNumber, EmailAddress, Locale, Timestamp, person::Administrator, policy::DomainList};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Value, json};
use server::{
    Application, StartError,
    clock::Clock,
    config::{Checks, Config},
    demo::{self, DemoCredentials},
    http::site::{Files, Site},
    services::{Services, accounts::Activation, applications::Scope, parse_email},
    store::entity::{account, application, journal, profile, request},
};
use std::num::NonZeroU32;

/// Account number used by most tests.
pub const ACCOUNT: &str = "123456789";
/// Monday 23 November 2026, 14:14 in Amsterdam.
const NOW: i64 = 1_795_439_640_000;
/// Dummy client files: tests only check how they are served.
const SITE: Files = &[
    ("live.js", b"live"),
    ("live.js.br", b"br"),
    ("pkg/common.wasm", b"chunk"),
    ("pkg/esecure.css", b"styles"),
    ("pkg/esecure.js", b"script"),
    ("pkg/esecure_bg.wasm", b"module"),
    ("pkg/standalone.css", b"styles"),
    ("pkg/split_users.wasm", b"chunk"),
];
/// Password that passes the password rules.
pub const PASSWORD: &str = "grijze fiets bij de molen";

pub struct App {
    pub services: Services,
    pub smtp: Smtp,
    pub base: String,
    pub key: String,
    http: reqwest::Client,
    /// Database under test; its URL is for commands that run next to the server.
    pub database: TestDatabase,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    running: Option<tokio::task::JoinHandle<Result<(), StartError>>>,
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// Response body of a check.
#[derive(Debug, Clone)]
pub struct Verdict(pub Value);

impl Verdict {
    #[track_caller]
    fn is(&self, verdict: &str, rule: &str) -> &Self {
        assert_eq!((&self.0["verdict"], &self.0["rule"]), (&json!(verdict), &json!(rule)), "{}", self.0);
        self
    }

    #[track_caller]
    pub fn is_pending(&self) -> &Self {
        self.is("pending", "awaiting_decision")
    }

    #[track_caller]
    pub fn is_allowed(&self, rule: &str) -> &Self {
        self.is("allowed", rule)
    }

    #[track_caller]
    pub fn is_denied(&self, rule: &str) -> &Self {
        self.is("denied", rule)
    }

    pub fn request(&self) -> String {
        self.0["request"]["id"].as_str().expect("a request").to_owned()
    }

    pub fn status_url(&self) -> String {
        self.0["request"]["status_url"].as_str().expect("a status page").to_owned()
    }
}

pub struct Shipper<'a> {
    app: &'a App,
    body: Value,
}

impl Shipper<'_> {
    /// Sets a member of the check's request body.
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.body[member] = value;
        self
    }

    pub async fn ships_on(mut self, account: &str) -> Verdict {
        self.body["account"] = json!(account);
        let (status, response) = self.app.post_json("/api/v1/checks", &self.body).await;
        assert_eq!(status, 200, "{response}");
        Verdict(response)
    }
}

impl App {
    /// Starts a server that contains only one application with an API key.
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, |_| {}).await
    }

    /// Starts a server with a changed configuration.
    pub async fn start_with(kind: Kind, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_as(kind, change, |_| {}, false).await
    }

    /// Starts a server with the demonstration's pages, but without its data.
    pub async fn start_demonstration(kind: Kind) -> Self {
        Self::start_as(kind, |_| {}, |_| {}, true).await
    }

    /// Starts a server, with access to the [`Application`] before it runs.
    pub async fn start_as(
        kind: Kind,
        change: impl FnOnce(&mut Config),
        prepare: impl FnOnce(&mut Application),
        demo: bool,
    ) -> Self {
        let smtp = Smtp::start().await;
        let (database, mut config) = Self::configured(kind, &smtp).await;
        change(&mut config);
        let mut application = Self::build(config, demo).await;
        prepare(&mut application);
        let services = &application.services;
        let key = services.register_application("MyDHL+", &[Scope::Check, Scope::History]).await.unwrap();
        Self::run(database, smtp, application, key)
    }

    /// Starts a demonstration with its data and its own mail server.
    pub async fn start_seeded(kind: Kind) -> (Self, DemoCredentials) {
        let smtp = Smtp::start().await;
        let (database, config) = Self::configured(kind, &smtp).await;
        let application = Self::build(Config { smtp_url: None, ..config }, true).await;
        let credentials = demo::seed(&application.services).await.unwrap().expect("the database is empty");
        let key = credentials.keys[0].1.clone();
        (Self::run(database, smtp, application, key), credentials)
    }

    /// Creates a database, and the configuration of the tests.
    async fn configured(kind: Kind, smtp: &Smtp) -> (TestDatabase, Config) {
        let database = TestDatabase::create(kind).await;
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            // Differs from the listening address: links must use the configured origin, whatever the request's
            // headers.
            origin: "http://esecure.test".to_owned(),
            database_url: database.url.clone(),
            smtp_url: Some(format!("smtp://127.0.0.1:{}", smtp.port)),
            // The manual clock puts all checks of a test in the same minute, so the rate limits are off;
            // `check_limits` sets its own.
            checks: Checks {
                per_key_per_minute: NonZeroU32::MAX,
                per_account_per_minute: NonZeroU32::MAX,
                new_requests_per_account_per_hour: NonZeroU32::MAX,
            },
            ..Config::default()
        };
        (database, config)
    }

    async fn build(config: Config, demo: bool) -> Application {
        let clock = Clock::manual(Timestamp::from_millis(NOW));
        Application::build(config, clock, Site::Embedded(SITE), demo).await.unwrap()
    }

    fn run(database: TestDatabase, smtp: Smtp, application: Application, key: String) -> Self {
        let base = format!("http://{}", application.address().unwrap());
        let services = application.services.clone();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(application.run(async {
            let _ = stopped.await;
        }));
        let http = reqwest::Client::new();
        Self { services, smtp, base, key, http, database, stop: Some(stop), running: Some(running) }
    }

    /// Requests a shutdown and waits until the server has noticed it.
    pub async fn stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.services.stopping.cancelled().await;
    }

    /// Waits until the server has ended.
    pub async fn wait_until_stopped(&mut self) -> Result<(), StartError> {
        let running = self.running.take().unwrap();
        // Only guards against hanging; the duration is not asserted.
        tokio::time::timeout(std::time::Duration::from_secs(120), running).await.expect("it ends").unwrap()
    }

    pub fn address(&self, text: &str) -> EmailAddress {
        parse_email(text).unwrap()
    }

    pub fn number(&self, text: &str) -> AccountNumber {
        AccountNumber::parse(text).unwrap()
    }

    /// Advances the clock and wakes the outbox worker.
    pub fn advance_clock(&self, seconds: i64) {
        self.services.clock.advance_seconds(seconds);
        self.services.mail_bell.notify_one();
    }

    // ---- the operator -------------------------------------------------------------------------------------

    /// Activates an account for an administrator, who gets a *Create password* mail.
    pub async fn activate(&self, number: &str, admin: &str, locale: Locale) {
        let activation = Activation {
            number: self.number(number),
            company: "Voorbeeld B.V.".to_owned(),
            admin: self.address(admin),
            admin_name: "Anna de Boer".to_owned(),
            locale,
            time_zone: "Europe/Amsterdam".to_owned(),
        };
        self.services.activate(activation).await.unwrap();
    }

    /// Creates an enforced account with active administrators who have a password. Their Welcome mails are still
    /// queued.
    pub async fn enforced_account(&self, number: &str, administrators: &[&str]) {
        self.activate(number, administrators[0], Locale::En).await;
        for email in &administrators[1..] {
            self.services.add_administrator(&self.number(number), &self.address(email), "Bram Visser").await.unwrap();
        }
        for email in administrators {
            self.make_active(email).await;
        }
        account::Entity::update_many()
            .col_expr(account::Column::Enforced, Expr::value(true))
            .filter(account::Column::Number.eq(number))
            .exec(&self.services.db)
            .await
            .unwrap();
    }

    /// Sets a password and accepts the terms, as the pages do.
    pub async fn make_active(&self, email: &str) {
        let hash = self.services.hash_password(PASSWORD.to_owned()).await.unwrap();
        profile::Entity::update_many()
            .col_expr(profile::Column::PasswordHash, Expr::value(hash))
            .col_expr(profile::Column::TermsVersion, Expr::value(i64::from(TERMS_VERSION)))
            .col_expr(profile::Column::TermsAcceptedAt, Expr::value(NOW))
            .filter(profile::Column::EmailKey.eq(email))
            .exec(&self.services.db)
            .await
            .unwrap();
    }

    // ---- people ------------------------------------------------------------------------------------------

    /// Signs in through the services, with every seat of the profile.
    pub async fn signed_in(&self, email: &str) -> SignedIn {
        let token = self.services.sign_in(email, PASSWORD.to_owned(), "test").await.unwrap();
        self.services.signed_in(&token.expect("the password is right")).await.unwrap().expect("a session")
    }

    /// Loads the first seat of an address as an [`Administrator`].
    pub async fn administrator(&self, email: &str) -> Administrator {
        self.signed_in(email).await.seats.into_iter().next().expect("a seat")
    }

    pub fn shipper(&self, email: &str) -> Shipper<'_> {
        Shipper { app: self, body: json!({ "email": email, "locale": "en", "name": "Ann Lee", "authenticated": true }) }
    }

    /// Opens a browser in English without a session.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base, "en")
    }

    // ---- the API -----------------------------------------------------------------------------------------

    /// Posts JSON with the application's API key; returns status and body.
    pub async fn post_json(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.key).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    // ---- the administrators ------------------------------------------------------------------------------

    /// Adds a domain to a list, without its subdomains.
    pub async fn add_domain(&self, by: &Administrator, list: DomainList, domain: &str) {
        let form = DomainForm { list, domain: domain.to_owned(), with_subdomains: false };
        self.services.add_domain(by, form).await.unwrap();
    }

    // ---- mail --------------------------------------------------------------------------------------------

    /// Waits for a mail to `to` that matches `wanted`, and returns the latest.
    pub async fn mail(&self, to: &str, what: &str, wanted: impl Fn(&Mail) -> bool) -> Mail {
        let found = |raw: &[String]| raw.iter().rev().map(|m| Mail::parse(m)).find(|m| m.to == to && wanted(m));
        self.smtp.wait_for(&format!("{what} for {to}"), found).await
    }

    /// Waits for the approval mail to an administrator about a requester.
    pub async fn approval_request(&self, to: &str, about: &str) -> Mail {
        self.mail(to, "approval request", |m| m.text.contains(about) && m.text.contains("/d/")).await
    }

    /// Lists all mails delivered to an address so far.
    pub fn mails_to(&self, to: &str) -> Vec<Mail> {
        self.smtp.accepted().iter().map(|m| Mail::parse(m)).filter(|m| m.to == to).collect()
    }

    // ---- stored data -------------------------------------------------------------------------------------

    pub async fn requests(&self) -> Vec<request::Model> {
        request::Entity::find().all(&self.services.db).await.unwrap()
    }

    pub async fn journal(&self, event: &str) -> Vec<journal::Model> {
        let entries = journal::Entity::find().filter(journal::Column::Event.eq(event));
        entries.all(&self.services.db).await.unwrap()
    }

    pub async fn account(&self, number: &str) -> account::Model {
        let found = account::Entity::find().filter(account::Column::Number.eq(number)).one(&self.services.db);
        found.await.unwrap().unwrap()
    }

    pub async fn application(&self) -> application::Model {
        application::Entity::find().one(&self.services.db).await.unwrap().unwrap()
    }
}
