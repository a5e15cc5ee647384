//! `/sign-in` and `/sign-out`: the form, the session cookie, and the end of a session.

use super::{
    context::{RequestContext, problem_page, retry_later, safe_next},
    cookies::{self, CookieKind},
    form_result::FormPage,
};
use crate::error::ServiceError;
use crate::services::{
    Services,
    sign_in::{SignIn, SignInAnswer},
};
use app::{
    AppError,
    pages::sign_in::{SignInForm, SignInNote},
    routes,
};
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::attempts::minutes;
use serde::{Deserialize, Serialize};

/// Query parameters of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Opened {
    next: String,
    set: Option<String>,
    ended: Option<String>,
}

/// Refused attempt, without its password.
#[derive(Debug, Serialize, Deserialize)]
struct Refused {
    email: String,
    note: SignInNote,
    /// Error with the status, if the attempt was not checked.
    error: Option<AppError>,
}

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Query(opened): Query<Opened>,
    headers: HeaderMap,
) -> Response {
    let next = safe_next(&opened.next);
    let document = FormPage::new(routes::SIGN_IN, services.config.secure());
    if let Some(refused) = document.result::<Refused>(&headers) {
        let mut response = refused_page(&context, next, &refused);
        document.consume(&headers, &mut response);
        return response;
    }
    if context.signed_in.is_some() {
        return Redirect::to(next).into_response();
    }
    let note = match (opened.set, opened.ended) {
        (Some(_), _) => Some(SignInNote::PasswordSet),
        (None, Some(_)) => Some(SignInNote::SignedOut),
        (None, None) => None,
    };
    Html(form(&context, next, "", note)).into_response()
}

fn form(context: &RequestContext, next: &str, email: &str, note: Option<SignInNote>) -> String {
    let next = (next != routes::HOME).then(|| next.to_owned());
    let form = SignInForm { email: email.to_owned(), next, note };
    app::pages::sign_in::sign_in(&context.reader(context.locale), &form)
}

/// Renders the form of a refused attempt, with the status of the refusal.
fn refused_page(context: &RequestContext, next: &str, refused: &Refused) -> Response {
    let page = Html(form(context, next, &refused.email, Some(refused.note)));
    let status = refused.error.as_ref().and_then(|error| StatusCode::from_u16(error.status()).ok());
    let response = (status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), page).into_response();
    match &refused.error {
        Some(error) => retry_later(error, response),
        None => response,
    }
}

/// Fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    email: String,
    password: String,
    next: String,
}

pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Form(form): Form<Submitted>,
) -> Response {
    let next = safe_next(&form.next);
    let secure = services.config.secure();
    let again = |note, error| {
        let refused = Refused { email: form.email.clone(), note, error };
        let page = FormPage::new(routes::SIGN_IN, secure);
        page.redirect(&routes::sign_in_again(next), &refused).unwrap_or_else(|| refused_page(&context, next, &refused))
    };
    // An empty field is no attempt.
    if form.email.trim().is_empty() || form.password.is_empty() {
        return again(SignInNote::Missing { password: form.password.is_empty() }, None);
    }
    let attempt = SignIn {
        email: &form.email,
        password: form.password.clone(),
        source: &context.source,
        device: context.device.as_deref(),
        user_agent: &context.user_agent,
    };
    match services.try_sign_in(attempt).await.map_err(ServiceError::into_app) {
        Ok(SignInAnswer::SignedIn(token)) => signed_in(&services, &context, &token, next).await,
        Ok(SignInAnswer::Wrong) => again(SignInNote::Wrong, None),
        Ok(SignInAnswer::TooMany { seconds }) => {
            again(SignInNote::TooMany { minutes: minutes(seconds) }, Some(AppError::TooMany { seconds }))
        }
        // Keeps the form with the typed address.
        Err(error @ (AppError::TooMany { .. } | AppError::Unavailable)) => again(SignInNote::Busy, Some(error)),
        Err(error) => problem_page(&context.reader(context.locale), error),
    }
}

/// Redirects to `next` with the new session cookie. It replaces the former one, so the former session ends too, and its
/// open pages are notified.
pub(super) async fn signed_in(services: &Services, context: &RequestContext, token: &str, next: &str) -> Response {
    if let Some(former) = &context.session
        && let Err(error) = services.sign_out(former).await
    {
        tracing::warn!(%error, "a session could not be ended");
    }
    let mut response = Redirect::to(next).into_response();
    if let Some(cookie) = cookies::set(CookieKind::Session, token, services.config.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub async fn sign_out(State(services): State<Services>, headers: HeaderMap) -> Response {
    let secure = services.config.secure();
    if let Some(token) = cookies::jar(&headers, secure).session
        && let Err(error) = services.sign_out(&token).await
    {
        tracing::warn!(%error, "a session could not be ended");
    }
    let mut response = Redirect::to(routes::SIGN_IN).into_response();
    if let Some(cookie) = cookies::clear(CookieKind::Session, secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
