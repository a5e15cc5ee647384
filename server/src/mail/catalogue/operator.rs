//! Mails to the operator: failed deliveries, and the test mail.

use super::{Block, EMAIL, Letter, MailContext, MailKind, NAME, clean, name, strong, t};
use crate::mail::render::sanitize::{MESSAGE, neutralise};

/// Mail to the operator's contact about a mail that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFailed {
    /// Outbox ID of the failed mail.
    pub id: String,
    /// Kind of the failed mail.
    pub kind: MailKind,
    pub to: String,
    /// Last reply of the mail server, or the connection error.
    pub answer: String,
    /// Number of further failures since the last notice.
    pub others: u64,
}

impl MailFailed {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::mail_failed as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, self.others + 1), m::kept(l));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l).into()),
            Block::Rows {
                title: m::title(l).to_owned(),
                rows: vec![
                    (m::to(l).to_owned(), strong(&clean(&self.to, EMAIL)).into()),
                    (m::kind(l).to_owned(), name(self.kind.code()).into()),
                    (m::id(l).to_owned(), name(&self.id).into()),
                ],
            },
            Block::Quote { text: neutralise(&self.answer, MESSAGE).into(), caption: m::answer(l).to_owned() },
        ];
        if self.others > 0 {
            letter.blocks.push(Block::Paragraph(m::others(l, self.others).into()));
        }
        letter.blocks.push(Block::Paragraph(m::kept(l).into()));
        letter.blocks.push(Block::Note(m::commands(l, name(&self.id)).into()));
        letter.why = m::why(l, d.product).into();
        letter
    }
}

/// Mail sent by `esecure mail test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMail {
    /// Configured host of this installation.
    pub host: String,
}

impl TestMail {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::test_mail as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, d.product), m::nothing(l));
        letter.blocks =
            vec![Block::Paragraph(m::lead(l, clean(&self.host, NAME)).into()), Block::Note(m::nothing(l).into())];
        letter.why = m::why(l, d.product).into();
        letter
    }
}
