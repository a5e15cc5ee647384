//! The four steps from the first sign-in to the switch. Once it is on, this page says so and leads to the queue.

mod api;
mod contact;
mod steps;

use crate::{
    locales::{common, setup as t},
    pages::frame::{Failed, chosen},
    ui::{Bones, Heading, later, locale},
    view::Setup,
    wire::Resource,
};
pub use api::{GetSetup, ShareContact, get_setup, share_contact};
use contact::Contact;
use leptos::prelude::*;
use leptos_meta::Title;
use steps::Steps;

/// `/esecure`
#[component]
pub fn SetupPage() -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let setup = Resource::new_with_options(move || chosen.get(), get_setup, true);
    view! {
        <Title text=t::title(locale)/>
        <div class="setup">
            <Transition fallback=move || view! { <Bones label=common::loading(locale)/> }>
                {later(move || async move {
                    match setup.await {
                        Ok(setup) => view! { <Board setup/> }.into_any(),
                        Err(error) => view! { <Failed error title=t::title(locale)/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Board(setup: Setup) -> impl IntoView {
    let locale = locale();
    let number = setup.account.number.clone();
    let (heading, lead) = if setup.account.enforced {
        (t::heading_on(locale, number), t::lead_on(locale))
    } else {
        (t::heading(locale, number), t::lead(locale))
    };
    let share = setup.share_contact;
    view! {
        <div class="head"><div><Heading>{heading}</Heading><p>{lead}</p></div></div>
        <Steps setup/>
        <aside class="after" aria-labelledby="after-title">
            <h2 id="after-title">{t::after(locale)}</h2>
            <p class="muted">{t::after_text(locale)}</p>
            <Contact share/>
        </aside>
    }
}
