//! The entry point in the browser: takes over the pages that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script in the document's head.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
