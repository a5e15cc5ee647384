//! What only the browser can do: bytes of a file, host names of other alphabets, files that come down, a moment's rest.

use leptos::{
    prelude::window,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::HtmlAnchorElement,
};
use std::sync::Arc;
use wasm_bindgen_futures::{
    JsFuture,
    js_sys::{Array, Promise, Uint8Array},
};
use web_sys::{Blob, BlobPropertyBag, File, MessageChannel, Url};

/// A host name in the form that the name servers know, as every address in this browser is read. The same as the server's.
pub(super) fn to_ascii(host: &str) -> Option<String> {
    // What ends a host in an address would be cut off, and the rest taken for one.
    if host.chars().any(|c| c.is_whitespace() || c.is_control() || "/\\?#@:[]%<>^|".contains(c)) {
        return None;
    }
    let url = Url::new(&format!("http://{host}")).ok()?;
    let name = url.hostname();
    (!name.is_empty()).then_some(name)
}

/// The bytes of a file on this device.
pub(super) async fn bytes(file: &File) -> Option<Arc<[u8]>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let there = Uint8Array::new(&buffer);
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, there.length() as usize).collect();
    there.copy_to(Arc::get_mut(&mut bytes)?);
    Some(bytes)
}

/// Lets the browser answer to the reader. A timer would wait longer each time.
pub(super) async fn rest() {
    let Ok(channel) = MessageChannel::new() else { return };
    let rested = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    let _ = channel.port2().post_message(&JsValue::NULL);
    let _ = JsFuture::from(rested).await;
    channel.port1().close();
}

/// Waits until the reader sees what was done.
pub(super) async fn painted() {
    let framed = Promise::new(&mut |resolve, _| {
        let _ = window().request_animation_frame(&resolve);
    });
    let _ = JsFuture::from(framed).await;
    rest().await;
}

/// Milliseconds since the page was opened.
pub(super) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Gives the reader a file.
pub(super) fn download(name: &str, bytes: &[u8]) -> Option<()> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type("text/csv");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = leptos::prelude::document().create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
