//! Mails about a profile's address and password. They come from the profile's sender, because they concern
//! signing in.

use super::{Block, EMAIL, Letter, MailContext, button, clean, strong, t};

/// Mail to a new address with the link that confirms it. Names no person, because the recipient may be a stranger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmEmail {
    pub link: String,
    /// Expiry of the link, such as `Thursday 26 November 2026 at 14:14`.
    pub valid_until: String,
}

impl ConfirmEmail {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
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

/// Mail to an address that already has a profile, after another profile tried to change to that address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailTaken {
    /// URL of the sign-in page.
    pub link: String,
}

impl EmailTaken {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
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

/// Progress of a change of address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailChangeStep {
    /// Requested; the new address is not confirmed yet. `link` leads to the profile page, to cancel the change.
    Asked { link: String },
    /// Confirmed; this mail is the last one to the old address.
    Done,
}

/// Mail to the old address of a profile about a change of address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChanged {
    /// Progress of the change.
    pub step: EmailChangeStep,
    pub email: String,
    /// Time of the step, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
}

impl EmailChanged {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::email_changed as m;
        let (l, email) = (d.locale, strong(&clean(&self.email, EMAIL)));
        let (mut letter, why) = match &self.step {
            EmailChangeStep::Asked { link } => {
                let mut letter = d.letter(m::label(l), m::subject_asked(l, d.portal), m::not_yet(l));
                letter.blocks = vec![
                    Block::Paragraph(m::LeadAsked { email, portal: d.portal, when: &self.when }.text(l).into()),
                    Block::Paragraph(m::not_yet(l).into()),
                    Block::Paragraph(m::unexpected_asked(l).into()),
                    button(m::open(l), link),
                ];
                (letter, t::password_changed::why(l, d.portal))
            }
            EmailChangeStep::Done => {
                let mut letter = d.letter(m::label(l), m::subject_done(l, d.portal), m::last(l));
                letter.blocks = vec![
                    Block::Paragraph(m::LeadDone { email, portal: d.portal, when: &self.when }.text(l).into()),
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

/// Mail to a profile after its password was changed with the old password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordChanged {
    /// Time of the change, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
    /// URL of the page that resets the password.
    pub link: String,
}

impl PasswordChanged {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::password_changed as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, d.portal), m::ended(l));
        letter.blocks = vec![
            Block::Paragraph(m::Lead { portal: d.portal, when: &self.when }.text(l).into()),
            Block::Paragraph(m::ended(l).into()),
            Block::Paragraph(m::unexpected(l).into()),
            button(m::open(l), &self.link),
        ];
        letter.why = m::why(l, d.portal).into();
        letter
    }
}
