//! Mails about an account itself: who administers it, and whether the verdict counts.

use super::{Block, Desk, EMAIL, Letter, Someone, button, clean, name, t};

/// What a switch meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switched {
    /// From now on the verdict counts.
    On,
    /// The same, at the time that somebody had set.
    OnAsSet,
    /// Anyone may ship; this many open requests stay decidable.
    OffKept(u64),
    /// Anyone may ship; this many open requests were closed as no longer needed.
    OffClosed(u64),
}

/// Enforcement was switched: to every administrator, whoever pressed included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnforcementSwitched {
    /// Which way, and what became of open requests.
    pub switched: Switched,
    /// Name of the administrator; `None` for the carrier.
    pub by: Option<String>,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// `•••••8204`.
    pub account: String,
    /// The page of the switch.
    pub link: String,
}

impl EnforcementSwitched {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::enforcement_switched as m;
        let (l, account, company) = (d.locale, d.account(&self.account), name(&self.company));
        let by = d.actor(self.by.as_ref());
        let on = matches!(self.switched, Switched::On | Switched::OnAsSet);
        let (subject, heading, lead, meaning) = if on {
            (
                m::subject_on(l, &self.account),
                m::heading_on(l),
                match self.switched {
                    Switched::OnAsSet => m::lead_set(l, account, by, company, &self.when),
                    _ => m::lead_on(l, account, by, company, &self.when),
                },
                m::meaning_on(l),
            )
        } else {
            (
                m::subject_off(l, &self.account),
                m::heading_off(l),
                m::lead_off(l, account, by, company, &self.when),
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
    /// Is one no longer.
    Removed,
}

/// An administrator was added or removed: to every other administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorChanged {
    pub change: MembershipChange,
    /// Who was added or removed.
    pub whom: Someone,
    /// Name of the administrator who did it; `None` for the carrier.
    pub by: Option<String>,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// `•••••8204`.
    pub account: String,
    /// The page of the administrators.
    pub link: String,
}

impl AdministratorChanged {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::administrator_changed as m;
        let (l, account, company) = (d.locale, d.account(&self.account), name(&self.company));
        let (by, whom) = (d.actor(self.by.as_ref()), d.someone(&self.whom));
        let (subject, heading, lead, meaning) = match self.change {
            MembershipChange::Added => (
                m::subject_added(l, &self.account),
                m::heading_added(l),
                m::lead_added(l, account, by, company, &self.when, whom),
                m::meaning_added(l),
            ),
            MembershipChange::Removed => (
                m::subject_removed(l, &self.account),
                m::heading_removed(l),
                m::lead_removed(l, account, by, company, &self.when, whom),
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

/// An administrator has another e-mail address: to every other active one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorMoved {
    /// Who, with the new address.
    pub whom: Someone,
    pub before: String,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
    pub company: String,
    /// `•••••8204`.
    pub account: String,
    /// The page of the administrators.
    pub link: String,
}

impl AdministratorMoved {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::administrator_moved as m;
        let (l, account, company) = (d.locale, d.account(&self.account), name(&self.company));
        let (whom, before) = (d.someone(&self.whom), clean(&self.before, EMAIL));
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), m::meaning(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, account, company, &self.when, whom).into()),
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

/// A sole administrator approved their own address: to the operator's contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAddressApproved {
    pub company: String,
    /// `•••••8204`.
    pub account: String,
    /// The administrator, whose address is the one approved.
    pub administrator: Someone,
    /// When: `Monday 23 November 2026 at 14:14`.
    pub when: String,
}

impl OwnAddressApproved {
    pub(super) fn compose(&self, d: &Desk<'_>) -> Letter {
        use t::own_address_approved as m;
        let (l, company) = (d.locale, name(&self.company));
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account, &company), m::meaning(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(
                m::lead(l, d.account(&self.account), company, &self.when, d.someone(&self.administrator)).into(),
            ),
            Block::Paragraph(m::meaning(l).into()),
        ];
        letter.why = m::why(l, d.product).into();
        letter
    }
}
