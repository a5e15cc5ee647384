//! `/r/{token}`: status page of a request, for the requester.

use super::context::{RequestContext, problem_page};
use crate::services::Services;
use app::plain;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

pub async fn page(
    State(services): State<Services>,
    Extension(visit): Extension<RequestContext>,
    Path(token): Path<String>,
) -> Response {
    match services.status_page(&token, visit.browser).await {
        Ok(Some((locale, page))) => Html(plain::status(&visit.reader(locale), &page)).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, Html(plain::no_link(&visit.reader(visit.locale)))).into_response(),
        Err(error) => problem_page(&visit.reader(visit.locale), error.into_app()),
    }
}
