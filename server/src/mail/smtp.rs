//! Sends one mail over SMTP as an RFC 5322 message, text part first, with a time limit on the whole SMTP session.

mod error;
mod pool;

use super::{
    catalogue::Sender,
    render::sanitize::{NAME, clean},
};
use crate::{calendar, config::Config, store::entity::outbox};
pub use error::SmtpError;
use esecure::SingleLine;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
pub use pool::BadUrl;
use pool::SmtpPool;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// Time limit of one SMTP session from start to end. A server that sends one byte a second would otherwise block a mail
/// forever.
pub const PATIENCE: Duration = Duration::from_secs(240);
/// Maximum length of a stored server reply, in characters.
const ANSWER: usize = 300;

/// Client of the configured mail server, with the configuration of the senders.
#[derive(Clone)]
pub struct Transport {
    relay: Arc<SmtpPool>,
    config: Arc<Config>,
    /// [`PATIENCE`], or less in a test. The lease of a claimed mail is longer than this.
    pub patience: Duration,
    /// Test hook that runs before the message is built, to simulate a panic of the message builder.
    pub before: Option<fn(&outbox::Model)>,
}

impl Transport {
    /// Creates a transport to the configured server. Returns `None` without one: mails then stay in the outbox.
    ///
    /// # Errors
    /// [`BadUrl`] if the configured URL is unusable.
    pub fn new(config: &Arc<Config>) -> Result<Option<Self>, BadUrl> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        Ok(Some(Self {
            relay: Arc::new(SmtpPool::parse(url)?),
            config: config.clone(),
            patience: PATIENCE,
            before: None,
        }))
    }

    /// Sends one mail, at the latest within [`Self::patience`] of `since`, and returns the server's last reply.
    ///
    /// # Errors
    /// [`SmtpError`], temporary or permanent.
    pub async fn send(&self, mail: &outbox::Model, since: Instant) -> Result<String, SmtpError> {
        if let Some(before) = self.before {
            before(mail);
        }
        let message = message(mail, &self.config).map_err(SmtpError::Permanent)?;
        let bytes = message.formatted();
        let conversation = self.relay.deliver(message.envelope(), &bytes);
        match timeout_at(since + self.patience, conversation).await {
            Ok(Ok(words)) => Ok(clean(&words, ANSWER)),
            Ok(Err(SmtpError::Permanent(words))) => Err(SmtpError::Permanent(clean(&words, ANSWER))),
            Ok(Err(SmtpError::Temporary(words))) => Err(SmtpError::Temporary(clean(&words, ANSWER))),
            Err(_) => Err(SmtpError::Temporary(format!("no end within {} seconds", self.patience.as_secs()))),
        }
    }

    /// Closes connections that have been idle for a while.
    pub fn close_idle(&self) {
        self.relay.close_idle();
    }

    /// Returns the server's host and port.
    pub fn host_and_port(&self) -> String {
        self.relay.host_and_port()
    }
}

/// Builds the message. Reduces headers to single lines, because lettre panics on a line break in a name, and old outbox
/// rows may contain one.
///
/// # Errors
/// A text that names the invalid address.
pub fn message(mail: &outbox::Model, config: &Config) -> Result<Message, String> {
    let (from, name) = match mail.sender {
        Sender::Profile => (&config.mail_from_profile, &config.brand.portal),
        Sender::Product => (&config.mail_from_esecure, &config.brand.product),
    };
    let mailbox = |name: &str, address: &str| {
        let parsed: Address = address.parse().map_err(|e| format!("{address}: {e}"))?;
        let name = clean(name, NAME);
        Ok::<_, String>(Mailbox::new((!name.is_empty() && name != address).then_some(name), parsed))
    };
    let host = config.host();
    let mut builder = Message::builder()
        .from(mailbox(name, from)?)
        .to(mailbox(&mail.to_name, &ascii_host(mail.to_email.as_str()))?)
        .subject(SingleLine::clean(&mail.subject).map(String::from).unwrap_or_default())
        .date(calendar::system_time(mail.created_at))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .raw_header(raw("Content-Language", mail.locale.code()));
    if let Some(request) = &mail.request_id {
        builder = builder.references(format!("<{request}@{host}>"));
    }
    let body = MultiPart::alternative()
        .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone()))
        .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_HTML).body(mail.html.clone()));
    builder.multipart(body).map_err(|e| e.to_string())
}

/// Converts a host that is not ASCII to A-labels, so that SMTPUTF8 is not needed; the local part keeps its spelling.
fn ascii_host(address: &str) -> String {
    let converted = match address.rsplit_once('@') {
        Some((local, host)) if !host.is_ascii() => {
            idna::domain_to_ascii(host).map_or_else(|_| address.to_owned(), |host| format!("{local}@{host}"))
        }
        _ => address.to_owned(),
    };
    // Rows stored by earlier versions may end in a dot, which SMTP does not take.
    converted.trim_end_matches('.').to_owned()
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mail::catalogue::MailKind, store::columns::OutboxState};
    use esecure::{EmailSpelling, Locale, Timestamp, id::MailId};
    use proptest::prelude::*;

    fn mail(to_name: &str, subject: &str, text: &str) -> outbox::Model {
        outbox::Model {
            id: MailId::from_bytes([0; 16]),
            kind: MailKind::Welcome,
            sender: Sender::Product,
            to_email: EmailSpelling::from_stored("ann@acme.test"),
            to_name: to_name.to_owned(),
            locale: Locale::En,
            subject: subject.to_owned(),
            html: text.to_owned(),
            text: text.to_owned(),
            account_id: None,
            request_id: None,
            profile_id: None,
            code_id: None,
            created_at: Timestamp::from_millis(0),
            next_at: Timestamp::from_millis(0),
            leased_until: None,
            attempts: 0,
            state: OutboxState::Queued,
            ended_at: None,
            last_error: None,
        }
    }

    proptest! {
        /// Regression test: a name with a line break made lettre panic.
        #[test]
        fn any_text_makes_a_message_with_our_headers_only(
            to_name in "(.|[\0-\u{9f}\u{2028}]){0,90}",
            subject in "(.|[\0-\u{9f}]){0,90}",
            text in "(.|[\0-\u{9f}]){0,90}",
        ) {
            let message = message(&mail(&to_name, &subject, &text), &Config::default()).unwrap();
            let raw = String::from_utf8(message.formatted()).unwrap();
            let (head, _) = raw.split_once("\r\n\r\n").unwrap();
            let names = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
            let names: Vec<&str> = names.map(|line| line.split_once(':').unwrap().0).collect();
            let ours = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"];
            prop_assert!(names.iter().all(|name| ours.contains(name)), "{names:?}");
            prop_assert_eq!(message.envelope().to().len(), 1);
            prop_assert_eq!(message.envelope().to()[0].to_string(), "ann@acme.test");
            prop_assert!(!head.contains('\0'));
        }
    }
}
