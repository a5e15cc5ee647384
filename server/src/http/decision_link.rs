//! `/d/{token}`: deciding a request from the link in a mail. Works without scripts.

use super::{
    context::{RequestContext, problem_page},
    cookies::{self, CookieKind},
};
use crate::{
    error::ServiceError,
    services::{
        Services,
        decision_link::{LinkAction, LinkResponse},
    },
};
use app::{
    AppError,
    pages::{
        decision_link::page::{NO_REASON, ReasonDraft},
        queue::dto::DecisionInput,
        users::dto::Choice,
    },
    standalone::other_profile::{Fields, Kept},
    ui::PAGE_PROFILE,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use esecure::request::ReasonCode;
use serde::Deserialize;

/// Query parameters that preselect a choice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Preselected {
    choice: String,
}

pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
    Query(preselected): Query<Preselected>,
) -> Response {
    let choice = Choice::from_code(&preselected.choice);
    let result = services.decision_page(&token, &context.visitor(), choice).await.map_err(ServiceError::into_app);
    respond(&services, &context, &token, result, None)
}

/// Fields of the page's forms.
#[derive(Debug, Clone, Default)]
struct Pressed {
    step: String,
    choice: String,
    reason: String,
    words: String,
    code: String,
    remember: String,
    page_profile: Option<String>,
}

impl Pressed {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        Self {
            step: text("step"),
            choice: text("choice"),
            reason: text("reason"),
            words: text("words"),
            code: text("code"),
            remember: text("remember"),
            page_profile: fields.get(PAGE_PROFILE).cloned(),
        }
    }

    /// Returns the decision. An unknown reason counts as [`ReasonCode::Other`] without text, which is refused for a
    /// rejection.
    fn decision(&self, choice: Choice) -> DecisionInput {
        let (reason, words) = match (self.reason.as_str(), ReasonCode::from_code(&self.reason)) {
            ("" | NO_REASON, _) => (None, self.words.clone()),
            (_, Some(reason)) => (Some(reason), self.words.clone()),
            (_, None) => (Some(ReasonCode::Other), String::new()),
        };
        DecisionInput { reason, words, ..DecisionInput::bare(choice) }
    }
}

pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
    uri: Uri,
    Form(fields): Form<Fields>,
) -> Response {
    let form = Pressed::of(&fields);
    let visitor = context.visitor();
    let Some(choice) = Choice::from_code(&form.choice) else {
        let result = services.decision_page(&token, &visitor, None).await.map_err(ServiceError::into_app);
        return respond(&services, &context, &token, result, None);
    };
    let action = match form.step.as_str() {
        "code" => LinkAction::Code { code: form.code.clone(), remember: !form.remember.is_empty() },
        "resend" => LinkAction::Resend,
        _ => LinkAction::Choice,
    };
    let (page, decision) = (form.page_profile.as_deref(), form.decision(choice));
    let result = services.submit_decision(&token, &visitor, page, action, decision).await;
    match result.map_err(ServiceError::into_app) {
        // The reason lacks its text: renders the reasons again with the typed text.
        Err(AppError::Invalid(problems)) => {
            let problem = problems.into_iter().map(|p| p.text).collect::<Vec<_>>().join(" ");
            let draft = ReasonDraft { reason: ReasonCode::from_code(&form.reason), words: form.words, problem };
            let result = services.decision_page(&token, &visitor, Some(choice)).await.map_err(ServiceError::into_app);
            respond(&services, &context, &token, result, Some(&draft))
        }
        Err(AppError::OtherProfile(name)) => {
            let (reader, kept) = (context.reader(context.locale), Kept { action: uri.path().to_owned(), fields });
            (
                StatusCode::CONFLICT,
                Html(app::standalone::other_profile::other_profile(&reader, &name, uri.path(), Some(kept))),
            )
                .into_response()
        }
        result => respond(&services, &context, &token, result, None),
    }
}

fn respond(
    services: &Services,
    context: &RequestContext,
    token: &str,
    result: Result<Option<LinkResponse>, AppError>,
    draft: Option<&ReasonDraft>,
) -> Response {
    let reader = context.reader(context.locale);
    match result {
        Ok(Some(reply)) => {
            let reader = context.reader(reply.locale);
            let status = if draft.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let mut response = (
                status,
                Html(app::pages::decision_link::page::decide(
                    &reader,
                    token,
                    &reply.page,
                    draft,
                    reply.profile.as_ref(),
                )),
            )
                .into_response();
            let cookie =
                reply.remember.and_then(|device| cookies::set(CookieKind::Device, &device, services.config.secure()));
            if let Some(cookie) = cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(None) => (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(&reader))).into_response(),
        Err(error) => problem_page(&reader, error),
    }
}
