//! Mails about requests that an administrator has to decide.

use super::{
    Block, Button, ButtonStyle, EMAIL, Letter, MailContext, Marked, Party, button, clean, main_button, name, t,
};
use crate::mail::render::sanitize::{MESSAGE, neutralise};
use app::pages::queue::request_dto::{Fact, ShipmentView};

/// *Approval request* (R-5.1): one message to each active administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRequest {
    /// Request number that people quote.
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub company: String,
    pub requester: Party,
    /// Time of the request, such as `Monday 23 November 2026 at 14:14`.
    pub asked: String,
    /// Application that sent the check.
    pub application: String,
    /// Details of the shipment, as far as the application sent them.
    pub shipment: ShipmentView,
    /// Known facts about the requester, sorted by weight.
    pub facts: Vec<Fact>,
    /// Message written by the requester.
    pub message: Option<String>,
    /// True if the request was made ahead of enforcement, without a blocked shipment.
    pub ahead: bool,
    /// URL of the decision page. The reject button links to the same page with `choice=reject`.
    pub link: String,
    /// Last day of the request, such as `7 December 2026`.
    pub expires: String,
}

impl ApprovalRequest {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::approval_request as m;
        let l = d.locale;
        let named = self.requester.name.as_deref().map(name).filter(|name| !name.is_empty());
        let who = named.unwrap_or_else(|| clean(&self.requester.email, EMAIL));
        let shipment = &self.shipment;
        let waits = if self.ships() { m::shipment_waits(l) } else { m::request_waits(l) };

        let route = shipment
            .from
            .as_deref()
            .zip(shipment.to.as_deref())
            .map(|(from, to)| m::Route { from: name(from), to: name(to) }.text(l));
        let known = [Some(name(&self.application)), route, shipment.value.as_deref().map(name)];
        let known: Vec<String> = known.into_iter().flatten().collect();
        let preheader = m::Preheader { known: known.join(", "), waits }.text(l);

        let mut letter = d.letter(
            d.numbered(m::label(l), self.number),
            m::Subject { account: &self.account, who: &who }.text(l),
            preheader,
        );
        letter.heading = m::heading(l, &who).into();
        let (account, company, someone) = (d.account(&self.account), name(&self.company), d.party(&self.requester));
        letter.blocks = vec![
            Block::Paragraph(
                match self.ahead {
                    false => m::Lead { account, company, waits, when: &self.asked, who: someone }.text(l),
                    true => m::LeadAhead { account, company, waits, when: &self.asked, who: someone }.text(l),
                }
                .into(),
            ),
            Block::Buttons(vec![main_button(m::approve(l), &self.link), self.reject(m::reject(l))]),
            Block::Note(m::nothing_yet(l).into()),
            self.waybill(d),
        ];
        if !self.facts.is_empty() {
            let facts =
                self.facts.iter().map(|fact| (fact.weight(), Marked::from(clean(&fact.sentence(l), EMAIL * 2))));
            letter.blocks.push(Block::Facts { title: m::facts(l).to_owned(), facts: facts.collect() });
        }
        if let Some(message) = self.message.as_deref().map(|m| neutralise(m, MESSAGE)).filter(|m| !m.is_empty()) {
            letter.blocks.push(Block::Quote { text: message.into(), caption: m::unchecked(l).to_owned() });
        }
        letter.foot = vec![m::expires(l, &self.expires).into(), d.doubt()];
        letter.why = d.why_administrator();
        letter
    }

    /// Returns true if the application sent any detail of a shipment.
    fn ships(&self) -> bool {
        self.shipment != ShipmentView::default()
    }

    fn reject(&self, label: &str) -> Button {
        Button { label: label.to_owned(), link: format!("{}?choice=reject", self.link), look: ButtonStyle::Against }
    }

    /// Builds the waybill rows of the shipment, leaving out unknown values.
    fn waybill(&self, d: &MailContext<'_>) -> Block {
        use t::field as f;
        let (l, s) = (d.locale, &self.shipment);
        let place = |place: &Option<String>, company: &Option<String>| {
            let known: Vec<String> = [company, place].into_iter().flatten().map(|text| name(text)).collect();
            (!known.is_empty()).then(|| known.join(", "))
        };
        let (load, loaded) = match (&s.weight, &s.value) {
            (Some(weight), Some(value)) => (f::weight_and_value(l), Some(format!("{}, {}", name(weight), name(value)))),
            (Some(weight), None) => (f::weight(l), Some(name(weight))),
            (None, value) => (f::value(l), value.as_deref().map(name)),
        };
        let lines = [
            (f::application(l), Some(name(&self.application))),
            (f::from(l), place(&s.from, &s.from_company)),
            (f::to(l), place(&s.to, &s.to_company)),
            (f::pieces(l), s.pieces.filter(|n| *n > 1).map(|n| n.to_string())),
            (load, loaded),
            (f::reference(l), s.reference.as_deref().map(name)),
        ];
        let known = lines.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?)));
        let rows = known.filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label, value.into())).collect();
        let title = if self.ships() { f::shipment(l) } else { f::request(l) };
        Block::Rows { title: title.to_owned(), rows }
    }
}

/// One-time code that replaces a signed-in session for a decision from a mail. The mail holds no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCode {
    /// Six digits. Shown in both parts, and never in the subject, which the outbox keeps.
    pub code: String,
    pub number: u64,
    /// Masked account number, such as `•••••8204`.
    pub account: String,
    pub requester: Party,
    /// Expiry of the code, such as `14:46`; in Dutch `14.46 uur`.
    pub valid_until: String,
}

impl OneTimeCode {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::one_time_code as m;
        let (l, code) = (d.locale, clean(&self.code, 12));
        let subject = m::subject(l, self.number);
        let mut letter = d.letter(
            d.numbered(m::label(l), self.number),
            subject,
            m::Preheader { code: &code, valid_until: &self.valid_until }.text(l),
        );
        letter.heading = m::heading(l).into();
        letter.blocks = vec![
            Block::Paragraph(
                m::Lead { account: d.account(&self.account), who: d.party(&self.requester) }.text(l).into(),
            ),
            Block::Code(code),
            Block::Note(m::valid(l, &self.valid_until).into()),
            Block::Paragraph(m::nobody_asks(l).into()),
        ];
        letter.foot = vec![m::unexpected(l).into()];
        letter.why = m::why(l).into();
        letter
    }
}

/// Digest that replaces further *approval requests* to one administrator within an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestDigest {
    /// Number of open requests beyond those mailed.
    pub waiting: u64,
    pub link: String,
}

impl RequestDigest {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        use t::request_digest as m;
        let l = d.locale;
        let mut letter = d.letter(m::label(l), m::subject(l, self.waiting), m::preheader(l));
        letter.blocks = vec![
            Block::Paragraph(m::lead(l, self.waiting).into()),
            button(m::open(l), &self.link),
            Block::Note(m::by_menu(l, d.path()).into()),
        ];
        letter.foot = vec![d.doubt()];
        letter.why = m::why(l).into();
        letter
    }
}
