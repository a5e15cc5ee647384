//! Column types of the server's own values. Those of the domain crate are in `esecure::columns`.

use crate::{
    mail::catalogue::{MailKind, Sender},
    services::{applications::Scope, journal::EventCode},
    store::{announcements::AnnouncementState, switch_plans::Ending},
};
use esecure::{codes, columns::unreadable, number_column, text_column};
use sea_orm::{
    ActiveValue, ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr, postgres_array::NotU8},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// Defines a text that only this server makes, so that one kind is never passed for another.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&$name> for $name {
            fn from(text: &$name) -> Self {
                text.clone()
            }
        }

        text_column!($name, |value| value.as_str(), |text| Some($name::new(text)));
    )*};
}

texts! {
    /// Hash of a secret that left the server: a cookie, a link, a key or a code ([`crate::tokens::hash`]).
    SecretHash;
    /// Hash of a password, in the PHC format.
    PasswordHash;
    /// Hexadecimal SHA-256 of stored data: an upload, the domain lists, a journal entry.
    Digest;
    /// Locator in a link to a status page.
    LinkToken;
    /// Identifier of a one-time code.
    CodeId;
    /// Identifier of a use.
    UseId;
    /// `User-Agent` header of a sign-in.
    UserAgent;
    /// Text covered by the hash of a journal entry. It is read as it was written, whatever a later version thinks of
    /// it, because the chain would not verify otherwise.
    ChainText;
}

macro_rules! readable {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

readable! { Digest CodeId UseId UserAgent ChainText }

macro_rules! secret {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secret! { SecretHash PasswordHash LinkToken }

/// Defines a counter that starts at 0.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            pub const fn get(self) -> i64 {
                self.0
            }

            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        number_column!($name, |value| value.get(), $name::new);
    )*};
}

numbers! {
    /// Number of a journal entry within its account, from 1.
    EntryNumber;
    /// Number of a request within its account, from 1.
    RequestNumber;
    /// Version of a row, for optimistic locking.
    Version;
}

/// State of a mail in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Waits for its turn or for another attempt.
    Queued,
    /// Accepted by the SMTP server.
    Sent,
    /// Became obsolete before it was sent.
    Dropped,
    /// Rejected permanently.
    Failed,
}

codes!(OutboxState { Queued = "queued", Sent = "sent", Dropped = "dropped", Failed = "failed" });
text_column!(OutboxState, |state| state.code(), OutboxState::from_code);

/// Filter chip that an address is listed under, see [`super::list_stats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShownAs {
    /// Not classified since the last change.
    Unclassified,
    Undecided,
    Approved,
    /// Covered by an authorised domain.
    Domain,
    Rejected,
}

codes!(ShownAs {
    Unclassified = "",
    Undecided = "undecided",
    Approved = "approved",
    Domain = "domain",
    Rejected = "rejected",
});
text_column!(ShownAs, |shown| shown.code(), ShownAs::from_code);

/// Role of a person's address in a journal entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonRole {
    /// The entry is about this address.
    About,
    /// The person with this address is the actor of the entry.
    By,
}

codes!(PersonRole { About = "about", By = "by" });
text_column!(PersonRole, |role| role.code(), PersonRole::from_code);

text_column!(EventCode, |event| event.code(), EventCode::from_code);
text_column!(AnnouncementState, |state| state.code(), AnnouncementState::from_code);
text_column!(Ending, |ending| ending.code(), Ending::from_code);
text_column!(MailKind, |kind| kind.code(), MailKind::from_code);
text_column!(Sender, |sender| sender.code(), Sender::from_code);

/// Permissions of an application's key, stored as codes separated by commas. None if the application has no key yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    scopes: Vec<Scope>,
    text: String,
}

impl Scopes {
    pub fn new(scopes: &[Scope]) -> Self {
        Self { scopes: scopes.to_vec(), text: scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(",") }
    }

    fn parse(text: &str) -> Option<Self> {
        let codes = text.split(',').filter(|code| !code.is_empty());
        Some(Self { scopes: codes.map(Scope::from_code).collect::<Option<_>>()?, text: text.to_owned() })
    }

    pub fn contains(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }
}

text_column!(Scopes, |scopes| &scopes.text, Scopes::parse);

/// A value stored as JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> TryGetable for Json<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, column)?;
        serde_json::from_str(&text).map(Self).map_err(|error| unreadable(row, column, &error.to_string()))
    }
}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(value: Json<T>) -> Self {
        // Fails only for maps with keys that are no text, of which no stored type has any.
        serde_json::to_string(&value.0).unwrap_or_default().into()
    }
}

impl<T: DeserializeOwned> ValueType for Json<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        serde_json::from_str(&text).map(Self).map_err(|_| ValueTypeErr)
    }

    fn type_name() -> String {
        "Json".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T> Nullable for Json<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T> IntoActiveValue<Self> for Json<T>
where
    Self: Into<Value>,
{
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}

impl<T> NotU8 for Json<T> {}
