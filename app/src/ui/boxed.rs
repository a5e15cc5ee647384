//! Reactive places of a page, boxed. A closure is a type of its own, and leptos lays out a place anew for each type that it
//! holds: left bare, these were a tenth of the client. In a box they are all one.

use leptos::{ev::MouseEvent, prelude::*};
use std::{future::Future, pin::Pin};

/// A reactive piece of a page.
pub type Piece = Box<dyn Fn() -> AnyView + Send>;

/// What `show` returns, again whenever what it reads changes.
pub fn piece<V: IntoAny>(show: impl Fn() -> V + Send + 'static) -> Piece {
    Box::new(move || show().into_any())
}

/// What `show` comes to once what it waits for is there; inside a `<Transition>` or `<Suspense>`.
pub fn later<V, F>(show: impl Fn() -> F + Send + 'static) -> Piece
where
    V: IntoAny + 'static,
    F: Future<Output = V> + Send + 'static,
{
    Box::new(move || {
        let shown = show();
        let shown: Pin<Box<dyn Future<Output = AnyView> + Send>> = Box::pin(async move { shown.await.into_any() });
        Suspend::new(shown).into_any()
    })
}

/// A reactive attribute that always has a value, such as an address.
pub fn link(value: impl Fn() -> String + Send + 'static) -> Box<dyn Fn() -> String + Send> {
    Box::new(value)
}

/// A reactive attribute that is there or not, such as `aria-current`.
pub fn flag(value: impl Fn() -> Option<&'static str> + Send + 'static) -> Box<dyn Fn() -> Option<&'static str> + Send> {
    Box::new(value)
}

/// What a press does.
pub fn press(act: impl FnMut(MouseEvent) + Send + 'static) -> Box<dyn FnMut(MouseEvent) + Send> {
    Box::new(act)
}
