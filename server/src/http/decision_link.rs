//! `/d/{token}`: deciding a request from the link in a mail. Works without scripts. Every submit is answered by a redirect
//! to a page, which reads its result once.

mod page;

pub use page::{code_page, page};

use super::{
    context::{RequestContext, problem_page},
    cookies::{self, CookieKind},
    form_result::{FormPage, is_refusal},
    token_routes::LinkLocator,
};
use crate::{
    error::ServiceError,
    services::{
        Services,
        decision_link::{LinkAction, LinkOutcome, Visitor},
    },
};
use app::{
    AppError,
    pages::{
        decision_link::page::{NO_REASON, code_address},
        queue::dto::DecisionInput,
        users::dto::Choice,
    },
    routes,
    standalone::other_profile::Fields,
    ui::PAGE_PROFILE,
};
use axum::{
    Extension, Form,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use esecure::request::ReasonCode;
use page::{Carried, preselecting, show};

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
    LinkLocator(token): LinkLocator,
    uri: Uri,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let path = uri.path();
    let document = FormPage::new(path, services.config.secure());
    let visitor = Visitor { verified: document.verified(&headers), ..context.visitor() };
    let again = || Redirect::to(path).into_response();
    let failed = |error| problem_page(&context.reader(context.locale), error);
    let form = Pressed::of(&fields);
    match form.step.as_str() {
        "undo" => {
            return match services.undo_by_link(&token, &visitor).await.map_err(ServiceError::into_app) {
                Ok(notice) => document.redirect(path, &Carried { notice, ..Carried::default() }).unwrap_or_else(again),
                Err(error) if is_refusal(&error) => again(),
                Err(error) => failed(error),
            };
        }
        "next" => {
            return match services.next_link(&token, &visitor).await.map_err(ServiceError::into_app) {
                Ok(Some(next)) => Redirect::to(&routes::with_token(routes::DECISION, &next)).into_response(),
                Ok(None) => again(),
                Err(error) => failed(error),
            };
        }
        _ => {}
    }
    let Some(choice) = Choice::from_code(&form.choice) else {
        return again();
    };
    let action = match form.step.as_str() {
        "code" => LinkAction::Code { code: form.code.clone(), remember: !form.remember.is_empty() },
        "resend" => LinkAction::Resend,
        _ => LinkAction::Choice,
    };
    let decision = form.decision(choice);
    let submitted =
        services.submit_decision(&token, &visitor, form.page_profile.as_deref(), action, decision.clone()).await;
    match submitted.map_err(ServiceError::into_app) {
        Ok(LinkOutcome::Unchanged) => again(),
        Ok(LinkOutcome::SignIn) => Redirect::to(&preselecting(path, choice)).into_response(),
        Ok(LinkOutcome::Late) => {
            document.redirect(path, &Carried { late: true, ..Carried::default() }).unwrap_or_else(again)
        }
        Ok(LinkOutcome::Code { problem }) => {
            let remember = !form.remember.is_empty();
            let carried = Carried { words: form.words, code: problem, remember, ..Carried::default() };
            document.redirect(&code_address(path, choice, decision.reason), &carried).unwrap_or_else(again)
        }
        Ok(LinkOutcome::Decided { remember, verified }) => {
            let mut response = again();
            let cookie =
                remember.and_then(|device| cookies::set(CookieKind::Device, &device, services.config.secure()));
            if let Some(cookie) = cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            if let Some(proof) = verified {
                document.set_verified(&mut response, proof);
            }
            response
        }
        Err(error) if is_refusal(&error) => {
            let carried = refused(&form, fields, error);
            let to = preselecting(path, choice);
            match document.redirect(&to, &carried) {
                Some(response) => response,
                None => show(&services, &context, &token, path, &visitor, Some(choice), carried).await,
            }
        }
        Err(error) => failed(error),
    }
}

/// Returns what the page after a refusal shows: the reason with its error, or the fields of another profile's page.
fn refused(form: &Pressed, mut fields: Fields, error: AppError) -> Carried {
    match error {
        AppError::Invalid(problems) => Carried {
            words: form.words.clone(),
            reason: ReasonCode::from_code(&form.reason),
            problem: Some(problems.into_iter().map(|p| p.text).collect::<Vec<_>>().join(" ")),
            ..Carried::default()
        },
        AppError::OtherProfile(name) => {
            fields.remove("code");
            Carried { other_profile: Some((name, fields)), ..Carried::default() }
        }
        // The state of the link says the rest.
        _ => Carried::default(),
    }
}
