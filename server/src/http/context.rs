//! Who visits, and in which language: read once for every request, before any page or server function runs.

use super::{cookies, source};
use crate::{
    limits::{self, Unread},
    services::{Services, mail_links::Visitor},
};
use app::{
    locales::error as t,
    plain,
    session::SignedIn,
    view::{Brand, COMMIT_PATH, STANDINGS_PATH},
    wire,
};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::{Locale, attempts::Source, upload};
use percent_encoding::percent_decode_str;
use std::{net::SocketAddr, sync::Arc};

/// What is known of a visitor.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Profile's language, else the browser's, else English.
    pub locale: Locale,
    /// The browser's language, where we have it.
    pub browser: Option<Locale>,
    /// The sign-in, if any.
    pub signed_in: Option<SignedIn>,
    /// The cookie of the sign-in, for what has to look again later.
    pub session: Option<String>,
    /// The cookie of a remembered device, if any.
    pub device: Option<String>,
    /// For lists of sessions and devices.
    pub user_agent: String,
    /// The place it comes from, for limits.
    pub source: Source,
    /// The nonce of this response's Content-Security-Policy.
    pub nonce: String,
    /// The names this runs under.
    pub brand: Option<Brand>,
    /// Where the style sheets lie.
    pub pkg: Option<Arc<str>>,
}

impl Visit {
    /// What a plain page needs, in a language that the page's subject may know better.
    pub fn reader(&self, locale: Locale) -> plain::Reader {
        let brand = self.brand.clone().unwrap_or(Brand { portal: String::new(), product: String::new() });
        let pkg = self.pkg.clone().unwrap_or_else(|| "pkg".into());
        plain::Reader { locale, brand, nonce: self.nonce.clone(), pkg }
    }

    /// What the mail-link layer needs.
    pub fn visitor(&self) -> Visitor {
        Visitor { signed_in: self.signed_in.clone(), device: self.device.clone(), user_agent: self.user_agent.clone() }
    }
}

/// What a page asks by itself, while perhaps nobody sits at it: it keeps no sign-in from going idle.
const BY_ITSELF: [&str; 3] = ["/esecure/live", "/fn/queue-news", "/fn/viewer"];

/// Reads the visit and hands it on.
pub async fn visit(State((services, pkg)): State<(Services, Arc<str>)>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let browser = text(headers, header::ACCEPT_LANGUAGE).and_then(|h| Locale::from_accept_language(&h));
    let jar = cookies::jar(headers, services.config.secure());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let source = source::of(peer, headers, &services.config.trusted_proxies);
    let signed_in = match &jar.session {
        Some(token) => match who(&services, token, request.uri().path()).await {
            Ok(signed_in) => signed_in,
            Err(error) => {
                // Not knowing who somebody is must not look like "signed out": nothing typed may be lost to that.
                let visit = Visit { brand: Some(services.brand()), pkg: Some(pkg), ..Visit::default() };
                let reader = visit.reader(browser.unwrap_or_default());
                return problem(&reader, error.into());
            }
        },
        None => None,
    };
    let nonce = request.extensions().get::<super::headers::CspNonce>().map(|n| n.0.clone()).unwrap_or_default();
    let visit = Visit {
        locale: signed_in.as_ref().map(|s| s.person.locale).or(browser).unwrap_or_default(),
        browser,
        signed_in,
        session: jar.session,
        device: jar.device,
        user_agent: text(headers, header::USER_AGENT).unwrap_or_default(),
        source,
        nonce,
        brand: Some(services.brand()),
        pkg: Some(pkg),
    };
    request.extensions_mut().insert(visit);
    next.run(request).await
}

async fn who(services: &Services, token: &str, path: &str) -> crate::error::Result<Option<SignedIn>> {
    if BY_ITSELF.contains(&path) { services.still_signed_in(token).await } else { services.signed_in(token).await }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
}

/// The largest form a page may send, in bytes.
const FORM_BODY: usize = 64 * 1024;
/// The same for a file with what was typed and ticked beside it.
const FILE_BODY: usize = upload::MAX_BYTES + (4 << 20);
/// The same for the addresses of a file.
const STANDINGS_BODY: usize = 1 << 20;

/// What a request may send. More than a form is for those who are signed in.
fn bound(request: &Request) -> usize {
    let signed_in = request.extensions().get::<Visit>().is_some_and(|visit| visit.signed_in.is_some());
    match request.uri().path() {
        COMMIT_PATH if signed_in => FILE_BODY,
        STANDINGS_PATH if signed_in => STANDINGS_BODY,
        _ => FORM_BODY,
    }
}

/// Reads a form within its bound, and refuses on a page of ours what is larger than anybody types.
pub async fn bounded(request: Request, next: Next) -> Response {
    let bound = bound(&request);
    let (parts, body) = request.into_parts();
    // What is no message of our own pages is a form, wherever it is sent: forms are read field by field.
    let is_form = |bytes: &[u8]| bytes.len() > FORM_BODY && !wire::is_message(bytes);
    match limits::read(body, bound)
        .await
        .and_then(|bytes| if is_form(&bytes) { Err(Unread::TooLarge) } else { Ok(bytes) })
    {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(Unread::Broken) => StatusCode::BAD_REQUEST.into_response(),
        Err(Unread::TooLarge) => unread(&parts, StatusCode::PAYLOAD_TOO_LARGE, t::too_large),
        Err(Unread::TooSlow) => unread(&parts, StatusCode::REQUEST_TIMEOUT, t::too_slow),
    }
}

/// The page that says why a form was not read.
fn unread(parts: &Parts, status: StatusCode, why: fn(Locale) -> &'static str) -> Response {
    let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
    let error = app::AppError::field("", why(visit.locale));
    (status, Html(plain::problem(&visit.reader(visit.locale), &error))).into_response()
}

/// Answers that nothing is here where the path holds a control character: nothing of ours is named so, and PostgreSQL
/// refuses a NUL.
pub async fn nameable(request: Request, next: Next) -> Response {
    if percent_decode_str(request.uri().path()).any(|byte| byte.is_ascii_control()) {
        return not_found(request).await;
    }
    next.run(request).await
}

/// Sends visitors of portal pages to the sign-in, and back afterwards. Server functions answer for themselves.
pub async fn only_signed_in(request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<Visit>().is_some_and(|v| v.signed_in.is_some());
    let page = matches!(*request.method(), Method::GET | Method::HEAD) && !request.uri().path().starts_with("/fn/");
    if signed_in || !page {
        return next.run(request).await;
    }
    let target = request.uri().path_and_query().map_or("/", |p| p.as_str());
    Redirect::to(&sign_in_address(target)).into_response()
}

/// The sign-in page that leads back to `target`.
pub fn sign_in_address(target: &str) -> String {
    let target: String = form_encode(target);
    if target == "%2F" { "/sign-in".to_owned() } else { format!("/sign-in?next={target}") }
}

fn form_encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

/// A relative path of ours, or `/`: whatever else stands in `next=` would lead away.
pub fn safe_next(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.chars().all(|c| c.is_ascii_graphic());
    if inside { next } else { "/" }
}

pub async fn not_found(request: Request) -> Response {
    let visit = request.extensions().get::<Visit>().cloned().unwrap_or_default();
    missing(&visit.reader(visit.locale))
}

/// The page that says that nothing is here.
pub fn missing(reader: &plain::Reader) -> Response {
    (StatusCode::NOT_FOUND, Html(plain::not_found(reader))).into_response()
}

/// The page that says what went wrong.
pub fn problem(reader: &plain::Reader, error: app::AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    retry_later(&error, (status, Html(plain::problem(reader, &error))).into_response())
}

/// Seconds after which it makes sense to ask again, where the server cannot answer now.
const RETRY_SECONDS: u64 = 5;

/// Says in the answer when to try again, if the error passes.
pub fn retry_later(error: &app::AppError, mut response: Response) -> Response {
    let seconds = match error {
        app::AppError::TooMany { seconds } => *seconds,
        app::AppError::Unavailable => RETRY_SECONDS,
        _ => return response,
    };
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_leads_nowhere_else() {
        assert_eq!(safe_next("/esecure/users?account=acc_1"), "/esecure/users?account=acc_1");
        for away in ["", "https://evil.test", "//evil.test", "/\\evil.test", "/a\r\nSet-Cookie: x", "evil"] {
            assert_eq!(safe_next(away), "/", "{away:?}");
        }
    }

    #[test]
    fn the_sign_in_leads_back() {
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("/esecure/queue?a=b&c"), "/sign-in?next=%2Fesecure%2Fqueue%3Fa%3Db%26c");
    }
}
