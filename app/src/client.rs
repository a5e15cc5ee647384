//! HTTP client of every server function: sends the profile that the page was rendered for, so that the server can
//! refuse the request if another profile is signed in by then, and marks requests that no reader made.

use crate::ui::{PAGE_PROFILE_HEADER, page_profile};
use futures::{Sink, Stream};
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};
use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::pin,
};

/// Request header of calls that a page makes on its own. They do not renew the idle timeout of the session.
pub const BACKGROUND_HEADER: &str = "x-background";

/// Reason for a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The reader opened a page or sent a form.
    Reader,
    /// The reader may open a page next.
    Prefetch,
    /// The page keeps itself up to date.
    Background,
}

thread_local! {
    /// Reason for the call whose future is polled now.
    static REASON: Cell<Reason> = const { Cell::new(Reason::Reader) };
    static READERS_CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Runs a call of a server function as one that the page makes on its own.
pub async fn in_background<F: Future>(call: F) -> F::Output {
    with_reason(Reason::Background, call).await
}

/// Runs a call of a server function whose answer is for a page that may be opened next.
pub async fn as_prefetch<F: Future>(call: F) -> F::Output {
    with_reason(Reason::Prefetch, call).await
}

/// Counts the calls that the reader has caused. Each may have changed what was fetched before.
pub fn readers_calls() -> u32 {
    READERS_CALLS.get()
}

async fn with_reason<F: Future>(reason: Reason, call: F) -> F::Output {
    let mut call = pin!(call);
    poll_fn(move |context| {
        let outer = REASON.replace(reason);
        let state = call.as_mut().poll(context);
        REASON.set(outer);
        state
    })
    .await
}

/// Sends requests by `fetch`, with the page's profile in a header.
pub struct PageClient;

impl<E, I, O> Client<E, I, O> for PageClient
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        if let Some(profile) = page_profile() {
            request.headers().set(PAGE_PROFILE_HEADER, &profile);
        }
        match REASON.get() {
            Reason::Background => request.headers().set(BACKGROUND_HEADER, "1"),
            Reason::Reader => READERS_CALLS.set(READERS_CALLS.get() + 1),
            Reason::Prefetch => {}
        }
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
