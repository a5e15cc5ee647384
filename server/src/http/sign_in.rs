//! `/sign-in` and `/sign-out`: the form, the session cookie, and the end of a session.

use super::{
    context::{RequestContext, problem_page, retry_later, safe_next},
    cookies::{self, CookieKind},
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

/// Query parameters of the page.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Opened {
    next: String,
    set: Option<String>,
    ended: Option<String>,
}

pub async fn page(Extension(context): Extension<RequestContext>, Query(opened): Query<Opened>) -> Response {
    let next = safe_next(&opened.next);
    if context.signed_in.is_some() {
        return Redirect::to(next).into_response();
    }
    let note = match (opened.set, opened.ended) {
        (Some(_), _) => Some(SignInNote::PasswordSet),
        (None, Some(_)) => Some(SignInNote::SignedOut),
        (None, None) => None,
    };
    let form = SignInForm { email: String::new(), next: (next != "/").then(|| next.to_owned()), note };
    Html(app::pages::sign_in::sign_in(&context.reader(context.locale), &form)).into_response()
}

/// Fields of the form.
#[derive(Debug, Default, serde::Deserialize)]
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
    let reader = context.reader(context.locale);
    let next = safe_next(&form.next);
    let again = |note, status| {
        let form =
            SignInForm { email: form.email.clone(), next: (next != "/").then(|| next.to_owned()), note: Some(note) };
        (status, Html(app::pages::sign_in::sign_in(&reader, &form))).into_response()
    };
    let attempt = SignIn {
        email: &form.email,
        password: form.password.clone(),
        source: &context.source,
        device: context.device.as_deref(),
        user_agent: &context.user_agent,
    };
    match services.try_sign_in(attempt).await.map_err(ServiceError::into_app) {
        Ok(SignInAnswer::SignedIn(token)) => {
            // The new cookie replaces the former one, so the former session ends too, and its open pages are notified.
            if let Some(former) = &context.session
                && let Err(error) = services.sign_out(former).await
            {
                tracing::warn!(%error, "a session could not be ended");
            }
            let mut response = Redirect::to(next).into_response();
            if let Some(cookie) = cookies::set(CookieKind::Session, &token, services.config.secure()) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(SignInAnswer::Wrong) => again(SignInNote::Wrong, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(SignInAnswer::TooMany { seconds }) => {
            let note = SignInNote::TooMany { minutes: minutes(seconds) };
            retry_later(&AppError::TooMany { seconds }, again(note, StatusCode::TOO_MANY_REQUESTS))
        }
        // Keeps the form with the typed address.
        Err(error @ AppError::TooMany { .. }) => {
            retry_later(&error, again(SignInNote::Busy, StatusCode::TOO_MANY_REQUESTS))
        }
        Err(error @ AppError::Unavailable) => {
            retry_later(&error, again(SignInNote::Busy, StatusCode::SERVICE_UNAVAILABLE))
        }
        Err(error) => problem_page(&reader, error),
    }
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
