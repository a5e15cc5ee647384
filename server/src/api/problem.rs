//! Problem documents (RFC 9457): the error, its location and its remedy, in the reader's language.

use crate::error::ServiceError;
use app::AppError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use esecure::Locale;
use i18n::api as t;
use serde::Serialize;

/// Error of one member of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub pointer: String,
    /// Error and remedy, for people.
    pub detail: String,
}

#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    locale: Locale,
    errors: Vec<Detail>,
    instance: Option<String>,
    /// `Retry-After`, in seconds.
    retry_after: Option<u64>,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    errors: &'a [Detail],
}

impl Problem {
    /// Creates a problem that its status fully describes.
    pub fn new(status: StatusCode, locale: Locale) -> Self {
        Self { status, locale, errors: Vec::new(), instance: None, retry_after: None }
    }

    /// Creates a problem about invalid members.
    pub fn input(errors: Vec<Detail>, locale: Locale) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, locale) }
    }

    /// Converts an error of a service.
    pub fn service(error: ServiceError, locale: Locale) -> Self {
        match error.into_app() {
            // A check that failed internally is unavailable, regardless of the cause.
            AppError::Internal { id } => Self {
                instance: Some(format!("urn:esecure:{id}")),
                ..Self::new(StatusCode::SERVICE_UNAVAILABLE, locale)
            },
            AppError::TooMany { seconds } => {
                Self { retry_after: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, locale) }
            }
            other => {
                let status = StatusCode::from_u16(other.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                Self::new(status, locale)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let l = self.locale;
        let (title, detail) = match self.status {
            StatusCode::UNAUTHORIZED => (t::unauthorized(l), t::unauthorized_detail(l)),
            StatusCode::FORBIDDEN => (t::forbidden(l), t::forbidden_detail(l)),
            StatusCode::NOT_FOUND => (t::not_found(l), t::not_found_detail(l)),
            StatusCode::METHOD_NOT_ALLOWED => (t::method(l), t::method_detail(l)),
            StatusCode::PAYLOAD_TOO_LARGE => (t::too_large(l), t::too_large_detail(l)),
            StatusCode::REQUEST_TIMEOUT => (t::too_slow(l), t::too_slow_detail(l)),
            StatusCode::UNPROCESSABLE_ENTITY => (t::input(l), t::input_detail(l)),
            StatusCode::BAD_REQUEST => (t::broken(l), t::broken_detail(l)),
            StatusCode::TOO_MANY_REQUESTS => (t::too_many(l), t::too_many_detail(l)),
            _ => (t::unavailable(l), t::unavailable_detail(l)),
        };
        let document = Document {
            r#type: "about:blank",
            title,
            status: self.status.as_u16(),
            detail,
            instance: self.instance.as_deref(),
            errors: &self.errors,
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Ok(language) = HeaderValue::from_str(l.code()) {
            headers.insert(header::CONTENT_LANGUAGE, language);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let unavailable = (self.status == StatusCode::SERVICE_UNAVAILABLE).then_some(5);
        if let Some(seconds) = self.retry_after.or(unavailable) {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
