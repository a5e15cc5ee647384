//! Modal dialog on the native `<dialog>`: the browser traps the focus, closes the dialog on Escape and restores the
//! focus. A button with `command="show-modal"` opens the dialog even before hydration.

use leptos::{
    attr::{Attribute, custom::custom_attribute},
    html,
    prelude::*,
};

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
            // For readers without script the server may render the dialog open, which is not modal yet.
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

/// Attributes that let a button open (`show-modal`) or close (`close`) a dialog even before hydration.
pub fn command(dialog: &'static str, what: &'static str) -> impl Attribute {
    (custom_attribute("commandfor", dialog), custom_attribute("command", what))
}
