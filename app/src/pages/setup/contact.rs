//! Checkbox of the E-mail consent ID. Each tick is saved at once; without script there is a button.

use super::api::ShareContact;
use crate::ui::{Check, Form, FormValues, Submission, locale};
use i18n::{common, setup as t};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlFormElement};

/// Checkbox, and the state that was saved last.
#[component]
pub(super) fn Contact(share: bool) -> impl IntoView {
    let locale = locale();
    let action = ServerAction::<ShareContact>::new();
    let (place, saved) = (NodeRef::<html::Div>::new(), RwSignal::new(None));
    // The action drops its input when the answer arrives.
    let sent = StoredValue::new(share);
    Effect::new(move |_| {
        if let Some(ShareContact { on }) = action.input().get() {
            sent.set_value(on);
        }
    });
    let form = Submission::of(action, move |()| {
        saved.set(Some(sent.get_value()));
        save_if_changed(place, sent.get_value());
    });
    // The box may have been ticked before the client ran.
    Effect::new(move |_| {
        place.track();
        save_if_changed(place, share);
    });
    let said = move || match saved.get() {
        None => "",
        Some(true) => t::share_on(locale),
        Some(false) => t::share_off(locale),
    };
    view! {
        <Form action read>
            {form.notice(None)}
            <div node_ref=place on:change=move |_| submit(place)>
                <Check name="on" checked=share label=t::share(locale) hint=t::share_text(locale)/>
            </div>
            <button class="btn small scriptless" type="submit">{common::save(locale)}</button>
            <p class="muted" role="status">{said}</p>
        </Form>
    }
}

/// Submits the form if the box differs from what is saved.
fn save_if_changed(place: NodeRef<html::Div>, saved: bool) {
    let ticked = place.get_untracked().and_then(|place| place.query_selector(":checked").ok());
    if ticked.is_some_and(|ticked| ticked.is_some() != saved) {
        submit(place);
    }
}

/// Submits the form around the checkbox, like its button.
fn submit(place: NodeRef<html::Div>) {
    let form = place.get_untracked().and_then(|place| place.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        // An invalid form is refused by the browser, but no box is invalid.
        let _ = form.request_submit();
    }
}

fn read(typed: &FormValues) -> Option<ShareContact> {
    Some(ShareContact { on: typed.ticked("on") })
}
