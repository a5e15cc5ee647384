//! Identifiers with their kind in front: `acc_…`, `req_…`. An identifier is no secret, but it tells nothing either.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::fmt;

/// Crockford's base 32 in lower case: no letter that is mistaken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode(prefix: &str, bytes: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(bytes);
    let mut digits = [0_u8; 26];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    let mut id = String::with_capacity(prefix.len() + 27);
    id.push_str(prefix);
    id.push('_');
    id.extend(digits.iter().map(|&d| char::from(d)));
    id
}

fn is_one(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|t| t.strip_prefix('_'))
        .is_some_and(|t| t.len() == 26 && t.bytes().all(|b| ALPHABET.contains(&b)))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// An identifier of 128 given bits; where they come from is the server's business.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(encode($prefix, bytes))
            }

            /// Reads an identifier of this kind. `None` for anything else, other kinds included.
            pub fn parse(text: &str) -> Option<Self> {
                is_one($prefix, text).then(|| Self(text.to_owned()))
            }

            /// The identifier as written.
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
    /// An account, in addresses of pages (never its number).
    AccountId = "acc";
    /// A person's portal login.
    ProfileId = "pro";
    /// A profile's seat as administrator of one account.
    AdministratorId = "adm";
    /// An application that asks checks.
    ApplicationId = "app";
    /// One address on one account: what the list shows, what a standing belongs to.
    UserId = "usr";
    /// An entry of one of an account's two lists of domains.
    DomainRuleId = "dom";
    /// A request.
    RequestId = "req";
    /// A sign-in, as its owner's list names it; the cookie is a secret of its own.
    SessionId = "ses";
    /// A remembered device, as its owner's list names it.
    DeviceId = "dev";
    /// A mail in the outbox.
    MailId = "mail";
    /// A file that was committed.
    UploadId = "upl";
    /// A time that was set for the switch.
    SwitchPlanId = "swp";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_read_only_as_its_own_kind() {
        let id = AccountId::from_bytes([7; 16]);
        assert_eq!(AccountId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(RequestId::parse(id.as_str()), None);
        assert_eq!(AccountId::parse("acc_"), None);
        assert_eq!(AccountId::parse(&id.as_str().to_uppercase()), None);
        assert_ne!(AccountId::from_bytes([8; 16]), id);
    }
}
