//! A question in front of the page, on the native `<dialog>`: the browser keeps the focus inside, closes it on Escape
//! and gives the focus back. A button with `command="show-modal"` opens it even before the client runs.

use leptos::{
    attr::{Attribute, custom::custom_attribute},
    html,
    prelude::*,
};

/// The dialog. Whoever sets `open` opens it; it clears `open` itself when it closes.
#[component]
pub fn Dialog(
    /// Its `id`, for `commandfor`; its heading has the same with `-title`.
    id: &'static str,
    /// Whether it is open.
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
            // Opened by its button before the client ran.
            open.set(true);
        } else if wanted && !modal {
            // The server may have sent it open, for a reader without script: that is not a modal one yet.
            dialog.close();
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| open.set(dialog.get_untracked().is_some_and(|dialog| dialog.open()));
    view! {
        <dialog class="dialog" id=id aria-labelledby=format!("{id}-title") node_ref=dialog
            open=open.get_untracked() on:close=closed>
            {children()}
        </dialog>
    }
}

/// Lets a button open (`show-modal`) or close (`close`) a dialog by itself, before the client runs.
pub fn command(dialog: &'static str, what: &'static str) -> impl Attribute {
    (custom_attribute("commandfor", dialog), custom_attribute("command", what))
}
