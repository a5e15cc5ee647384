//! Scripted behaviour of the tests' mail server: for all conversations, for the next message, and per recipient.

use std::collections::HashSet;

/// Behaviour in all conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    #[default]
    Ready,
    Down,
    /// Greets one byte at a time, without end.
    Trickle,
    /// Greets with 554, which refuses the client, not a mail.
    NoService,
    /// Answers 530 at the sender, which refuses the client too.
    SignInFirst,
    NotNow,
    /// Accepts every message, and closes the connection before its 250 arrives.
    TakeAndCut,
    /// Accepts every message, answers 250, and resets the connection.
    TakeAndReset,
}

/// Reply to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Take,
    /// Accepts the message, and closes the connection before its 250 arrives.
    TakeAndCut,
    /// Answers 250, then resets the connection.
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
    /// Chooses the reply to a message, and stores the message if accepted.
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

    /// Returns true if this line names a refused recipient.
    pub fn refuse(&self, line: &str) -> bool {
        self.refused.iter().any(|to| line.contains(to.as_str()))
    }

    /// Returns true if the conversation hangs at the recipient in this line, and counts it.
    pub fn hang(&mut self, line: &str) -> bool {
        let hangs = self.hangs_at.iter().any(|to| line.contains(to.as_str()));
        self.hanging += usize::from(hangs);
        hangs
    }
}
