//! `/a/{token}`: requesting approval ahead of enforcement, from the link in the announcement mail. Works
//! without scripts.

use super::context::{RequestContext, problem_page};
use crate::{
    error::ServiceError,
    services::{Services, enforcement::AskAheadPage},
};
use app::{
    AppError,
    pages::enforcement::ask_ahead::{AskAhead, AskDraft},
    routes,
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
) -> Response {
    let result = services.ask_link(&token, context.browser).await;
    respond(&context, result.map_err(ServiceError::into_app), None)
}

/// Fields of the page's form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    message: String,
}

/// Opens the request, and redirects to its status page.
pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
    Form(form): Form<Submitted>,
) -> Response {
    match services.ask_ahead(&token, &form.message, context.browser).await.map_err(ServiceError::into_app) {
        // The message is too long: renders the page again with the typed message.
        Err(AppError::Invalid(problems)) => {
            let problem = problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ");
            let draft = AskDraft { message: form.message, problem };
            let result = services.ask_link(&token, context.browser).await;
            respond(&context, result.map_err(ServiceError::into_app), Some(&draft))
        }
        result => respond(&context, result, None),
    }
}

fn respond(context: &RequestContext, result: Result<AskAheadPage, AppError>, draft: Option<&AskDraft>) -> Response {
    match result {
        Ok(AskAheadPage::Status(status)) => {
            Redirect::to(&routes::with_token(routes::REQUEST_STATUS, status.as_str())).into_response()
        }
        Ok(AskAheadPage::Page(locale, page)) => {
            let status = match (&*page, draft) {
                (AskAhead::Over, _) => StatusCode::GONE,
                (AskAhead::Ask { .. }, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::OK,
            };
            (status, Html(app::pages::enforcement::ask_ahead::ask_ahead(&context.reader(locale), &page, draft)))
                .into_response()
        }
        Ok(AskAheadPage::Unknown) => {
            (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(&context.reader(context.locale))))
                .into_response()
        }
        Err(error) => problem_page(&context.reader(context.locale), error),
    }
}
