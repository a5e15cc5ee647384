//! How a mail leaves: one RFC 5322 message, text part first, over SMTP, in a conversation that is bounded as a whole.

mod relay;

use super::render::inert::{NAME, clean};
use crate::{calendar, config::Config, store::entity::outbox};
use esecure::{Locale, SingleLine, Timestamp};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
pub use relay::BadUrl;
use relay::Relay;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How long one conversation may take from the first word to the last. A server that sends a byte a second would
/// otherwise hold a mail for ever.
pub const PATIENCE: Duration = Duration::from_secs(240);
/// Longest answer of a server that is kept.
const ANSWER: usize = 300;

/// The connection to the mail server, and who speaks.
#[derive(Clone)]
pub struct Transport {
    relay: Arc<Relay>,
    config: Arc<Config>,
    /// [`PATIENCE`], or less in a test. A claimed mail belongs to its worker for longer than that.
    pub patience: Duration,
    /// Runs before a mail becomes a message. A test makes it panic, as a builder of messages may.
    pub before: Option<fn(&outbox::Model)>,
}

/// Why a mail was not taken. The words are the server's, in one line without anything that controls a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Trying again is pointless: the recipient or the message was refused with 5xx, or no server can be told the
    /// address.
    ForGood(String),
    /// Trying again makes sense: 4xx, no connection, a lost answer, or a server that refuses us and not the mail.
    ForNow(String),
}

impl Transport {
    /// A transport to the configured server. `None` without one: mails stay in the outbox.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn new(config: &Arc<Config>) -> Result<Option<Self>, BadUrl> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        Ok(Some(Self { relay: Arc::new(Relay::parse(url)?), config: config.clone(), patience: PATIENCE, before: None }))
    }

    /// Hands one mail to the server; the conversation ends at the latest when the patience that began at `since` is
    /// over. Gives the server's last words.
    ///
    /// # Errors
    /// [`Refusal`], for now or for good.
    pub async fn send(&self, mail: &outbox::Model, since: Instant) -> Result<String, Refusal> {
        if let Some(before) = self.before {
            before(mail);
        }
        let message = message(mail, &self.config).map_err(Refusal::ForGood)?;
        let bytes = message.formatted();
        let conversation = self.relay.deliver(message.envelope(), &bytes);
        match timeout_at(since + self.patience, conversation).await {
            Ok(Ok(words)) => Ok(clean(&words, ANSWER)),
            Ok(Err(Refusal::ForGood(words))) => Err(Refusal::ForGood(clean(&words, ANSWER))),
            Ok(Err(Refusal::ForNow(words))) => Err(Refusal::ForNow(clean(&words, ANSWER))),
            Err(_) => Err(Refusal::ForNow(format!("no end within {} seconds", self.patience.as_secs()))),
        }
    }

    /// Closes connections that nobody has needed for a while.
    pub fn hang_up(&self) {
        self.relay.hang_up();
    }

    /// The server's host and port.
    pub fn place(&self) -> String {
        self.relay.place()
    }
}

/// The message as it goes over the wire. Headers take single lines only, whatever the outbox holds: lettre panics where a
/// name has a line break, and rows that were written before names were checked may have one.
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
        let name = clean(name, NAME);
        Ok::<_, String>(Mailbox::new((!name.is_empty() && name != address).then_some(name), parsed))
    };
    let host = config.host();
    let mut builder = Message::builder()
        .from(mailbox(name, from)?)
        .to(mailbox(&mail.to_name, &ascii_host(&mail.to_email))?)
        .subject(SingleLine::clean(&mail.subject).map(String::from).unwrap_or_default())
        .date(calendar::system_time(Timestamp::from_millis(mail.created_at)))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .raw_header(raw("Content-Language", Locale::from_tag(&mail.locale).unwrap_or_default().code()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mail(to_name: &str, subject: &str, text: &str) -> outbox::Model {
        outbox::Model {
            id: "mail_0".to_owned(),
            kind: "welcome".to_owned(),
            sender: "esecure".to_owned(),
            to_email: "ann@acme.test".to_owned(),
            to_name: to_name.to_owned(),
            locale: "en".to_owned(),
            subject: subject.to_owned(),
            html: text.to_owned(),
            text: text.to_owned(),
            account_id: None,
            request_id: None,
            profile_id: None,
            code_id: None,
            created_at: 0,
            next_at: 0,
            leased_until: None,
            attempts: 0,
            state: "queued".to_owned(),
            ended_at: None,
            last_error: None,
        }
    }

    proptest! {
        /// A name with a line break made lettre panic.
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
