//! The switch: what it does, with numbers; then the password again.

mod api;
mod ask;
mod board;

use crate::{
    locales::{common, enforcement as t},
    pages::frame::{Failed, chosen},
    ui::{Bones, later, locale},
    wire::Resource,
};
pub use api::{GetEnforcement, SwitchEnforcement, get_enforcement, switch_enforcement};
use board::Board;
use leptos::{
    attr::{Attribute, custom::custom_attribute},
    ev::MouseEvent,
    prelude::*,
};
use leptos_meta::Title;

/// `/esecure/enforcement`
#[component]
pub fn EnforcementPage() -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let enforcement = Resource::new_with_options(move || chosen.get(), get_enforcement, true);
    view! {
        <Title text=t::title(locale)/>
        <div class="enforcement">
            <Transition fallback=move || view! { <Bones label=common::loading(locale)/> }>
                {later(move || async move {
                    match enforcement.await {
                        Ok(start) => view! { <Board start/> }.into_any(),
                        Err(error) => view! { <Failed error title=t::title(locale)/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// Lets a button open or close the question by itself, before the client runs.
fn command(what: &'static str) -> impl Attribute {
    (custom_attribute("commandfor", "ask"), custom_attribute("command", what))
}

/// What such a button does once the client runs, in place of its command: browsers that do not know it need that.
fn press(asking: RwSignal<bool>, ask: bool) -> impl FnMut(MouseEvent) {
    move |event| {
        event.prevent_default();
        asking.set(ask);
    }
}
