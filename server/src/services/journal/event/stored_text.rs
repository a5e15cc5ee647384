//! Values that an event stores as texts of its own: instants, domain names and digests.

/// Defines a module for `#[serde(with = "…")]` from a function that formats a value and one that reads it back.
macro_rules! stored_as_text {
    ($($(#[$doc:meta])* $module:ident: $type:ty = $write:expr, $read:expr;)*) => {$(
        $(#[$doc])*
        pub(super) mod $module {
            use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                $write(value).serialize(serializer)
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let text = String::deserialize(deserializer)?;
                $read(&text).ok_or_else(|| D::Error::custom(concat!("not a stored ", stringify!($module))))
            }
        }
    )*};
}

stored_as_text! {
    /// RFC 3339 in UTC.
    instant: esecure::Timestamp = super::write_instant, crate::calendar::read_instant;
    /// Canonical form.
    domain: esecure::DomainName = esecure::DomainName::as_str, super::read_domain;
    /// Hexadecimal digits.
    digest: crate::store::columns::Digest = crate::store::columns::Digest::as_str, super::read_digest;
}

fn write_instant(at: &esecure::Timestamp) -> String {
    crate::calendar::utc(*at)
}

/// Checks only the syntax of a name, because it was mapped to A-labels before it was stored.
fn read_domain(text: &str) -> Option<esecure::DomainName> {
    esecure::DomainName::parse(text, &|name| Some(name.to_owned())).ok()
}

fn read_digest(text: &str) -> Option<crate::store::columns::Digest> {
    Some(crate::store::columns::Digest::new(text))
}

/// Defines a module for `#[serde(with = "…")]` of an optional value, stored as `null` if there is none.
macro_rules! optional {
    ($($(#[$doc:meta])* $optional:ident: $type:ty = $module:ident as $name:literal;)*) => {$(
        $(#[$doc])*
        pub(super) mod $optional {
            use super::$module;
            use serde::{Deserialize, Deserializer, Serializer};

            #[derive(Deserialize)]
            struct Stored(#[serde(with = $name)] $type);

            pub fn serialize<S: Serializer>(value: &Option<$type>, serializer: S) -> Result<S::Ok, S::Error> {
                match value {
                    Some(value) => $module::serialize(value, serializer),
                    None => serializer.serialize_none(),
                }
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$type>, D::Error> {
                Ok(Option::<Stored>::deserialize(deserializer)?.map(|Stored(value)| value))
            }
        }
    )*};
}

optional! {
    /// Optional [`instant`].
    optional_instant: esecure::Timestamp = instant as "instant";
    /// Optional [`domain`].
    optional_domain: esecure::DomainName = domain as "domain";
}
