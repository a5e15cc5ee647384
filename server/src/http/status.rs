//! `/r/{token}`: status page of a request, for the requester.

use super::context::{Visit, problem};
use crate::services::Services;
use app::standalone;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

pub async fn page(
    State(services): State<Services>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    match services.status_page(&token, visit.browser).await {
        Ok(Some((locale, page))) => Html(standalone::status(&visit.reader(locale), &page)).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, Html(standalone::no_link(&visit.reader(visit.locale)))).into_response(),
        Err(error) => problem(&visit.reader(visit.locale), error.into()),
    }
}
