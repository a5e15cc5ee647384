//! Browser entry point of the upload page. A separate module, so that other pages load no file parser and this page
//! loads no router.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script in the document's head.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    app::pages::upload::start();
}

/// Parses and judges a file in one go and counts the rows of each judgement. Entry point for benchmarks.
#[wasm_bindgen]
pub fn judge(bytes: &[u8]) -> Vec<u32> {
    app::pages::upload::judge(bytes)
}
