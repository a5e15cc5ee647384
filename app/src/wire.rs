//! How views travel between server and browser: postcard, the same for the answers of server functions and for what a
//! page brings along. One decoder a type, which knows fields by their place and not by their name: a seventh of the
//! client was JSON.
//!
//! Places mean something only to whoever was built from the same views, so each message begins with their fingerprint:
//! a tab that outlived an update of the server says so, instead of reading one field as another.

use codee::{Decoder, Encoder};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};

/// What the views of this build look like; `build.rs` computes it.
const FINGERPRINT: [u8; 5] = include!(concat!(env!("OUT_DIR"), "/fingerprint.rs"));

pub struct Wire;

/// Why a message could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Written by another build.
    #[error("{OTHER_BUILD}")]
    OtherBuild,
    /// Not a message of this kind.
    #[error("{0}")]
    Broken(#[from] postcard::Error),
    /// A form that lacks what was asked.
    #[cfg(feature = "ssr")]
    #[error("{0}")]
    Form(#[from] serde_qs::Error),
}

/// What [`WireError::OtherBuild`] says; server functions hand errors on as text.
pub(crate) const OTHER_BUILD: &str = "other build";

fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    Ok(postcard::to_extend(value, FINGERPRINT.to_vec())?)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let message = bytes.strip_prefix(&FINGERPRINT).ok_or(WireError::OtherBuild)?;
    Ok(postcard::from_bytes(message)?)
}

/// Whether these bytes begin as a message of this build does; no form and no text does.
#[cfg(feature = "ssr")]
pub fn is_message(bytes: &[u8]) -> bool {
    bytes.first() == FINGERPRINT.first()
}

/// A message as the pages of this build write it, for programs that ask as they do.
#[cfg(feature = "ssr")]
pub fn message<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    write(value)
}

/// What the answer to a page says, for the same programs.
#[cfg(feature = "ssr")]
pub fn answer<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    read(bytes)
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = WireError;

    fn encode(value: &T) -> Result<Bytes, WireError> {
        write(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Wire {
    type Error = WireError;

    /// A form that was posted without script speaks otherwise, and only to the server. No form begins as a message does.
    fn decode(bytes: Bytes) -> Result<T, WireError> {
        #[cfg(feature = "ssr")]
        if !is_message(&bytes) {
            return Ok(serde_qs::Config::new(5, false).deserialize_bytes(&bytes)?);
        }
        read(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for Wire {
    type Error = WireError;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, WireError> {
        write(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = WireError;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, WireError> {
        read(bytes)
    }
}

/// What a server function is asked and answers in: input and output of each one of ours.
pub type Spoken = leptos::server_fn::codec::Post<Wire>;

/// What a page asks of the server and brings along as it is rendered there.
pub type Resource<T> = leptos::prelude::Resource<T, Wire>;

#[cfg(test)]
#[path = "../build/fingerprint.rs"]
mod fingerprint;

#[cfg(test)]
mod tests {
    use super::fingerprint::fingerprint;
    use super::*;
    use crate::{AppError, view::Queue};

    #[test]
    fn a_view_survives_the_way() {
        let sent: Result<Option<Queue>, AppError> = Ok(Some(Queue {
            version: "v1".into(),
            search: String::new(),
            rows: Vec::new(),
            next: None,
            open: 0,
            found: 0,
            oldest: Some("12 days".into()),
        }));
        assert_eq!(read::<Result<Option<Queue>, AppError>>(&write(&sent).unwrap()).unwrap(), sent);
    }

    #[test]
    fn fingerprint_changes_with_fields_and_arguments_only() {
        let dto = "#[derive(Serialize)]\nstruct A { a: u8, b: u8 }";
        let function = "#[server(prefix = \"/fn\")]\nasync fn f(a: u8) {}";
        let of = |texts: &[&str]| fingerprint(texts.iter().copied());
        let before = of(&[dto, function, "fn rule() {}"]);
        assert_eq!(of(&[&format!("/// A comment.\n\n  // Another.\n{dto}"), function, "fn another_rule() {}"]), before);
        assert_ne!(of(&[&dto.replace("a: u8, b", "b: u8, a"), function, ""]), before);
        assert_ne!(of(&[dto, &function.replace("a: u8", "a: u16"), ""]), before);
    }

    #[test]
    fn another_build_is_told_apart() {
        let mut message = write(&AppError::NotFound).unwrap();
        message[1] ^= 1;
        assert!(matches!(read::<AppError>(&message), Err(WireError::OtherBuild)));
        assert!(matches!(read::<AppError>(&[]), Err(WireError::OtherBuild)));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_form_without_script_is_understood() {
        let form = Bytes::from_static(b"choice=reject&reason=other&words=Vraag+%26+bel");
        let read: crate::view::DecideForm = <Wire as Decodes<_>>::decode(form).unwrap();
        assert_eq!(read.words, "Vraag & bel");
        assert!(<Wire as Decodes<crate::view::DecideForm>>::decode(Bytes::from_static(b"reason=other")).is_err());
    }
}
