//! Connections to the mail server, and one SMTP session per mail.
//!
//! lettre's own transport is not used: it does not report the step at which a mail was refused, and it returns a
//! connection with an abandoned session to its pool, so the next mail would read the replies to the previous one. This
//! module closes an abandoned connection, and resets a pooled one before reuse.

use super::error::SmtpError;
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::ClientId,
        response::{Response, Severity},
    },
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use url::Url;

/// Maximum idle time of a pooled connection; servers close it after five minutes.
const MAX_IDLE: Duration = Duration::from_secs(30);
/// Time limit for the liveness check of a pooled connection.
const LIVENESS_TIMEOUT: Duration = Duration::from_secs(5);

/// Reason why `ESECURE_SMTP_URL` is unusable.
#[derive(Debug, thiserror::Error)]
pub enum BadUrl {
    /// Not a URL, or one with another scheme.
    #[error("ESECURE_SMTP_URL must be smtp:// or smtps:// with a host; ?tls=required or ?tls=opportunistic may follow")]
    Form,
    /// No certificate can be valid for the host.
    #[error("ESECURE_SMTP_URL: {0}")]
    Tls(#[from] Error),
}

enum Tls {
    None,
    Wrapped(TlsParameters),
    Required(TlsParameters),
    WhereOffered(TlsParameters),
}

/// Configured mail server with its pool of idle connections.
pub(super) struct SmtpPool {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl SmtpPool {
    /// Parses `smtp://user:password@host:port/our-name?tls=required`.
    pub(super) fn parse(text: &str) -> Result<Self, BadUrl> {
        let url = Url::parse(text).map_err(|_| BadUrl::Form)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadUrl::Form)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let parameters = || TlsParameters::new(host.clone());
        let (tls, port) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (Tls::None, 25),
            ("smtp", Some("required")) => (Tls::Required(parameters()?), 587),
            ("smtp", Some("opportunistic")) => (Tls::WhereOffered(parameters()?), 587),
            ("smtps", _) => (Tls::Wrapped(parameters()?), 465),
            _ => return Err(BadUrl::Form),
        };
        let decoded = |text: &str| match percent_encoding::percent_decode_str(text).decode_utf8() {
            Ok(text) => Ok(text.into_owned()),
            Err(_) => Err(BadUrl::Form),
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let name = url.path().trim_matches('/');
        let hello = if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) };
        Ok(Self { port: url.port().unwrap_or(port), host, tls, hello, credentials, idle: Mutex::default() })
    }

    /// Returns host and port, without credentials.
    pub(super) fn host_and_port(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Runs one SMTP session for one mail, and returns the server's last reply.
    pub(super) async fn deliver(&self, envelope: &Envelope, message: &[u8]) -> Result<String, SmtpError> {
        // A failure before MAIL is not the mail's fault: a greeting of 554 or a wrong password must not fail every mail
        // in the outbox permanently.
        let mut line = self.connection().await.map_err(|e| temporary(&e))?;
        let outcome = converse(&mut line, envelope, message).await;
        let answered = outcome.as_ref().err().is_none_or(|(answered, _)| *answered);
        if answered {
            self.idle().push((line, Instant::now()));
        }
        outcome.map_err(|(_, refusal)| refusal)
    }

    /// Closes idle connections with QUIT.
    pub(super) fn close_idle(&self) {
        let old: Vec<_> = self.idle().extract_if(.., |(_, since)| since.elapsed() >= MAX_IDLE).collect();
        for (mut line, _) in old {
            tokio::spawn(async move { timeout(LIVENESS_TIMEOUT, line.quit()).await.is_ok() });
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        loop {
            let kept = self.idle().pop();
            let Some((mut line, since)) = kept else {
                return self.connect().await;
            };
            let alive =
                since.elapsed() < MAX_IDLE && matches!(timeout(LIVENESS_TIMEOUT, line.command(Rset)).await, Ok(Ok(_)));
            if alive {
                return Ok(line);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let wrapped = if let Tls::Wrapped(tls) = &self.tls { Some(tls.clone()) } else { None };
        let place = (self.host.as_str(), self.port);
        let mut line = AsyncSmtpConnection::connect_tokio1(place, None, &self.hello, wrapped, None).await?;
        match &self.tls {
            Tls::Required(tls) => line.starttls(tls.clone(), &self.hello).await?,
            Tls::WhereOffered(tls) if line.can_starttls() => line.starttls(tls.clone(), &self.hello).await?,
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            line.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(line)
    }
}

/// Runs the SMTP commands of RFC 5321. An error also says whether the connection is still in sync and can be reused.
async fn converse(
    line: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<String, (bool, SmtpError)> {
    let in_step = |error: &Error| error.status().is_some();
    // A refused sender is for the operator and the server to resolve, so it is temporary; a recipient or message
    // refused with 5xx is permanent.
    line.command(Mail::new(envelope.from().cloned(), Vec::new())).await.map_err(|e| (in_step(&e), temporary(&e)))?;
    for to in envelope.to() {
        line.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|e| (in_step(&e), classify(&e)))?;
    }
    line.command(Data).await.map_err(|e| (in_step(&e), classify(&e)))?;
    let answer = line.message(message).await.map_err(|e| (in_step(&e), classify(&e)))?;
    match answer.code().severity {
        Severity::PositiveCompletion => Ok(words(&answer)),
        _ => Err((false, SmtpError::Temporary(format!("an answer out of turn: {}", words(&answer))))),
    }
}

fn temporary(error: &Error) -> SmtpError {
    SmtpError::Temporary(describe(error))
}

fn classify(error: &Error) -> SmtpError {
    let code = error.status().map(u16::from);
    // 530, 534, 535, 538: the server requires authentication, or another mechanism (RFC 4954).
    match code {
        Some(530 | 534 | 535 | 538) => temporary(error),
        Some(500..600) => SmtpError::Permanent(describe(error)),
        _ => temporary(error),
    }
}

/// Formats the server's reply as `550 5.1.1 unknown`, or the connection error.
fn describe(error: &Error) -> String {
    match (error.status(), std::error::Error::source(error)) {
        (Some(code), Some(text)) => format!("{code} {text}"),
        _ => error.to_string(),
    }
}

fn words(answer: &Response) -> String {
    let text: Vec<&str> = answer.message().collect();
    format!("{} {}", answer.code(), text.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> SmtpPool {
        SmtpPool::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    #[test]
    fn an_address_names_server_port_and_protection() {
        for (url, place) in [
            ("smtp://mail.example", "mail.example:25"),
            ("smtp://mail.example?tls=required", "mail.example:587"),
            ("smtp://mail.example:2525?tls=opportunistic", "mail.example:2525"),
            ("smtps://ann%40a.example:p%C3%A4ss@mail.example/us.example", "mail.example:465"),
            ("smtp://[::1]:2525", "::1:2525"),
        ] {
            assert_eq!(relay(url).host_and_port(), place, "{url}");
        }
        assert!(matches!(relay("smtps://mail.example").tls, Tls::Wrapped(_)));
        assert!(matches!(relay("smtp://mail.example?tls=required").tls, Tls::Required(_)));
        assert!(relay("smtps://ann:secret@mail.example").credentials.is_some());
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_its_password() {
        for url in ["mail.example", "http://a:secret@mail.example", "smtp://", "smtp://a:secret@mail.example?tls=maybe"]
        {
            let error = SmtpPool::parse(url).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.starts_with("ESECURE_SMTP_URL") && !error.contains("secret"), "{url}: {error}");
        }
    }
}
