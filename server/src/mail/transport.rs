//! How a mail leaves: one RFC 5322 message, text part first, over SMTP.

use crate::{calendar, config::Config, store::entity::outbox};
use esecure::Timestamp;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::{sync::Arc, time::Duration};

/// The connection to the mail server, and who speaks.
#[derive(Clone)]
pub struct Transport {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    config: Arc<Config>,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Trying again is pointless (5xx, or an address that no server can be told).
    ForGood(String),
    /// Trying again makes sense (4xx, no connection, a lost answer).
    ForNow(String),
}

/// Why no connection can be set up.
#[derive(Debug, thiserror::Error)]
#[error("ESECURE_SMTP_URL is not an smtp:// or smtps:// address: {0}")]
pub struct BadUrl(#[from] lettre::transport::smtp::Error);

impl Transport {
    /// A transport to the configured server. `None` without one: mails stay in the outbox.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn new(config: &Arc<Config>) -> Result<Option<Self>, BadUrl> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(Duration::from_secs(60))).build();
        Ok(Some(Self { smtp, config: config.clone() }))
    }

    /// Hands one mail to the server.
    ///
    /// # Errors
    /// [`Refusal`], for now or for good.
    pub async fn send(&self, mail: &outbox::Model) -> Result<(), Refusal> {
        let message = message(mail, &self.config).map_err(Refusal::ForGood)?;
        match self.smtp.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Refusal::ForGood(error.to_string())),
            Err(error) => Err(Refusal::ForNow(error.to_string())),
        }
    }
}

/// The message as it goes over the wire.
///
/// # Errors
/// Says which address is none.
pub fn message(mail: &outbox::Model, config: &Config) -> Result<Message, String> {
    let (from, name) = match mail.sender.as_str() {
        "profile" => (&config.mail_from_profile, &config.brand.portal),
        _ => (&config.mail_from_esecure, &config.brand.product),
    };
    let mailbox = |name: &str, address: &str| {
        let parsed: Address = address.parse().map_err(|e| format!("{address}: {e}"))?;
        let name = name.trim();
        Ok::<_, String>(Mailbox::new((!name.is_empty() && name != address).then(|| name.to_owned()), parsed))
    };
    let host = config.host();
    let mut builder = Message::builder()
        .from(mailbox(name, from)?)
        .to(mailbox(&mail.to_name, &ascii_host(&mail.to_email))?)
        .subject(mail.subject.as_str())
        .date(calendar::system_time(Timestamp::from_millis(mail.created_at)))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .raw_header(raw("Content-Language", &mail.locale));
    if let Some(request) = &mail.request_id {
        builder = builder.references(format!("<{request}@{host}>"));
    }
    let body = MultiPart::alternative()
        .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone()))
        .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_HTML).body(mail.html.clone()));
    builder.multipart(body).map_err(|e| e.to_string())
}

/// Mail goes to the original spelling, but a host that is not ASCII travels as its A-labels (no SMTPUTF8 needed).
fn ascii_host(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, host)) if !host.is_ascii() => {
            idna::domain_to_ascii(host).map_or_else(|_| address.to_owned(), |host| format!("{local}@{host}"))
        }
        _ => address.trim_end_matches('.').to_owned(),
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
