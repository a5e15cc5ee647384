//! Mails to a new administrator: creating a password, and the welcome.

use super::{Block, Letter, MailContext, button, name, t};

/// *Create password* (R-1.2), from the profile's sender: to an administrator without a profile or password, and to a
/// person who forgot theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePassword {
    pub company: String,
    /// Name of the administrator who added the reader; `None` for the carrier.
    pub added_by: Option<String>,
    /// True if the reader has a password, forgot it, and requested this mail.
    pub forgotten: bool,
    pub link: String,
    /// Expiry of the link, such as `Thursday 26 November 2026 at 14:14`.
    pub valid_until: String,
}

impl CreatePassword {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::create_password as m;
        let (l, company) = (d.locale, name(&self.company));
        let until = &self.valid_until;
        let (preheader, lead, unexpected) = if self.forgotten {
            (m::forgotten_preheader(l, until), m::forgotten_lead(l, d.portal), m::forgotten_unexpected(l))
        } else {
            let lead = m::Lead { by: d.actor(self.added_by.as_ref()), company: &company, portal: d.portal }.text(l);
            (m::Preheader { company: &company, valid_until: until }.text(l), lead, m::unexpected(l))
        };
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), preheader);
        letter.blocks = vec![
            Block::Paragraph(lead.into()),
            button(m::label(l), &self.link),
            Block::Note(m::once(l, until).into()),
            Block::Paragraph(m::then(l, d.path()).into()),
        ];
        letter.foot = vec![unexpected.into()];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}

/// *Welcome* (R-1.3): once per administrator and account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// URL of the product's first page in the portal.
    pub link: String,
}

impl Welcome {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::welcome as m;
        let (l, company) = (d.locale, name(&self.company));
        let mut letter = d.letter(m::label(l), m::subject(l, d.product), m::preheader(l, &company));
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { account: d.account(&self.account), company: &company, product: d.product }.text(l).into(),
            ),
            button(&m::open(l, d.product), &self.link),
            Block::Note(m::by_menu(l, d.path()).into()),
            Block::Steps {
                title: m::steps(l).to_owned(),
                steps: vec![
                    m::sign_in(l, d.portal).into(),
                    m::approve(l).into(),
                    m::add(l).into(),
                    m::switch(l).into(),
                ],
            },
            Block::Paragraph(m::after(l).into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}
