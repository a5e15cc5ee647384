//! `POST /api/v1/checks` and `POST /api/v1/checks/batch`.

use super::{
    BATCH_BODY, CHECK_BODY, Checker, ReaderLocale,
    problem::{Detail, Problem},
    read::{self, Reading},
};
use crate::services::{
    Services,
    checks::{Check, Checked},
};
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
};
use esecure::{Answer, Rule, id::RequestId, shipment::Shipment};
use i18n::api as t;
use serde::Serialize;
use serde_json::Value;
use std::num::NonZeroU32;

/// Maximum number of addresses in a batch.
const BATCH: usize = 1000;

/// Response to a check.
#[derive(Debug, Serialize)]
pub struct CheckOut {
    verdict: Answer,
    rule: Rule,
    request: Option<RequestOut>,
}

#[derive(Debug, Serialize)]
struct RequestOut {
    id: RequestId,
    status_url: String,
}

impl From<Checked> for CheckOut {
    fn from(checked: Checked) -> Self {
        Self {
            verdict: checked.verdict.answer(),
            rule: checked.verdict.rule,
            request: checked.request.map(|(id, status_url)| RequestOut { id, status_url }),
        }
    }
}

/// Checks one address on one account.
pub async fn check(
    State(services): State<Services>,
    ReaderLocale(locale): ReaderLocale,
    Checker(application): Checker,
    request: Request<Body>,
) -> Result<Json<CheckOut>, Problem> {
    // Reads the body first: a response before its end could be lost, because the connection closes while the client
    // still sends.
    let body = read::body(request, CHECK_BODY, locale).await;
    // Invalid bodies count against the rate limit too.
    services.take_checks(&application.id, NonZeroU32::MIN).map_err(|e| Problem::service(e, locale))?;
    let body = body?;
    let mut reading = Reading::new(locale);
    let check = reading.check(&body);
    let check = reading.finish(check)?;
    let checked = services.check(application, check).await.map_err(|e| Problem::service(e, locale))?;
    Ok(Json(checked.into()))
}

/// Verdict of one address in a batch.
#[derive(Debug, Serialize)]
pub struct BatchLine {
    email: String,
    verdict: Answer,
    rule: Rule,
}

/// Response to a batch, in the order of the addresses.
#[derive(Debug, Serialize)]
pub struct BatchOut {
    results: Vec<BatchLine>,
}

/// Checks up to 1,000 addresses on one account, always as a dry run.
pub async fn batch(
    State(services): State<Services>,
    ReaderLocale(locale): ReaderLocale,
    Checker(application): Checker,
    request: Request<Body>,
) -> Result<Json<BatchOut>, Problem> {
    let body = read::body(request, BATCH_BODY, locale).await;
    // The batch counts by its number of addresses against the rate limit, even if invalid.
    let list = body.as_ref().ok().and_then(|body| body.get("emails")).and_then(Value::as_array);
    let addresses = list.map_or(1, |list| list.len().clamp(1, BATCH));
    let addresses = u32::try_from(addresses).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
    services.take_checks(&application.id, addresses).map_err(|e| Problem::service(e, locale))?;
    let body = body?;
    let mut reading = Reading::new(locale);
    let object = reading.object(&body).cloned().unwrap_or_default();
    let account = reading.account(&object);
    let list = object.get("emails").and_then(Value::as_array).filter(|l| (1..=BATCH).contains(&l.len()));
    let Some(list) = list else {
        let detail = Detail { pointer: "/emails".to_owned(), detail: t::emails(locale, BATCH) };
        return Err(Problem::input(vec![detail], locale));
    };
    let emails: Vec<_> =
        list.iter().enumerate().filter_map(|(i, v)| reading.email(Some(v), &format!("/emails/{i}"))).collect();
    let account = reading.finish(account)?;
    let mut results = Vec::with_capacity(emails.len());
    for (email, asked) in emails.into_iter().zip(list) {
        let check = Check {
            account: account.clone(),
            email,
            dry_run: true,
            name: None,
            locale: None,
            authenticated: false,
            shipment: Shipment::default(),
            message: None,
        };
        let checked = services.check(application.clone(), check).await.map_err(|e| Problem::service(e, locale))?;
        results.push(BatchLine {
            email: asked.as_str().unwrap_or_default().to_owned(),
            verdict: checked.verdict.answer(),
            rule: checked.verdict.rule,
        });
    }
    Ok(Json(BatchOut { results }))
}
