//! Mails to an administrator beside the *approval request*: the one-time code, and the digest of further requests.

use super::{Block, Letter, MailContext, Party, button, clean, company, t};

/// One-time code that replaces a signed-in session for a decision from a mail. The mail holds no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCode {
    /// Six digits. The subject begins with them; the outbox erases them from it together with both parts.
    pub code: String,
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub company: String,
    pub requester: Party,
    /// Expiry of the code, such as `14:46`; in Dutch `14.46 uur`.
    pub valid_until: String,
}

impl OneTimeCode {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::one_time_code as m;
        let (l, code) = (d.locale, clean(&self.code, 12));
        let subject = m::Subject { code: &code, number: self.number }.text(l);
        let mut letter = d.letter(
            d.numbered(m::label(l), self.number),
            subject,
            m::Preheader { code: &code, valid_until: &self.valid_until }.text(l),
        );
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead {
                    account: d.account(&self.account),
                    company: company(&self.company),
                    who: d.party(&self.requester),
                }
                .text(l)
                .into(),
            ),
            Block::Code(code),
            Block::Note(m::valid(l, &self.valid_until).into()),
            Block::Paragraph(m::nobody_asks(l).into()),
        ];
        letter.foot = vec![m::unexpected(l).into()];
        letter.why = m::why(l).into();
        letter
    }
}

/// Digest that replaces further *approval requests* to one administrator within an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestDigest {
    /// Number of open requests for the account.
    pub waiting: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub company: String,
    pub link: String,
}

impl RequestDigest {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_digest as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, self.waiting), m::preheader(l));
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { n: self.waiting, account: d.account(&self.account), company: company(&self.company) }
                    .text(l)
                    .into(),
            ),
            Block::Paragraph(m::preheader(l).into()),
            button(m::open(l), &self.link),
            Block::Note(m::by_menu(l, d.path()).into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = m::why(l).into();
        letter
    }
}
