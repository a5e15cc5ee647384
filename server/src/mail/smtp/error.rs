//! Failures of an SMTP session, classified for the outbox worker.

/// Reason why a mail was not accepted: the server's reply in one line, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmtpError {
    /// Permanent failure: the server refused the recipient or the message with 5xx, or an address in the message is
    /// invalid.
    Permanent(String),
    /// Temporary failure: 4xx, no connection, a lost reply, or a server that refuses us rather than the mail.
    Temporary(String),
}
