//! `/fn/…`: text in arguments, unreadable arguments, and the redirect after a form without script.

use super::{POISONS, Takes};
use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::{AppError, ui::PAGE_PROFILE_HEADER, wire};
use esecure::request::StateKind;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};

const ANNA: &str = "anna@voorbeeld.example";

/// Fields of a form by name.
type Fields<'a> = &'a [(&'a str, &'a str)];

async fn signed_in(app: &App) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    browser
}

/// A client that posts raw bytes, with or without a session.
struct Caller<'a> {
    app: &'a App,
    client: Client,
    /// The profile of the page that calls; none where nobody is signed in.
    profile: Option<String>,
}

impl<'a> Caller<'a> {
    async fn of(app: &'a App, signed_in: bool) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        if signed_in {
            let fields = [("email", ANNA), ("password", PASSWORD)];
            let answer = client.post(format!("{}/sign-in", app.base)).form(&fields).send().await.unwrap();
            assert_eq!(answer.status(), 303);
        }
        let profile = if signed_in { Some(app.signed_in(ANNA).await.person.profile.to_string()) } else { None };
        Self { app, client, profile }
    }

    /// A call of a server function from a page of this caller.
    fn request(&self, path: &str) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.app.base)).header("accept-language", "en");
        match &self.profile {
            Some(profile) => request.header(PAGE_PROFILE_HEADER, profile),
            None => request,
        }
    }

    async fn calls(&self, path: &str, body: Vec<u8>) -> (u16, Option<AppError>) {
        let request = self.request(path);
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), wire::answer(&answer.bytes().await.unwrap()).ok())
    }

    async fn posts_from(&self, referer: Option<&str>, fields: &[(&str, &str)]) -> Response {
        let request = self.request("/fn/add-user").form(fields).header("accept", "text/html");
        let request = match referer {
            Some(referer) => request.header("referer", referer),
            None => request,
        };
        request.send().await.unwrap()
    }
}

on_both! {
    async fn argument_with_control_character_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.requests().await.remove(0).id;
        let browser = signed_in(&app).await;
        let (reject, approve) = ([("ids[0]", request.as_str()), ("choice", "reject"), ("reason", "other")], [("ids[0]", request.as_str()), ("choice", "approve")]);
        let new = [("email", "eve@acme.test")];
        let places: [(&str, Fields<'_>, &str, Takes); 4] = [
            ("/fn/add-user", &new, "name", Takes::Line),
            ("/fn/add-user", &new, "note", Takes::Line),
            ("/fn/decide-request", &approve, "note", Takes::Line),
            ("/fn/decide-request", &reject, "words", Takes::Lines),
        ];
        for (path, others, name, takes) in places {
            for (what, poison) in POISONS.into_iter().filter(|(_, poison)| takes.refuses(poison)) {
                let value = format!("a{poison}b");
                let fields: Vec<_> = others.iter().copied().chain([(name, value.as_str())]).collect();
                assert_eq!(browser.submit(path, &fields).await.status, 422, "{what} in {name} of {path}");
            }
        }
        assert_eq!(app.requests().await[0].state, StateKind::Open, "nothing was decided");
    }
}

on_both! {
    /// Regression: each answered 500, also without a session.
    async fn unreadable_arguments_answer_client_error(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (anna, nobody) = (Caller::of(&app, true).await, Caller::of(&app, false).await);
        let nothing = wire::message(&()).unwrap();
        let mut other_build = wire::message(&"other").unwrap();
        other_build[1] ^= 1;
        let bodies = [Vec::new(), b"x".to_vec(), b"choice=%00&id=%00".to_vec(), b"{}".to_vec(), vec![0; 64], b"\xff\xfe".to_vec(), nothing.clone(), [nothing.clone(), vec![0xff; 64]].concat(), other_build.clone()];
        let mut functions = 0;
        for (path, _) in server_fn_paths() {
            functions += 1;
            for body in &bodies {
                let (status, _) = anna.calls(path, body.clone()).await;
                assert!(status < 500, "{status} for {body:?} at {path}");
                let (status, error) = nobody.calls(path, body.clone()).await;
                let says_so = (401, Some(AppError::SignedOut));
                assert!(path == "/fn/viewer" && status < 500 || (status, error.clone()) == says_so, "{status} {error:?} for {body:?} at {path}");
            }
        }
        assert!(functions >= 48, "{functions} server functions");
        let words = "We couldn't read what was sent, and nothing was changed. Reload the page and try again.";
        for path in ["/fn/users", "/fn/decide-request", "/fn/commit-upload"] {
            assert_eq!(anna.calls(path, nothing.clone()).await, (422, Some(AppError::field("", words))), "{path}");
            assert_eq!(anna.calls(path, other_build.clone()).await, (409, Some(AppError::Outdated)), "{path}");
        }
    }
}

on_both! {
    /// Regression: the redirect went to any URL in the header.
    async fn form_redirects_only_within_site(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = Caller::of(&app, true).await;
        let here = format!("{}/esecure/users?q=a", app.base);
        let taken = [("email", "eve@acme.test")];
        for (referer, expected) in [
            (None, "/"),
            (Some(here.as_str()), "/esecure/users?q=a"),
            (Some("http://esecure.test/esecure/users?q=a"), "/esecure/users?q=a"),
            (Some("https://evil.test/x"), "/"),
            (Some("http://esecure.test@evil.test/x"), "/"),
            (Some("http://esecure.test//evil.test/x"), "/"),
            (Some("//evil.test/x"), "/"),
            (Some("javascript:alert(1)"), "/"),
        ] {
            let done = anna.posts_from(referer, &taken).await;
            assert_eq!((done.status().as_u16(), done.headers()["location"].to_str().unwrap()), (302, expected), "{referer:?}");
            let refused = anna.posts_from(referer, &[("email", "nobody")]).await;
            let location = refused.headers()["location"].to_str().unwrap();
            assert_eq!(location.split("__path").next().unwrap().trim_end_matches(['?', '&']), expected, "{referer:?}");
            assert_eq!(location.contains("__err"), expected != "/", "the page tells of the error");
        }
    }
}
