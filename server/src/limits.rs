//! Size bounds on request bodies. The excess is read and discarded, so that the sender gets the response: closing a
//! connection during an upload loses it.

use axum::body::{Body, Bytes, HttpBody as _};
use http_body_util::BodyExt as _;

/// Bytes to discard before the connection is closed all the same.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// Reasons why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// The body is larger than the limit.
    TooLarge,
    /// The body arrived too slowly.
    TooSlow,
    Broken,
}

/// Error of a body that is slower than [`crate::connections::Limits`] allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

impl From<axum::Error> for BodyError {
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

/// Reads a whole body of at most `limit` bytes. Never holds more than that.
pub async fn read(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    // A body announced as too large is not buffered at all.
    if body.size_hint().lower() > limit as u64 {
        discard(body).await;
        return Err(BodyError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > limit {
            discard(body).await;
            return Err(BodyError::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes.into())
}

/// Reads and discards a body, up to 64 MiB.
pub async fn discard(mut body: Body) {
    let mut thrown = 0;
    while let Some(Ok(frame)) = body.frame().await {
        thrown += frame.data_ref().map_or(0, Bytes::len);
        if thrown > MAX_DISCARDED {
            return;
        }
    }
}
