//! `/create-password/{token}` and `/reset-password`.

use super::context::{Visit, problem};
use crate::services::{
    Services, parse_email,
    profiles::{NewPassword, PasswordLink},
};
use app::{
    AppError,
    plain::{self, CreateForm, CreatePassword, Reader, ResetPassword, ResetProblem},
    view::ProfileForm,
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use esecure::Locale;

/// The form behind a *Create password* link. Opening it, by whomever, changes nothing.
pub async fn page(
    State(services): State<Services>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> Response {
    let link = match services.find_password_link(&token).await {
        Ok(link) => link,
        Err(error) => return problem(&visit.reader(visit.locale), error.into()),
    };
    match link {
        PasswordLink::Unknown => no_link(&visit.reader(visit.locale)),
        PasswordLink::Over(profile) => over(&reader(&visit, &profile.locale), token),
        PasswordLink::Good(profile) => {
            let language = Locale::from_tag(&profile.locale).unwrap_or_default();
            let form = CreateForm {
                token,
                email: profile.email.clone(),
                name: profile.name.clone(),
                phone: profile.phone.clone().unwrap_or_default(),
                language: visit.browser.unwrap_or(language),
                problems: Vec::new(),
            };
            form_page(&reader(&visit, &profile.locale), StatusCode::OK, form)
        }
    }
}

/// What the form sends; the button of an old link sends `step=resend` alone.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Submitted {
    step: String,
    name: String,
    phone: String,
    locale: String,
    password: String,
}

/// Sets the password, or mails a new link.
pub async fn submit(
    State(services): State<Services>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    Form(form): Form<Submitted>,
) -> Response {
    let link = match services.find_password_link(&token).await {
        Ok(link) => link,
        Err(error) => return problem(&visit.reader(visit.locale), error.into()),
    };
    let profile = match link {
        PasswordLink::Unknown => return no_link(&visit.reader(visit.locale)),
        PasswordLink::Over(profile) if form.step == "resend" => {
            let reader = reader(&visit, &profile.locale);
            return match services.resend_password_link(*profile).await {
                Ok(()) => Html(plain::create_password(&reader, &CreatePassword::Sent)).into_response(),
                Err(error) => problem(&reader, error.into()),
            };
        }
        PasswordLink::Over(profile) => return over(&reader(&visit, &profile.locale), token),
        PasswordLink::Good(profile) => profile,
    };
    // The page speaks the language in which it was opened, whatever is chosen in the form.
    let reader = reader(&visit, &profile.locale);
    let typed =
        ProfileForm { name: form.name, phone: form.phone, locale: form.locale, share_contact: false, shortcuts: true };
    let new = NewPassword { profile: typed.clone(), password: form.password };
    match services.create_password(&token, new, reader.locale).await {
        Ok(()) => Redirect::to("/sign-in?set=1").into_response(),
        Err(error) => match error.into_app() {
            AppError::Invalid(problems) => {
                let language = Locale::from_tag(&typed.locale).unwrap_or(reader.locale);
                let form = CreateForm {
                    token,
                    email: profile.email.clone(),
                    name: typed.name,
                    phone: typed.phone,
                    language,
                    problems,
                };
                form_page(&reader, StatusCode::UNPROCESSABLE_ENTITY, form)
            }
            AppError::NotFound => over(&reader, token),
            other => problem(&reader, other),
        },
    }
}

/// The browser's language if we have it, else the profile's.
fn reader(visit: &Visit, profile: &str) -> Reader {
    visit.reader(visit.browser.or_else(|| Locale::from_tag(profile)).unwrap_or_default())
}

fn form_page(reader: &Reader, status: StatusCode, form: CreateForm) -> Response {
    (status, Html(plain::create_password(reader, &CreatePassword::Form(form)))).into_response()
}

fn over(reader: &Reader, token: String) -> Response {
    (StatusCode::GONE, Html(plain::create_password(reader, &CreatePassword::Over { token }))).into_response()
}

fn no_link(reader: &Reader) -> Response {
    (StatusCode::NOT_FOUND, Html(plain::no_link(reader))).into_response()
}

/// Asks for the address of a forgotten password.
pub async fn ask(Extension(visit): Extension<Visit>) -> Html<String> {
    let state = ResetPassword::Ask { email: String::new(), problem: None };
    Html(plain::reset_password(&visit.reader(visit.locale), &state))
}

/// What that form sends.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Forgot {
    email: String,
}

/// Mails a link if the address has a profile; the answer is the same either way.
pub async fn send(
    State(services): State<Services>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<Forgot>,
) -> Response {
    let reader = visit.reader(visit.locale);
    if parse_email(&form.email).is_err() {
        let state = ResetPassword::Ask { email: form.email, problem: Some(ResetProblem::Address) };
        return (StatusCode::UNPROCESSABLE_ENTITY, Html(plain::reset_password(&reader, &state))).into_response();
    }
    match services.forgot_password(&form.email).await {
        Ok(()) => Html(plain::reset_password(&reader, &ResetPassword::Sent { email: form.email })).into_response(),
        Err(error) => problem(&reader, error.into()),
    }
}
