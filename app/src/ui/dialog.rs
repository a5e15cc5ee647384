//! Modal dialog on the native `<dialog>`: the browser traps the focus, closes the dialog on Escape and restores the
//! focus. A button with `command="show-modal"` opens the dialog even before hydration.

use super::{locale, on_click};
use i18n::common as t;
use leptos::{
    attr::{
        Attribute,
        custom::{CustomAttr, custom_attribute},
    },
    html,
    prelude::*,
    web_sys::HtmlDialogElement,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Renders the dialog. Setting `open` opens the dialog, and closing clears `open`.
#[component]
pub fn Dialog(
    /// The `id` for `commandfor`; the `id` of the heading is the same with `-title`.
    id: &'static str,
    /// Open state, read and written by the dialog.
    open: RwSignal<bool>,
    /// Heading, text and form.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |before: Option<()>| {
        let (Some(dialog), wanted) = (dialog.get(), open.get()) else {
            return;
        };
        let modal = dialog.matches(":modal").unwrap_or(false);
        if before.is_none() && modal {
            // The button opened the dialog before hydration.
            open.set(true);
        } else if wanted && !modal {
            show_once_connected(dialog, 60);
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| open.set(dialog.get_untracked().is_some_and(|dialog| dialog.open()));
    let dialog = view! {
        <dialog class="dialog" id=id aria-labelledby=format!("{id}-title") node_ref=dialog on:close=closed>
            {children()}
        </dialog>
    };
    opened_by_server(dialog, open.get_untracked())
}

/// Renders an element open on the server, for readers without script. The client has no such attribute: rendering a page
/// anew removes every attribute of its view, and would close what the reader opened.
pub fn opened_by_server<V>(element: V, open: bool) -> AnyView
where
    V: AddAnyAttr + IntoAny,
    V::Output<CustomAttr<&'static str, &'static str>>: IntoAny,
{
    if open && cfg!(feature = "ssr") {
        element.add_any_attr(custom_attribute("open", "")).into_any()
    } else {
        element.into_any()
    }
}

/// Opens the dialog once it is connected to the document: awaited content is built outside of it first. Gives up after
/// `frames` frames.
fn show_once_connected(dialog: HtmlDialogElement, frames: u8) {
    if dialog.is_connected() {
        // A dialog that the server rendered open is not modal yet.
        dialog.close();
        let _ = dialog.show_modal();
    } else if let Some(left) = frames.checked_sub(1) {
        request_animation_frame(move || show_once_connected(dialog, left));
    }
}

/// Confirmation of a change that is in the page's URL: open once it is rendered. Closing it opens `back`, the URL without
/// the change. `content` receives the cancel link, which also works without script.
pub fn question(back: String, content: impl FnOnce(AnyView) -> AnyView) -> AnyView {
    let (open, navigate, href) = (RwSignal::new(true), use_navigate(), back.clone());
    Effect::new(move |_| {
        if !open.get() {
            navigate(&back, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
    // The dialog, not the router, closes first: only then does the browser return the focus.
    let close = on_click(move |event| {
        event.prevent_default();
        open.set(false);
    });
    let cancel = view! { <a class="btn" href=href on:click=close>{t::cancel(locale())}</a> }.into_any();
    let content = content(cancel);
    view! { <Dialog id="ask" open>{content}</Dialog> }.into_any()
}

/// Attributes that let a button open (`show-modal`) or close (`close`) a dialog even before hydration.
pub fn command(dialog: &'static str, what: &'static str) -> impl Attribute {
    (custom_attribute("commandfor", dialog), custom_attribute("command", what))
}
