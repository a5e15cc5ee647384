//! Bodies within bounds. What is too large is read on and thrown away, so that the sender hears why: a connection that
//! is closed while somebody still writes takes the answer with it.

use axum::body::{Body, Bytes, HttpBody as _};
use http_body_util::BodyExt as _;

/// How much is thrown away before the connection is closed all the same, in bytes.
const PATIENCE: usize = 64 * 1024 * 1024;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is larger than the limit.
    TooLarge,
    /// It came too slowly.
    TooSlow,
    Broken,
}

/// The error of a body that came more slowly than [`crate::connections::Limits`] allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

impl From<axum::Error> for Unread {
    fn from(error: axum::Error) -> Self {
        let mut cause = Some(&error as &(dyn std::error::Error + 'static));
        while let Some(error) = cause {
            if error.is::<TooSlow>() {
                return Self::TooSlow;
            }
            cause = error.source();
        }
        Self::Broken
    }
}

/// The whole body, if it has at most `limit` bytes. Never holds more than that.
pub async fn read(mut body: Body, limit: usize) -> Result<Bytes, Unread> {
    // What says beforehand that it is too large is not held at all.
    if body.size_hint().lower() > limit as u64 {
        discard(body).await;
        return Err(Unread::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > limit {
            discard(body).await;
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes.into())
}

/// Reads a body to its end and keeps nothing of it.
pub async fn discard(mut body: Body) {
    let mut thrown = 0;
    while let Some(Ok(frame)) = body.frame().await {
        thrown += frame.data_ref().map_or(0, Bytes::len);
        if thrown > PATIENCE {
            return;
        }
    }
}
