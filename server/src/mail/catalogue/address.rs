//! Mails about a profile's address and password: from the profile's sender, since they are about signing in.

use super::{Block, Desk, EMAIL, Letter, button, clean, strong, t};

/// To a new address: is it yours? Whoever reads it may be a stranger, so it names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmEmail {
    pub link: String,
    /// When it ends: `Thursday 26 November 2026 at 14:14`.
    pub valid_until: String,
}

impl ConfirmEmail {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::confirm_email as m;
        let (l, until) = (d.locale, &self.valid_until);
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), m::preheader(l, until));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, d.portal).into()),
            button(m::open(l), &self.link),
            Block::Note(m::once(l, until).into()),
            Block::Paragraph(m::nothing_yet(l).into()),
        ];
        letter.foot = vec![m::unexpected(l).into()];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}

/// To an address that has a profile: another one was to move there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailTaken {
    /// Where one signs in.
    pub link: String,
}

impl EmailTaken {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::email_taken as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), m::nothing(l));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, d.portal).into()),
            Block::Paragraph(m::nothing(l).into()),
            button(m::open(l), &self.link),
            Block::Note(m::was_it_you(l).into()),
        ];
        letter.foot = vec![m::unexpected(l).into()];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}

/// How far a change of address has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailChangeStep {
    /// Asked for; the new address is to be confirmed. The person's profile, to cancel it there.
    Asked { link: String },
    /// Confirmed: this mail is the last one to the old address.
    Done,
}

/// To the old address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChanged {
    /// How far it has come.
    pub step: EmailChangeStep,
    pub email: String,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
}

impl EmailChanged {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::email_changed as m;
        let (l, email) = (d.locale, strong(&clean(&self.email, EMAIL)));
        let (mut letter, why) = match &self.step {
            EmailChangeStep::Asked { link } => {
                let mut letter = d.letter(m::label(l), m::subject_asked(l, d.portal), m::not_yet(l));
                letter.blocks = vec![
                    Block::Paragraph(m::lead_asked(l, email, d.portal, &self.when).into()),
                    Block::Paragraph(m::not_yet(l).into()),
                    Block::Paragraph(m::unexpected_asked(l).into()),
                    button(m::open(l), link),
                ];
                (letter, t::password_changed::why(l, d.portal))
            }
            EmailChangeStep::Done => {
                let mut letter = d.letter(m::label(l), m::subject_done(l, d.portal), m::last(l));
                letter.blocks = vec![
                    Block::Paragraph(m::lead_done(l, email, d.portal, &self.when).into()),
                    Block::Paragraph(m::ended(l).into()),
                    Block::Paragraph(m::last(l).into()),
                ];
                letter.foot = vec![m::unexpected_done(l).into()];
                (letter, m::why(l, d.portal))
            }
        };
        letter.why = why.into();
        letter
    }
}

/// Another password was set, by somebody who knew the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordChanged {
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
    /// Where a new one is asked for.
    pub link: String,
}

impl PasswordChanged {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::password_changed as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), m::ended(l));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, d.portal, &self.when).into()),
            Block::Paragraph(m::ended(l).into()),
            Block::Paragraph(m::unexpected(l).into()),
            button(m::open(l), &self.link),
        ];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}
