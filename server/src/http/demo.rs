//! `/demo/mailbox`, in demonstration mode only: shows every mail as a mail client would.

use super::context::{RequestContext, not_found_page, problem_page};
use crate::{
    calendar::Calendar,
    mail::{obsolete::drop_reason, smtp},
    services::Services,
    store::{columns::OutboxState, entity::outbox, outbox as rows},
};
use app::pages::demo::{DemoMail, DemoOlder, DemoRow, MailPart, MailState};
use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use esecure::{Locale, Timestamp, id::MailId};
use i18n::demo as t;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Number of mails on a page of the mailbox.
const LISTED: u64 = 200;

pub fn routes() -> Router<Services> {
    Router::new()
        .route("/demo/mailbox", get(list))
        .route("/demo/mailbox/{id}", get(one))
        .route("/demo/mailbox/{id}/html", get(html))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Skip {
    skip: String,
}

async fn list(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Query(Skip { skip }): Query<Skip>,
) -> Response {
    let reader = context.reader(context.locale);
    match lines(&services, &context, skip.parse().unwrap_or(0)).await {
        Ok((lines, older)) => Html(app::pages::demo::demo_mailbox(&reader, &lines, older)).into_response(),
        Err(error) => problem_page(&reader, error.into_app()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Part {
    part: String,
}

async fn one(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    Query(part): Query<Part>,
) -> Response {
    let reader = context.reader(context.locale);
    let found = async {
        Ok::<_, crate::error::ServiceError>((lines(&services, &context, 0).await?, mail(&services, &id).await?))
    };
    match found.await {
        Ok(((lines, older), Some(mail))) => {
            let row = line(&mail, &calendar(&services, &context));
            let headers = headers(&services, &mail);
            let from = headers.iter().find(|(name, _)| name == "From").map(|(_, v)| v.clone()).unwrap_or_default();
            let status = status(&mail, &calendar(&services, &context), services.now());
            let mail = DemoMail { row, from, status, text: mail.text, headers };
            let part = MailPart::from_code(&part.part).unwrap_or_default();
            Html(app::pages::demo::demo_mail(&reader, &lines, older, &mail, part)).into_response()
        }
        Ok((_, None)) => not_found_page(&reader),
        Err(error) => problem_page(&reader, error.into_app()),
    }
}

/// Serves the HTML part of a mail for the sandboxed frame. Its policy allows the mail's own styles and no other
/// resource.
async fn html(
    State(services): State<Services>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
) -> Response {
    let reader = context.reader(context.locale);
    match mail(&services, &id).await {
        // The page says that the text was erased, and has no frame.
        Ok(Some(mail)) if mail.html.is_empty() => not_found_page(&reader),
        Ok(Some(mail)) => {
            // Opens links outside the sandbox, which blocks sign-in and forms.
            let html = mail.html.replacen("<head>", "<head><base target=\"_top\">", 1);
            let mut response = Html(html).into_response();
            let headers = response.headers_mut();
            let styles = digests(&mail.html);
            let policy =
                format!("default-src 'none'; style-src 'unsafe-hashes'{styles}; img-src data:; frame-ancestors 'self'");
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
            response
        }
        Ok(None) => not_found_page(&reader),
        Err(error) => problem_page(&reader, error.into_app()),
    }
}

/// Returns the CSP hashes of a mail's styles: its style sheet, and the `style` attribute of nearly every element, since
/// mail clients support little else. `unsafe-hashes` extends hashes to attributes. All styles come from our template;
/// text from people is escaped.
fn digests(html: &str) -> String {
    let sheets = html.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next());
    let attributes = html.split(" style=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let digest = |style: &str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
    sheets.chain(attributes).map(digest).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn mail(services: &Services, id: &str) -> Result<Option<outbox::Model>, crate::error::ServiceError> {
    let Some(id) = MailId::parse(id) else { return Ok(None) };
    Ok(rows::get(&services.db, &id).await?)
}

fn calendar(services: &Services, context: &RequestContext) -> Calendar {
    Calendar::new(context.locale, "Europe/Amsterdam", services.now())
}

/// Lists at most [`LISTED`] mails after the `skip` latest, and returns the number of older ones.
async fn lines(
    services: &Services,
    context: &RequestContext,
    skip: u64,
) -> Result<(Vec<DemoRow>, Option<DemoOlder>), crate::error::ServiceError> {
    let calendar = calendar(services, context);
    let total = rows::count(&services.db).await?;
    let skip = skip.min(total);
    let mails = rows::latest(&services.db, LISTED, skip).await?;
    let shown = skip + LISTED;
    let older = (total > shown).then(|| DemoOlder { count: total - shown, skip: shown });
    Ok((mails.iter().map(|mail| line(mail, &calendar)).collect(), older))
}

fn line(mail: &outbox::Model, calendar: &Calendar) -> DemoRow {
    DemoRow {
        state: match mail.state {
            OutboxState::Queued => MailState::Waiting,
            OutboxState::Sent => MailState::Delivered,
            OutboxState::Dropped => MailState::Dropped,
            OutboxState::Failed => MailState::Failed,
        },
        when: calendar.when(delivered_at(mail).unwrap_or(mail.created_at)),
        id: mail.id.to_string(),
        to: mail.to_email.to_string(),
        subject: mail.subject.clone(),
    }
}

fn delivered_at(mail: &outbox::Model) -> Option<Timestamp> {
    mail.ended_at.filter(|_| mail.state == OutboxState::Sent)
}

/// Says what became of a mail: when it was or will be delivered, or why not.
fn status(mail: &outbox::Model, calendar: &Calendar, now: Timestamp) -> String {
    let locale = calendar.locale;
    let time = |at: Timestamp| calendar.when(at).text;
    match mail.state {
        OutboxState::Sent => t::delivered_at(locale, time(delivered_at(mail).unwrap_or(mail.created_at))),
        OutboxState::Queued if mail.last_error.is_some() => t::retry(locale, time(mail.next_at)),
        OutboxState::Queued if mail.next_at > now => t::waiting_until(locale, time(mail.next_at)),
        OutboxState::Queued => t::waiting(locale).to_owned(),
        OutboxState::Dropped => dropped(mail, locale),
        OutboxState::Failed => t::failed_because(locale, mail.last_error.as_deref().unwrap_or_default()),
    }
}

/// Says why a mail was dropped; without the reason for one that an earlier version dropped.
fn dropped(mail: &outbox::Model, locale: Locale) -> String {
    match drop_reason(mail) {
        Some(reason) => t::dropped_because(locale, reason.text(locale)),
        None => t::dropped(locale).to_owned(),
    }
}

/// Returns the headers of the message as sent over SMTP.
fn headers(services: &Services, mail: &outbox::Model) -> Vec<(String, String)> {
    let Ok(message) = smtp::message(mail, &services.config) else {
        return Vec::new();
    };
    let raw = String::from_utf8_lossy(&message.formatted()).into_owned();
    let head = raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
