//! Request bodies with a time limit, and response bodies whose end is recorded.

use super::{limits::Pace, watch::Watch};
use crate::limits::TooSlow;
use axum::{
    BoxError,
    body::{Body, Bytes},
};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// A request body. Its time limit starts with the first read.
pub(super) struct RequestBody {
    body: Incoming,
    watch: Arc<Watch>,
    pace: Pace,
    begun: Option<Instant>,
    bytes: u64,
    timer: Option<Pin<Box<Sleep>>>,
}

impl RequestBody {
    pub(super) fn new(body: Incoming, watch: Arc<Watch>, pace: Pace) -> Self {
        Self { body, watch, pace, begun: None, bytes: 0, timer: None }
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let begun = *self.begun.get_or_insert_with(Instant::now);
        let end = begun + self.pace.allows(self.bytes);
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if timer.deadline() != end {
            timer.as_mut().reset(end);
        }
        timer.as_mut().poll(cx)
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let before = self.bytes;
                self.bytes += frame.data_ref().map_or(0, Bytes::len) as u64;
                if self.pace.seconds(self.bytes) > self.pace.seconds(before) {
                    self.watch.progressed();
                }
                if self.body.is_end_stream() {
                    self.watch.received();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => {
                self.watch.received();
                Poll::Ready(None)
            }
            Poll::Pending => self.poll_timer(cx).map(|()| Some(Err(TooSlow.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response body that records its end.
pub(super) struct ResponseBody {
    body: Body,
    watch: Arc<Watch>,
    sequence: u64,
}

impl ResponseBody {
    pub(super) fn new(body: Body, watch: Arc<Watch>, sequence: u64) -> Self {
        Self { body, watch, sequence }
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.watch.answered(self.sequence);
    }
}
