//! *Approval request* (R-5.1): the mail that asks an administrator to decide.

use super::{
    Block, Button, ButtonStyle, EMAIL, Letter, MailContext, Marked, Party, button, clean, company, main_button, name,
    strong, t,
};
use crate::mail::render::sanitize::{MESSAGE, figure, neutralise};
use app::pages::queue::request_dto::{Fact, ShipmentView};
use t::approval_request as m;

/// Administrators who can decide about the request, as seen by the mail's reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deciders {
    /// The reader, and other administrators.
    ReaderAndOthers,
    /// Only the reader: no other administrator is active, or only the requester.
    ReaderOnly,
    /// Only the others: the request is about the reader's own address. Their names.
    Others(Vec<String>),
    /// Nobody: the request is about the own address of the only active administrator, who can approve it on the list.
    Nobody {
        /// URL of the address on the list.
        user: String,
    },
}

/// *Approval request*: one message to each active administrator.
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
    pub deciders: Deciders,
    /// URL of the decision page. The reject button links to the same page with `choice=reject`.
    pub link: String,
    /// Last day of the request, such as `7 December 2026`.
    pub expires: String,
}

impl ApprovalRequest {
    pub(super) fn compose(&self, d: &MailContext<'_>) -> Letter {
        let mut letter = match &self.deciders {
            Deciders::ReaderAndOthers => self.to_decide(d, [m::shipment_waits(d.locale), m::request_waits(d.locale)]),
            Deciders::ReaderOnly => {
                self.to_decide(d, [m::shipment_waits_for_you(d.locale), m::request_waits_for_you(d.locale)])
            }
            Deciders::Others(names) => {
                let see = button(m::see(d.locale), &self.link);
                self.about_reader(d, vec![Block::Paragraph(others(d, names).into()), see])
            }
            Deciders::Nobody { user } => {
                let l = d.locale;
                let way = [m::own_nobody(l), m::own_way(l)].map(|text| Block::Paragraph(text.into()));
                let open = [button(m::own_open(l), user), Block::Note(m::own_else(l).into())];
                self.about_reader(d, way.into_iter().chain(open).collect())
            }
        };
        letter.foot = vec![m::expires(d.locale, &self.expires).into(), d.doubt()];
        letter.why = d.why_administrator();
        letter
    }

    /// Composes the mail to an administrator who can decide. `waits` are the sentences about the decision, for a
    /// shipment that the application keeps as a draft, and for any other request.
    fn to_decide(&self, d: &MailContext<'_>, waits: [&str; 2]) -> Letter {
        let l = d.locale;
        let named = self.requester.name.as_deref().map(name).filter(|name| !name.is_empty());
        let who = named.unwrap_or_else(|| clean(&self.requester.email, EMAIL));
        let waits = if self.shipment.draft { waits[0] } else { waits[1] };
        let mut letter = d.letter(
            d.numbered(m::label(l), self.number),
            m::Subject { account: &self.account, who: &who }.text(l),
            m::Preheader { known: self.known(d), waits }.text(l),
        );
        letter.heading = m::heading(l, &who).into();
        let (account, company, someone) = (d.account(&self.account), company(&self.company), d.party(&self.requester));
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
        letter.blocks.extend(self.facts(d));
        if let Some(message) = self.message.as_deref().map(|m| neutralise(m, MESSAGE)).filter(|m| !m.is_empty()) {
            letter.blocks.push(Block::Quote { text: message.into(), caption: m::unchecked(l).to_owned() });
        }
        letter
    }

    /// Composes the mail to the administrator whose own address the request is about; it has no decision buttons.
    fn about_reader(&self, d: &MailContext<'_>, way: Vec<Block>) -> Letter {
        let (l, account, company) = (d.locale, d.account(&self.account), company(&self.company));
        let email = strong(&clean(&self.requester.email, EMAIL));
        let label = d.numbered(m::label(l), self.number);
        let mut letter = d.letter(label, m::own_subject(l, &self.account), m::own_not(l));
        letter.heading = m::own_heading(l).into();
        let lead = match self.ahead {
            false => m::OwnLead { account, company, email, when: &self.asked }.text(l),
            true => m::OwnLeadAhead { account, company, email, when: &self.asked }.text(l),
        };
        letter.blocks = vec![Block::Paragraph(format!("{lead} {}", m::own_not(l)).into())];
        letter.blocks.extend(way);
        letter.blocks.push(self.waybill(d));
        letter
    }

    /// Joins application, route and value for the preview line.
    fn known(&self, d: &MailContext<'_>) -> String {
        let (from, to) = (self.shipment.from.as_deref(), self.shipment.to.as_deref());
        let route = from.zip(to).map(|(from, to)| m::Route { from: name(from), to: name(to) }.text(d.locale));
        let known = [Some(name(&self.application)), route, self.shipment.value.as_deref().map(figure)];
        known.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Builds the facts. Their sentences and the domain in them are ours; an application's name is not.
    fn facts(&self, d: &MailContext<'_>) -> Option<Block> {
        let sentence = |fact: &Fact| {
            let fact = match fact {
                Fact::Authenticated { application } => Fact::Authenticated { application: name(application) },
                Fact::NotAuthenticated { application } => Fact::NotAuthenticated { application: name(application) },
                fact => fact.clone(),
            };
            (fact.weight(), Marked::from(clean(&fact.sentence(d.locale), EMAIL * 2)))
        };
        let facts: Vec<_> = self.facts.iter().map(sentence).collect();
        (!facts.is_empty()).then(|| Block::Facts { title: m::facts(d.locale).to_owned(), facts })
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
            (Some(weight), Some(value)) => {
                (f::weight_and_value(l), Some(format!("{}, {}", figure(weight), figure(value))))
            }
            (Some(weight), None) => (f::weight(l), Some(figure(weight))),
            (None, value) => (f::value(l), value.as_deref().map(figure)),
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

/// Returns the sentence that names the administrators who can decide.
fn others(d: &MailContext<'_>, names: &[String]) -> String {
    let n = u64::try_from(names.len()).unwrap_or(u64::MAX);
    let names = names.iter().map(|other| name(other)).collect::<Vec<_>>().join(", ");
    m::OwnOthers { n, names }.text(d.locale)
}
