//! Mails about a profile's password, and the welcome to a new administrator.

use super::{Block, Letter, MailContext, button, company, t};

/// *Create password* (R-1.2), from the profile's sender: to an administrator without a profile or password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePassword {
    pub company: String,
    /// Name of the administrator who added the reader; `None` for the carrier.
    pub added_by: Option<String>,
    /// True if the reader administers other accounts too, and may have an earlier link.
    pub several: bool,
    pub link: String,
    /// Expiry of the link, such as `Thursday 26 November 2026 at 14:14`.
    pub valid_until: String,
}

impl CreatePassword {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::create_password as m;
        let (l, company, until) = (d.locale, company(&self.company), &self.valid_until);
        let preheader = m::Preheader { company: &company, valid_until: until }.text(l);
        let lead = m::Lead { by: d.actor(self.added_by.as_ref()), company: &company, portal: d.portal }.text(l);
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), preheader);
        letter.blocks =
            vec![Block::Paragraph(lead.into()), button(m::label(l), &self.link), Block::Note(m::once(l, until).into())];
        letter.blocks.extend(self.several.then(|| Block::Paragraph(m::several(l).into())));
        letter.blocks.push(Block::Paragraph(m::then(l, d.path()).into()));
        letter.foot = vec![m::unexpected(l).into()];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}

/// *Reset your password*, from the profile's sender: to a person who forgot theirs and asked for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetPassword {
    pub link: String,
    /// Expiry of the link, such as `Thursday 26 November 2026 at 14:14`.
    pub valid_until: String,
}

impl ResetPassword {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::reset_password as m;
        let (l, until) = (d.locale, &self.valid_until);
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), m::preheader(l, until));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, d.portal).into()),
            button(m::open(l), &self.link),
            Block::Note(t::create_password::once(l, until).into()),
            Block::Paragraph(m::ended(l).into()),
        ];
        letter.foot = vec![m::unexpected(l).into()];
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
    /// True if enforcement is on already.
    pub enforced: bool,
    /// URL of the product's first page in the portal.
    pub link: String,
}

impl Welcome {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::welcome as m;
        let (l, company) = (d.locale, company(&self.company));
        let (preheader, after) = match self.enforced {
            false => (m::preheader(l, &company), m::after(l)),
            true => (m::preheader_enforced(l, &company), m::after_enforced(l)),
        };
        let mut steps = vec![m::sign_in(l, d.portal), m::approve(l).to_owned(), m::add(l).to_owned()];
        if !self.enforced {
            steps.push(m::switch(l).to_owned());
        }
        let title = if self.enforced { m::steps_enforced(l) } else { m::steps(l) };
        let mut letter = d.letter(m::label(l), m::subject(l, d.product), preheader);
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { account: d.account(&self.account), company: &company, product: d.product }.text(l).into(),
            ),
            button(&m::open(l, d.product), &self.link),
            Block::Note(m::by_menu(l, d.path()).into()),
            Block::Steps { title: title.to_owned(), steps: steps.into_iter().map(Into::into).collect() },
            Block::Paragraph(after.into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}
