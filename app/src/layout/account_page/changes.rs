//! Bar that offers changes made by others while a page is open. Nothing on the page moves until it is pressed.

use crate::{
    layout::{
        live::{Live, UpdateSignal},
        viewers,
    },
    ui::{locale, on_click, view_fn},
};
use i18n::common as t;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin, time::Duration};

/// Delay of the comparison, in which the answer to the reader's own command arrives.
const DELAY: Duration = Duration::from_millis(500);

/// Answers whether the data on the server differ from those shown.
pub type Comparison = Pin<Box<dyn Future<Output = bool>>>;

/// Compares the data after every live change. Sets the returned signal if they differ; the page clears it when it shows
/// new data.
pub fn follow_changes(compare: impl Fn() -> Comparison + Send + Sync + 'static) -> RwSignal<bool> {
    let changed = RwSignal::new(false);
    let Some(live) = use_context::<Live>() else { return changed };
    let viewers = viewers();
    let opened = match live.update.get_untracked() {
        Some(UpdateSignal::Version(version)) => Some(version),
        Some(UpdateSignal::Poll(_)) | None => None,
    };
    let known = move || opened.clone().or_else(|| Some(viewers.get_untracked()?.ok()??.version));
    let (compare, waiting) = (StoredValue::new(compare), StoredValue::new(false));
    live.on_update(known, move || {
        if waiting.get_value() || changed.get_untracked() {
            return;
        }
        waiting.set_value(true);
        let look = move || {
            // The page may have been left meanwhile.
            let Some(answer) = compare.try_with_value(|compare| compare()) else { return };
            waiting.set_value(false);
            spawn_local(async move {
                if answer.await {
                    let _ = changed.try_set(true);
                }
            });
        };
        set_timeout(look, DELAY);
    });
    changed
}

/// Renders the bar at the lower edge of the window, so that no row moves.
#[component]
pub fn ChangesBar(changed: RwSignal<bool>, reload: Callback<()>) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="toasts" role="status">
            {view_fn(move || changed.get().then(|| view! {
                <div class="toast">
                    <div>{t::changed(locale)}</div>
                    <button class="btn small" type="button" on:click=on_click(move |_| reload.run(()))>{t::show_changes(locale)}</button>
                </div>
            }.into_any()))}
        </div>
    }
}
