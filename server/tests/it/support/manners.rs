//! How the tests' mail server behaves: to everybody, to the next message, to a recipient.

use std::collections::HashSet;

/// How it behaves to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    #[default]
    Ready,
    Down,
    /// Answers a byte at a time, and never ends.
    Trickle,
    /// Greets with 554: the server refuses us, not a mail.
    NoService,
    /// 530 where the sender is named: the same.
    SignInFirst,
    NotNow,
    /// Takes every message, and cuts the line before its 250 arrives.
    TakeAndCut,
    /// Takes every message, says 250, and resets the connection.
    TakeAndReset,
}

/// What it says after a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Take,
    /// Takes the message, and cuts the line before its 250 arrives.
    TakeAndCut,
    /// 250, and the connection is reset.
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
    /// What to say to a message, which is kept where it is taken.
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

    /// Whether the recipient in this line is refused.
    pub fn refuse(&self, line: &str) -> bool {
        self.refused.iter().any(|to| line.contains(to.as_str()))
    }

    /// Whether it falls silent at the recipient in this line.
    pub fn hang(&mut self, line: &str) -> bool {
        let hangs = self.hangs_at.iter().any(|to| line.contains(to.as_str()));
        self.hanging += usize::from(hangs);
        hangs
    }
}
