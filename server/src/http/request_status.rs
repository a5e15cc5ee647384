//! `/r/{token}`: status page of a request, for the requester.

use super::{
    context::{RequestContext, problem_page},
    token_routes::LinkLocator,
};
use crate::services::Services;

use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
) -> Response {
    match services.status_page(&token, context.browser).await {
        Ok(Some((locale, page))) => {
            Html(app::pages::request_status::page::status(&context.reader(locale), &page)).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(&context.reader(context.locale))))
            .into_response(),
        Err(error) => problem_page(&context.reader(context.locale), error.into_app()),
    }
}
