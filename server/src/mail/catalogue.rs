//! Every mail that the house sends: what each needs to know, and what it says.
//!
//! A mail is data; [`render`] makes the subject and both parts of it. Nothing here reads a clock or a database: dates,
//! weights and amounts come as text in the reader's language. Texts by other people come as they are, and lose their
//! power here and nowhere else (`render/inert.rs`). A new mail is a struct with its `compose`, a line in [`Mail`], its
//! sentences under `[mail]` in every language, and a line in the tests.

mod account;
mod address;
mod administrator;
mod list;
mod operator;
mod profile;
mod requester;
mod switch;

pub use account::{
    AdministratorChanged, AdministratorMoved, EnforcementSwitched, MembershipChange, OwnAddressApproved, Switched,
};
pub use address::{ConfirmEmail, EmailChangeStep, EmailChanged, EmailTaken, PasswordChanged};
pub use administrator::{ApprovalRequest, OneTimeCode, RequestDigest};
pub use list::{ApprovalEnds, ApprovalsEnd, DecisionOverruled, OverruledAddress, Overruling};
pub use operator::{MailFailed, TestMail};
pub use profile::{CreatePassword, Welcome};
pub use requester::{RequestApproved, RequestClosed, RequestReceived, RequestRejected, StandingRevoked, WhyClosed};
pub use switch::{ApprovalNeeded, EnforcementPlanned, PlanStep};

use super::render::{
    self, Block, Button, Letter, Look, Marked, Person,
    inert::{EMAIL, NAME, clean, inert},
    strong,
};
use app::{locales::mail as t, view::Contact};
use esecure::Locale;

/// Administrators whom a mail to a requester names; the status page names more.
const CONTACTS: usize = 10;

/// The names under which a carrier runs this.
#[derive(Debug, Clone, Copy)]
pub struct Brand<'a> {
    /// The portal: `MyDHL+`.
    pub portal: &'a str,
    /// The product: `eSecure`.
    pub product: &'a str,
}

/// Which of the two senders a mail comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The portal's profile mails.
    Profile,
    Product,
}

/// A mail, ready to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters. It holds no secret: it may be kept when the parts are forgotten.
    pub subject: String,
    /// The HTML part: complete, loads nothing.
    pub html: String,
    /// The text part: lines of at most 78 columns, except for a longer link.
    pub text: String,
}

/// Someone a mail speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// The name, where one is known. Asserted by an application or by the person.
    pub name: Option<String>,
    /// The address, as its owner writes it.
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    CreatePassword(CreatePassword),
    Welcome(Welcome),
    ApprovalRequest(Box<ApprovalRequest>),
    RequestReceived(RequestReceived),
    RequestApproved(RequestApproved),
    RequestRejected(RequestRejected),
    StandingRevoked(StandingRevoked),
    OneTimeCode(OneTimeCode),
    EnforcementSwitched(EnforcementSwitched),
    RequestClosed(RequestClosed),
    AdministratorChanged(AdministratorChanged),
    RequestDigest(RequestDigest),
    OwnAddressApproved(OwnAddressApproved),
    ConfirmEmail(ConfirmEmail),
    EmailTaken(EmailTaken),
    EmailChanged(EmailChanged),
    PasswordChanged(PasswordChanged),
    AdministratorMoved(AdministratorMoved),
    ApprovalEnds(ApprovalEnds),
    ApprovalsEnd(ApprovalsEnd),
    DecisionOverruled(DecisionOverruled),
    EnforcementPlanned(EnforcementPlanned),
    ApprovalNeeded(ApprovalNeeded),
    MailFailed(MailFailed),
    TestMail(TestMail),
}

impl Mail {
    /// The name by which the outbox and the tests know it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CreatePassword(_) => "create_password",
            Self::Welcome(_) => "welcome",
            Self::ApprovalRequest(_) => "approval_request",
            Self::RequestReceived(_) => "request_received",
            Self::RequestApproved(_) => "request_approved",
            Self::RequestRejected(_) => "request_rejected",
            Self::StandingRevoked(_) => "standing_revoked",
            Self::OneTimeCode(_) => "one_time_code",
            Self::EnforcementSwitched(_) => "enforcement_switched",
            Self::RequestClosed(_) => "request_closed",
            Self::AdministratorChanged(_) => "administrator_changed",
            Self::RequestDigest(_) => "request_digest",
            Self::OwnAddressApproved(_) => "own_address_approved",
            Self::ConfirmEmail(_) => "confirm_email",
            Self::EmailTaken(_) => "email_taken",
            Self::EmailChanged(_) => "email_changed",
            Self::PasswordChanged(_) => "password_changed",
            Self::AdministratorMoved(_) => "administrator_moved",
            Self::ApprovalEnds(_) => "approval_ends",
            Self::ApprovalsEnd(_) => "approvals_end",
            Self::DecisionOverruled(_) => "decision_overruled",
            Self::EnforcementPlanned(_) => "enforcement_planned",
            Self::ApprovalNeeded(_) => "approval_needed",
            Self::MailFailed(_) => "mail_failed",
            Self::TestMail(_) => "test_mail",
        }
    }

    /// Who it comes from.
    pub const fn sender(&self) -> Sender {
        match self {
            Self::CreatePassword(_)
            | Self::ConfirmEmail(_)
            | Self::EmailTaken(_)
            | Self::EmailChanged(_)
            | Self::PasswordChanged(_) => Sender::Profile,
            _ => Sender::Product,
        }
    }
}

/// Writes a mail to a reader, who is addressed by name where `to` is one.
pub fn render(mail: &Mail, to: Option<&str>, locale: Locale, brand: &Brand<'_>) -> Rendered {
    let desk = Desk { locale, portal: brand.portal, product: brand.product };
    let mut letter = match mail {
        Mail::CreatePassword(mail) => mail.compose(&desk),
        Mail::Welcome(mail) => mail.compose(&desk),
        Mail::ApprovalRequest(mail) => mail.compose(&desk),
        Mail::RequestReceived(mail) => mail.compose(&desk),
        Mail::RequestApproved(mail) => mail.compose(&desk),
        Mail::RequestRejected(mail) => mail.compose(&desk),
        Mail::StandingRevoked(mail) => mail.compose(&desk),
        Mail::OneTimeCode(mail) => mail.compose(&desk),
        Mail::EnforcementSwitched(mail) => mail.compose(&desk),
        Mail::RequestClosed(mail) => mail.compose(&desk),
        Mail::AdministratorChanged(mail) => mail.compose(&desk),
        Mail::RequestDigest(mail) => mail.compose(&desk),
        Mail::OwnAddressApproved(mail) => mail.compose(&desk),
        Mail::ConfirmEmail(mail) => mail.compose(&desk),
        Mail::EmailTaken(mail) => mail.compose(&desk),
        Mail::EmailChanged(mail) => mail.compose(&desk),
        Mail::PasswordChanged(mail) => mail.compose(&desk),
        Mail::AdministratorMoved(mail) => mail.compose(&desk),
        Mail::ApprovalEnds(mail) => mail.compose(&desk),
        Mail::ApprovalsEnd(mail) => mail.compose(&desk),
        Mail::DecisionOverruled(mail) => mail.compose(&desk),
        Mail::EnforcementPlanned(mail) => mail.compose(&desk),
        Mail::ApprovalNeeded(mail) => mail.compose(&desk),
        Mail::MailFailed(mail) => mail.compose(&desk),
        Mail::TestMail(mail) => mail.compose(&desk),
    };
    letter.speaker = match mail.sender() {
        Sender::Profile => brand.portal.to_owned(),
        Sender::Product => brand.product.to_owned(),
    };
    letter.greeting = match to.map(name).filter(|name| !name.is_empty()) {
        Some(name) => t::greeting(locale, name),
        None => t::hello(locale).to_owned(),
    };
    render::render(&letter, locale)
}

/// What every mail is written with.
struct Desk<'a> {
    locale: Locale,
    portal: &'a str,
    product: &'a str,
}

impl Desk<'_> {
    /// A letter with its outside: subject, the line after it, heading, and what kind of mail it is. Speaker and
    /// greeting are filled in for all of them.
    fn letter(&self, label: impl Into<String>, subject: impl Into<String>, preheader: impl Into<String>) -> Letter {
        let subject = subject.into();
        Letter {
            heading: subject.clone().into(),
            subject,
            preheader: preheader.into(),
            speaker: String::new(),
            label: label.into(),
            greeting: String::new(),
            blocks: Vec::new(),
            foot: Vec::new(),
            why: String::new().into(),
        }
    }

    /// Beside the sender: the kind of mail, and the number that people say on the phone.
    fn numbered(&self, kind: &str, number: u64) -> String {
        t::numbered(self.locale, kind, number)
    }

    /// The path to the product without any mail.
    fn path(&self) -> String {
        t::path(self.locale, self.portal, self.product)
    }

    /// The line for those who doubt the mail.
    fn doubt(&self) -> Marked {
        t::doubt(self.locale, self.portal, self.product).into()
    }

    /// Why an administrator of an account is written to.
    fn why_administrator(&self) -> Marked {
        t::why_administrator(self.locale).into()
    }

    /// Why a requester is written to.
    fn why_requester(&self, application: &str) -> Marked {
        t::why_requester(self.locale, name(application)).into()
    }

    /// `Ann Lee (ann@acme.test)`, the address standing out; or the address alone.
    fn someone(&self, person: &Someone) -> String {
        let email = strong(&clean(&person.email, EMAIL));
        match person.name.as_deref().map(name).filter(|name| !name.is_empty()) {
            Some(name) => format!("{name} ({email})"),
            None => email,
        }
    }

    /// A name at the start of a sentence; the carrier's where nobody is named.
    fn actor(&self, by: Option<&String>) -> String {
        by.map(|by| name(by)).filter(|by| !by.is_empty()).unwrap_or_else(|| t::carrier(self.locale).to_owned())
    }

    /// The account number, standing out.
    fn account(&self, masked: &str) -> String {
        strong(&clean(masked, NAME))
    }

    /// Application and reference of the shipment, as far as known.
    fn shipment(&self, application: &str, reference: Option<&String>) -> Block {
        let mut rows = vec![(t::field::application(self.locale).to_owned(), name(application).into())];
        if let Some(reference) = reference.map(|r| name(r)).filter(|r| !r.is_empty()) {
            rows.push((t::field::reference(self.locale).to_owned(), reference.into()));
        }
        let title = if rows.len() > 1 { t::field::shipment(self.locale) } else { t::field::request(self.locale) };
        Block::Rows { title: title.to_owned(), rows }
    }

    /// Who shares contact details, if anyone does.
    fn contacts(&self, contacts: &[Contact]) -> Vec<Block> {
        let people = contacts.iter().take(CONTACTS).map(|contact| Person {
            name: name(&contact.name).into(),
            email: clean(&contact.email, EMAIL),
            phone: contact.phone.as_deref().map(name).filter(|phone| !phone.is_empty()),
        });
        let named = (!contacts.is_empty())
            .then(|| Block::Contacts { title: t::who_decides(self.locale).to_owned(), contacts: people.collect() });
        let more = u64::try_from(contacts.len().saturating_sub(CONTACTS)).unwrap_or(u64::MAX);
        let more = (more > 0).then(|| Block::Note(t::more_contacts(self.locale, more).into()));
        named.into_iter().chain(more).collect()
    }
}

/// A name, company, place or reference by someone else.
fn name(text: &str) -> String {
    inert(text, NAME)
}

fn button(label: &str, link: &str) -> Block {
    Block::Buttons(vec![main_button(label, link)])
}

fn main_button(label: &str, link: &str) -> Button {
    Button { label: label.to_owned(), link: link.to_owned(), look: Look::Main }
}
