//! Type-erased reactive closures. Leptos monomorphises rendering per closure type; boxing saves 10 % of the WASM.

use leptos::{ev::MouseEvent, prelude::*};
use std::{future::Future, pin::Pin};

/// Type-erased reactive view of a page.
pub type ViewFn = Box<dyn Fn() -> AnyView + Send>;

/// Boxes a reactive view.
pub fn view_fn<V: IntoAny>(show: impl Fn() -> V + Send + 'static) -> ViewFn {
    Box::new(move || show().into_any())
}

/// Boxes a view that awaits resources; for use inside a `<Transition>` or `<Suspense>`.
pub fn suspend_fn<V, F>(show: impl Fn() -> F + Send + 'static) -> ViewFn
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

/// Boxes a reactive attribute that always has a value, such as `href`.
pub fn string_attr(value: impl Fn() -> String + Send + 'static) -> Box<dyn Fn() -> String + Send> {
    Box::new(value)
}

/// Boxes a reactive optional attribute, such as `aria-current`.
pub fn optional_attr(
    value: impl Fn() -> Option<&'static str> + Send + 'static,
) -> Box<dyn Fn() -> Option<&'static str> + Send> {
    Box::new(value)
}

/// Boxes a click handler.
pub fn on_click(act: impl FnMut(MouseEvent) + Send + 'static) -> Box<dyn FnMut(MouseEvent) + Send> {
    Box::new(act)
}
