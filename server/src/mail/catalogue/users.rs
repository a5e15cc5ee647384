//! Mails about the list of addresses: approvals that end soon, and decisions overridden by a colleague.

use super::{Block, Contact, EMAIL, Letter, MailContext, NAME, Party, button, clean, company, strong, t};

/// Maximum number of addresses listed in one mail; the remaining ones are counted.
const NAMED: usize = 20;

/// Mail to an address a week before its approval ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalEnds {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Last day of the approval, such as `30 November 2026`.
    pub day: String,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl ApprovalEnds {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::approval_ends as m;
        let (l, email) = (d.locale, strong(&clean(&self.email, EMAIL)));
        let mut letter =
            d.letter(m::label(l), m::Subject { account: &self.account, day: &self.day }.text(l), m::by_itself(l));
        letter.heading = m::heading(l, &self.day).into();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { account: d.account(&self.account), day: strong(&clean(&self.day, NAME)), email }
                    .text(l)
                    .into(),
            ),
            Block::Paragraph(m::by_itself(l).into()),
            Block::Paragraph(m::longer(l).into()),
        ];
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.why = m::why(l).into();
        letter
    }
}

/// Mail to an administrator about all approvals that reached their last week at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalsEnd {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub company: String,
    /// Last day and address of each approval, sorted by day.
    pub ends: Vec<(String, Party)>,
    pub link: String,
}

impl ApprovalsEnd {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::approvals_end as m;
        let (l, all) = (d.locale, count(self.ends.len()));
        let mut letter = d.letter(m::label(l), m::Subject { n: all, account: &self.account }.text(l), m::afterwards(l));
        letter.heading = m::heading(l, all).into();
        let rows = self.ends.iter().take(NAMED).map(|(day, who)| (day.clone(), d.party(who).into())).collect();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { n: all, account: d.account(&self.account), company: company(&self.company) }.text(l).into(),
            ),
            Block::Rows { title: m::title(l).to_owned(), rows },
        ];
        letter.blocks.extend(d.more(self.ends.len()));
        letter.blocks.push(Block::Paragraph(m::afterwards(l).into()));
        letter.blocks.push(button(m::open(l), &self.link));
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

/// Change of standing by a decision that overrides an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverridingDecision {
    /// Rejected before, approved now.
    Approved,
    /// Approved before, rejected now.
    Rejected,
    /// Approved before, undecided now.
    ApprovalCleared,
    /// Rejected before, undecided now.
    RejectionCleared,
}

/// Address about which a colleague decided differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverriddenAddress {
    pub who: Party,
    /// Change of the address's standing.
    pub what: OverridingDecision,
    /// Day of the reader's decision, such as `12 June 2026`.
    pub day: String,
}

/// Mail to an administrator whose earlier decision was overridden by a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionOverridden {
    /// Name of the colleague.
    pub by: String,
    /// Time of the new decision, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub addresses: Vec<OverriddenAddress>,
    pub link: String,
}

impl DecisionOverridden {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::decision_overruled as m;
        let (l, all) = (d.locale, count(self.addresses.len()));
        let (by, company) = (d.actor(Some(&self.by)), company(&self.company));
        let mut letter = d.letter(m::label(l), m::Subject { n: all, account: &self.account }.text(l), m::counts(l));
        letter.heading = m::heading(l, all).into();
        let rows = self.addresses.iter().take(NAMED).map(|address| {
            let (who, day) = (d.party(&address.who), &address.day);
            match address.what {
                OverridingDecision::Approved => (m::approved(l), m::YouRejected { day, who }.text(l)),
                OverridingDecision::Rejected => (m::rejected(l), m::YouApproved { day, who }.text(l)),
                OverridingDecision::ApprovalCleared => (m::cleared(l), m::YouApproved { day, who }.text(l)),
                OverridingDecision::RejectionCleared => (m::cleared(l), m::YouRejected { day, who }.text(l)),
            }
        });
        let rows = rows.map(|(label, value)| (label.to_owned(), value.into())).collect();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { n: all, account: d.account(&self.account), by, company, when: &self.when }.text(l).into(),
            ),
            Block::Rows { title: m::title(l).to_owned(), rows },
        ];
        letter.blocks.extend(d.more(self.addresses.len()));
        letter.blocks.push(Block::Paragraph(m::counts(l).into()));
        letter.blocks.push(button(m::open(l), &self.link));
        letter.blocks.push(Block::Note(m::disagree(l).into()));
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

impl MailContext<'_> {
    /// Builds the note with the number of addresses beyond [`NAMED`], if any.
    fn more(&self, all: usize) -> Option<Block> {
        let more = all.saturating_sub(NAMED);
        (more > 0).then(|| Block::Note(t::more_addresses(self.locale, count(more)).into()))
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
