//! Mails to those who run this: what could not be delivered, and whether mail leaves the house at all.

use super::{Block, Desk, EMAIL, Letter, NAME, clean, name, strong, t};
use crate::mail::render::inert::{MESSAGE, inert};

/// A mail could not be delivered: to the operator's contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFailed {
    /// By which the outbox knows it.
    pub id: String,
    /// What kind of mail.
    pub kind: String,
    pub to: String,
    /// What the mail server said.
    pub answer: String,
    /// How many more have failed since the last notice.
    pub others: u64,
}

impl MailFailed {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::mail_failed as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, self.others + 1), m::kept(l));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l).into()),
            Block::Rows {
                title: m::title(l).to_owned(),
                rows: vec![
                    (m::to(l).to_owned(), strong(&clean(&self.to, EMAIL)).into()),
                    (m::kind(l).to_owned(), name(&self.kind).into()),
                    (m::id(l).to_owned(), name(&self.id).into()),
                ],
            },
            Block::Quote { text: inert(&self.answer, MESSAGE).into(), caption: m::answer(l).to_owned() },
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

/// The mail of `esecure mail test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMail {
    /// Where this runs: the configured host.
    pub host: String,
}

impl TestMail {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::test_mail as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, d.product), m::nothing(l));
        letter.blocks =
            vec![Block::Paragraph(m::lead(l, clean(&self.host, NAME)).into()), Block::Note(m::nothing(l).into())];
        letter.why = m::why(l, d.product).into();
        letter
    }
}
