//! Prefixed identifiers: `acc_…`, `req_…`. An identifier is not a secret, but it reveals nothing about its object.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::fmt;

/// Crockford's base 32 in lower case, which omits letters that are easily confused.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Number of digits of 128 bits.
pub(crate) const DIGITS: usize = 26;

/// Encodes 128 bits in [`ALPHABET`].
pub(crate) fn digits(bytes: [u8; 16]) -> [u8; DIGITS] {
    let mut rest = u128::from_be_bytes(bytes);
    let mut digits = [0_u8; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    digits
}

fn encode(prefix: &str, bytes: [u8; 16]) -> String {
    let mut id = String::with_capacity(prefix.len() + 1 + DIGITS);
    id.push_str(prefix);
    id.push('_');
    id.extend(digits(bytes).map(char::from));
    id
}

fn is_one(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|t| t.strip_prefix('_'))
        .is_some_and(|t| t.len() == DIGITS && t.bytes().all(|b| ALPHABET.contains(&b)))
}

/// Table whose rows have an identifier like this, for error messages.
#[cfg(feature = "sea-orm")]
pub(crate) fn table(id: &str) -> Option<&'static str> {
    let (prefix, _) = id.split_once('_')?;
    TABLES.iter().find(|(known, _)| *known == prefix).map(|(_, table)| *table)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal in $table:literal;)*) => {
        /// Prefix of each type, with the table that stores it.
        #[cfg(feature = "sea-orm")]
        const TABLES: [(&str, &str); [$($prefix),*].len()] = [$(($prefix, $table)),*];

        $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Encodes 128 bits as an identifier. The server supplies the bits.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(encode($prefix, bytes))
            }

            /// Parses an identifier of this type. Returns `None` for anything else, including identifiers of another
            /// type.
            pub fn parse(text: &str) -> Option<Self> {
                is_one($prefix, text).then(|| Self(text.to_owned()))
            }

            /// Text form, prefix included.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(concat!("not a ", $prefix, "_ identifier")))
            }
        }
    )*};
}

ids! {
    /// Identifier of an account, used in page URLs instead of the account number.
    AccountId = "acc" in "account";
    /// Identifier of a profile (a person's portal login).
    ProfileId = "pro" in "profile";
    /// Identifier of a seat: a profile's role as administrator of one account.
    AdministratorId = "adm" in "administrator";
    /// Identifier of an application that sends checks.
    ApplicationId = "app" in "application";
    /// Identifier of one address on one account, which has a standing.
    UserId = "usr" in "account_user";
    /// Identifier of an entry in one of an account's two domain lists.
    DomainRuleId = "dom" in "domain_rule";
    /// Identifier of an announcement of an expected shipper.
    AnnouncementId = "ann" in "announcement";
    /// Identifier of a request.
    RequestId = "req" in "request";
    /// Identifier of a session, as listed for its owner; the session cookie holds a separate secret.
    SessionId = "ses" in "session";
    /// Identifier of a remembered device, as listed for its owner.
    DeviceId = "dev" in "device";
    /// Identifier of a mail in the outbox.
    MailId = "mail" in "outbox";
    /// Identifier of a committed upload.
    UploadId = "upl" in "upload";
    /// Identifier of a scheduled switch of enforcement.
    SwitchPlanId = "swp" in "switch_plan";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifier_parses_only_as_its_own_type() {
        let id = AccountId::from_bytes([7; 16]);
        assert_eq!(AccountId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(RequestId::parse(id.as_str()), None);
        assert_eq!(AccountId::parse("acc_"), None);
        assert_eq!(AccountId::parse(&id.as_str().to_uppercase()), None);
        assert_ne!(AccountId::from_bytes([8; 16]), id);
    }
}
