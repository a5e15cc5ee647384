//! Middleware of the server functions (`/fn/…`): status codes for invalid arguments, and redirects after forms posted
//! without scripts.

use super::context::{RequestContext, retry_later, safe_next};
use crate::services::Services;
use app::{AppError, routes, wire};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use i18n::error as t;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use url::Url;

/// Maximum size of an error that is read back, in bytes.
const ERROR: usize = 64 * 1024;

fn is_call(request: &Request) -> bool {
    request.uri().path().starts_with(routes::SERVER_FUNCTIONS)
}

/// Middleware that answers invalid arguments with the status of their error, because the library always answers 500. An
/// anonymous visitor gets the error for a missing session instead. A temporary error says when to try again.
pub(super) async fn with_status(request: Request, next: Next) -> Response {
    if !is_call(&request) {
        return next.run(request).await;
    }
    let context = request.extensions().get::<RequestContext>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let is_temporary = matches!(response.status(), StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
    if !is_temporary && response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR).await else {
        return parts.into_response();
    };
    if is_temporary {
        let response = Response::from_parts(parts, Body::from(bytes.clone()));
        return match wire::answer::<AppError>(&bytes) {
            Ok(error) => retry_later(&error, response),
            Err(_) => response,
        };
    }
    let Some(error) = body_error(&bytes, &context) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let (Ok(status), Ok(bytes)) = (StatusCode::from_u16(error.status()), wire::message(&error)) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.status = status;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

/// Returns the error that replaces an error about arguments. Errors of the functions themselves already have their
/// status.
fn body_error(bytes: &Bytes, context: &RequestContext) -> Option<AppError> {
    match wire::answer::<AppError>(bytes).ok()? {
        AppError::Invalid(_) | AppError::Outdated if context.signed_in.is_none() => Some(AppError::SignedOut),
        AppError::Invalid(_) => Some(AppError::field("", t::unreadable(context.locale))),
        error @ (AppError::Outdated | AppError::Unavailable) => Some(error),
        _ => None,
    }
}

/// Middleware that redirects only to this site after a form without scripts, because the library redirects to any
/// `Referer`.
pub(super) async fn restrict_referer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    if !is_call(&request) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let page = own_page(headers, &services.config.origin);
    // The library appends an error to an absolute URL only.
    let referer = page.as_deref().and_then(|page| HeaderValue::from_str(&services.link(page)).ok());
    match referer {
        Some(referer) => request.headers_mut().insert(header::REFERER, referer),
        None => request.headers_mut().remove(header::REFERER),
    };
    let mut response = next.run(request).await;
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    if let Some(location) = location {
        let path = location.strip_prefix(services.config.origin.as_str()).unwrap_or(location);
        if let Ok(path) = HeaderValue::from_str(safe_next(path)) {
            response.headers_mut().insert(header::LOCATION, path);
        }
    }
    response
}

/// Returns the path of the page that sent the form, if its `Referer` has the configured origin or the requested host.
/// Checks both, since a proxy may rewrite either.
fn own_page(headers: &HeaderMap, origin: &str) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let referer = Url::parse(text(header::REFERER)?).ok()?;
    let host = referer.host_str()?;
    let authority = referer.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let ours = referer.origin().ascii_serialization() == origin || text(header::HOST) == Some(authority.as_str());
    let page = match referer.query() {
        Some(query) => format!("{}?{query}", referer.path()),
        None => referer.path().to_owned(),
    };
    (ours && safe_next(&page) == page).then_some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(referer: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERER, referer.parse().unwrap());
        headers.insert(header::HOST, "10.0.0.7:3000".parse().unwrap());
        own_page(&headers, "https://ship.example")
    }

    #[test]
    fn referer_of_another_origin_is_no_page_of_ours() {
        assert_eq!(page("https://ship.example/esecure/queue?q=a#b").as_deref(), Some("/esecure/queue?q=a"));
        assert_eq!(page("http://10.0.0.7:3000/profile").as_deref(), Some(routes::PROFILE));
        for foreign in [
            "https://evil.test/x",
            "http://ship.example/x",
            "https://ship.example:444/x",
            "https://ship.example@evil.test/x",
            "https://ship.example.evil.test/x",
            "https://ship.example//evil.test",
            "http://10.0.0.7/x",
            "data:text/html,x",
            routes::PROFILE,
            "",
        ] {
            assert_eq!(page(foreign), None, "{foreign}");
        }
    }
}
