//! Mails about the list of addresses: approvals that are about to end, and a colleague's other decision.

use super::{Block, Contact, Desk, EMAIL, Letter, NAME, Someone, button, clean, name, strong, t};

/// Addresses that one mail names; the rest is counted, and stands in the list.
const NAMED: usize = 20;

/// A week before an approval ends: to its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalEnds {
    /// `•••••8204`.
    pub account: String,
    pub email: String,
    /// The last day: `30 November 2026`.
    pub day: String,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl ApprovalEnds {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::approval_ends as m;
        let (l, email) = (d.locale, strong(&clean(&self.email, EMAIL)));
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account, &self.day), m::by_itself(l));
        letter.heading = m::heading(l, &self.day).into();
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, d.account(&self.account), strong(&clean(&self.day, NAME)), email).into()),
            Block::Paragraph(m::by_itself(l).into()),
            Block::Paragraph(m::longer(l).into()),
        ];
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.why = m::why(l).into();
        letter
    }
}

/// The same to an administrator: all that came to its last week at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalsEnd {
    /// `•••••8204`.
    pub account: String,
    pub company: String,
    /// Last day and address, the first to end first.
    pub ends: Vec<(String, Someone)>,
    pub link: String,
}

impl ApprovalsEnd {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::approvals_end as m;
        let (l, all) = (d.locale, count(self.ends.len()));
        let mut letter = d.letter(m::label(l), m::subject(l, all, &self.account), m::afterwards(l));
        letter.heading = m::heading(l, all).into();
        let rows = self.ends.iter().take(NAMED).map(|(day, who)| (day.clone(), d.someone(who).into())).collect();
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, all, d.account(&self.account), name(&self.company)).into()),
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

/// What an address is after a decision against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overruling {
    /// It was rejected, and is approved now.
    Approved,
    /// It was approved, and is rejected now.
    Rejected,
    /// It was approved, and nothing is decided now.
    ApprovalCleared,
    /// It was rejected, and nothing is decided now.
    RejectionCleared,
}

/// One address about which a colleague decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverruledAddress {
    pub who: Someone,
    /// What it is now.
    pub what: Overruling,
    /// The day of the reader's decision: `12 June 2026`.
    pub day: String,
}

/// A colleague decided against the reader's earlier decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionOverruled {
    /// Name of the colleague.
    pub by: String,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// `•••••8204`.
    pub account: String,
    pub addresses: Vec<OverruledAddress>,
    pub link: String,
}

impl DecisionOverruled {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::decision_overruled as m;
        let (l, all) = (d.locale, count(self.addresses.len()));
        let (by, company) = (d.actor(Some(&self.by)), name(&self.company));
        let mut letter = d.letter(m::label(l), m::subject(l, all, &self.account), m::counts(l));
        letter.heading = m::heading(l, all).into();
        let rows = self.addresses.iter().take(NAMED).map(|address| {
            let (who, day) = (d.someone(&address.who), &address.day);
            match address.what {
                Overruling::Approved => (m::approved(l), m::you_rejected(l, day, who)),
                Overruling::Rejected => (m::rejected(l), m::you_approved(l, day, who)),
                Overruling::ApprovalCleared => (m::cleared(l), m::you_approved(l, day, who)),
                Overruling::RejectionCleared => (m::cleared(l), m::you_rejected(l, day, who)),
            }
        });
        let rows = rows.map(|(label, value)| (label.to_owned(), value.into())).collect();
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, all, d.account(&self.account), by, company, &self.when).into()),
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

impl Desk<'_> {
    /// How many addresses are not named.
    fn more(&self, all: usize) -> Option<Block> {
        let more = all.saturating_sub(NAMED);
        (more > 0).then(|| Block::Note(t::more_addresses(self.locale, count(more)).into()))
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
