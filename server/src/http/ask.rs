//! `/a/{token}`: requesting approval ahead of enforcement, from the link in the announcement mail. Works
//! without scripts.

use super::context::{Visit, problem};
use crate::services::{Services, enforcement::AskLink};
use app::{
    AppError,
    pages::enforcement::ask_ahead::{AskAhead, AskDraft},
    routes, standalone,
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
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    let shown = services.ask_link(&token, visit.browser).await;
    respond(&visit, shown.map_err(AppError::from), None)
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
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    Form(form): Form<Submitted>,
) -> Response {
    match services.ask_ahead(&token, &form.message, visit.browser).await.map_err(AppError::from) {
        // The message is too long: renders the page again with the typed message.
        Err(AppError::Invalid(problems)) => {
            let problem = problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ");
            let draft = AskDraft { message: form.message, problem };
            let shown = services.ask_link(&token, visit.browser).await;
            respond(&visit, shown.map_err(AppError::from), Some(&draft))
        }
        asked => respond(&visit, asked, None),
    }
}

fn respond(visit: &Visit, shown: Result<AskLink, AppError>, draft: Option<&AskDraft>) -> Response {
    match shown {
        Ok(AskLink::Status(status)) => {
            Redirect::to(&routes::with_token(routes::REQUEST_STATUS, &status)).into_response()
        }
        Ok(AskLink::Page(locale, page)) => {
            let status = match (&*page, draft) {
                (AskAhead::Over, _) => StatusCode::GONE,
                (AskAhead::Ask { .. }, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::OK,
            };
            (status, Html(standalone::ask_ahead(&visit.reader(locale), &page, draft))).into_response()
        }
        Ok(AskLink::Unknown) => {
            (StatusCode::NOT_FOUND, Html(standalone::no_link(&visit.reader(visit.locale)))).into_response()
        }
        Err(error) => problem(&visit.reader(visit.locale), error),
    }
}
