//! Browser entry point: hydrates the server-rendered pages.

use leptos::prelude::window;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script in the document's head. Loads the chunk of a lazy page first, because pages are hydrated
/// synchronously. If that fails, the page stays as the server rendered it, where links and forms work.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let path = window().location().pathname().unwrap_or_default();
    if app::lazy::preload(&path).await {
        app::ui::guard_navigation();
        leptos::mount::hydrate_body(app::App);
    }
}

/// Parses and judges a file in one go and counts the rows of each judgement; `undefined` if the code for it cannot be
/// loaded. Entry point for benchmarks.
#[wasm_bindgen]
pub async fn judge(bytes: Vec<u8>) -> Option<Vec<u32>> {
    app::lazy::judge(bytes).await
}
