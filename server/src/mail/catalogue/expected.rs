//! Mails about an announcement that its first shipment used: to the shipper, and to the announcer.

use super::{Block, Contact, EMAIL, Letter, MailContext, NAME, Party, button, clean, company, strong, t};

/// Mail to a shipper whose first shipment was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedApproved {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Last day of the approval, such as `30 November 2026`.
    pub day: String,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl ExpectedApproved {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::expected_approved as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), m::afterwards(l));
        letter.heading = m::heading(l, &self.day).into();
        let (email, day) = (strong(&clean(&self.email, EMAIL)), strong(&clean(&self.day, NAME)));
        letter.blocks = vec![
            Block::Paragraph(m::Lead { account: d.account(&self.account), day, email }.text(l).into()),
            Block::Paragraph(m::afterwards(l).into()),
        ];
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.why = m::why(l).into();
        letter
    }
}

/// Mail to the administrator whose announcement was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedArrived {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub company: String,
    pub who: Party,
    /// Last day of the approval, such as `30 November 2026`.
    pub day: String,
    /// Reference of the announcement.
    pub reference: String,
    /// Page of the address.
    pub link: String,
}

impl ExpectedArrived {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::expected_arrived as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), m::until(l, &self.day));
        letter.heading = m::heading(l).into();
        let lead =
            m::Lead { who: d.party(&self.who), account: d.account(&self.account), company: company(&self.company) };
        letter.blocks = vec![
            Block::Paragraph(lead.text(l).into()),
            Block::Paragraph(m::reference(l, strong(&clean(&self.reference, NAME))).into()),
            Block::Paragraph(m::until(l, strong(&clean(&self.day, NAME))).into()),
            button(m::open(l), &self.link),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}
