//! Link back to the list, to the part of it that led here.

use super::url::{address, query};
use crate::{
    layout::selected_account,
    ui::{Glyph, Icon, locale, on_click},
};
use i18n::frame as t;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Renders the link with the query that the page was opened with. If the list is the entry before this one in the
/// browser's history, the link goes back there, so that the list is scrolled as it was.
#[component]
pub(super) fn BackToList() -> impl IntoView {
    let query = use_query_map().with_untracked(query);
    let href = address(&query, selected_account().get_untracked().as_ref());
    let back = on_click(move |event| {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !elsewhere && follows_list() {
            event.prevent_default();
            // Going back within the same origin cannot fail.
            let _ = window().history().and_then(|history| history.back());
        }
    });
    view! {
        <p class="back"><a class="btn quiet" href=href on:click=back><Icon of=Glyph::Left/>{t::users(locale())}</a></p>
    }
}

#[cfg(not(feature = "hydrate"))]
fn follows_list() -> bool {
    false
}

/// Returns true if the list is the entry before this one in the browser's history. Always false in a browser without the
/// Navigation API.
#[cfg(feature = "hydrate")]
fn follows_list() -> bool {
    use leptos::wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::js_sys::{Array, Function, Reflect};

    let get = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let text = |of: &JsValue, name: &str| get(of, name)?.as_string();
    let follows = || {
        let navigation = get(&window(), "navigation").filter(JsValue::is_object)?;
        let shown = text(&get(&navigation, "currentEntry")?, "key")?;
        let entries: Function = get(&navigation, "entries")?.dyn_into().ok()?;
        let entries: Array = entries.call0(&navigation).ok()?.dyn_into().ok()?;
        let entries: Vec<JsValue> = entries.iter().collect();
        let before = entries.windows(2).find(|pair| text(&pair[1], "key").is_some_and(|key| key == shown))?;
        let url = text(&before[0], "url")?;
        Some(url.split(['?', '#']).next()?.ends_with(crate::routes::USERS))
    };
    follows().unwrap_or(false)
}
