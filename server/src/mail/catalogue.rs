//! Catalogue of every mail that eSecure sends: its data and its text.
//!
//! A mail is data; [`render()`] turns it into a subject, an HTML part and a text part. No module here reads a clock or a
//! database: dates, weights and amounts arrive as text in the reader's language. Text from other people arrives raw and
//! is neutralised here only, by `render/sanitize.rs`.
//!
//! To add a mail: write a struct with `compose`, add a variant to [`Mail`], add its sentences under `[mail]` in every
//! language, and add a test case.

mod account;
mod address;
mod administrator;
mod approval_request;
mod dropped;
mod enforcement;
mod expected;
mod kind;
mod operator;
mod profile;
mod requester;
mod users;

pub use account::{
    AdministratorChanged, AdministratorMoved, EnforcementSwitched, MembershipChange, OwnAddressApproved, Switched,
};
pub use address::{ConfirmEmail, EmailChangeStep, EmailChanged, EmailTaken, PasswordChanged};
pub use administrator::{OneTimeCode, RequestDigest};
pub use approval_request::{ApprovalRequest, Deciders};
pub use dropped::DropReason;
pub use enforcement::{ApprovalNeeded, EnforcementPlanned, PlanStep};
pub use expected::{ExpectedApproved, ExpectedArrived};
pub use kind::MailKind;
pub use operator::{MailFailed, TestMail};
pub use profile::{CreatePassword, ResetPassword, Welcome};
pub use requester::{RequestApproved, RequestClosed, RequestReceived, RequestRejected, StandingRevoked, WhyClosed};
pub use users::{ApprovalEnds, ApprovalsEnd, DecisionOverridden, OverriddenAddress, OverridingDecision};

pub use super::render::Rendered;
use super::render::{
    self, Block, Button, ButtonStyle, Letter, Marked, Person,
    sanitize::{EMAIL, NAME, clean, neutralise},
    strong,
};
use app::pages::request_status::dto::Contact;
use esecure::{Locale, codes};
use i18n::mail as t;

/// Maximum number of administrators listed in a mail to a requester; the status page lists more.
const CONTACTS: usize = 10;

/// Names under which a carrier runs the portal and the product.
#[derive(Debug, Clone, Copy)]
pub struct Brand<'a> {
    /// Portal name, such as `MyDHL+`.
    pub portal: &'a str,
    /// Product name, such as `eSecure`.
    pub product: &'a str,
}

/// Sender address of a mail: one of the two configured ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Sender of the portal's profile mails.
    Profile,
    Product,
}

codes!(Sender { Profile = "profile", Product = "esecure" });

/// Person mentioned in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Name, if known; asserted by an application or by the person.
    pub name: Option<String>,
    /// E-mail address, spelled as its owner writes it.
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    CreatePassword(CreatePassword),
    ResetPassword(ResetPassword),
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
    ExpectedApproved(ExpectedApproved),
    ExpectedArrived(ExpectedArrived),
    DecisionOverridden(DecisionOverridden),
    EnforcementPlanned(EnforcementPlanned),
    ApprovalNeeded(ApprovalNeeded),
    MailFailed(MailFailed),
    TestMail(TestMail),
}

impl Mail {
    /// Kind of the mail.
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::CreatePassword(_) => MailKind::CreatePassword,
            Self::ResetPassword(_) => MailKind::ResetPassword,
            Self::Welcome(_) => MailKind::Welcome,
            Self::ApprovalRequest(_) => MailKind::ApprovalRequest,
            Self::RequestReceived(_) => MailKind::RequestReceived,
            Self::RequestApproved(_) => MailKind::RequestApproved,
            Self::RequestRejected(_) => MailKind::RequestRejected,
            Self::StandingRevoked(_) => MailKind::StandingRevoked,
            Self::OneTimeCode(_) => MailKind::OneTimeCode,
            Self::EnforcementSwitched(_) => MailKind::EnforcementSwitched,
            Self::RequestClosed(_) => MailKind::RequestClosed,
            Self::AdministratorChanged(_) => MailKind::AdministratorChanged,
            Self::RequestDigest(_) => MailKind::RequestDigest,
            Self::OwnAddressApproved(_) => MailKind::OwnAddressApproved,
            Self::ConfirmEmail(_) => MailKind::ConfirmEmail,
            Self::EmailTaken(_) => MailKind::EmailTaken,
            Self::EmailChanged(_) => MailKind::EmailChanged,
            Self::PasswordChanged(_) => MailKind::PasswordChanged,
            Self::AdministratorMoved(_) => MailKind::AdministratorMoved,
            Self::ApprovalEnds(_) => MailKind::ApprovalEnds,
            Self::ApprovalsEnd(_) => MailKind::ApprovalsEnd,
            Self::ExpectedApproved(_) => MailKind::ExpectedApproved,
            Self::ExpectedArrived(_) => MailKind::ExpectedArrived,
            Self::DecisionOverridden(_) => MailKind::DecisionOverridden,
            Self::EnforcementPlanned(_) => MailKind::EnforcementPlanned,
            Self::ApprovalNeeded(_) => MailKind::ApprovalNeeded,
            Self::MailFailed(_) => MailKind::MailFailed,
            Self::TestMail(_) => MailKind::TestMail,
        }
    }

    /// Returns the sender that the mail uses.
    pub const fn sender(&self) -> Sender {
        match self {
            Self::CreatePassword(_)
            | Self::ResetPassword(_)
            | Self::ConfirmEmail(_)
            | Self::EmailTaken(_)
            | Self::EmailChanged(_)
            | Self::PasswordChanged(_) => Sender::Profile,
            _ => Sender::Product,
        }
    }
}

/// Renders a mail for one reader. The greeting uses the name `to`, if given and not blank.
pub fn render(mail: &Mail, to: Option<&str>, locale: Locale, brand: &Brand<'_>) -> Rendered {
    let context = MailContext { locale, portal: brand.portal, product: brand.product };
    let mut letter = match mail {
        Mail::CreatePassword(mail) => mail.compose(&context),
        Mail::ResetPassword(mail) => mail.compose(&context),
        Mail::Welcome(mail) => mail.compose(&context),
        Mail::ApprovalRequest(mail) => mail.compose(&context),
        Mail::RequestReceived(mail) => mail.compose(&context),
        Mail::RequestApproved(mail) => mail.compose(&context),
        Mail::RequestRejected(mail) => mail.compose(&context),
        Mail::StandingRevoked(mail) => mail.compose(&context),
        Mail::OneTimeCode(mail) => mail.compose(&context),
        Mail::EnforcementSwitched(mail) => mail.compose(&context),
        Mail::RequestClosed(mail) => mail.compose(&context),
        Mail::AdministratorChanged(mail) => mail.compose(&context),
        Mail::RequestDigest(mail) => mail.compose(&context),
        Mail::OwnAddressApproved(mail) => mail.compose(&context),
        Mail::ConfirmEmail(mail) => mail.compose(&context),
        Mail::EmailTaken(mail) => mail.compose(&context),
        Mail::EmailChanged(mail) => mail.compose(&context),
        Mail::PasswordChanged(mail) => mail.compose(&context),
        Mail::AdministratorMoved(mail) => mail.compose(&context),
        Mail::ApprovalEnds(mail) => mail.compose(&context),
        Mail::ApprovalsEnd(mail) => mail.compose(&context),
        Mail::ExpectedApproved(mail) => mail.compose(&context),
        Mail::ExpectedArrived(mail) => mail.compose(&context),
        Mail::DecisionOverridden(mail) => mail.compose(&context),
        Mail::EnforcementPlanned(mail) => mail.compose(&context),
        Mail::ApprovalNeeded(mail) => mail.compose(&context),
        Mail::MailFailed(mail) => mail.compose(&context),
        Mail::TestMail(mail) => mail.compose(&context),
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

/// Context shared by all mails while they are composed: language and brand names.
struct MailContext<'a> {
    locale: Locale,
    portal: &'a str,
    product: &'a str,
}

impl MailContext<'_> {
    /// Creates a letter with its subject, preheader, heading and label. [`render()`] fills in speaker and greeting
    /// afterwards.
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

    /// Returns the label next to the sender: the kind of mail and the request number that people quote on the phone.
    fn numbered(&self, kind: &str, number: u64) -> String {
        t::Numbered { kind, number }.text(self.locale)
    }

    /// Returns the menu path to the product, for readers who do not want to follow a link.
    fn path(&self) -> String {
        t::Path { portal: self.portal, product: self.product }.text(self.locale)
    }

    /// Returns the footer line for readers who suspect phishing.
    fn doubt(&self) -> Marked {
        t::Doubt { portal: self.portal, product: self.product }.text(self.locale).into()
    }

    /// Returns the reason for mailing an administrator of an account.
    fn why_administrator(&self) -> Marked {
        t::why_administrator(self.locale).into()
    }

    /// Returns the reason for mailing a requester.
    fn why_requester(&self, application: &str) -> Marked {
        t::why_requester(self.locale, name(application)).into()
    }

    /// Formats a person as `Ann Lee (ann@acme.test)` with the address in bold, or the address alone.
    fn party(&self, person: &Party) -> String {
        let email = strong(&clean(&person.email, EMAIL));
        match person.name.as_deref().map(name).filter(|name| !name.is_empty()) {
            Some(name) => format!("{name} ({email})"),
            None => email,
        }
    }

    /// Returns the name of the acting administrator for the start of a sentence; the carrier if there is no name.
    fn actor(&self, by: Option<&String>) -> String {
        by.map(|by| name(by)).filter(|by| !by.is_empty()).unwrap_or_else(|| t::carrier(self.locale).to_owned())
    }

    /// Returns the masked account number in bold.
    fn account(&self, masked: &str) -> String {
        strong(&clean(masked, NAME))
    }

    /// Builds the rows with application and reference of the shipment, leaving out an unknown reference.
    fn shipment(&self, application: &str, reference: Option<&String>) -> Block {
        let mut rows = vec![(t::field::application(self.locale).to_owned(), name(application).into())];
        if let Some(reference) = reference.map(|r| name(r)).filter(|r| !r.is_empty()) {
            rows.push((t::field::reference(self.locale).to_owned(), reference.into()));
        }
        let title = if rows.len() > 1 { t::field::shipment(self.locale) } else { t::field::request(self.locale) };
        Block::Rows { title: title.to_owned(), rows }
    }

    /// Builds the list of administrators who share contact details, at most [`CONTACTS`].
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

/// Cleans the company of an account, as the carrier entered it; a domain in it stays as it is.
fn company(text: &str) -> String {
    clean(text, NAME)
}

/// Neutralises a name, place or reference written by another person.
fn name(text: &str) -> String {
    neutralise(text, NAME)
}

fn button(label: &str, link: &str) -> Block {
    Block::Buttons(vec![main_button(label, link)])
}

fn main_button(label: &str, link: &str) -> Button {
    Button { label: label.to_owned(), link: link.to_owned(), look: ButtonStyle::Main }
}
