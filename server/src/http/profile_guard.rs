//! Refuses server function calls and forms from a page that was rendered for another profile. Otherwise a page
//! left open would act for the person who signed in later in the same browser. The middleware covers every server
//! function and every form.

use super::context::{RequestContext, safe_next};
use app::{
    AppError, routes,
    session::SignedIn,
    standalone::other_profile::Fields,
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

/// Forms authorised by the credentials or the token that they are sent with, independent of the session. `/d/` compares
/// the profile itself.
const BY_OWN_PROOF: [&str; 6] = [
    routes::SIGN_IN,
    routes::RESET_PASSWORD,
    routes::CREATE_PASSWORD,
    routes::CONFIRM_EMAIL,
    routes::DECISION,
    routes::ASK_AHEAD,
];

/// Middleware that passes requests with the signed-in profile, and requests that need no profile.
pub async fn same_profile(request: Request, next: Next) -> Response {
    let context = request.extensions().get::<RequestContext>();
    let Some(who) = context.and_then(|context| context.signed_in.clone()) else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    let is_function = path.starts_with(routes::SERVER_FUNCTIONS);
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_function && (looks || BY_OWN_PROOF.iter().any(|start| path.starts_with(start))) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // `context::limit_body` has buffered and limited the body already.
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let fields = fields(&parts, &body).await;
    let header = parts.headers.get(PAGE_PROFILE_HEADER).and_then(|profile| profile.to_str().ok());
    let named = header.or_else(|| fields.get(PAGE_PROFILE).map(String::as_str));
    if named == Some(who.person.profile.as_str()) {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    }
    // Logged without the path, which may contain a token.
    tracing::info!("refused: the page was rendered for another profile");
    if is_function && !accepts_html(&parts.headers) {
        return to_client(&parts.uri, &who);
    }
    to_reader(&parts, &who)
}

/// Parses the form fields; returns no fields for another kind of body.
async fn fields(parts: &Parts, body: &Bytes) -> Fields {
    if wire::is_message(body) {
        return Fields::new();
    }
    let copy = Request::from_parts(parts.clone(), Body::from(body.clone()));
    copy.extract::<Form<Fields>, _>().await.map(|Form(fields)| fields).unwrap_or_default()
}

/// Returns true if the browser expects a page, so that a form was posted to a server function without scripts.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Encodes the error in the format of server functions.
fn to_client(uri: &Uri, who: &SignedIn) -> Response {
    use leptos::server_fn::error::FromServerFnError as _;
    let error = AppError::OtherProfile(who.person.name.clone());
    let headers = [
        (HeaderName::from_static(SERVER_FN_ERROR_HEADER), uri.path().to_owned()),
        (header::CONTENT_TYPE, wire::PostcardCodec::CONTENT_TYPE.to_owned()),
    ];
    (StatusCode::CONFLICT, headers, error.ser()).into_response()
}

/// Renders a page with the signed-in person, and a link to load the page of the form again.
fn to_reader(parts: &Parts, who: &SignedIn) -> Response {
    let context = parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
    let here = referer(&parts.headers).unwrap_or_else(|| "/".to_owned());
    let page =
        app::standalone::other_profile::other_profile(&context.reader(context.locale), &who.person.name, &here, None);
    (StatusCode::CONFLICT, Html(page)).into_response()
}

/// Returns the path of the page that contained the form.
fn referer(headers: &HeaderMap) -> Option<String> {
    let referer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    Some(safe_next(referer.path_and_query()?.as_str()).to_owned())
}
