//! Scripted behaviour of the test mail server: global, per message, or per recipient.

use std::collections::HashSet;

/// Global behaviour of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    #[default]
    Ready,
    Down,
    /// Sends its greeting one byte at a time, without end.
    Trickle,
    /// Greets with 554, refusing the connection and not a mail.
    NoService,
    /// Answers 530 to MAIL FROM, which also refuses the connection and not a mail.
    SignInFirst,
    NotNow,
    /// Accepts every message and closes the connection before sending its 250.
    TakeAndCut,
    /// Accepts every message, sends 250, and resets the connection.
    TakeAndReset,
}

/// Reply to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Take,
    /// Accepts the message and closes the connection before sending its 250.
    TakeAndCut,
    /// Sends 250 and resets the connection.
    TakeAndReset,
    NotNow,
    Never,
}

#[derive(Debug, Default)]
pub struct State {
    pub taken: Vec<String>,
    pub manner: Manner,
    pub replies: Vec<Reply>,
    pub refused: HashSet<String>,
    pub hangs_at: HashSet<String>,
    pub hanging: usize,
}

impl State {
    /// Chooses the reply to a message and stores the message if accepted.
    pub fn reply_to(&mut self, message: String) -> Reply {
        let reply = match self.manner {
            _ if !self.replies.is_empty() => self.replies.remove(0),
            Manner::NotNow => Reply::NotNow,
            Manner::TakeAndCut => Reply::TakeAndCut,
            Manner::TakeAndReset => Reply::TakeAndReset,
            _ => Reply::Take,
        };
        if matches!(reply, Reply::Take | Reply::TakeAndCut | Reply::TakeAndReset) {
            self.taken.push(message);
        }
        reply
    }

    /// Returns true if the recipient in this line is refused.
    pub fn refuse(&self, line: &str) -> bool {
        self.refused.iter().any(|to| line.contains(to.as_str()))
    }

    /// Returns true if the conversation must hang at the recipient in this line.
    pub fn hang(&mut self, line: &str) -> bool {
        let hangs = self.hangs_at.iter().any(|to| line.contains(to.as_str()));
        self.hanging += usize::from(hangs);
        hangs
    }
}
