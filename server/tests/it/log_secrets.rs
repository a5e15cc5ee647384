//! Secrets in logs: at the most verbose level, the log contains no link, cookie, code, key, password or mail address.

use crate::support::{ACCOUNT, App, Browser, Kind, Mail, PASSWORD};
use server::services::applications::Scope;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

const ANNA: &str = "anna@voorbeeld.example";
const NEW_PASSWORD: &str = "blauwe schuit achter de dijk";
const WRONG_PASSWORD: &str = "rode tram langs de gracht";

/// A separate server process on the same database that logs everything.
struct Logged {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Logged {
    fn start(app: &App) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_esecure"))
            .arg("serve")
            .env("ESECURE_DATABASE_URL", &app.database.url)
            .env("ESECURE_SMTP_URL", format!("smtp://127.0.0.1:{}", app.smtp.port))
            .env("ESECURE_LISTEN", "127.0.0.1:0")
            .env("ESECURE_ORIGIN", "http://localhost")
            .env("RUST_LOG", "trace")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (stderr, into) = (child.stderr.take().unwrap(), log.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = into.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        Self { child, log }
    }

    fn text(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until `find` returns a value for the log.
    async fn wait_for(&self, what: &str, find: impl Fn(&str) -> Option<String>) -> String {
        let found = async {
            loop {
                if let Some(found) = find(&self.text()) {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(60), found).await;
        found.unwrap_or_else(|_| panic!("the log does not contain {what}:\n{}", self.text()))
    }
}

/// The secrets that occur in a run, with their names.
#[derive(Default)]
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn keep(&mut self, name: &'static str, secret: &str) {
        self.0.push((name, secret.to_owned()));
    }

    /// Adds the token of a link.
    fn link(&mut self, name: &'static str, link: &str) {
        self.keep(name, link.rsplit('/').next().unwrap());
    }
}

/// Returns true if the log contains `secret`, ignoring six-digit codes that are part of a timestamp or number.
fn occurs(log: &str, secret: &str) -> bool {
    log.match_indices(secret).any(|(at, _)| {
        let before = log[..at].chars().next_back();
        let after = log[at + secret.len()..].chars().next();
        let of_a_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        let digits = secret.bytes().all(|byte| byte.is_ascii_digit());
        !digits || !(of_a_number(before) || of_a_number(after) || after == Some('Z'))
    })
}

fn cookie(page: &crate::support::Page, name: &str) -> String {
    let mut cookies = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let start = format!("{name}=");
    let found = cookies.find_map(|cookie| cookie.strip_prefix(&start));
    found.expect("a cookie").split(';').next().unwrap().to_owned()
}

/// Runs the main journey including errors, and returns the secrets involved.
async fn journey(app: &App, base: &str) -> Secrets {
    let mut secrets = Secrets::default();
    let key = app.services.register_application("Portal", &[Scope::Check]).await.unwrap();
    for (name, secret) in [("key", key.as_str()), ("password", PASSWORD), ("wrong password", WRONG_PASSWORD)] {
        secrets.keep(name, secret);
    }
    secrets.keep("new password", NEW_PASSWORD);
    for address in [ANNA, "ann@acme.test", "bob@acme.test", "anna@new.example"] {
        secrets.keep("address", address);
    }
    secrets.keep("name", "Ann Lee");
    secrets.keep("account number", ACCOUNT);

    // Checks: valid, refused, malformed.
    let http = reqwest::Client::new();
    let ask = |body: String| {
        let request =
            http.post(format!("{base}/api/v1/checks")).bearer_auth(&key).header("content-type", "application/json");
        async move { request.body(body).send().await.unwrap() }
    };
    let check = |email: &str| format!(r#"{{"account":"{ACCOUNT}","email":"{email}","name":"Ann Lee","locale":"en"}}"#);
    let verdict: serde_json::Value = ask(check("ann@acme.test")).await.json().await.unwrap();
    secrets.link("status", verdict["request"]["status_url"].as_str().unwrap());
    ask(check("bob@acme.test")).await;
    assert_eq!(ask(check("ann@acme.test").replace("\"en\"", "7")).await.status().as_u16() / 100, 4);
    assert_eq!(ask(format!("{}{}", check("ann@acme.test"), "x")).await.status().as_u16() / 100, 4);

    // A decision by code, and one by a remembered device.
    let browser = Browser::new(base, "en");
    let mail = app.approval_request(ANNA, "ann@acme.test").await;
    secrets.link("decision link", &mail.link("/d/"));
    browser.open(&format!("{}?choice=approve", mail.link("/d/"))).await;
    browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
    let code = app.mail(ANNA, "code", |m: &Mail| m.links().is_empty() && m.text.contains("ann@acme.test")).await.code();
    secrets.keep("code", &code);
    let page = browser.enter_code(&mail, "approve", &code, true).await;
    secrets.keep("device", &cookie(&page, "esecure_device"));
    browser.open(verdict["request"]["status_url"].as_str().unwrap()).await;
    let status = verdict["request"]["status_url"].as_str().unwrap().replace("http://localhost", "");
    browser.open_event_stream(&format!("{status}/live?version=-1")).await;

    // Sign-in, pages, a search, an export, server functions, a change of address.
    assert_eq!(browser.sign_in(ANNA, WRONG_PASSWORD).await.status, 422);
    let page = browser.sign_in(ANNA, PASSWORD).await;
    secrets.keep("session", &cookie(&page, "esecure_session"));
    for path in [
        "/",
        "/esecure/queue",
        "/esecure/users?search=ann@acme.test",
        "/profile",
        "/esecure/journal?address=ann@acme.test",
    ] {
        assert_eq!(browser.open(path).await.status, 200, "{path}");
    }
    for path in
        ["/esecure/why?email=bob@acme.test", "/esecure/users/export?search=ann@acme.test", "/nowhere/ann@acme.test"]
    {
        browser.open(path).await;
    }
    browser.call_function_from_page("/fn/users", b"ann@acme.test".to_vec()).await;
    browser.submit("/fn/decide-request", &[("ids[0]", "ann@acme.test"), ("choice", "x")]).await;
    let switch = [("on", "false"), ("password", WRONG_PASSWORD), ("open", "keep")];
    assert_eq!(browser.submit("/fn/switch-enforcement", &switch).await.status, 422);
    let change = [("new_email", "anna@new.example"), ("email_password", PASSWORD)];
    assert_eq!(browser.submit("/fn/change-email", &change).await.status, 200);
    let confirm = app.mail("anna@new.example", "confirmation", |m| m.text.contains("/confirm-email/")).await;
    secrets.link("confirm link", &confirm.link("/confirm-email/"));
    browser.open(&confirm.link("/confirm-email/")).await;

    // A forgotten password, and an unreadable form.
    browser.submit("/reset-password", &[("email", ANNA)]).await;
    let reset = app.mail(ANNA, "link", |m| m.text.contains("You asked for a new password")).await;
    let link = reset.link("/create-password/");
    secrets.link("password link", &link);
    let path = link.replace("http://localhost", "");
    let garbled = browser.request("POST", &path).header("content-type", "text/plain").body(NEW_PASSWORD);
    assert_eq!(browser.read(garbled).await.status / 100, 4);
    let garbled = browser.request("POST", &path).header("content-type", "application/x-www-form-urlencoded");
    browser.read(garbled.body(format!("password={NEW_PASSWORD}&password={NEW_PASSWORD}"))).await;
    let fields = [("name", "Anna"), ("phone", ""), ("locale", "en"), ("password", NEW_PASSWORD)];
    assert_eq!(browser.submit(&link, &fields).await.status, 303);

    // A rejected mail whose SMTP error contains the address.
    app.smtp.set_refused("bob@acme.test", true);
    browser.sign_in(ANNA, NEW_PASSWORD).await;
    let mail = app.approval_request(ANNA, "bob@acme.test").await;
    browser.submit_choice(&mail, "reject").await;
    browser.submit("/sign-out", &[]).await;
    secrets
}

async fn log_contains_no_secret(kind: Kind) {
    // The process under test sends the mails; this process only provides the database and the mail server.
    let app = App::start_with(kind, |config| config.smtp_url = None).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let logged = Logged::start(&app);
    let address = |log: &str| {
        let line = log.lines().find(|line| line.contains("serving"))?;
        Some(line.split("address=").nth(1)?.split_whitespace().next()?.to_owned())
    };
    let place = logged.wait_for("its address", address).await;
    let secrets = journey(&app, &format!("http://{place}")).await;
    logged.wait_for("that a mail was not taken", |log| log.contains("a mail was not taken").then(String::new)).await;
    let log = logged.text();
    // Control: this log level is active, and requests are logged by route.
    for line in ["DEBUG", "/create-password/{token}", "/d/{token}", "/r/{token}", "/api/v1/checks"] {
        assert!(log.contains(line), "{line} is not logged:\n{log}");
    }
    for (name, secret) in &secrets.0 {
        let line = log.lines().find(|line| occurs(line, secret));
        assert!(line.is_none(), "the log has the {name} {secret}: {line:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn log_contains_no_secret_sqlite() {
    log_contains_no_secret(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn log_contains_no_secret_postgres() {
    log_contains_no_secret(Kind::Postgres).await;
}
