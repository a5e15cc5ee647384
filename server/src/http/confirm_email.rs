//! `/confirm-email/{token}`: confirming a profile's new address.

use super::context::{RequestContext, problem_page};
use crate::{
    error::ServiceError,
    services::{Services, profiles::EmailLink},
    store::entity::profile,
};
use app::{
    AppError,
    pages::confirm_email::{ConfirmEmail, ConfirmForm},
    standalone::PageContext,
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use esecure::{EmailAddress, Locale};

/// Renders the form behind the link. A GET changes nothing, regardless of the visitor.
pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
) -> Response {
    match services.find_email_link(&token).await {
        Ok(EmailLink::Good(profile, email)) => form_page(&context, &profile, token, &email, None),
        Ok(EmailLink::Over(profile)) => over(&reader(&context, profile.locale)),
        Ok(EmailLink::Unknown) => unknown(&context),
        Err(error) => problem_page(&context.reader(context.locale), error.into_app()),
    }
}

/// Fields of the form.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Submitted {
    password: String,
}

/// Changes the profile's address, for its signed-in owner or with the password.
pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
    Form(form): Form<Submitted>,
) -> Response {
    let (profile, email) = match services.find_email_link(&token).await {
        Ok(EmailLink::Good(profile, email)) => (profile, email),
        Ok(EmailLink::Over(profile)) => return over(&reader(&context, profile.locale)),
        Ok(EmailLink::Unknown) => return unknown(&context),
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
    };
    let reader = reader(&context, profile.locale);
    match services
        .confirm_email(&token, &context.visitor(), form.password, reader.locale)
        .await
        .map_err(ServiceError::into_app)
    {
        Ok(()) => {
            let state =
                ConfirmEmail::Done { email: email.original().to_owned(), signed_in: is_theirs(&context, &profile) };
            Html(app::pages::confirm_email::confirm_email(&reader, &state)).into_response()
        }
        Err(AppError::Invalid(problems)) => {
            let text = problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ");
            form_page(&context, &profile, token, &email, Some(text))
        }
        Err(AppError::NotFound) => over(&reader),
        Err(error) => problem_page(&reader, error),
    }
}

/// Returns true if the owner of the profile is signed in.
fn is_theirs(context: &RequestContext, profile: &profile::Model) -> bool {
    context.signed_in.as_ref().is_some_and(|who| who.person.profile == profile.id)
}

fn form_page(
    context: &RequestContext,
    profile: &profile::Model,
    token: String,
    email: &EmailAddress,
    wrong: Option<String>,
) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = ConfirmForm {
        token,
        email: email.original().to_owned(),
        before: EmailAddress::from_stored(&profile.email, &profile.email_key).masked(),
        signed_in: is_theirs(context, profile),
        problem: wrong,
    };
    (
        status,
        Html(app::pages::confirm_email::confirm_email(&reader(context, profile.locale), &ConfirmEmail::Form(form))),
    )
        .into_response()
}

fn over(reader: &PageContext) -> Response {
    (StatusCode::GONE, Html(app::pages::confirm_email::confirm_email(reader, &ConfirmEmail::Over))).into_response()
}

fn unknown(context: &RequestContext) -> Response {
    (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(&context.reader(context.locale)))).into_response()
}

/// Returns the page's context in the language of the signed-in person, else of the profile.
fn reader(context: &RequestContext, profile: Locale) -> PageContext {
    context.reader(context.signed_in.as_ref().map_or(profile, |who| who.person.locale))
}
