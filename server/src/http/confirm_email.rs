//! `/confirm-email/{token}`: confirming a profile's new address.

use super::{
    context::{RequestContext, problem_page},
    form_result::{FormPage, is_refusal},
    token_routes::LinkLocator,
};
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
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::{EmailAddress, Locale};
use serde::{Deserialize, Serialize};

/// Result of the form, without the password.
#[derive(Debug, Serialize, Deserialize)]
enum Confirmed {
    Done { email: String },
    Refused(AppError),
}

/// Renders the form behind the link, or the result of the form. A GET changes nothing, regardless of the visitor.
pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let link = match services.find_email_link(&token).await {
        Ok(link) => link,
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
    };
    let mut response = match (document.result::<Confirmed>(&headers), link) {
        (_, EmailLink::Unknown) => return unknown(&context),
        (Some(Confirmed::Done { email }), EmailLink::Over(profile)) => {
            let state = ConfirmEmail::Done { email, signed_in: is_theirs(&context, &profile) };
            let page = app::pages::confirm_email::confirm_email(&reader(&context, profile.locale), &state);
            Html(page).into_response()
        }
        (_, EmailLink::Over(profile)) => over(&reader(&context, profile.locale)),
        (Some(Confirmed::Refused(error)), EmailLink::Good(profile, email)) => match error {
            AppError::Invalid(problems) => {
                let text = problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ");
                form_page(&context, &profile, token, &email, Some(text))
            }
            error => problem_page(&reader(&context, profile.locale), error),
        },
        (_, EmailLink::Good(profile, email)) => form_page(&context, &profile, token, &email, None),
    };
    document.consume(&headers, &mut response);
    response
}

/// Fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    password: String,
}

/// Changes the profile's address, for its signed-in owner or with the password.
pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    uri: Uri,
    Form(form): Form<Submitted>,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let again = || Redirect::to(uri.path()).into_response();
    let (profile, email) = match services.find_email_link(&token).await {
        Ok(EmailLink::Good(profile, email)) => (profile, email),
        Ok(EmailLink::Over(_) | EmailLink::Unknown) => return again(),
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
    };
    let reader = reader(&context, profile.locale);
    let confirmed = services.confirm_email(&token, &context.visitor(), form.password, reader.locale).await;
    let result = match confirmed.map_err(ServiceError::into_app) {
        Ok(()) => Confirmed::Done { email: email.original().to_owned() },
        Err(AppError::NotFound) => return again(),
        Err(error) if is_refusal(&error) => Confirmed::Refused(error),
        Err(error) => return problem_page(&reader, error),
    };
    document.redirect(uri.path(), &result).unwrap_or_else(again)
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
