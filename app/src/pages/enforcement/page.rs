//! Enforcement switch: rehearsal with figures, start now or on a date, then the password.

use super::{
    api::get_enforcement,
    confirm::{Confirmation, DialogState},
    consequences::Consequences,
    dto::{self, Enforcement},
    list_messages::ListMessages,
    rehearsal::Rehearsed,
    schedule::SwitchOn,
    switched_on::Since,
};
use crate::{
    AppError,
    layout::{PageUrl, account_page},
    ui::{Badge, FlashNotice, Glyph, Heading, Tone, command, locale, on_click, view_fn},
};
use i18n::enforcement as t;
use leptos::prelude::*;
use leptos_meta::Title;

/// Fetches the switch and the page of the rehearsal in the query.
pub(crate) async fn fetch(url: PageUrl) -> Result<dto::EnforcementPage, AppError> {
    get_enforcement(url.account, url.query.get_str("page").and_then(|page| page.parse().ok())).await
}

/// `/esecure/enforcement`
#[component]
pub(crate) fn EnforcementPage() -> impl IntoView {
    let locale = locale();
    let messages = ListMessages::new();
    let dialogs = DialogState::new(messages);
    let page = account_page(fetch, move |dto::EnforcementPage { now, rehearsal }, account| {
        view! {
            <Head now=now.clone()/>
            {view_fn(move || (!messages.is_at_list()).then(|| view! { <FlashNotice/> }.into_any()))}
            <div class="cols">
                <Rehearsed rehearsal now=now.clone() account=account.id messages/>
                <Switch now=now.clone() dialogs/>
            </div>
            <Confirmation now dialogs/>
        }
        .into_any()
    });
    view! { <Title text=t::title(locale)/><div class="enforcement">{page}</div> }
}

/// Heading, and the state while enforcement is off. While it is on, the state is the headline below.
#[component]
fn Head(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let number = now.account.number;
    let lead = if now.account.enforced { t::lead_on(locale, number) } else { t::lead_off(locale, number) };
    let state = (!now.account.enforced).then(|| {
        let (is, icon, word) = match &now.planned {
            Some(planned) => (Tone::Pending, Glyph::Calendar, t::badge_planned(locale, &planned.at.short)),
            None => (Tone::None, Glyph::Power, t::badge_off(locale).to_owned()),
        };
        let since = now.since.map(|(when, by)| view! { <Since when by/> }.into_any());
        view! { <div class="stands"><Badge is icon>{word}</Badge>{since}</div> }.into_any()
    });
    view! {
        <div class="head">
            <div><Heading>{t::title(locale)}</Heading><p>{lead}</p></div>
            {state}
        </div>
    }
}

/// Consequence of the switch, and the button that opens the dialog.
#[component]
fn Switch(now: Enforcement, dialogs: DialogState) -> impl IntoView {
    let locale = locale();
    if !now.account.enforced {
        return view! { <SwitchOn now state=dialogs.schedule calling_off=dialogs.calling_off/> }.into_any();
    }
    let ask = on_click(move |event| {
        event.prevent_default();
        dialogs.schedule.asking.set(true);
    });
    view! {
        <aside class="card switch" aria-labelledby="switch-title">
            <div class="pad">
                <h2 id="switch-title">{t::switch_off(locale)}</h2>
                <Consequences now/>
                <button class="btn danger big" type="button" {..command("ask", "show-modal")} on:click=ask
                    aria-haspopup="dialog">{t::switch_off(locale)}</button>
                <p class="muted">{t::switch_on_again(locale)}</p>
            </div>
        </aside>
    }
    .into_any()
}
