//! The tick of the E-mail consent ID. With script it saves at once; without, a button stands beside it.

use super::ShareContact;
use crate::{
    locales::{common, setup as t},
    pages::frame::viewers,
    ui::{ErrorNotice, Form, locale, piece},
};
use leptos::{html, prelude::*};

/// The box, and what the last press brought.
#[component]
pub(super) fn Contact(share: bool) -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    let save = ServerAction::<ShareContact>::new();
    let on = RwSignal::new(share);
    let tick = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        // A tick made before the client ran is saved now.
        if let Some(tick) = tick.get()
            && tick.checked() != share
        {
            save.dispatch(ShareContact { on: tick.checked() });
        }
    });
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            on.set(saved);
            viewers.refetch();
        }
        Some(Err(_)) => {
            if let Some(tick) = tick.get_untracked() {
                tick.set_checked(on.get_untracked());
            }
        }
        None => {}
    });
    let press = move |event| {
        save.dispatch(ShareContact { on: event_target_checked(&event) });
    };
    view! {
        <Form action=save read=|typed| Some(ShareContact { on: typed.ticked("on") })>
            <label class="check">
                <input type="checkbox" name="on" value="true" checked=share node_ref=tick on:change=press/>
                <span><b>{t::share(locale)}</b><small class="muted">{t::share_text(locale)}</small></span>
            </label>
            <button class="btn small scriptless" type="submit">{common::save(locale)}</button>
            <p class="muted said" role="status">{piece(move || match save.value().get() {
                Some(Ok(true)) => t::share_on(locale),
                Some(Ok(false)) => t::share_off(locale),
                _ => "",
            })}</p>
            {piece(move || match save.value().get() {
                Some(Err(error)) => view! { <ErrorNotice error locale here="/esecure"/> }.into_any(),
                _ => ().into_any(),
            })}
        </Form>
    }
}
