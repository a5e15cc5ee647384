//! Checkbox of the E-mail consent ID with its save button.

use super::api::ShareContact;
use crate::{
    layout::page_data,
    ui::{Check, FlashNotice, Form, FormValues, Submission, locale},
};
use i18n::{common, setup as t};
use leptos::prelude::*;

/// Checkbox, and the message of the last submit.
#[component]
pub(super) fn Contact(share: bool) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<ShareContact>::new();
    // The action drops its input when the answer arrives.
    let chosen = StoredValue::new(share);
    Effect::new(move |_| {
        if let Some(ShareContact { on }) = action.input().get() {
            chosen.set_value(on);
        }
    });
    let form = Submission::of(action, move |()| {
        page.done(if chosen.get_value() { t::share_on(locale) } else { t::share_off(locale) });
    });
    view! {
        <Form action read>
            {form.notice(None)}
            <Check name="on" checked=share label=t::share(locale) hint=t::share_text(locale)/>
            <button class="btn small" type="submit" aria-busy=form.busy()>{common::save(locale)}</button>
            <FlashNotice/>
        </Form>
    }
}

fn read(typed: &FormValues) -> Option<ShareContact> {
    Some(ShareContact { on: typed.ticked("on") })
}
