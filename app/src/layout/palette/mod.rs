//! Command palette (`Ctrl`+`K`): search over pages, requests, addresses, accounts and actions. Its code is a chunk of its
//! own, loaded with the first use.

mod api;
pub mod dto;
mod view;

pub use api::SearchPalette;

use crate::ui::view_fn;
use futures::FutureExt;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
fn palette(open: RwSignal<bool>) -> Result<AnyView, SplitLoaderError> {
    Ok(view::palette_dialog(open))
}

/// Listens for the key of the palette, and renders the palette once its chunk is loaded.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let (open, loaded) = (RwSignal::new(false), RwSignal::new(false));
    #[cfg(feature = "hydrate")]
    listen(open, loaded);
    view_fn(move || {
        let view = loaded.get().then(|| palette(open).now_or_never()).flatten();
        view.and_then(Result::ok).unwrap_or_else(|| ().into_any())
    })
}

/// Opens or closes the palette on `Ctrl`+`K` (`⌘`+`K`), except over another dialog.
#[cfg(feature = "hydrate")]
fn listen(open: RwSignal<bool>, loaded: RwSignal<bool>) {
    use leptos::{ev, task::spawn_local};

    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let chord = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
            if !chord || !event.key().eq_ignore_ascii_case("k") {
                return;
            }
            if matches!(document().query_selector("dialog[open]:not(#palette)"), Ok(Some(_))) {
                return;
            }
            event.prevent_default();
            let opens = !open.get_untracked();
            spawn_local(async move {
                // A chunk that cannot be loaded leaves the menu; the next press tries again.
                if preload().await.is_ok() {
                    // Set once: each notification would render the palette anew.
                    if loaded.try_get_untracked() == Some(false) {
                        loaded.set(true);
                    }
                    let _ = open.try_set(opens);
                }
            });
        });
        on_cleanup(move || handle.remove());
    });
}
