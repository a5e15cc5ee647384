//! Menus work without script; with it they also close when the reader presses Escape, presses elsewhere, or leaves by
//! one of their links. One pair of listeners serves all menus of the page.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys};

/// Listens while the frame stands.
pub(super) fn close_when_left() {
    Effect::new(|_| {
        let press = window_event_listener(ev::click, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(menu) = open_menu() {
                let inside = target
                    .is_some_and(|target| menu.contains(Some(&target)) && target.closest("a").ok().flatten().is_none());
                if !inside {
                    close(&menu);
                }
            }
        });
        let escape = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape"
                && let Some(menu) = open_menu()
            {
                close(&menu);
                // The key has done its work: a page's own meaning of it waits for the next press.
                event.prevent_default();
                let summary = menu.query_selector("summary").ok().flatten();
                if let Some(summary) = summary.and_then(|s| s.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _ = summary.focus();
                }
            }
        });
        on_cleanup(move || {
            press.remove();
            escape.remove();
        });
    });
}

fn open_menu() -> Option<web_sys::Element> {
    document().query_selector("details.menu[open]").ok().flatten()
}

fn close(menu: &web_sys::Element) {
    let _ = menu.remove_attribute("open");
}
