//! Mails to requesters: progress and outcome of a request.
//!
//! They never name the account's company, so that guessing an account number does not reveal its owner.

use super::{
    Block, Button, ButtonStyle, Contact, EMAIL, Letter, MailContext, button, clean, main_button, name, strong, t,
};
use crate::mail::render::sanitize::{REASON, neutralise};

/// *Request received* (R-5.1): confirms that the administrators were mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestReceived {
    /// Request number that people quote.
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// Number of administrators who were mailed.
    pub asked: u64,
    /// True if the request was made ahead of enforcement, without a blocked shipment.
    pub ahead: bool,
    /// Application that sent the check.
    pub application: String,
    pub reference: Option<String>,
    pub link: String,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl RequestReceived {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_received as m;
        let l = d.locale;
        let label = d.numbered(m::label(l), self.number);
        // Zero if the rate limits on mail prevented every mail to an administrator.
        let (preheader, heading, asked) = match self.asked {
            0 => (m::asked_none(l).to_owned(), m::heading_none(l).to_owned(), m::asked_none(l).to_owned()),
            n => (m::preheader(l, n), m::heading(l, n), m::asked(l, n)),
        };
        let mut letter = d.letter(label, m::subject(l, &self.account), preheader);
        letter.heading = heading.into();
        letter.blocks = vec![
            Block::Paragraph(
                match self.ahead {
                    false => {
                        m::Lead { account: d.account(&self.account), application: name(&self.application) }.text(l)
                    }
                    true => m::lead_ahead(l, d.account(&self.account)),
                }
                .into(),
            ),
            Block::Paragraph(asked.into()),
            button(t::see_status(l), &self.link),
            Block::Note(m::live(l).into()),
            d.shipment(&self.application, self.reference.as_ref()),
        ];
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.foot = vec![m::not_you(l).into(), t::keep_link(l).into()];
        letter.why = d.why_requester(&self.application);
        letter
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestApproved {
    /// Request number that people quote.
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Application that sent the check.
    pub application: String,
    pub reference: Option<String>,
    pub link: String,
    /// URL of the saved shipment in the application. Left out unless its scheme is `http` or `https`.
    pub draft: Option<String>,
    /// Last day of the approval, such as `31 December 2026`.
    pub until: Option<String>,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl RequestApproved {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_approved as m;
        let l = d.locale;
        let email = strong(&clean(&self.email, EMAIL));
        let draft = self.draft.as_deref().filter(|link| link.starts_with("https://") || link.starts_with("http://"));
        let next =
            if draft.is_some() { m::continue_draft(l).to_owned() } else { m::ship_again(l, name(&self.application)) };
        let label = d.numbered(m::label(l), self.number);
        let mut letter = d.letter(label, m::subject(l, &self.account), &next);
        letter.heading = m::heading(l).into();
        let mut lead = m::Lead { account: d.account(&self.account), email }.text(l);
        if let Some(until) = &self.until {
            lead = format!("{lead} {}", m::until(l, until));
        }
        let status = t::see_status(l);
        let buttons = match draft {
            Some(draft) => vec![
                main_button(m::open_draft(l), draft),
                Button { label: status.to_owned(), link: self.link.clone(), look: ButtonStyle::Second },
            ],
            None => vec![main_button(status, &self.link)],
        };
        letter.blocks = vec![
            Block::Paragraph(lead.into()),
            Block::Paragraph(next.into()),
            Block::Buttons(buttons),
            d.shipment(&self.application, self.reference.as_ref()),
        ];
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.foot = vec![t::keep_link(l).into()];
        letter.why = d.why_requester(&self.application);
        letter
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRejected {
    /// Request number that people quote.
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Application that sent the check.
    pub application: String,
    pub reference: Option<String>,
    /// Reason that the administrator wrote for the requester.
    pub reason: Option<String>,
    pub link: String,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl RequestRejected {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_rejected as m;
        let l = d.locale;
        let email = strong(&clean(&self.email, EMAIL));
        let label = d.numbered(m::label(l), self.number);
        let mut letter = d.letter(label, m::subject(l, &self.account), m::other_way(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![Block::Paragraph(m::Lead { account: d.account(&self.account), email }.text(l).into())];
        letter.blocks.extend(reason(d, self.reason.as_deref()));
        letter.blocks.extend([
            Block::Paragraph(m::other_way(l).into()),
            button(t::see_status(l), &self.link),
            d.shipment(&self.application, self.reference.as_ref()),
        ]);
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.foot = vec![t::keep_link(l).into()];
        letter.why = d.why_requester(&self.application);
        letter
    }
}

/// Mail to an approved address after it was rejected on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRevoked {
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub email: String,
    /// Time of the rejection, such as `Monday 23 November 2026 at 14:14`.
    pub revoked: String,
    /// Reason that the administrator wrote for the address.
    pub reason: Option<String>,
    /// Administrators who share their contact details.
    pub contacts: Vec<Contact>,
}

impl StandingRevoked {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::standing_revoked as m;
        let l = d.locale;
        let email = strong(&clean(&self.email, EMAIL));
        let mut letter = d.letter(m::label(l), m::subject(l, &self.account), m::what_now(l));
        letter.heading = m::heading(l).into();
        letter.blocks = vec![Block::Paragraph(
            m::Lead { account: d.account(&self.account), email, when: &self.revoked }.text(l).into(),
        )];
        letter.blocks.extend(reason(d, self.reason.as_deref()));
        letter.blocks.push(Block::Paragraph(m::what_now(l).into()));
        letter.blocks.extend(d.contacts(&self.contacts));
        letter.why = m::why(l).into();
        letter
    }
}

/// Reason for closing a request without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyClosed {
    /// Enforcement was switched off, so the shipper may ship.
    SwitchedOff,
    /// The account was suspended, so all shipping on it is blocked.
    Suspended,
}

/// Mail to a requester after the request was closed without a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestClosed {
    /// Request number that people quote.
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    /// Application that sent the check.
    pub application: String,
    pub reference: Option<String>,
    pub why: WhyClosed,
    pub link: String,
}

impl RequestClosed {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_closed as m;
        let l = d.locale;
        let account = d.account(&self.account);
        let (heading, lead, next) = match self.why {
            WhyClosed::SwitchedOff => {
                (m::switched_off_heading(l), m::switched_off(l, account), m::switched_off_next(l))
            }
            WhyClosed::Suspended => (m::suspended_heading(l), m::suspended(l, account), m::suspended_next(l)),
        };
        let label = d.numbered(m::label(l), self.number);
        let mut letter = d.letter(label, m::subject(l, &self.account), next);
        letter.heading = heading.into();
        letter.blocks = vec![
            Block::Paragraph(lead.into()),
            Block::Paragraph(next.into()),
            button(t::see_status(l), &self.link),
            d.shipment(&self.application, self.reference.as_ref()),
        ];
        letter.foot = vec![t::keep_link(l).into()];
        letter.why = d.why_requester(&self.application);
        letter
    }
}

/// Builds the quote with the administrator's reason, if there is one.
fn reason(d: &MailContext<'_>, reason: Option<&str>) -> Option<Block> {
    let text = neutralise(reason?, REASON);
    (!text.is_empty()).then(|| Block::Quote { text: text.into(), caption: t::reason(d.locale).to_owned() })
}
