//! Input of the announcement form.

use crate::{
    domain_names,
    error::{Result, ServiceError},
    services::{Services, domains::why_not, parse_email, texts},
    store::entity::account,
};
use app::pages::expected::dto::AnnouncementForm;
use esecure::{
    Locale, SingleLine, Timestamp,
    person::Person,
    policy::{DomainList, Expected},
};
use i18n::expected_error as t;

/// Maximum length of a reference.
const REFERENCE_LIMIT: usize = 80;
/// Days ahead that an announcement may wait.
const DAYS_LIMIT: i64 = 366;

/// Validated announcement.
pub(super) struct NewAnnouncement {
    pub who: Expected,
    pub reference: SingleLine,
    /// First instant at which the announcement no longer matches.
    pub until: Timestamp,
}

impl Services {
    /// Validates the form. A text with an `@` is an address, any other a domain.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] at `who`, `reference` or `until`. One's own address cannot be announced; a
    /// domain that strangers share is refused as on *Domain names* (R-3.2).
    pub(super) fn read_announcement(
        &self,
        account: &account::Model,
        by: &Person,
        form: &AnnouncementForm,
    ) -> Result<NewAnnouncement> {
        let locale = by.locale;
        let who = match form.who.trim() {
            "" => return Err(ServiceError::field("who", t::who_missing(locale).to_owned())),
            who if who.contains('@') => {
                let problem = |error| ServiceError::field("who", crate::api::email_problem(error, locale));
                Expected::Address(parse_email(who).map_err(problem)?)
            }
            who => {
                let domain = domain_names::read_entry(who, false, DomainList::Authorised, &self.config.domains);
                Expected::Domain(domain.map_err(|error| ServiceError::field("who", why_not(&error, locale)))?.domain)
            }
        };
        if matches!(&who, Expected::Address(email) if *email == by.email) {
            return Err(ServiceError::field("who", t::own(locale).to_owned()));
        }
        let reference = texts::single_line("reference", &form.reference, REFERENCE_LIMIT, locale)?
            .ok_or_else(|| ServiceError::field("reference", t::reference_missing(locale).to_owned()))?;
        Ok(NewAnnouncement { who, reference, until: self.read_last_day(account, locale, &form.last_day)? })
    }

    /// Parses a last day, from today to a year ahead, in the account's time zone.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] at `until`.
    pub(super) fn read_last_day(&self, account: &account::Model, locale: Locale, day: &str) -> Result<Timestamp> {
        let (now, end) = (self.now(), self.calendar(account, locale).end_of_day(day.trim()));
        match end {
            Some(end) if end > now && end <= now.plus_days(DAYS_LIMIT) => Ok(end),
            _ => Err(ServiceError::field("until", t::last_day(locale).to_owned())),
        }
    }
}
