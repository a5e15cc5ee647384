//! Page heading. Takes the focus after client-side navigation, so that screen readers start there.

use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::hooks::use_location;

/// Path whose heading was shown last; in the context of the application.
#[derive(Clone, Copy)]
pub struct LastVisitedPath(StoredValue<Option<String>>);

impl LastVisitedPath {
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Records `path` as shown, and returns true if the previous path was another one.
    fn follows(self, path: String) -> bool {
        let mut moved = false;
        self.0.update_value(|last| {
            moved = last.as_ref().is_some_and(|last| *last != path);
            *last = Some(path);
        });
        moved
    }
}

impl Default for LastVisitedPath {
    fn default() -> Self {
        Self::new()
    }
}

/// Renders the `h1` of a page inside the router.
#[component]
pub fn Heading(
    /// Name of the page, or its one sentence.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let location = use_location();
    let visited = use_context::<LastVisitedPath>();
    Effect::new(move |_| {
        if let (Some(heading), Some(visited)) = (heading.get(), visited)
            && visited.follows(location.pathname.get_untracked())
        {
            focus_once_shown(heading.into(), 60);
        }
    });
    view! { <h1 tabindex="-1" node_ref=heading>{children()}</h1> }
}

/// Focuses an element once it is connected to the document: awaited content is built outside of it first. Gives up
/// after `frames` frames (60: a second), because the reader has navigated away by then.
pub fn focus_once_shown(element: HtmlElement, frames: u8) {
    if element.is_connected() {
        let _ = element.focus();
    } else if let Some(left) = frames.checked_sub(1) {
        request_animation_frame(move || focus_once_shown(element, left));
    }
}

/// Moves the focus to an element when the client renders it; a page sent by the server does so by `autofocus`.
pub fn focus_when_rendered<E>(element: NodeRef<E>)
where
    E: html::ElementType + 'static,
    E::Output: JsCast + Into<HtmlElement> + Clone + 'static,
{
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            focus_once_shown(element.into(), 60);
        }
    });
}
