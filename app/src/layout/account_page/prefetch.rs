//! Answers for a page that may be opened next, fetched while the pointer or the focus is on a link to it.

use crate::{
    AppError,
    client::{as_prefetch, readers_calls},
};
use futures::future::{BoxFuture, FutureExt, Shared};
use leptos::task::spawn_local;
use std::{any::Any, cell::RefCell, future::Future};
use wasm_bindgen_futures::js_sys::Date;

/// Age in milliseconds from which an answer is not used any more.
const TOO_OLD: f64 = 10_000.0;

/// Answer on its way, or there.
type Answer<T> = Shared<BoxFuture<'static, Result<T, AppError>>>;

struct Prefetched {
    /// Path and query of the page.
    href: String,
    /// Start of the fetch, in milliseconds.
    begun: f64,
    /// Number of the reader's calls at that time.
    calls: u32,
    answer: Box<dyn Any>,
}

impl Prefetched {
    /// Returns true if nothing can have changed that the reader would miss.
    fn is_fresh(&self) -> bool {
        Date::now() - self.begun < TOO_OLD && self.calls == readers_calls()
    }
}

thread_local! {
    static LAST: RefCell<Option<Prefetched>> = const { RefCell::new(None) };
}

/// Returns true if the page at `href` needs no fetch now.
pub fn is_prefetched(href: &str) -> bool {
    LAST.with_borrow(|last| last.as_ref().is_some_and(|last| last.href == href && last.is_fresh()))
}

/// Fetches the data of the page at `href`, in place of the page before.
pub fn prefetch<T>(href: String, answer: impl Future<Output = Result<T, AppError>> + Send + 'static)
where
    T: Clone + Send + Sync + 'static,
{
    let answer: Answer<T> = as_prefetch(answer).boxed().shared();
    let prefetched = Prefetched { href, begun: Date::now(), calls: readers_calls(), answer: Box::new(answer.clone()) };
    LAST.set(Some(prefetched));
    spawn_local(async move { drop(answer.await) });
}

/// Takes the answer for the page at `href`, if there is one of this type. It serves one visit.
pub(super) fn take<T: 'static>(href: &str) -> Option<Answer<T>> {
    let last = LAST.take()?;
    if last.href != href || !last.is_fresh() {
        return None;
    }
    last.answer.downcast().ok().map(|answer| *answer)
}
