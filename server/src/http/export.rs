//! CSV exports of the list and of the journal. Each has its own URL, with the query parameters of its page.

use super::{
    account,
    context::{self, RequestContext},
};
use crate::{
    error::{Result, ServiceError},
    services::{Services, users::Export},
};
use app::{AppError, pages::users, routes};
use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    http::{Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use esecure::person::Administrator;
use futures::{Stream, TryStreamExt as _};

/// Raw query parameters.
type Parameters = Query<Vec<(String, String)>>;

/// Exports all addresses that the page lists.
pub async fn listed(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    uri: Uri,
    Query(parameters): Parameters,
) -> Response {
    match seat(&context, &uri) {
        Ok(seat) => file(&context, services.export_users(&seat, users::parse_query(parameters)).await),
        Err(response) => *response,
    }
}

/// Exports all journal entries that match the page's filters.
pub async fn journal(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    uri: Uri,
    Query(parameters): Parameters,
) -> Response {
    match seat(&context, &uri) {
        Ok(seat) => {
            file(&context, services.export_journal(&seat, &app::pages::journal::page::journal_query(parameters)).await)
        }
        Err(response) => *response,
    }
}

/// Returns the visitor's seat on the account in the URL, or their first seat. Anonymous visitors sign in first, and are
/// then redirected to the file.
fn seat(context: &RequestContext, uri: &Uri) -> std::result::Result<Administrator, Box<Response>> {
    let Some(signed_in) = &context.signed_in else {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        return Err(Box::new(Redirect::to(&routes::sign_in_again(target)).into_response()));
    };
    let account = account::chosen(uri).map_err(|error| Box::new(problem(context, error)))?;
    let seat = signed_in.seats.iter().find(|seat| account.as_ref().is_none_or(|id| id == seat.account()));
    seat.cloned().ok_or_else(|| Box::new(problem(context, AppError::NotFound)))
}

/// Streams the file, or renders the error.
fn file<S>(context: &RequestContext, export: Result<Export<S>>) -> Response
where
    S: Stream<Item = Result<Vec<u8>>> + Send + 'static,
{
    let export = match export {
        Ok(export) => export,
        Err(error) => return problem(context, error.into_app()),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    // A read error aborts the connection, so that the browser reports an incomplete file.
    let parts = export.parts.inspect_err(|error: &ServiceError| tracing::error!(%error, "an export broke off"));
    (headers, Body::from_stream(parts)).into_response()
}

fn problem(context: &RequestContext, error: AppError) -> Response {
    context::problem_page(&context.reader(context.locale), error)
}
