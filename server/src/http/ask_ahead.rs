//! `/a/{token}`: requesting approval ahead of enforcement, from the link in the announcement mail. Works
//! without scripts.

use super::{
    context::{RequestContext, problem_page},
    form_result::FormPage,
    token_routes::LinkLocator,
};
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
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};

/// Refused message.
#[derive(Debug, Serialize, Deserialize)]
struct Refused {
    message: String,
    problem: String,
}

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let refused = document.result::<Refused>(&headers);
    let mut response = show(&services, &context, &token, refused).await;
    document.consume(&headers, &mut response);
    response
}

/// Renders the page, with the refused message if there is one.
async fn show(services: &Services, context: &RequestContext, token: &str, refused: Option<Refused>) -> Response {
    let draft = refused.map(|Refused { message, problem }| AskDraft { message, problem });
    let result = services.ask_link(token, context.browser).await;
    respond(context, result.map_err(ServiceError::into_app), draft.as_ref())
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
    LinkLocator(token): LinkLocator,
    uri: Uri,
    Form(form): Form<Submitted>,
) -> Response {
    match services.ask_ahead(&token, &form.message, context.browser).await.map_err(ServiceError::into_app) {
        // The message is invalid: the page keeps what was typed.
        Err(AppError::Invalid(problems)) => {
            let problem = problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ");
            let refused = Refused { message: form.message, problem };
            let document = FormPage::new(uri.path(), services.config.secure());
            match document.redirect(uri.path(), &refused) {
                Some(response) => response,
                None => show(&services, &context, &token, Some(refused)).await,
            }
        }
        // The page says why there is nothing to ask for.
        Ok(AskAheadPage::Page(..) | AskAheadPage::Unknown) => Redirect::to(uri.path()).into_response(),
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
