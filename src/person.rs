//! Signed-in persons and their authority. Authority is a value: an [`Administrator`] exists only after verification.
//!
//! Only two modules of the server construct these values (sessions and mail links); clippy's `disallowed-methods`
//! forbids the constructors elsewhere.

use crate::{
    AccountNumber, EmailAddress, Locale, SingleLine,
    id::{AccountId, AdministratorId, ProfileId},
};

/// Authenticated person: signed in, or on a remembered device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier of the profile.
    pub profile: ProfileId,
    /// Own e-mail address. A person may not decide about this address.
    pub email: EmailAddress,
    /// Display name of the person.
    pub name: String,
    /// Preferred language of the person.
    pub locale: Locale,
}

impl Person {
    /// Name for records that outlive the profile; the address, if the person has no name.
    pub fn recorded_name(&self) -> SingleLine {
        SingleLine::clean(&self.name).unwrap_or_else(|| SingleLine::from(&self.email))
    }
}

/// Active administrator of one account: password set, terms accepted, not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    person: Person,
    seat: AdministratorId,
    account: AccountId,
    number: AccountNumber,
}

impl Administrator {
    /// Asserts that `person` holds `seat` on `account` and is active. Only the session and mail-link layers may call
    /// this, because only they have verified it.
    pub fn new_unchecked(person: Person, seat: AdministratorId, account: AccountId, number: AccountNumber) -> Self {
        Self { person, seat, account, number }
    }

    /// Person who holds the seat.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Identifier of the seat.
    pub fn seat(&self) -> &AdministratorId {
        &self.seat
    }

    /// Account for which the administrator decides.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Number of that account.
    pub fn number(&self) -> &AccountNumber {
        &self.number
    }
}
