//! Scripted behaviour of the test mail server: global, per message, or per recipient.

use std::collections::HashSet;

/// Global behaviour of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmtpBehavior {
    #[default]
    Ready,
    Down,
    /// Sends its greeting one byte at a time, without end.
    Trickle,
    /// Greets with 554, refusing the connection and not a mail.
    RejectConnection,
    /// Answers 530 to MAIL FROM, which also refuses the connection and not a mail.
    RequireSignIn,
    TemporaryFailure,
    /// Accepts every message and closes the connection before sending its 250.
    AcceptAndDisconnect,
    /// Accepts every message, sends 250, and resets the connection.
    AcceptAndReset,
}

/// Reply to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Accept,
    /// Accepts the message and closes the connection before sending its 250.
    AcceptAndDisconnect,
    /// Sends 250 and resets the connection.
    AcceptAndReset,
    TemporaryFailure,
    PermanentFailure,
}

#[derive(Debug, Default)]
pub struct State {
    pub accepted: Vec<String>,
    pub behavior: SmtpBehavior,
    pub replies: Vec<Reply>,
    pub refused: HashSet<String>,
    pub hangs_at: HashSet<String>,
    pub hanging: usize,
}

impl State {
    /// Chooses the reply to a message and stores the message if accepted.
    pub fn reply_to(&mut self, message: String) -> Reply {
        let reply = match self.behavior {
            _ if !self.replies.is_empty() => self.replies.remove(0),
            SmtpBehavior::TemporaryFailure => Reply::TemporaryFailure,
            SmtpBehavior::AcceptAndDisconnect => Reply::AcceptAndDisconnect,
            SmtpBehavior::AcceptAndReset => Reply::AcceptAndReset,
            _ => Reply::Accept,
        };
        if matches!(reply, Reply::Accept | Reply::AcceptAndDisconnect | Reply::AcceptAndReset) {
            self.accepted.push(message);
        }
        reply
    }

    /// Returns true if the recipient in this line is refused.
    pub fn is_refused(&self, line: &str) -> bool {
        self.refused.iter().any(|to| line.contains(to.as_str()))
    }

    /// Returns true if the conversation must hang at the recipient in this line.
    pub fn hangs(&mut self, line: &str) -> bool {
        let hangs = self.hangs_at.iter().any(|to| line.contains(to.as_str()));
        self.hanging += usize::from(hangs);
        hangs
    }
}
