//! Browser APIs: file bytes, IDN conversion, downloads, yielding to the event loop.

use leptos::{
    prelude::{document, request_animation_frame, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlAnchorElement, HtmlElement},
};
use std::sync::Arc;
use wasm_bindgen_futures::{
    JsFuture,
    js_sys::{Array, Promise, Uint8Array},
};
use web_sys::{Blob, BlobPropertyBag, File, MessageChannel, Url};

/// Converts a host name to its ASCII form by the URL parser of the browser; gives the same result as the server.
pub(super) fn to_ascii(host: &str) -> Option<String> {
    // The URL parser would cut the host off at these characters.
    if host.chars().any(|c| c.is_whitespace() || c.is_control() || "/\\?#@:[]%<>^|".contains(c)) {
        return None;
    }
    let url = Url::new(&format!("http://{host}")).ok()?;
    let name = url.hostname();
    (!name.is_empty()).then_some(name)
}

/// Reads the file's content.
pub(super) async fn bytes(file: &File) -> Option<Arc<[u8]>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let there = Uint8Array::new(&buffer);
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, there.length() as usize).collect();
    there.copy_to(Arc::get_mut(&mut bytes)?);
    Some(bytes)
}

/// Yields to the event loop by a message channel; browsers throttle nested timers.
pub(super) async fn rest() {
    let Ok(channel) = MessageChannel::new() else { return };
    let rested = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    let _ = channel.port2().post_message(&JsValue::NULL);
    let _ = JsFuture::from(rested).await;
    channel.port1().close();
}

/// Waits until the next frame is painted.
pub(super) async fn painted() {
    let framed = Promise::new(&mut |resolve, _| {
        let _ = window().request_animation_frame(&resolve);
    });
    let _ = JsFuture::from(framed).await;
    rest().await;
}

/// Milliseconds since navigation start.
pub(super) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Saves bytes as a file on the device.
pub(super) fn download(name: &str, bytes: &[u8]) -> Option<()> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type("text/csv");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// Focuses the first element that matches the selector, once it is rendered.
pub(super) fn focus(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// Like [`focus`], unless an element has the focus.
pub(super) fn focus_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
            focus(selector.to_owned());
        }
    });
}
