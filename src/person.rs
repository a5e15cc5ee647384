//! Who acts, and what they can prove. Authority is a value: whoever holds an [`Administrator`] has been shown to be one.
//!
//! Capabilities are made in two rooms of the server only (sessions and mail links); clippy's `disallowed-methods`
//! holds the constructors elsewhere.

use crate::{
    AccountNumber, EmailAddress, Locale,
    id::{AccountId, AdministratorId, ProfileId},
};

/// A person who has signed in, or opened a remembered device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their profile.
    pub profile: ProfileId,
    /// Their own address: nobody decides about it themselves.
    pub email: EmailAddress,
    /// Their name as others read it.
    pub name: String,
    /// The language they chose.
    pub locale: Locale,
}

/// An active administrator of one account: password set, terms accepted, not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    person: Person,
    seat: AdministratorId,
    account: AccountId,
    number: AccountNumber,
}

impl Administrator {
    /// Vouches that `person` holds `seat` on `account` and is active. Only the session layer and the mail-link layer
    /// can know that.
    pub fn vouch(person: Person, seat: AdministratorId, account: AccountId, number: AccountNumber) -> Self {
        Self { person, seat, account, number }
    }

    /// Who it is.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Their seat.
    pub fn seat(&self) -> &AdministratorId {
        &self.seat
    }

    /// The account they may decide for.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// That account's number.
    pub fn number(&self) -> &AccountNumber {
        &self.number
    }
}
