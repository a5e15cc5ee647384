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

thread_local! {
    /// True while a future of [`in_background`] is polled.
    static BACKGROUND: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call of a server function as one that the page makes on its own.
pub async fn in_background<F: Future>(call: F) -> F::Output {
    let mut call = pin!(call);
    poll_fn(move |context| {
        BACKGROUND.set(true);
        let state = call.as_mut().poll(context);
        BACKGROUND.set(false);
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
        if BACKGROUND.get() {
            request.headers().set(BACKGROUND_HEADER, "1");
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
