//! Encoding of views between server and browser: postcard, both for answers of server functions and for data embedded
//! in a page, so each type needs one decoder. Fields are identified by position, without names; JSON took a seventh of
//! the WASM.
//!
//! Positions only match between identical builds, so each message begins with a fingerprint of the views: a tab older
//! than the server reports that, instead of misreading fields.

use codee::{Decoder, Encoder};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};

/// Fingerprint of this build's views, computed by `build.rs`.
const FINGERPRINT: [u8; 5] = include!(concat!(env!("OUT_DIR"), "/fingerprint.rs"));

pub struct PostcardCodec;

/// Error of encoding or decoding a message.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Message written by another build.
    #[error("{BUILD_MISMATCH}")]
    OtherBuild,
    /// Malformed message, or a value that cannot be encoded.
    #[error("{0}")]
    Broken(#[from] postcard::Error),
    /// Form that lacks an argument.
    #[cfg(feature = "ssr")]
    #[error("{0}")]
    Form(#[from] serde_qs::Error),
}

/// Text of [`WireError::OtherBuild`]; server functions pass errors on as text.
pub(crate) const BUILD_MISMATCH: &str = "other build";

fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    Ok(postcard::to_extend(value, FINGERPRINT.to_vec())?)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let message = bytes.strip_prefix(&FINGERPRINT).ok_or(WireError::OtherBuild)?;
    Ok(postcard::from_bytes(message)?)
}

/// Returns true if the bytes begin like a message of this build; no form and no text does.
#[cfg(feature = "ssr")]
pub fn is_message(bytes: &[u8]) -> bool {
    bytes.first() == FINGERPRINT.first()
}

/// Encodes a message like the pages of this build, for other programs that call server functions.
#[cfg(feature = "ssr")]
pub fn message<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    write(value)
}

/// Decodes the answer of a server function, for the same programs.
#[cfg(feature = "ssr")]
pub fn answer<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    read(bytes)
}

impl ContentType for PostcardCodec {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for PostcardCodec {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for PostcardCodec {
    type Error = WireError;

    fn encode(value: &T) -> Result<Bytes, WireError> {
        write(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for PostcardCodec {
    type Error = WireError;

    /// Decodes a message; on the server also a form posted without script, which never begins like a message.
    fn decode(bytes: Bytes) -> Result<T, WireError> {
        #[cfg(feature = "ssr")]
        if !is_message(&bytes) {
            return Ok(serde_qs::Config::new(5, false).deserialize_bytes(&bytes)?);
        }
        read(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for PostcardCodec {
    type Error = WireError;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, WireError> {
        write(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for PostcardCodec {
    type Error = WireError;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, WireError> {
        read(bytes)
    }
}

/// Encoding of every server function's arguments and result.
pub type PostcardPost = leptos::server_fn::codec::Post<PostcardCodec>;

/// Resource that a page fetches from the server and embeds in the rendered HTML.
pub type Resource<T> = leptos::prelude::Resource<T, PostcardCodec>;

#[cfg(test)]
#[path = "../build/fingerprint.rs"]
mod fingerprint;

#[cfg(test)]
mod tests {
    use super::{fingerprint::fingerprint, *};
    use crate::{
        AppError,
        pages::queue::dto::{Queue, QueueOrder},
    };

    #[test]
    fn a_view_survives_the_way() {
        let sent: Result<Option<Queue>, AppError> = Ok(Some(Queue {
            version: "v1".into(),
            search: String::new(),
            order: QueueOrder::Oldest,
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
        let read: crate::pages::queue::dto::DecisionInput = <PostcardCodec as Decodes<_>>::decode(form).unwrap();
        assert_eq!(read.words, "Vraag & bel");
        assert!(
            <PostcardCodec as Decodes<crate::pages::queue::dto::DecisionInput>>::decode(Bytes::from_static(
                b"reason=other"
            ))
            .is_err()
        );
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_form_about_one_request_is_understood() {
        use crate::pages::queue::{DecideRequest, dto::QueueAction};
        use esecure::{id::RequestId, request::ReasonCode};

        let id = RequestId::from_bytes([7; 16]);
        for (reason, expected) in
            [("", None), ("&reason=", None), ("&reason=own_account", Some(ReasonCode::OwnAccount))]
        {
            let form = Bytes::from(format!("ids%5B0%5D={id}&choice=reject{reason}"));
            let read: DecideRequest = <PostcardCodec as Decodes<_>>::decode(form).unwrap();
            assert_eq!((read.ids, read.choice, read.reason), (vec![id.clone()], QueueAction::Reject, expected));
        }
        let unknown = Bytes::from(format!("ids[0]={id}&choice=reject&reason=none"));
        assert!(<PostcardCodec as Decodes<DecideRequest>>::decode(unknown).is_err());
    }
}
