//! HTML document around every page of the client.

use crate::{
    app::App,
    ui::{brand, locale, page_profile},
};
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Renders the document on the server. Language, brand names and profile are attributes of `<html>`, for the browser.
pub fn shell(options: LeptosOptions) -> AnyView {
    let base = format!("/{}/{}", options.site_pkg_dir, options.output_name);
    let names = brand();
    view! {
        <!DOCTYPE html>
        <html lang=locale().code() data-portal=names.portal data-product=names.product data-profile=page_profile()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=format!("{base}.css")/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <script src="/frame.js" defer></script>
                <Client base/>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
    .into_any()
}

/// Fetches JavaScript and WASM of the client concurrently, and starts the client after both. The event `client` ends the
/// waiting of `/frame.js`. On a lazy page also fetches
/// the page's chunks, which the client's link script takes from `earlyChunks`. The script fetches instead of preload
/// links: browsers warn about a preload that a slow machine uses late, and Leptos's own link has an invalid attribute.
#[component]
fn Client(
    /// URL of the client, without file extension.
    base: String,
) -> impl IntoView {
    use leptos::nonce::use_nonce;

    let (script, module) = (format!("{base}.js"), format!("{base}_bg.wasm"));
    let chunks = early_chunks(&base);
    let start = format!(
        "const module_or_path = fetch({module:?});{chunks}\
         import({script:?}).then(client => client.default({{ module_or_path }}).then(() => client.hydrate()))\
         .finally(() => dispatchEvent(new Event(\"client\")));"
    );
    view! {
        <link rel="modulepreload" href=script crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce() inner_html=start></script>
    }
}

/// Script that fetches the chunks of a lazy page; empty for other pages. The handler on each response keeps a failure
/// from being reported before the client deals with it.
fn early_chunks(base: &str) -> String {
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let Some((chunk, (folder, _))) = crate::lazy::chunk(&path).zip(base.rsplit_once('/')) else {
        return String::new();
    };
    format!(
        "globalThis.earlyChunks = {{}};\
         for (const file of [\"common.wasm\", \"split_{chunk}.wasm\"]) \
         (earlyChunks[file] = fetch(\"{folder}/\" + file)).catch(() => {{}});"
    )
}
