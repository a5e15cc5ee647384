//! `/api/v1` for applications: JSON requests and responses, and problem documents for errors (RFC 9457). The key
//! identifies the application. This module uses neither cookies nor pages.

mod checks;
mod json;
pub mod problem;
pub(crate) mod read;

pub(crate) use read::email_problem;

use crate::{
    services::{Services, applications::Scope},
    store::{applications, entity::application},
    tokens,
};
use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
    routing::post,
};
use esecure::Locale;
use problem::Problem;

/// Body limit of a check, in bytes. A check takes a few hundred.
const CHECK_BODY: usize = 64 * 1024;
/// Body limit of a batch, in bytes: 1,000 addresses of at most 254 bytes.
const BATCH_BODY: usize = 512 * 1024;

/// Builds the router under `/api/v1`.
pub fn routes() -> Router<Services> {
    Router::new()
        .route("/checks", post(checks::check))
        .route("/checks/batch", post(checks::batch))
        .fallback(async |reader: ReaderLocale| Problem::new(StatusCode::NOT_FOUND, reader.0))
        .method_not_allowed_fallback(async |reader: ReaderLocale| {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, reader.0)
        })
}

/// Language of problem documents: `Accept-Language`, else English.
#[derive(Debug, Clone, Copy)]
pub struct ReaderLocale(pub Locale);

impl<S: Sync> FromRequestParts<S> for ReaderLocale {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Ok(Self(header.and_then(Locale::from_accept_language).unwrap_or_default()))
    }
}

/// Extractor of an application that may send checks: its key is known, not revoked, and has the scope. It refuses a
/// request before the body is read.
#[derive(Debug, Clone)]
pub struct Checker(pub application::Model);

impl FromRequestParts<Services> for Checker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Problem> {
        let Ok(ReaderLocale(locale)) = ReaderLocale::from_request_parts(parts, services).await;
        let unauthorized = || Problem::new(StatusCode::UNAUTHORIZED, locale);
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let (scheme, key) = header.and_then(|h| h.split_once(' ')).ok_or_else(unauthorized)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(unauthorized());
        }
        let found = applications::by_key(&services.db, &tokens::hash(key.trim())).await;
        let application = found.map_err(|e| Problem::service(e.into(), locale))?.ok_or_else(unauthorized)?;
        if application.scopes.contains(Scope::Check) {
            Ok(Self(application))
        } else {
            Err(Problem::new(StatusCode::FORBIDDEN, locale))
        }
    }
}
