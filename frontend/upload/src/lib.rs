//! The entry point of the upload page's client: a module of its own, so that no other page loads what reads files, and this
//! one loads no router.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script in the document's head.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    app::upload::start();
}

/// Reads and judges a file at once: how many rows of each kind. For those who measure.
#[wasm_bindgen]
pub fn judge(bytes: &[u8]) -> Vec<u32> {
    app::upload::judge(bytes)
}
