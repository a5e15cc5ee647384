//! Parts that the confirmation dialogs share: password, cancel button, and the handling of open requests.

use super::dto::OpenRequests;
use crate::{
    layout::viewers,
    ui::{Check, Field, Submission, command, locale, on_click, suspend_fn},
};
use i18n::enforcement as t;
use leptos::prelude::*;

/// Removes the refusal when the dialog is closed.
pub(super) fn clear_when_closed(open: RwSignal<bool>, form: Submission) {
    Effect::new(move |_| {
        if !open.get() {
            form.clear();
        }
    });
}

/// Button that closes a dialog.
#[component]
pub(super) fn Cancel(
    /// The dialog's `id`.
    dialog: &'static str,
    open: RwSignal<bool>,
    word: &'static str,
) -> impl IntoView {
    let close = on_click(move |event| {
        event.prevent_default();
        open.set(false);
    });
    view! { <button class="btn" type="button" {..command(dialog, "close")} on:click=close>{word}</button> }
}

/// Password field, which takes the focus when its dialog opens.
#[component]
pub(super) fn Password(id: &'static str, form: Submission) -> impl IntoView {
    let locale = locale();
    view! {
        <Field name="password" id label=t::password(locale) kind="password" autocomplete="current-password"
            hint=t::password_hint(locale) max=1000 autofocus=true error=form.problem("password")/>
    }
}

/// Username for password managers. Has no `name`, so it is not submitted.
#[component]
pub(super) fn Username() -> impl IntoView {
    let viewers = viewers();
    view! {
        <Suspense>
            {suspend_fn(move || async move {
                viewers.await.ok().flatten().map(|viewer| view! {
                    <input type="text" autocomplete="username" value=viewer.email hidden readonly/>
                }.into_any())
            })}
        </Suspense>
    }
}

/// Handling of open requests.
#[component]
pub(super) fn Open(count: u64) -> impl IntoView {
    let locale = locale();
    let legend = match count {
        0 => t::open_none(locale).to_owned(),
        n => t::open_title(locale, n),
    };
    view! {
        <fieldset class="open">
            <legend>{legend}</legend>
            <Check kind="radio" name="open" value=OpenRequests::Keep.code() checked=true label=t::open_keep(locale) hint=t::open_keep_text(locale)/>
            <Check kind="radio" name="open" value=OpenRequests::Close.code() label=t::open_close(locale) hint=t::open_close_text(locale)/>
        </fieldset>
    }
}
