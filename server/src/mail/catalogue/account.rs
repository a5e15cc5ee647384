//! Mails about the account itself: its administrators and its enforcement.

use super::{Block, EMAIL, Letter, MailContext, Party, button, clean, company, t};

/// Direction of a switch of enforcement, and its effect on open requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switched {
    /// Enforcement is on from now.
    On,
    /// Enforcement is on from now, at the announced time.
    OnAsSet,
    /// Enforcement is off; this many open requests stay open for a decision.
    OffKept(u64),
    /// Enforcement is off; this many open requests were closed as no longer needed.
    OffClosed(u64),
}

/// Mail to every administrator, including the acting one, after enforcement was switched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnforcementSwitched {
    /// Direction of the switch, and its effect on open requests.
    pub switched: Switched,
    /// Name of the administrator; `None` for the carrier.
    pub by: Option<String>,
    /// Time of the switch, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// URL of the enforcement page.
    pub link: String,
}

impl EnforcementSwitched {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::enforcement_switched as m;
        let (l, account, company) = (d.locale, d.account(&self.account), company(&self.company));
        let by = d.actor(self.by.as_ref());
        let on = matches!(self.switched, Switched::On | Switched::OnAsSet);
        let (subject, heading, lead, meaning) = if on {
            (
                m::subject_on(l, &self.account),
                m::heading_on(l),
                match self.switched {
                    Switched::OnAsSet => m::LeadSet { account, by, company, when: &self.when }.text(l),
                    _ => m::LeadOn { account, by, company, when: &self.when }.text(l),
                },
                m::meaning_on(l),
            )
        } else {
            (
                m::subject_off(l, &self.account),
                m::heading_off(l),
                m::LeadOff { account, by, company, when: &self.when }.text(l),
                m::meaning_off(l),
            )
        };
        let mut letter = d.letter(m::label(l), subject, meaning);
        letter.heading = heading.into();
        letter.blocks = vec![Block::Paragraph(lead.into()), Block::Paragraph(meaning.into())];
        let open = match self.switched {
            Switched::On | Switched::OnAsSet => None,
            Switched::OffKept(0) | Switched::OffClosed(0) => Some(m::none_open(l).to_owned()),
            Switched::OffKept(n) => Some(m::kept(l, n)),
            Switched::OffClosed(n) => Some(m::closed(l, n)),
        };
        letter.blocks.extend(open.map(|text| Block::Paragraph(text.into())));
        letter.blocks.push(button(m::open(l), &self.link));
        letter.blocks.push(Block::Note(m::not_agreed(l, d.path()).into()));
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembershipChange {
    Added,
    Removed,
}

/// Mail to every other administrator after one was added or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorChanged {
    pub change: MembershipChange,
    /// The administrator who was added or removed.
    pub whom: Party,
    /// Name of the acting administrator; `None` for the carrier.
    pub by: Option<String>,
    /// Time of the change, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// URL of the administrators page.
    pub link: String,
}

impl AdministratorChanged {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::administrator_changed as m;
        let (l, account, company) = (d.locale, d.account(&self.account), company(&self.company));
        let (by, whom) = (d.actor(self.by.as_ref()), d.party(&self.whom));
        let (subject, heading, lead, meaning) = match self.change {
            MembershipChange::Added => (
                m::subject_added(l, &self.account),
                m::heading_added(l),
                m::LeadAdded { account, by, company, when: &self.when, whom }.text(l),
                m::meaning_added(l),
            ),
            MembershipChange::Removed => (
                m::subject_removed(l, &self.account),
                m::heading_removed(l),
                m::LeadRemoved { account, by, company, when: &self.when, whom }.text(l),
                m::meaning_removed(l),
            ),
        };
        let mut letter = d.letter(m::label(l), subject, meaning);
        letter.heading = heading.into();
        letter.blocks = vec![
            Block::Paragraph(lead.into()),
            Block::Paragraph(meaning.into()),
            button(m::open(l), &self.link),
            Block::Note(m::not_agreed(l).into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

/// Mail to every other active administrator after one changed their e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorMoved {
    /// The administrator, with the new address.
    pub whom: Party,
    pub before: String,
    /// Time of the change, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// URL of the administrators page.
    pub link: String,
}

impl AdministratorMoved {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::administrator_moved as m;
        let (l, account, company) = (d.locale, d.account(&self.account), company(&self.company));
        let (whom, before) = (d.party(&self.whom), clean(&self.before, EMAIL));
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), m::meaning(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(m::Lead { account, company, when: &self.when, whom }.text(l).into()),
            Block::Paragraph(m::before(l, before).into()),
            Block::Paragraph(m::meaning(l).into()),
            button(m::open(l), &self.link),
            Block::Note(m::surprised(l).into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = d.why_administrator();
        letter
    }
}

/// Mail to the operator's contact after a sole administrator approved their own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAddressApproved {
    pub company: String,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// The administrator, with the address that was approved.
    pub administrator: Party,
    /// Time of the approval, such as `Monday 23 November 2026 at 14:14`.
    pub when: String,
}

impl OwnAddressApproved {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::own_address_approved as m;
        let (l, company) = (d.locale, company(&self.company));
        let mut letter =
            d.letter(m::label(l), m::Subject { account: &self.account, company: &company }.text(l), m::meaning(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead {
                    account: d.account(&self.account),
                    company,
                    when: &self.when,
                    who: d.party(&self.administrator),
                }
                .text(l)
                .into(),
            ),
            Block::Paragraph(m::meaning(l).into()),
        ];
        letter.why = m::why(l, d.product).into();
        letter
    }
}
