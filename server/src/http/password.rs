//! `/create-password/{token}` and `/reset-password`: creating a password, and requesting a link for it.

use super::context::{RequestContext, problem_page, retry_later};
use crate::error::ServiceError;
use crate::services::{
    Services, parse_email,
    profiles::{NewPassword, PasswordLink},
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
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::{Locale, attempts::minutes};
use i18n::error as t;

/// Renders the form behind a *Create password* link. A GET changes nothing, regardless of the visitor.
pub async fn page(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
) -> Response {
    let link = match services.find_password_link(&token).await {
        Ok(link) => link,
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
    };
    match link {
        PasswordLink::Unknown => no_link(&context.reader(context.locale)),
        PasswordLink::Over(profile) => over(&reader(&context, profile.locale), token),
        PasswordLink::Good(profile) => {
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
    }
}

/// Fields of the form. The button of an expired link sends only `step=resend`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Submitted {
    step: String,
    name: String,
    phone: String,
    locale: String,
    password: String,
}

/// Sets the password, or mails a new link if the old one expired.
pub async fn submit(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(token): Path<String>,
    Form(form): Form<Submitted>,
) -> Response {
    let link = match services.find_password_link(&token).await {
        Ok(link) => link,
        Err(error) => return problem_page(&context.reader(context.locale), error.into_app()),
    };
    let profile = match link {
        PasswordLink::Unknown => return no_link(&context.reader(context.locale)),
        PasswordLink::Over(profile) if form.step == "resend" => {
            let reader = reader(&context, profile.locale);
            return match services.resend_password_link(*profile).await {
                Ok(()) => Html(app::pages::password::create_password(&reader, &CreatePassword::Sent)).into_response(),
                Err(error) => problem_page(&reader, error.into_app()),
            };
        }
        PasswordLink::Over(profile) => return over(&reader(&context, profile.locale), token),
        PasswordLink::Good(profile) => profile,
    };
    // The page keeps the language in which it was opened, regardless of the language chosen in the form.
    let reader = reader(&context, profile.locale);
    let typed =
        ProfileForm { name: form.name, phone: form.phone, locale: form.locale, share_contact: false, shortcuts: true };
    let new = NewPassword { profile: typed.clone(), password: form.password };
    let form = |problems| CreateForm {
        token: token.clone(),
        email: profile.email.to_string(),
        name: typed.name.clone(),
        phone: typed.phone.clone(),
        language: Locale::from_tag(&typed.locale).unwrap_or(reader.locale),
        problems,
    };
    match services.create_password(&token, new, reader.locale).await.map_err(ServiceError::into_app) {
        Ok(()) => {
            // The mailed link proves the person's identity, so failed attempts of others do not block this source.
            if let Err(error) = services.remember_source(&profile.id, &profile.email_key, &context.source).await {
                tracing::warn!(%error, "a source was not noted");
            }
            Redirect::to(&routes::with_query(routes::SIGN_IN, "set=1")).into_response()
        }
        Err(AppError::Invalid(problems)) => form_page(&reader, StatusCode::UNPROCESSABLE_ENTITY, form(problems)),
        Err(AppError::NotFound) => over(&reader, token),
        Err(error @ (AppError::TooMany { .. } | AppError::Unavailable)) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let text = t::password_busy(reader.locale).to_owned();
            let problems = vec![Problem { field: "password".to_owned(), text }];
            retry_later(&error, form_page(&reader, status, form(problems)))
        }
        Err(error) => problem_page(&reader, error),
    }
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

/// Renders the form that requests a link for a forgotten password.
pub async fn ask(Extension(context): Extension<RequestContext>) -> Html<String> {
    let state = ResetPassword::Ask { email: String::new(), problem: None };
    Html(app::pages::password::reset_password(&context.reader(context.locale), &state))
}

/// Fields of the request form.
#[derive(Debug, Default, serde::Deserialize)]
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
    let reader = context.reader(context.locale);
    let ask = |email, problem, status| {
        let state = ResetPassword::Ask { email, problem: Some(problem) };
        (status, Html(app::pages::password::reset_password(&reader, &state))).into_response()
    };
    let Ok(email) = parse_email(&form.email) else {
        return ask(form.email, ResetProblem::Address, StatusCode::UNPROCESSABLE_ENTITY);
    };
    match services.forgot_password(email, &context.source).await.map_err(ServiceError::into_app) {
        Ok(()) => Html(app::pages::password::reset_password(&reader, &ResetPassword::Sent { email: form.email }))
            .into_response(),
        Err(error @ AppError::TooMany { seconds }) => {
            let problem = ResetProblem::TooMany { minutes: minutes(seconds) };
            retry_later(&error, ask(form.email, problem, StatusCode::TOO_MANY_REQUESTS))
        }
        Err(error) => problem_page(&reader, error),
    }
}
