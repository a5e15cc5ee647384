//! Profiles: the terms of use, and a person's own settings. Submodules: passwords, change of address, and the profile
//! page with its sessions and devices.

mod credentials;
mod email;
mod page;
mod password;

pub use credentials::LINK_HOURS;
pub use email::EmailLink;
pub(super) use password::link_is_young;
pub use password::{NewPassword, PasswordLink};

use super::{
    Services,
    journal::{
        self, Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
        event::{AcceptedTerms, ContactConsent, MailDecisions},
    },
    texts,
};
use crate::{
    error::{Result, ServiceError},
    store::{
        self, devices, one_time_codes,
        people::{self, AdministratorSeat, ProfileUpdate},
    },
};
use app::{
    AppError,
    error::Problem,
    layout::dto::{AccountChoice, TERMS_VERSION, Viewer},
    pages::profile::dto::{Approving, ProfileForm},
};
use esecure::{
    Locale, SingleLine, TextError,
    person::{Administrator, Person},
};
use i18n::error as t;
use sea_orm::ConnectionTrait;

impl Services {
    /// Loads the signed-in person, with the accounts of their seats.
    pub async fn viewer(&self, person: &Person, seats: &[Administrator]) -> Result<Viewer> {
        let profile = people::profile(&self.db, &person.profile).await?;
        let holds = people::seats(&self.db, people::SeatFilter::Profile(&profile.id)).await?;
        // Reads the version first, so that every later change has a newer one.
        let version = self.seats_version(seats).await?;
        let mut accounts: Vec<AccountChoice> = Vec::new();
        for seat in seats {
            let account = store::accounts::get(&self.db, seat.account()).await?;
            accounts.push(self.account_choice(&account).await?);
        }
        Ok(Viewer {
            name: profile.name.clone(),
            email: profile.email.to_string(),
            phone: profile.phone.clone().map(String::from),
            locale: person.locale,
            share_contact: profile.share_contact,
            shortcuts: profile.shortcuts,
            terms_wanted: !holds.is_empty() && !people::is_ready(&profile),
            version,
            accounts,
        })
    }

    /// Accepts the terms in force.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if newer terms are in force.
    pub async fn accept_terms(&self, person: &Person, version: u32) -> Result<()> {
        if version != TERMS_VERSION {
            return Err(AppError::Conflict(t::terms_changed(person.locale).to_owned()).into());
        }
        let tx = store::begin(&self.db).await?;
        if people::accept_terms(&tx, &person.profile, version, self.now()).await? {
            let event = JournalEvent::TermsAccepted(Change::added(AcceptedTerms { version }));
            self.journal_everywhere(&tx, person, ProfileEntry::on_page(event)).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Locks every account on which a person holds a seat, in the order of the account numbers, which prevents
    /// deadlocks. Returns the seats as read under the locks.
    async fn lock_accounts<C: ConnectionTrait>(&self, tx: &C, person: &Person) -> Result<Vec<AdministratorSeat>> {
        let of = people::SeatFilter::Profile(&person.profile);
        let mut accounts: Vec<_> = people::seats(tx, of).await?.into_iter().map(|seat| seat.account).collect();
        accounts.sort_by(|a, b| a.number.cmp(&b.number));
        for account in &accounts {
            store::accounts::lock_and_bump_version(tx, &account.id).await?;
        }
        let mut seats = people::seats(tx, of).await?;
        seats.retain(|seat| accounts.iter().any(|account| account.id == seat.account.id));
        Ok(seats)
    }

    /// Appends a person's change of their own profile to the journal of every account on which they hold a seat.
    async fn journal_everywhere<C: ConnectionTrait>(
        &self,
        tx: &C,
        person: &Person,
        change: ProfileEntry,
    ) -> Result<()> {
        for seat in self.lock_accounts(tx, person).await? {
            let entry = Entry {
                event: change.event.clone(),
                actor: Actor::Person(person),
                origin: change.origin,
                subject: Subject::Administrator(&seat.seat.id),
                personal: change.personal.clone(),
            };
            journal::append(tx, &seat.account.id, entry, self.now()).await?;
        }
        Ok(())
    }

    /// Saves name, phone, language, contact consent and the setting of keyboard shortcuts.
    ///
    /// # Errors
    /// [`AppError::Invalid`] per field.
    pub async fn save_profile(&self, person: &Person, form: ProfileForm) -> Result<()> {
        let contact = read_contact(&form, person.locale).map_err(ServiceError::fields)?;
        let locale = Locale::from_tag(&form.locale).unwrap_or(person.locale);
        let update = ProfileUpdate {
            name: contact.name,
            phone: contact.phone,
            locale,
            shortcuts: Some(form.shortcuts),
            password_hash: None,
        };
        people::update_profile(&self.db, &person.profile, update).await?;
        self.share_contact(person, form.share_contact).await
    }

    /// Saves the consent to share the contact (R-5.9, E-mail consent ID).
    pub async fn share_contact(&self, person: &Person, on: bool) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        if people::set_share_contact(&tx, &person.profile, on).await? {
            let change = Change::new(ContactConsent { share_contact: !on }, ContactConsent { share_contact: on });
            let event = JournalEvent::ContactConsentChanged(change);
            self.journal_everywhere(&tx, person, ProfileEntry::on_page(event)).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Saves the proof that a person gives behind a mail's link. Choosing sign-in ends remembered devices and
    /// codes for good: choosing mail again must not revive them.
    pub async fn save_approving(&self, person: &Person, approving: Approving) -> Result<()> {
        let by_mail = approving == Approving::Mail;
        let tx = store::begin(&self.db).await?;
        if people::set_decides_by_mail(&tx, &person.profile, by_mail).await? {
            if !by_mail {
                devices::delete_of_profile(&tx, &person.profile).await?;
                one_time_codes::end_of_profile(&tx, &person.profile, self.now()).await?;
            }
            let decisions = |by_mail| MailDecisions { decides_by_mail: by_mail };
            let event = JournalEvent::ApprovingChanged(Change::new(decisions(!by_mail), decisions(by_mail)));
            self.journal_everywhere(&tx, person, ProfileEntry::on_page(event)).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Entry for the journals of a person's accounts.
struct ProfileEntry {
    event: JournalEvent,
    origin: Origin,
    personal: PersonalFields,
}

impl ProfileEntry {
    fn on_page(event: JournalEvent) -> Self {
        Self { event, origin: Origin::Page, personal: PersonalFields::None }
    }
}

/// Maximum length of a person's name, in characters.
pub(super) const NAME: usize = 80;

pub(super) fn read_name(name: &str, locale: Locale) -> std::result::Result<SingleLine, Problem> {
    let problem = |text: String| Problem { field: "name".to_owned(), text };
    match SingleLine::parse(name, NAME) {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(problem(t::name_missing(locale).to_owned())),
        Err(TextError::TooLong(_)) => Err(problem(t::name(locale).to_owned())),
        Err(error) => Err(problem(texts::problem(error, locale))),
    }
}

/// Validated name and phone of a profile form.
struct Contact {
    name: SingleLine,
    phone: Option<SingleLine>,
}

/// Parses name and phone; returns a problem per field.
fn read_contact(form: &ProfileForm, locale: Locale) -> std::result::Result<Contact, Vec<Problem>> {
    match (read_name(&form.name, locale), read_phone(&form.phone, locale)) {
        (Ok(name), Ok(phone)) => Ok(Contact { name, phone }),
        (name, phone) => Err(name.err().into_iter().chain(phone.err()).collect()),
    }
}

fn read_phone(phone: &str, locale: Locale) -> std::result::Result<Option<SingleLine>, Problem> {
    let phone = phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && (digits < 6 || phone.len() > 40 || !phone.chars().all(|c| "+0123456789 -()./".contains(c)))
    {
        return Err(Problem { field: "phone".to_owned(), text: t::phone(locale).to_owned() });
    }
    Ok(SingleLine::clean(phone))
}
