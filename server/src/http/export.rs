//! The list as a file: an address of its own, with the parameters of the page it stands on.

use super::context::{self, Visit};
use crate::{error::ServiceError, services::Services};
use app::{AppError, pages::users};
use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    http::{Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use esecure::id::AccountId;
use futures::TryStreamExt as _;

/// Sends all that the page lists. Whoever is not signed in signs in first, and gets it then.
pub async fn listed(
    State(services): State<Services>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    let Some(signed_in) = &visit.signed_in else {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        return Redirect::to(&context::sign_in_address(target)).into_response();
    };
    let account = parameters.iter().find(|(name, _)| name == "account").map(|(_, id)| AccountId::parse(id));
    let seat =
        signed_in.seats.iter().find(|seat| account.as_ref().is_none_or(|id| id.as_ref() == Some(seat.account())));
    let Some(seat) = seat else { return problem(&visit, AppError::NotFound) };
    let export = match services.export_users(seat, users::asked(parameters)).await {
        Ok(export) => export,
        Err(error) => return problem(&visit, error.into()),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    // A part that cannot be read ends the connection in the middle: the browser says that the file is not whole.
    let told = export.parts.inspect_err(|error: &ServiceError| tracing::error!(%error, "an export broke off"));
    (headers, Body::from_stream(told)).into_response()
}

fn problem(visit: &Visit, error: AppError) -> Response {
    context::problem(&visit.reader(visit.locale), error)
}
