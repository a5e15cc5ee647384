//! Pages of a decision link, and the results of its forms.

use crate::{
    error::ServiceError,
    http::{
        context::{RequestContext, problem_page},
        form_result::FormPage,
        token_routes::LinkLocator,
    },
    services::{
        Services,
        decision_link::{LinkResponse, Visitor},
    },
};
use app::{
    AppError,
    pages::{
        decision_link::{
            dto::{CodeProblem, DecisionPage, LinkNotice},
            page::{ReasonDraft, Shown, decide},
        },
        queue::dto::DecisionInput,
        users::dto::Choice,
    },
    routes,
    standalone::other_profile::{Fields, Kept, other_profile},
};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::request::ReasonCode;
use serde::{Deserialize, Serialize};

/// Path of the code page, below the link.
const CODE: &str = "/code";

/// Query parameters that preselect a choice, on the code page with its reason.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Preselected {
    choice: String,
    reason: String,
}

/// Result of a submit, for the page after it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Carried {
    /// Typed reason of a rejection. The code page keeps it until the decision.
    pub words: String,
    /// Refusal of the reason.
    pub problem: Option<String>,
    pub reason: Option<ReasonCode>,
    pub code: Option<CodeProblem>,
    pub remember: bool,
    /// The request was no longer open.
    pub late: bool,
    pub notice: Option<LinkNotice>,
    /// Fields of a form whose page was rendered for another profile than this one.
    pub other_profile: Option<(String, Fields)>,
}

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    Query(preselected): Query<Preselected>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let carried = document.result::<Carried>(&headers).unwrap_or_default();
    let visitor = Visitor { verified: document.verified(&headers), ..context.visitor() };
    let choice = Choice::from_code(&preselected.choice);
    let mut response = show(&services, &context, &token, uri.path(), &visitor, choice, carried).await;
    document.consume(&headers, &mut response);
    response
}

/// Renders the page, with the result of the last submit.
pub(super) async fn show(
    services: &Services,
    context: &RequestContext,
    token: &str,
    path: &str,
    visitor: &Visitor,
    choice: Option<Choice>,
    carried: Carried,
) -> Response {
    if let Some((name, fields)) = carried.other_profile {
        let kept = Kept { action: path.to_owned(), fields };
        let page = other_profile(&context.reader(context.locale), &name, path, Some(kept));
        return (StatusCode::CONFLICT, Html(page)).into_response();
    }
    let mut result = services.decision_page(token, visitor, choice).await.map_err(ServiceError::into_app);
    if let Ok(Some(LinkResponse { page: DecisionPage::Late { pressed, .. }, .. })) = &mut result {
        *pressed = carried.late;
    }
    let Carried { words, reason, problem, notice, .. } = carried;
    let draft = problem.map(|problem| ReasonDraft { reason, words, problem });
    respond(context, token, path, result, draft.as_ref(), notice.as_ref())
}

/// Renders the page on which the one-time code is entered.
pub async fn code_page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    Query(preselected): Query<Preselected>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().strip_suffix(CODE).unwrap_or_else(|| uri.path());
    let document = FormPage::new(path, services.config.secure());
    let Some(choice) = Choice::from_code(&preselected.choice) else {
        return Redirect::to(path).into_response();
    };
    let carried = document.result::<Carried>(&headers).unwrap_or_default();
    let reason = ReasonCode::from_code(&preselected.reason);
    // A reason of one's own is not in the URL: without it, the reasons are asked again.
    if reason == Some(ReasonCode::Other) && carried.words.is_empty() {
        return Redirect::to(&preselecting(path, choice)).into_response();
    }
    let visitor = Visitor { verified: document.verified(&headers), ..context.visitor() };
    let form = DecisionInput { reason, words: carried.words.clone(), ..DecisionInput::bare(choice) };
    let result = services.code_page(&token, &visitor, form, carried.code, carried.remember).await;
    let mut response = respond(&context, &token, path, result.map_err(ServiceError::into_app), None, None);
    if carried.words.is_empty() {
        document.consume(&headers, &mut response);
    } else {
        document.keep(&mut response, &Carried { words: carried.words, ..Carried::default() });
    }
    response
}

/// Returns the path of the page with a choice preselected.
pub(super) fn preselecting(path: &str, choice: Choice) -> String {
    format!("{path}?choice={}", choice.code())
}

fn respond(
    context: &RequestContext,
    token: &str,
    path: &str,
    result: Result<Option<LinkResponse>, AppError>,
    draft: Option<&ReasonDraft>,
    notice: Option<&LinkNotice>,
) -> Response {
    match result {
        Ok(Some(LinkResponse { page: DecisionPage::Terms, .. })) => {
            Redirect::to(&routes::terms_first(path)).into_response()
        }
        Ok(Some(reply)) => {
            let reader = context.reader(reply.locale);
            let status = if draft.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let shown = Shown { draft, notice, profile: reply.profile.as_ref() };
            (status, Html(decide(&reader, token, &reply.page, shown))).into_response()
        }
        Ok(None) => {
            let reader = context.reader(context.locale);
            (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(&reader))).into_response()
        }
        Err(error) => problem_page(&context.reader(context.locale), error),
    }
}
