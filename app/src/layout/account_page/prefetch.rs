//! Answers for a page that may be opened next, fetched while the pointer or the focus is on a link to it.

use crate::AppError;
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
    answer: Box<dyn Any>,
}

thread_local! {
    static LAST: RefCell<Option<Prefetched>> = const { RefCell::new(None) };
}

/// Returns true if the page at `href` needs no fetch now.
pub fn is_prefetched(href: &str) -> bool {
    LAST.with_borrow(|last| last.as_ref().is_some_and(|last| last.href == href && Date::now() - last.begun < TOO_OLD))
}

/// Fetches the data of the page at `href`, in place of the page before.
pub fn prefetch<T>(href: String, answer: impl Future<Output = Result<T, AppError>> + Send + 'static)
where
    T: Clone + Send + Sync + 'static,
{
    let answer: Answer<T> = answer.boxed().shared();
    let prefetched = Prefetched { href, begun: Date::now(), answer: Box::new(answer.clone()) };
    LAST.set(Some(prefetched));
    spawn_local(async move { drop(answer.await) });
}

/// Takes the answer for the page at `href`, if there is one of this type. It serves one visit.
pub(super) fn take<T: 'static>(href: &str) -> Option<Answer<T>> {
    let last = LAST.take()?;
    let is_fresh = Date::now() - last.begun < TOO_OLD;
    if last.href != href || !is_fresh {
        return None;
    }
    last.answer.downcast().ok().map(|answer| *answer)
}
