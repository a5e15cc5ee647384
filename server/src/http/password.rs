//! `/create-password/{token}` and `/reset-password`: creating a password, and requesting a link for it.

use super::{
    context::{RequestContext, problem_page, retry_later},
    form_result::{FormPage, is_refusal},
    sign_in,
    token_routes::LinkLocator,
};
use crate::{
    error::ServiceError,
    services::{
        Services, parse_email,
        profiles::{NewPassword, PasswordLink},
    },
    store::entity::profile,
};
use app::{
    AppError,
    error::Problem,
    pages::{
        password::{CreateForm, CreatePassword, ResetPassword, ResetProblem},
        profile::dto::ProfileForm,
    },
    routes,
    standalone::PageContext,
};
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::{Locale, attempts::minutes};
use i18n::error as t;
use serde::{Deserialize, Serialize};

/// Result of the form behind a link, without the password.
#[derive(Debug, Serialize, Deserialize)]
enum Created {
    Refused(Box<Refused>),
    /// A new link was mailed.
    Resent,
}

/// Refused form.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Refused {
    typed: ProfileForm,
    error: AppError,
}

/// Renders the form behind a *Create password* link. A GET changes nothing, regardless of the visitor.
pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let result = document.result::<Created>(&headers);
    let mut response = match (services.find_password_link(&token).await, result) {
        (Err(error), _) => return problem_page(&context.reader(context.locale), error.into_app()),
        (Ok(PasswordLink::Unknown), _) => return no_link(&context.reader(context.locale)),
        (Ok(PasswordLink::Over(profile)), Some(Created::Resent)) => {
            let reader = reader(&context, profile.locale);
            Html(app::pages::password::create_password(&reader, &CreatePassword::Sent)).into_response()
        }
        (Ok(PasswordLink::Over(profile)), _) => over(&reader(&context, profile.locale), token),
        (Ok(PasswordLink::Good(profile)), Some(Created::Refused(refused))) => {
            refused_page(&context, &profile, token, *refused)
        }
        (Ok(PasswordLink::Good(profile)), _) => {
            let form = CreateForm {
                token,
                email: profile.email.to_string(),
                name: profile.name.clone(),
                phone: profile.phone.clone().map(String::from).unwrap_or_default(),
                language: context.browser.unwrap_or(profile.locale),
                problems: Vec::new(),
            };
            form_page(&reader(&context, profile.locale), StatusCode::OK, form)
        }
    };
    document.consume(&headers, &mut response);
    response
}

/// Fields of the form. The button of an expired link sends only `step=resend`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    step: String,
    name: String,
    phone: String,
    locale: String,
    password: String,
}

/// Sets the password and signs in, or mails a new link if the old one expired.
pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    LinkLocator(token): LinkLocator,
    uri: Uri,
    Form(form): Form<Submitted>,
) -> Response {
    let document = FormPage::new(uri.path(), services.config.secure());
    let again = || Redirect::to(uri.path()).into_response();
    let profile = match services.find_password_link(&token).await {
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
        Ok(PasswordLink::Over(profile)) if form.step == "resend" => {
            let reader = reader(&context, profile.locale);
            return match services.resend_password_link(*profile).await {
                Ok(()) => document.redirect(uri.path(), &Created::Resent).unwrap_or_else(again),
                Err(error) => problem_page(&reader, error.into_app()),
            };
        }
        Ok(PasswordLink::Unknown | PasswordLink::Over(_)) => return again(),
        Ok(PasswordLink::Good(profile)) => profile,
    };
    // The page keeps the language in which it was opened, regardless of the language chosen in the form.
    let reader = reader(&context, profile.locale);
    let typed =
        ProfileForm { name: form.name, phone: form.phone, locale: form.locale, share_contact: false, shortcuts: true };
    let new = NewPassword { profile: typed.clone(), password: form.password };
    match services.create_password(&token, new, reader.locale).await.map_err(ServiceError::into_app) {
        Ok(()) => enter(&services, &context, &profile).await,
        Err(AppError::NotFound) => again(),
        Err(error) if is_refusal(&error) || error == AppError::Unavailable => {
            let refused = Refused { typed, error };
            document
                .redirect(uri.path(), &Created::Refused(Box::new(refused.clone())))
                .unwrap_or_else(|| refused_page(&context, &profile, token, refused))
        }
        Err(error) => problem_page(&reader, error),
    }
}

/// Signs in after the password was set: the mailed link proves the person's identity. An administrator goes on to the
/// product, by way of the terms.
async fn enter(services: &Services, context: &RequestContext, profile: &profile::Model) -> Response {
    // Failed attempts of others do not block this source.
    if let Err(error) = services.remember_source(&profile.id, &profile.email_key, &context.source).await {
        tracing::warn!(%error, "a source was not noted");
    }
    match services.sign_in_by_link(&profile.id, &context.user_agent).await {
        Ok((token, administrator)) => {
            let next = if administrator { routes::SETUP } else { routes::HOME };
            sign_in::signed_in(services, context, &token, next).await
        }
        Err(error) => {
            tracing::warn!(%error, "the session after a new password could not be opened");
            Redirect::to(&routes::with_query(routes::SIGN_IN, "set=1")).into_response()
        }
    }
}

/// Renders a refused form with what was typed, but the password.
fn refused_page(context: &RequestContext, profile: &profile::Model, token: String, refused: Refused) -> Response {
    let reader = reader(context, profile.locale);
    let Refused { typed, error } = refused;
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let problems = match &error {
        AppError::Invalid(problems) => problems.clone(),
        _ => vec![Problem { field: "password".to_owned(), text: t::password_busy(reader.locale).to_owned() }],
    };
    let form = CreateForm {
        token,
        email: profile.email.to_string(),
        language: Locale::from_tag(&typed.locale).unwrap_or(reader.locale),
        name: typed.name,
        phone: typed.phone,
        problems,
    };
    retry_later(&error, form_page(&reader, status, form))
}

/// Returns the page's context in the browser's language, else in the profile's.
fn reader(context: &RequestContext, profile: Locale) -> PageContext {
    context.reader(context.browser.unwrap_or(profile))
}

fn form_page(reader: &PageContext, status: StatusCode, form: CreateForm) -> Response {
    (status, Html(app::pages::password::create_password(reader, &CreatePassword::Form(form)))).into_response()
}

fn over(reader: &PageContext, token: String) -> Response {
    (StatusCode::GONE, Html(app::pages::password::create_password(reader, &CreatePassword::Over { token })))
        .into_response()
}

fn no_link(reader: &PageContext) -> Response {
    (StatusCode::NOT_FOUND, Html(app::standalone::error::no_link(reader))).into_response()
}

/// Result of the request for a link.
#[derive(Debug, Serialize, Deserialize)]
enum Reset {
    Sent { email: String },
    Refused { email: String, problem: ResetProblem, error: Option<AppError> },
}

/// Query parameters of the request form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Set after a mail was requested, so that a reload keeps the confirmation.
    sent: Option<String>,
}

/// Renders the form that requests a link for a forgotten password.
pub async fn ask(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let document = FormPage::new(routes::RESET_PASSWORD, services.config.secure());
    let mut response = match document.result::<Reset>(&headers) {
        Some(result) => reset_page(&context, result),
        None => {
            let state = match asked.sent {
                Some(_) => ResetPassword::Sent { email: None },
                None => ResetPassword::Ask { email: String::new(), problem: None },
            };
            Html(app::pages::password::reset_password(&context.reader(context.locale), &state)).into_response()
        }
    };
    document.consume(&headers, &mut response);
    response
}

/// Renders the result of the request form, with its status.
fn reset_page(context: &RequestContext, result: Reset) -> Response {
    let reader = context.reader(context.locale);
    let page = |state| Html(app::pages::password::reset_password(&reader, &state));
    match result {
        Reset::Sent { email } => page(ResetPassword::Sent { email: Some(email) }).into_response(),
        Reset::Refused { email, problem, error } => {
            let page = page(ResetPassword::Ask { email, problem: Some(problem) });
            match error {
                Some(error) => retry_later(&error, (StatusCode::TOO_MANY_REQUESTS, page).into_response()),
                None => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
            }
        }
    }
}

/// Fields of the request form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Forgot {
    email: String,
}

/// Mails a link if the address has a profile. The response is the same without one, so it does not reveal profiles.
pub async fn send(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Form(form): Form<Forgot>,
) -> Response {
    let document = FormPage::new(routes::RESET_PASSWORD, services.config.secure());
    let answer = |to: &str, result| match document.redirect(to, &result) {
        Some(response) => response,
        None => reset_page(&context, result),
    };
    let Ok(email) = parse_email(&form.email) else {
        let refused = Reset::Refused { email: form.email, problem: ResetProblem::Address, error: None };
        return answer(routes::RESET_PASSWORD, refused);
    };
    match services.forgot_password(email, &context.source).await.map_err(ServiceError::into_app) {
        Ok(()) => answer(&routes::with_query(routes::RESET_PASSWORD, "sent=1"), Reset::Sent { email: form.email }),
        Err(error @ AppError::TooMany { seconds }) => {
            let problem = ResetProblem::TooMany { minutes: minutes(seconds) };
            answer(routes::RESET_PASSWORD, Reset::Refused { email: form.email, problem, error: Some(error) })
        }
        Err(error) => problem_page(&context.reader(context.locale), error),
    }
}
