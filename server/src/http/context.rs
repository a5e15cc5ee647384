//! Context of a request: visitor, language and source, determined once before any page or server function runs.

use super::{cookies, source};
use crate::{
    limits::{self, BodyError},
    services::{Services, decision_link::Visitor},
};
use app::{
    client::BACKGROUND_HEADER,
    dto::Brand,
    pages::upload::dto::{COMMIT_PATH, STANDINGS_PATH},
    routes,
    session::SignedIn,
    standalone, wire,
};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::{Locale, attempts::Source, upload};
use i18n::error as t;
use percent_encoding::percent_decode_str;
use std::{net::SocketAddr, sync::Arc};

pub use routes::safe_next;

/// Visitor data of one request, stored as a request extension.
#[derive(Debug, Clone, Default)]
pub struct RequestContext {
    /// Language of the profile, else of the browser, else English.
    pub locale: Locale,
    /// Language of the browser, if supported.
    pub browser: Option<Locale>,
    /// Signed-in person with their seats, if any.
    pub signed_in: Option<SignedIn>,
    /// Session cookie, for live streams that check the session again later.
    pub session: Option<String>,
    /// Cookie of a remembered device, if any.
    pub device: Option<String>,
    /// `User-Agent` header, for the lists of sessions and devices.
    pub user_agent: String,
    /// Client address, for rate limits.
    pub source: Source,
    /// Nonce of the response's Content-Security-Policy.
    pub nonce: String,
    /// Names of portal and product.
    pub brand: Option<Brand>,
    /// URL path of the style sheets, without slashes around it.
    pub pkg: Option<Arc<str>>,
}

impl RequestContext {
    /// Returns the context of a plain page in the given language, which may come from the page's subject.
    pub fn reader(&self, locale: Locale) -> standalone::PageContext {
        let brand = self.brand.clone().unwrap_or(Brand { portal: String::new(), product: String::new() });
        let pkg = self.pkg.clone().unwrap_or_else(|| "pkg".into());
        standalone::PageContext { locale, brand, nonce: self.nonce.clone(), pkg }
    }

    /// Returns the visitor data that decisions from mail links need.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            signed_in: self.signed_in.clone(),
            device: self.device.clone(),
            user_agent: self.user_agent.clone(),
            verified: None,
        }
    }
}

/// Paths that open pages poll on their own, as all calls with [`BACKGROUND_HEADER`] are. They do not renew the idle
/// timeout of the session.
const BACKGROUND_REQUESTS: [&str; 3] = [routes::LIVE, "/fn/queue-news", "/fn/viewer"];

/// Middleware that stores the [`RequestContext`] of a request.
pub async fn attach_context(
    State((services, pkg)): State<(Services, Arc<str>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let is_background = headers.contains_key(BACKGROUND_HEADER) || BACKGROUND_REQUESTS.contains(&request.uri().path());
    let browser = text(headers, header::ACCEPT_LANGUAGE).and_then(|h| Locale::from_accept_language(&h));
    let jar = cookies::jar(headers, services.config.secure());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let source = source::of(peer, headers, &services.config.trusted_proxies);
    let signed_in = match &jar.session {
        Some(token) => match load_session(&services, token, is_background).await {
            Ok(signed_in) => signed_in,
            Err(error) => {
                // Answers with an error page: treating the visitor as signed out would redirect them, and lose what
                // they typed.
                let context =
                    RequestContext { brand: Some(services.brand()), pkg: Some(pkg), ..RequestContext::default() };
                let reader = context.reader(browser.unwrap_or_default());
                return problem_page(&reader, error.into_app());
            }
        },
        None => None,
    };
    let nonce = request.extensions().get::<super::headers::CspNonce>().map(|n| n.0.clone()).unwrap_or_default();
    let context = RequestContext {
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
    request.extensions_mut().insert(context);
    next.run(request).await
}

async fn load_session(services: &Services, token: &str, is_background: bool) -> crate::error::Result<Option<SignedIn>> {
    if is_background { services.still_signed_in(token).await } else { services.signed_in(token).await }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
}

/// Body limit of a form, in bytes.
const FORM_BODY: usize = 64 * 1024;
/// Body limit of an upload: the file, and 4 MiB for typed text and ticked boxes.
const FILE_BODY: usize = upload::MAX_BYTES + (4 << 20);
/// Body limit of a query for the standings of a file's addresses, in bytes.
const STANDINGS_BODY: usize = 1 << 20;

/// Returns the body limit of a request. Only signed-in visitors may send more than a form.
fn body_limit(request: &Request) -> usize {
    let signed_in = request.extensions().get::<RequestContext>().is_some_and(|context| context.signed_in.is_some());
    match request.uri().path() {
        COMMIT_PATH if signed_in => FILE_BODY,
        STANDINGS_PATH if signed_in => STANDINGS_BODY,
        _ => FORM_BODY,
    }
}

/// Middleware that buffers the body within its limit, and answers a larger one with an error page.
pub async fn limit_body(request: Request, next: Next) -> Response {
    let bound = body_limit(&request);
    let (parts, body) = request.into_parts();
    // A body that is not a message of our client is parsed as a form, so it has the limit of a form at every path.
    let is_form = |bytes: &[u8]| bytes.len() > FORM_BODY && !wire::is_message(bytes);
    match limits::read(body, bound)
        .await
        .and_then(|bytes| if is_form(&bytes) { Err(BodyError::TooLarge) } else { Ok(bytes) })
    {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(BodyError::Broken) => StatusCode::BAD_REQUEST.into_response(),
        Err(BodyError::TooLarge) => body_error_response(&parts, StatusCode::PAYLOAD_TOO_LARGE, t::too_large),
        Err(BodyError::TooSlow) => body_error_response(&parts, StatusCode::REQUEST_TIMEOUT, t::too_slow),
    }
}

/// Renders the error page for a body that was not read.
fn body_error_response(parts: &Parts, status: StatusCode, why: fn(Locale) -> &'static str) -> Response {
    let context = parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
    let error = app::AppError::field("", why(context.locale));
    (status, Html(app::standalone::error::problem(&context.reader(context.locale), &error))).into_response()
}

/// Middleware that answers 404 if the path has a control character: no valid ID contains one, and PostgreSQL rejects
/// NUL.
pub async fn limit_path(request: Request, next: Next) -> Response {
    if percent_decode_str(request.uri().path()).any(|byte| byte.is_ascii_control()) {
        return not_found(request).await;
    }
    next.run(request).await
}

/// Middleware that redirects anonymous visitors of pages to the sign-in page, and back afterwards. Server functions
/// check this themselves.
pub async fn require_sign_in(request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<RequestContext>().is_some_and(|v| v.signed_in.is_some());
    let page = matches!(*request.method(), Method::GET | Method::HEAD)
        && !request.uri().path().starts_with(routes::SERVER_FUNCTIONS);
    if signed_in || !page {
        return next.run(request).await;
    }
    let target = request.uri().path_and_query().map_or("/", |p| p.as_str());
    Redirect::to(&routes::sign_in_again(target)).into_response()
}

/// Middleware that leads an administrator without accepted terms from the pages of the product to the terms, and back
/// afterwards. Server functions check this themselves.
pub async fn require_terms(request: Request, next: Next) -> Response {
    let context = request.extensions().get::<RequestContext>();
    let terms_wanted = context.is_some_and(|v| v.signed_in.as_ref().is_some_and(|who| who.terms_wanted));
    let path = request.uri().path();
    let product = path == routes::SETUP || path.starts_with(routes::PRODUCT);
    if !terms_wanted || !product || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let target = request.uri().path_and_query().map_or(routes::SETUP, |p| p.as_str());
    Redirect::to(&routes::terms_first(target)).into_response()
}

pub async fn not_found(request: Request) -> Response {
    let context = request.extensions().get::<RequestContext>().cloned().unwrap_or_default();
    not_found_page(&context.reader(context.locale))
}

/// Renders the 404 page.
pub fn not_found_page(reader: &standalone::PageContext) -> Response {
    (StatusCode::NOT_FOUND, Html(app::standalone::error::not_found(reader))).into_response()
}

/// Renders the error page, with the status of the error.
pub fn problem_page(reader: &standalone::PageContext, error: app::AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    retry_later(&error, (status, Html(app::standalone::error::problem(reader, &error))).into_response())
}

/// `Retry-After` in seconds if the service is unavailable.
const RETRY_SECONDS: u64 = 5;

/// Sets `Retry-After` if the error is temporary.
pub fn retry_later(error: &app::AppError, mut response: Response) -> Response {
    let seconds = match error {
        app::AppError::TooMany { seconds } => *seconds,
        app::AppError::Unavailable => RETRY_SECONDS,
        _ => return response,
    };
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}
