//! HTML document around every page in the portal's frame.

use crate::{app::App, ui::brand};
use leptos::prelude::*;

/// Renders the HTML document of the hydrated pages on the server.
pub fn shell(options: LeptosOptions) -> AnyView {
    document(&options, Script::Client, || view! { <App/> }.into_any())
}

/// Script that a document loads for its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// No script: the page is complete as sent.
    None,
    /// The client, which hydrates the whole page.
    Client,
    /// The file reader, for the upload page only.
    Upload,
}

/// Renders the document around a page. Language, brand names and profile are attributes of `<html>`, for the browser.
pub(crate) fn document(options: &LeptosOptions, script: Script, page: impl FnOnce() -> AnyView) -> AnyView {
    use crate::ui::{locale, page_profile};
    use leptos_meta::MetaTags;

    let base = format!("/{}/{}", options.site_pkg_dir, options.output_name);
    let sheet =
        if script == Script::Client { format!("{base}.css") } else { format!("/{}/forms.css", options.site_pkg_dir) };
    let names = brand();
    view! {
        <!DOCTYPE html>
        <html lang=locale().code() data-portal=names.portal data-product=names.product data-profile=page_profile()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=sheet/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <script src="/frame.js" defer></script>
                {match script {
                    Script::None => None,
                    Script::Client => Some(view! { <Client base start="hydrate"/> }.into_any()),
                    Script::Upload => {
                        Some(view! { <Client base=format!("/{}/upload", options.site_pkg_dir) start="start"/> }.into_any())
                    }
                }}
                <MetaTags/>
            </head>
            <body>{page()}</body>
        </html>
    }
    .into_any()
}

/// Fetches JavaScript and WASM of a client concurrently, and starts the client after both. On a lazy page also fetches
/// the page's chunks, which the client's link script takes from `earlyChunks`. The script fetches instead of preload
/// links: browsers warn about a preload that a slow machine uses late, and Leptos's own link has an invalid attribute.
#[component]
fn Client(
    /// URL of the client, without file extension.
    base: String,
    /// Name of the function that starts the client.
    start: &'static str,
) -> impl IntoView {
    use leptos::nonce::use_nonce;

    let (script, module) = (format!("{base}.js"), format!("{base}_bg.wasm"));
    let chunks = early_chunks(&base);
    let start = format!(
        "const module_or_path = fetch({module:?});{chunks}\
         import({script:?}).then(client => client.default({{ module_or_path }}).then(() => client.{start}()));"
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
