//! Pages left open after another profile has signed in. Each request carries the profile of its page, and is
//! refused without effect if another profile is signed in by then.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::{
    AppError,
    pages::{
        queue::{
            DecideRequest, GetQueue,
            dto::{Queue, QueueAction, QueueOrder},
        },
        upload::{CommitUpload, UploadStandings},
    },
    ui::PAGE_PROFILE,
    wire,
};
use esecure::id::RequestId;
use leptos::server_fn::axum::server_fn_paths;
use sea_orm::EntityTrait as _;
use server::store::entity::{
    account, account_user, administrator, domain_rule, journal, outbox, profile, request, session,
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Returns a browser in which first Anna and then Bram signed in, with their profiles.
async fn bram_after_anna(app: &App) -> (Browser, [String; 2]) {
    app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
    let browser = app.browser();
    let mut profiles = Vec::new();
    for email in [ANNA, BRAM] {
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
        profiles.push(browser.open("/profile").await.profile().expect("a page of somebody"));
    }
    let [anna, bram] = profiles.try_into().unwrap();
    assert_ne!(anna, bram);
    (browser, [anna, bram])
}

/// Returns all stored rows that a refused request could have changed.
async fn snapshot(app: &App) -> Vec<String> {
    macro_rules! rows {
        ($($table:ident),*) => { vec![$({
            let mut rows: Vec<_> =
                $table::Entity::find().all(&app.services.db).await.unwrap().iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            rows.concat()
        }),*] };
    }
    let mails = outbox::Entity::find().all(&app.services.db).await.unwrap();
    let mut stored = rows![account, account_user, administrator, domain_rule, journal, profile, request, session];
    // Counts mails only: their delivery state changes in the background.
    stored.push(format!("{} mails", mails.len()));
    stored
}

fn assert_refused(answer: &(u16, Vec<u8>)) {
    let error: AppError = wire::answer(&answer.1).unwrap();
    assert_eq!((answer.0, error), (409, AppError::OtherProfile("Bram Visser".to_owned())));
}

on_both! {
    /// Covers every registered server function, so also future ones; the refusal comes before the arguments are parsed.
    async fn server_function_of_other_profile_refused(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.approval_request(BRAM, "ann@acme.test").await;
        let before = snapshot(&app).await;
        let functions: Vec<_> = server_fn_paths().collect();
        assert!(functions.len() >= 48, "{functions:?}");
        for (path, method) in functions {
            assert_eq!(method, "POST", "{path}");
            for page in [Some(anna.as_str()), Some(""), Some("prf_nobody"), None] {
                assert_refused(&browser.call_function(path, wire::message(&()).unwrap(), page).await);
                // The form encoding, posted without script, is refused too.
                let form = browser.submit_as(path, &[("id", "req_1"), ("choice", "approve")], page).await;
                assert_eq!(form.status, 409, "{path}");
            }
            assert_ne!(browser.call_function(path, wire::message(&()).unwrap(), Some(&bram)).await.0, 409, "{path}");
        }
        assert_eq!(snapshot(&app).await, before);
    }
}

on_both! {
    /// Regression, as reported: Anna's queue page with Bram's cookie.
    async fn approval_on_page_of_other_profile_not_journalled(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        let id = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.request();
        let text = String::new;
        let (ids, choice) = (vec![RequestId::parse(&id).unwrap()], QueueAction::Approve);
        let press = DecideRequest { ids, choice, ..DecideRequest::default() };
        let press = || wire::message(&press).unwrap();
        let queue = || wire::message(&GetQueue { account: None, search: text(), order: QueueOrder::Newest, after: None }).unwrap();
        assert_refused(&browser.call_function("/fn/decide-request", press(), Some(&anna)).await);
        assert_refused(&browser.call_function("/fn/decide-request", press(), None).await);
        assert_refused(&browser.call_function("/fn/queue", queue(), Some(&anna)).await);
        assert!(app.journal("request_approved").await.is_empty());
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();

        // Without script: the answer is a page with the refusal, instead of the page with the button.
        let form = [("ids[0]", id.as_str()), ("choice", "approve")];
        let page = browser.submit_without_script("/fn/decide-request", &form, &anna, "/esecure/queue?search=ann").await;
        assert_eq!(page.status, 409);
        page.assert_contains("Bram Visser has signed in since").assert_contains("href=\"/esecure/queue?search=ann\"").assert_contains("Reload");
        assert!(app.journal("request_approved").await.is_empty());

        let (status, queue) = browser.call_function("/fn/queue", queue(), Some(&bram)).await;
        let queue: Queue = wire::answer(&queue).unwrap();
        assert_eq!((status, queue.rows.len()), (200, 1));
        assert_eq!(browser.call_function("/fn/decide-request", press(), Some(&bram)).await.0, 200);
        assert_eq!(app.journal("request_approved").await.len(), 1);
    }
}

on_both! {
    /// The upload's module has an HTTP client of its own.
    async fn upload_on_page_of_other_profile_refused(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        let form = || crate::uploads::form("email\nann@acme.test\n");
        let commit = || wire::message(&CommitUpload { account: None, form: form() }).unwrap();
        let standings = || wire::message(&UploadStandings { account: None, keys: vec!["ann@acme.test".into()] }).unwrap();
        assert_refused(&browser.call_function("/fn/commit-upload", commit(), Some(&anna)).await);
        assert_refused(&browser.call_function("/fn/upload-standings", standings(), Some(&anna)).await);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(browser.call_function("/fn/upload-standings", standings(), Some(&bram)).await.0, 200);
        assert_eq!(browser.call_function("/fn/commit-upload", commit(), Some(&bram)).await.0, 200);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

/// Lists forms of every page, with valid fields; signing out comes last.
fn forms(user: &str) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
    let plan = [("form[now]", "true"), ("form[date]", ""), ("form[time]", ""), ("form[tell]", "false")];
    vec![
        ("/fn/accept-terms", vec![("version", "1")]),
        ("/fn/save-profile", vec![("name", "Bram de Visser"), ("phone", ""), ("locale", "en")]),
        ("/fn/save-approving", vec![("approving", "sign_in")]),
        ("/fn/share-contact", vec![("on", "true")]),
        ("/fn/switch-enforcement", vec![("on", "false"), ("open", "keep"), ("password", PASSWORD)]),
        ("/fn/check-schedule", plan.to_vec()),
        ("/fn/schedule-switch", [&plan[..], &[("password", PASSWORD)]].concat()),
        ("/fn/add-user", vec![("email", "jan@rheinwerk.example"), ("note", "Weekly returns")]),
        ("/fn/rule-users", vec![("ticked[0]", user), ("choice", "approve"), ("note", "")]),
        ("/fn/approve-undecided", vec![]),
        ("/fn/add-domain", vec![("list", "authorised"), ("domain", "lumen-lab.example")]),
        ("/fn/add-administrator", vec![("email", "cas@voorbeeld.example"), ("name", "Cas")]),
        ("/fn/verify-journal", vec![]),
        ("/sign-out", vec![]),
    ]
}

on_both! {
    async fn form_of_other_profile_refused(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.approval_request(BRAM, "ann@acme.test").await;
        let user = app.requests().await[0].user_id.clone();
        let before = snapshot(&app).await;
        // An unknown route is covered as well, so a future one is.
        let tomorrow = ("/esecure/tomorrow", vec![("note", "x")]);
        for (path, fields) in forms(user.as_str()).into_iter().chain([tomorrow.clone()]) {
            for page in [Some(anna.as_str()), Some(""), None] {
                let refused = browser.submit_as(path, &fields, page).await;
                assert_eq!(refused.status, 409, "{path}: {}", refused.body);
                refused.assert_lacks(PASSWORD);
                if path.starts_with("/fn/") {
                    assert_eq!(refused.answer::<AppError>(), AppError::OtherProfile("Bram Visser".to_owned()), "{path}");
                } else {
                    refused.assert_contains("Bram Visser has signed in since").assert_contains("Reload");
                }
                assert!(refused.headers.get("set-cookie").is_none(), "{path}");
            }
            // Without script the answer is a page, with a link to the page of the form.
            let refused = browser.submit_without_script(path, &fields, &anna, "/esecure/users/new").await;
            assert_eq!(refused.status, 409, "{path}: {}", refused.body);
            refused.assert_contains("Bram Visser has signed in since").assert_contains("Reload").assert_lacks(PASSWORD);
            refused.assert_contains("href=\"/esecure/users/new\"");
        }
        assert_eq!(snapshot(&app).await, before);

        assert_eq!(browser.submit_as(tomorrow.0, &tomorrow.1, Some(&bram)).await.status, 404);
        for (path, fields) in forms(user.as_str()) {
            let done = browser.submit_as(path, &fields, Some(&bram)).await;
            let expected = if path == "/sign-out" { 303 } else { 200 };
            assert_eq!(done.status, expected, "{path} {fields:?}: {}", done.body);
        }
        assert_ne!(snapshot(&app).await, before);
        assert_eq!(browser.open("/esecure").await.status, 303, "signed out");
    }
}

on_both! {
    /// Each form rendered on a portal page carries the profile.
    async fn rendered_forms_carry_profile(app: App) {
        let (browser, [_, bram]) = bram_after_anna(&app).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let user = format!("/esecure/users/{}", app.requests().await[0].user_id);
        let field = format!("name=\"{PAGE_PROFILE}\" value=\"{bram}\"");
        let mut forms = 0;
        for path in [
            "/", "/terms", "/profile", "/esecure?steps", "/esecure/enforcement", "/esecure/users/new", user.as_str(),
            "/esecure/domains?list=authorised&domain=lumen-lab.example", "/esecure/journal", "/esecure/administrators",
            "/esecure/queue", "/esecure/users", "/esecure/upload",
        ] {
            let page = browser.open(path).await;
            assert_eq!(page.profile().as_ref(), Some(&bram), "{path}");
            let posted = page.body.split("<form").skip(1).filter(|form| {
                form.split('>').next().is_some_and(|start| start.contains("method=\"post\""))
            });
            for form in posted {
                let form = form.split("</form>").next().unwrap();
                assert!(form.contains(&field), "{path}: {form}");
                forms += 1;
            }
        }
        assert!(forms > 30, "{forms}");
    }
}

on_both! {
    /// The same profile may sign out, sign in again and continue on a page left open.
    async fn same_profile_signed_in_again_continues(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        let save = "/fn/save-profile";
        let name = [("name", "Anna Bakker"), ("phone", ""), ("locale", "en")];
        assert_eq!(browser.submit_as(save, &name, Some(&anna)).await.status, 409);
        assert_eq!(browser.submit_as("/sign-out", &[], Some(&bram)).await.status, 303);
        let refused = browser.submit_as(save, &name, Some(&anna)).await;
        assert_eq!((refused.status, refused.answer::<AppError>()), (401, AppError::SignedOut), "no profile is signed in");
        browser.sign_in(ANNA, PASSWORD).await;
        assert_eq!(browser.submit_as(save, &name, Some(&anna)).await.status, 200);
        browser.open("/profile").await.assert_contains("Anna Bakker");
    }
}

on_both! {
    /// A mail link's page decides as the signed-in profile. Covers Anna's link opened by Bram and submitted once Anna
    /// has signed in, and the reverse.
    async fn mail_link_page_of_other_profile_decides_nothing(app: App) {
        let (browser, [anna, bram]) = bram_after_anna(&app).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "ann@acme.test").await;
        let link = mail.link("/d/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        assert_eq!(browser.open(path).await.profile(), Some(bram.clone()));
        let machine = app.browser();
        assert_eq!(machine.open(path).await.profile(), None);
        let before = (app.requests().await, app.journal("request_approved").await);
        let approve = [("step", "press"), ("choice", "approve")];
        let reject = [("step", "press"), ("choice", "reject"), ("reason", "other"), ("words", "Ask \"Jonas\".")];
        let code = [("step", "code"), ("choice", "approve"), ("code", "123456")];
        // Bram is signed in: neither Anna's page nor a page without profile, from her mail, decides as Bram.
        for page in [Some(anna.as_str()), None] {
            for fields in [&approve[..], &reject[..], &code[..]] {
                let answer = browser.submit_as(path, fields, page).await;
                assert_eq!(answer.status, 409, "{fields:?}");
                answer.assert_contains("Bram Visser has signed in since").assert_contains(&format!("href=\"{path}\""));
            }
        }
        browser.submit_as(path, &reject, Some(&anna)).await.assert_contains("value=\"Ask &quot;Jonas&quot;.\"");
        // Anna is signed in: Bram's page does not decide as Anna.
        browser.sign_in(ANNA, PASSWORD).await;
        let answer = browser.submit_as(path, &approve, Some(&bram)).await;
        assert_eq!(answer.status, 409);
        answer.assert_contains("Anna de Boer has signed in since");
        // No profile is signed in: the one-time code is sent to Anna.
        machine.submit_as(path, &approve, Some(&bram)).await.assert_contains("one-time-code");
        assert_eq!((app.requests().await, app.journal("request_approved").await), before);
        // The page of Anna's own mail, opened before signing in, decides as Anna.
        browser.submit_as(path, &approve, None).await.assert_contains("may ship");
        assert_eq!(app.journal("request_approved").await.len(), 1);
        assert_eq!(app.requests().await[0].decided_by_name.as_deref(), Some("Anna de Boer"));
    }
}

on_both! {
    /// A remembered device proves its owner's identity, but only on a page of that owner.
    async fn remembered_device_on_page_of_other_profile_decides_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let bram = app.signed_in(BRAM).await.person.profile.to_string();
        let browser = app.browser();
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "ann@acme.test").await;
        browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
        let code = app.mail(ANNA, "code", |m| !m.text.contains("/d/") && m.text.contains("ann@acme.test")).await.code();
        browser.enter_code(&mail, "approve", &code, true).await.assert_contains("may ship");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "bob@acme.test").await;
        let link = mail.link("/d/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        let approve = [("step", "press"), ("choice", "approve")];
        assert_eq!(browser.submit_as(path, &approve, Some(&bram)).await.status, 409);
        assert_eq!(app.journal("request_approved").await.len(), 1);
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
        assert_eq!(app.journal("request_approved").await.len(), 2);
    }
}

on_both! {
    /// A sign-in replaces the browser's former session cookie. That session ends, and pages open under it are notified;
    /// each event stream names its profile.
    async fn sign_in_ends_former_session_of_browser(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        let anna = browser.open("/profile").await.profile().unwrap();
        let elsewhere = app.browser();
        elsewhere.sign_in(ANNA, PASSWORD).await;
        let mut stream = browser.open_event_stream("/esecure/live").await;
        let (name, data) = stream.next().await.expect("a word");
        assert!(name == "now" && data.ends_with(&format!(" {anna} Anna de Boer")), "{name} {data}");

        browser.sign_in(BRAM, PASSWORD).await;
        assert_eq!(stream.next().await.expect("a word").0, "ended");
        assert_eq!(stream.next().await, None);
        let bram = browser.open("/profile").await.profile().unwrap();
        let (_, data) = browser.open_event_stream("/esecure/live").await.next().await.expect("a word");
        assert!(data.ends_with(&format!(" {bram} Bram Visser")), "{data}");
        assert_eq!(elsewhere.open("/esecure?steps").await.status, 200, "another browser's sign-in goes on");

        // A wrong password ends no session.
        assert_eq!(browser.sign_in(ANNA, "wachtwoord van iemand anders").await.status, 422);
        assert_eq!(browser.open("/esecure?steps").await.status, 200);
    }
}
