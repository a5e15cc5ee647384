//! Refuses what a page asks or does for another profile than the one it was rendered for: in a browser whose
//! cookie now belongs to somebody else, a page left open would act in their name. One place for every server function
//! and every form, of today and of tomorrow.

use super::context::{Visit, safe_next};
use app::{
    AppError,
    forms::Fields,
    plain::{self, Kept},
    session::SignedIn,
    ui::{PAGE_PROFILE, PAGE_PROFILE_HEADER},
    wire,
};
use axum::{
    Form, RequestExt as _,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::server_fn::{ContentType as _, error::SERVER_FN_ERROR_HEADER};

/// Forms that act by the credentials or the link they are sent with, whoever is signed in. `/d/` compares by itself.
const BY_OWN_PROOF: [&str; 6] = ["/sign-in", "/reset-password", "/create-password/", "/confirm-email/", "/d/", "/a/"];

/// Lets a request pass that names the profile signed in, or that is made for no profile.
pub async fn same_profile(request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>();
    let Some(who) = visit.and_then(|visit| visit.signed_in.clone()) else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    let is_function = path.starts_with("/fn/");
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_function && (looks || BY_OWN_PROOF.iter().any(|start| path.starts_with(start))) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // `context::bounded` has read and bounded it already.
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let fields = fields(&parts, &body).await;
    let header = parts.headers.get(PAGE_PROFILE_HEADER).and_then(|profile| profile.to_str().ok());
    let named = header.or_else(|| fields.get(PAGE_PROFILE).map(String::as_str));
    if named == Some(who.person.profile.as_str()) {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    }
    // Without the path: it may hold a token.
    tracing::info!("refused: the page was rendered for another profile");
    if is_function && !accepts_html(&parts.headers) {
        return to_client(&parts.uri, &who);
    }
    to_reader(&parts, &who, is_function, fields)
}

/// The fields of a form; none where the body is something else.
async fn fields(parts: &Parts, body: &Bytes) -> Fields {
    if wire::is_message(body) {
        return Fields::new();
    }
    let copy = Request::from_parts(parts.clone(), Body::from(body.clone()));
    copy.extract::<Form<Fields>, _>().await.map(|Form(fields)| fields).unwrap_or_default()
}

/// A form that is posted to a server function without script.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The error as a server function answers it.
fn to_client(uri: &Uri, who: &SignedIn) -> Response {
    use leptos::server_fn::error::FromServerFnError as _;
    let error = AppError::OtherProfile(who.person.name.clone());
    let headers = [
        (HeaderName::from_static(SERVER_FN_ERROR_HEADER), uri.path().to_owned()),
        (header::CONTENT_TYPE, wire::Wire::CONTENT_TYPE.to_owned()),
    ];
    (StatusCode::CONFLICT, headers, error.ser()).into_response()
}

/// A page that says who is signed in now, keeps what was typed, and offers to load again.
fn to_reader(parts: &Parts, who: &SignedIn, is_function: bool, fields: Fields) -> Response {
    let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let is_page = !is_function && parts.uri.path() != "/sign-out";
    let here = if is_page { address.clone() } else { referer(&parts.headers).unwrap_or_else(|| "/".to_owned()) };
    let kept = is_page.then_some(Kept { action: address, fields });
    let page = plain::other_profile(&visit.reader(visit.locale), &who.person.name, &here, kept);
    (StatusCode::CONFLICT, Html(page)).into_response()
}

/// The page that the form stood on.
fn referer(headers: &HeaderMap) -> Option<String> {
    let referer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    Some(safe_next(referer.path_and_query()?.as_str()).to_owned())
}
