//! Form handlers of the pages with posted forms (`app/src/forms`), one module per page. Each form is posted to the URL of its page; the
//! handler runs one command and redirects, or renders the page again with the typed values and the error.

mod administrators;
mod domains;
mod enforcement;
mod journal;
mod profile;
mod setup;
mod terms;
mod users;

use super::{
    Pages, account,
    context::{RequestContext, retry_later},
};
use crate::services::Services;
use app::{
    AppError,
    forms::{DONE, Fields, Posted, shell},
    routes,
    session::SignedIn,
};
use axum::{
    Form, RequestExt as _, Router,
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode, Uri, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use esecure::{id::AccountId, person::Administrator};
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;
use std::{future::Future, pin::Pin};

/// Routes of the pages, with their form handlers.
pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/", get(get_page))
        .route(routes::TERMS, get(get_page).post(post_handler(terms::submit)))
        .route(routes::PROFILE, get(get_page).post(post_handler(profile::submit)))
        .route(routes::SETUP, get(get_page).post(post_handler(setup::submit)))
        .route(routes::ENFORCEMENT, get(get_page).post(post_handler(enforcement::submit)))
        .route(routes::NEW_USER, get(get_page).post(post_handler(users::add)))
        .route("/esecure/users/{id}", get(get_page).post(post_handler(users::submit)))
        .route(routes::UPLOAD, get(get_page))
        .route(routes::DOMAINS, get(get_page).post(post_handler(domains::submit)))
        .route(routes::EXPLAIN, get(get_page))
        .route(routes::JOURNAL, get(get_page).post(journal::verify))
        .route(routes::ADMINISTRATORS, get(get_page).post(post_handler(administrators::submit)))
}

/// Renders a page without posted values.
async fn get_page(State(pages): State<Pages>, request: Request) -> Response {
    render(pages, request, None).await
}

/// Submitted form of a signed-in person.
struct FormPost {
    services: Services,
    who: SignedIn,
    fields: Fields,
    uri: Uri,
}

impl FormPost {
    /// Creates the form of the signed-in person, still without fields.
    fn of(pages: &Pages, parts: &Parts) -> Option<Self> {
        let who = parts.extensions.get::<RequestContext>()?.signed_in.clone()?;
        Some(Self { services: pages.services.clone(), who, fields: Fields::new(), uri: parts.uri.clone() })
    }

    /// Returns the value of a field, or an empty text.
    fn text(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    /// Returns true if a checkbox is ticked.
    fn ticked(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Returns the account in the URL. `account::refuse_unreadable` has answered an invalid one already.
    fn account(&self) -> Option<AccountId> {
        account::chosen(&self.uri).ok().flatten()
    }

    /// Returns the person's seat on the account in the URL, or their first seat.
    fn seat(&self) -> Result<Administrator, AppError> {
        let account = account::chosen(&self.uri)?;
        let mut seats = self.who.seats.iter();
        let seat = match &account {
            Some(account) => seats.find(|seat| seat.account() == account),
            None => seats.next(),
        };
        seat.cloned().ok_or(AppError::NotFound)
    }

    /// Returns the URL of the page with the message `what` about the completed command.
    fn done(&self, what: &str) -> String {
        let path = self.uri.path();
        match self.account() {
            Some(account) => format!("{path}?account={account}&{DONE}={what}"),
            None => format!("{path}?{DONE}={what}"),
        }
    }
}

/// Creates a POST handler: redirects to the URL returned by `act`, or renders the page again with the error.
fn post_handler<F, Done>(
    act: F,
) -> impl Fn(State<Pages>, Request) -> Pin<Box<dyn Future<Output = Response> + Send>> + Clone + Send + Sync + 'static
where
    F: Fn(FormPost) -> Done + Clone + Send + Sync + 'static,
    Done: Future<Output = Result<String, AppError>> + Send + 'static,
{
    move |State(pages), request| {
        let act = act.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let copy = Request::from_parts(parts.clone(), body);
            let Ok(Form(fields)) = copy.extract::<Form<Fields>, _>().await else {
                return StatusCode::BAD_REQUEST.into_response();
            };
            let done = match FormPost::of(&pages, &parts) {
                None => Err(AppError::SignedOut),
                Some(post) => act(FormPost { fields: fields.clone(), ..post }).await,
            };
            match done {
                Ok(to) => Redirect::to(&to).into_response(),
                Err(error) => render_with_errors(pages, parts, Posted { fields, error: Some(error) }).await,
            }
        })
    }
}

/// Renders the page again with the typed values and the error.
async fn render_with_errors(pages: Pages, mut parts: Parts, posted: Posted) -> Response {
    let error = posted.error.clone();
    let status = error.as_ref().and_then(|error| StatusCode::from_u16(error.status()).ok());
    parts.method = Method::GET;
    let mut response = render(pages, Request::from_parts(parts, Body::empty()), Some(posted)).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    match &error {
        Some(error) => retry_later(error, response),
        None => response,
    }
}

async fn render(pages: Pages, request: Request, posted: Option<Posted>) -> Response {
    let options = pages.options.clone();
    let given = move || {
        pages.provide();
        if let Some(posted) = posted.clone() {
            provide_context(posted);
        }
    };
    render_app_async_with_context(given, move || shell(options.clone()))(request).await
}
