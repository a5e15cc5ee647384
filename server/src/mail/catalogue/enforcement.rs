//! Mails about the announced start of enforcement.

use super::{Block, EMAIL, Letter, MailContext, NAME, button, clean, company, strong, t};

/// Change to the announced time of enforcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanStep {
    Set,
    /// The time replaces an earlier one.
    Changed {
        /// Earlier time, such as `Tuesday 1 December 2026 at 08:00`.
        before: String,
    },
    /// The announcement was cancelled.
    CalledOff,
}

/// Mail to every administrator after a time for enforcement was set, changed or cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnforcementPlanned {
    pub step: PlanStep,
    /// Announced time, such as `Tuesday 1 December 2026 at 08:00`.
    pub at: String,
    /// True if the undecided addresses are mailed.
    pub tells: bool,
    /// Name of the acting administrator.
    pub by: String,
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// URL of the enforcement page.
    pub link: String,
}

impl EnforcementPlanned {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::enforcement_planned as m;
        let (l, account, company) = (d.locale, d.account(&self.account), company(&self.company));
        let (by, at) = (d.actor(Some(&self.by)), strong(&clean(&self.at, NAME)));
        let (subject, heading, lead, meaning) = match &self.step {
            PlanStep::Set => (
                m::subject_set(l, &self.account),
                m::heading_set(l),
                m::LeadSet { account, at, by, company }.text(l),
                m::meaning(l),
            ),
            PlanStep::Changed { before } => (
                m::subject_changed(l, &self.account),
                m::heading_changed(l),
                m::LeadChanged { account, at, before, by, company }.text(l),
                m::meaning(l),
            ),
            PlanStep::CalledOff => (
                m::subject_off(l, &self.account),
                m::heading_off(l),
                m::LeadOff { account, at, by, company }.text(l),
                m::meaning_off(l),
            ),
        };
        let mut letter = d.letter(m::label(l), subject, meaning);
        letter.heading = heading.into();
        letter.blocks = vec![Block::Paragraph(lead.into()), Block::Paragraph(meaning.into())];
        if self.tells && self.step != PlanStep::CalledOff {
            letter.blocks.push(Block::Paragraph(m::tells(l).into()));
        }
        letter.blocks.push(button(m::open(l), &self.link));
        letter.blocks.push(Block::Note(m::not_agreed(l, d.path()).into()));
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

/// Mail to an undecided address that used the account: shipping needs an approval from the announced time, or already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalNeeded {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Announced time, such as `Tuesday 1 December 2026 at 08:00`.
    pub from: String,
    /// True if that time has come.
    pub begun: bool,
    pub link: String,
}

impl ApprovalNeeded {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::approval_needed as m;
        let (l, account, email) = (d.locale, d.account(&self.account), strong(&clean(&self.email, EMAIL)));
        let from = strong(&clean(&self.from, NAME));
        let (lead, ask) = match self.begun {
            false => (m::Lead { account, from }.text(l), m::ask_now(l)),
            true => (m::LeadBegun { account, from }.text(l), m::ask_begun(l)),
        };
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), ask);
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(lead.into()),
            Block::Paragraph(m::undecided(l, email).into()),
            Block::Paragraph(ask.into()),
            button(m::ask(l), &self.link),
            Block::Note(m::no_need(l).into()),
        ];
        letter.foot = vec![m::doubt(l).into()];
        letter.why = m::why(l).into();
        letter
    }
}
