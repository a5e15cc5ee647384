//! Database columns of this crate's types, for SeaORM. Only the server enables the feature `sea-orm`.
//!
//! A column stores the same text or number as `code`, `as_str` and `as_millis` return. Reading a text that is no value
//! of the type fails with the table, the key and the column of its row: no value is assumed instead.

use crate::{
    AccountNumber, DomainName, EmailKey, EmailSpelling, Locale, MultiLine, SingleLine, Timestamp, id,
    policy::{DomainList, StandingKind, StandingSource},
    request::{CloseReason, DecisionChannel, ReasonCode, StateKind},
};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError};

/// Implements the SeaORM traits of a type that is stored as text: `$to` borrows the text of a value, `$from` reads it
/// back and returns `None` for an unknown text.
#[macro_export]
macro_rules! text_column {
    ($type:ty, $to:expr, $from:expr) => {
        $crate::text_column!($type, $to, $from, $crate::columns::unknown);
    };
    ($type:ty, $to:expr, $from:expr, $error:expr) => {
        impl ::sea_orm::TryGetable for $type {
            fn try_get_by<I: ::sea_orm::ColIdx>(
                row: &::sea_orm::QueryResult,
                column: I,
            ) -> ::std::result::Result<Self, ::sea_orm::TryGetError> {
                let text = <String as ::sea_orm::TryGetable>::try_get_by(row, column)?;
                let read: fn(&str) -> Option<Self> = $from;
                read(&text).ok_or_else(|| $error(row, column, &text))
            }
        }

        impl From<&$type> for ::sea_orm::Value {
            fn from(value: &$type) -> Self {
                let text: fn(&$type) -> &str = $to;
                text(value).into()
            }
        }

        impl ::sea_orm::sea_query::ValueType for $type {
            fn try_from(value: ::sea_orm::Value) -> ::std::result::Result<Self, ::sea_orm::sea_query::ValueTypeErr> {
                let text = <String as ::sea_orm::sea_query::ValueType>::try_from(value)?;
                let read: fn(&str) -> Option<Self> = $from;
                read(&text).ok_or(::sea_orm::sea_query::ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($type).to_owned()
            }

            fn array_type() -> ::sea_orm::sea_query::ArrayType {
                ::sea_orm::sea_query::ArrayType::String
            }

            fn column_type() -> ::sea_orm::sea_query::ColumnType {
                ::sea_orm::sea_query::ColumnType::Text
            }
        }

        impl ::sea_orm::sea_query::Nullable for $type {
            fn null() -> ::sea_orm::Value {
                <String as ::sea_orm::sea_query::Nullable>::null()
            }
        }

        $crate::column!($type);
    };
}

/// Implements the SeaORM traits of a type that is stored as a 64-bit number.
#[macro_export]
macro_rules! number_column {
    ($type:ty, $to:expr, $from:expr) => {
        impl ::sea_orm::TryGetable for $type {
            fn try_get_by<I: ::sea_orm::ColIdx>(
                row: &::sea_orm::QueryResult,
                column: I,
            ) -> ::std::result::Result<Self, ::sea_orm::TryGetError> {
                <i64 as ::sea_orm::TryGetable>::try_get_by(row, column).map($from)
            }
        }

        impl From<&$type> for ::sea_orm::Value {
            fn from(value: &$type) -> Self {
                let number: fn(&$type) -> i64 = $to;
                number(value).into()
            }
        }

        impl ::sea_orm::sea_query::ValueType for $type {
            fn try_from(value: ::sea_orm::Value) -> ::std::result::Result<Self, ::sea_orm::sea_query::ValueTypeErr> {
                <i64 as ::sea_orm::sea_query::ValueType>::try_from(value).map($from)
            }

            fn type_name() -> String {
                stringify!($type).to_owned()
            }

            fn array_type() -> ::sea_orm::sea_query::ArrayType {
                ::sea_orm::sea_query::ArrayType::BigInt
            }

            fn column_type() -> ::sea_orm::sea_query::ColumnType {
                ::sea_orm::sea_query::ColumnType::BigInteger
            }
        }

        impl ::sea_orm::sea_query::Nullable for $type {
            fn null() -> ::sea_orm::Value {
                <i64 as ::sea_orm::sea_query::Nullable>::null()
            }
        }

        $crate::column!($type);
    };
}

/// Implements the traits that [`text_column`] and [`number_column`] share.
#[doc(hidden)]
#[macro_export]
macro_rules! column {
    ($type:ty) => {
        impl From<$type> for ::sea_orm::Value {
            fn from(value: $type) -> Self {
                (&value).into()
            }
        }

        impl ::sea_orm::IntoActiveValue<$type> for $type {
            fn into_active_value(self) -> ::sea_orm::ActiveValue<$type> {
                ::sea_orm::ActiveValue::Set(self)
            }
        }

        // A key of the database's own counting does not occur; SeaORM asks for the conversion of every key.
        impl ::sea_orm::TryFromU64 for $type {
            fn try_from_u64(_: u64) -> ::std::result::Result<Self, ::sea_orm::DbErr> {
                Err(::sea_orm::DbErr::ConvertFromU64(stringify!($type)))
            }
        }

        impl ::sea_orm::sea_query::postgres_array::NotU8 for $type {}
    };
}

/// Columns that identify a row, in the order in which they are looked for.
///
/// The address in the key of `journal_address` is left out, because errors are logged.
const KEYS: [&str; 12] = [
    "id",
    "token_hash",
    "key_hash",
    "request_id",
    "upload_id",
    "mail_id",
    "user_id",
    "application_id",
    "administrator_id",
    "profile_id",
    "account_id",
    "seq",
];

/// Distinguishing columns of tables whose `id` has no prefix, with the table.
const MARKS_WITH_ID: [(&str, &str); 2] = [("once", "account_use"), ("code_hash", "one_time_code")];

/// Distinguishing columns of tables without an `id`, with the table. The first column that a row has decides, since
/// tables further down may share columns with those above.
const MARKS: [(&str, &str); 14] = [
    ("wrong", "code_lock"),
    ("administrator_id", "decision_link"),
    ("plan_id", "switch_notice"),
    ("asked_at", "email_change"),
    ("personal_digest", "journal"),
    ("actor_fields", "journal_personal"),
    ("role", "journal_address"),
    ("full_at", "attempt_limit"),
    ("key_hash", "known_source"),
    ("upload_id", "upload_address"),
    ("mail_id", "ending_notice"),
    ("used_at", "password_link"),
    ("application_id", "user_application"),
    ("user_agent", "session/device"),
];

/// Returns the error for a stored text that is no value of its column's type.
pub fn unknown<I: ColIdx>(row: &QueryResult, column: I, text: &str) -> TryGetError {
    unreadable(row, column, &format!("unknown code {text:?}"))
}

/// Returns the error for a column that cannot be read, with the table and the key of its row.
pub fn unreadable<I: ColIdx>(row: &QueryResult, column: I, why: &str) -> TryGetError {
    let column = match (column.as_str(), column.as_usize()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(at)) => row.column_names().get(*at).cloned().unwrap_or_default(),
        (None, None) => String::new(),
    };
    // A joined row's columns have a prefix for their table: `B_id`.
    let prefix = column.get(..2).filter(|prefix| prefix.starts_with(char::is_uppercase)).unwrap_or_default();
    let id = row.try_get::<String>(prefix, "id").ok();
    let key = match &id {
        Some(id) => format!("id {id}"),
        None => {
            let part = |name: &str| {
                let text = row.try_get::<String>(prefix, name).ok();
                let text = text.or_else(|| row.try_get::<i64>(prefix, name).ok().map(|number| number.to_string()));
                text.map(|text| format!("{name} {text}"))
            };
            let parts: Vec<String> =
                KEYS.iter().filter(|name| **name != column).filter_map(|name| part(name)).collect();
            if parts.is_empty() { "a row read without its key".to_owned() } else { parts.join(", ") }
        }
    };
    let names = row.column_names();
    let has = |mark: &str| names.iter().any(|name| name.strip_prefix(prefix) == Some(mark));
    let marks: &[_] = if id.is_some() { &MARKS_WITH_ID } else { &MARKS };
    let marked = || marks.iter().find(|(mark, _)| has(mark)).map(|(_, table)| *table);
    let table = id.as_deref().and_then(id::table).or_else(marked);
    let table = table.map(|table| format!("{table}.")).unwrap_or_default();
    TryGetError::DbErr(DbErr::Type(format!("{why} in {table}{column} of {key}")))
}

macro_rules! code_columns {
    ($($type:ty)*) => {$(
        text_column!($type, |value| value.code(), <$type>::from_code);
    )*};
}

code_columns! {
    StandingKind StandingSource DomainList
    StateKind DecisionChannel CloseReason ReasonCode
    Locale
}

macro_rules! id_columns {
    ($($type:ident)*) => {$(
        text_column!(id::$type, |id| id.as_str(), id::$type::parse);

        impl From<&id::$type> for id::$type {
            fn from(id: &id::$type) -> Self {
                id.clone()
            }
        }
    )*};
}

id_columns! {
    AccountId ProfileId AdministratorId ApplicationId UserId DomainRuleId RequestId MailId UploadId SwitchPlanId AnnouncementId
}

text_column!(AccountNumber, |number| number.as_str(), |text| Some(AccountNumber::from_stored(text)));
text_column!(DomainName, |domain| domain.as_str(), |text| Some(DomainName::from_canonical(text)));
text_column!(EmailKey, |key| key.as_str(), |text| Some(EmailKey::from_stored(text)));
text_column!(EmailSpelling, |spelling| spelling.as_str(), |text| Some(EmailSpelling::from_stored(text)));
number_column!(Timestamp, |at| at.as_millis(), Timestamp::from_millis);

// Earlier versions stored texts with control characters; reading one cleans it.
text_column!(SingleLine, |line| line.as_str(), SingleLine::clean, blank);
text_column!(MultiLine, |lines| lines.as_str(), MultiLine::clean, blank);

/// Reads a text without visible characters as no text.
fn blank<I: ColIdx>(_: &QueryResult, column: I, _: &str) -> TryGetError {
    TryGetError::Null(format!("{column:?}"))
}
