//! Enforcement switch: rehearsal with figures, start now or on a date, then the password.

use super::{
    api::get_enforcement,
    confirm::{Confirmation, DialogState},
    consequences::Consequences,
    dto::{self, Enforcement},
    list_messages::ListMessages,
    rehearsal::Rehearsed,
    schedule::SwitchOn,
};
use crate::{
    AppError,
    dto::DisplayTime,
    layout::{PageUrl, account_page},
    ui::{Badge, FlashNotice, Glyph, Heading, Time, Tone, command, locale, on_click, view_fn},
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
                <Rehearsed rehearsal account=account.id messages/>
                <Switch now=now.clone() dialogs/>
            </div>
            <Confirmation now dialogs/>
        }
        .into_any()
    });
    view! { <Title text=t::title(locale)/><div class="enforcement">{page}</div> }
}

#[component]
fn Head(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let number = now.account.number;
    let (lead, is, icon, word) = match (now.account.enforced, &now.planned) {
        (true, _) => (t::lead_on(locale, number), Tone::Approved, Glyph::Shielded, t::badge_on(locale).to_owned()),
        (false, Some(planned)) => {
            (t::lead_off(locale, number), Tone::Pending, Glyph::Calendar, t::badge_planned(locale, &planned.at.short))
        }
        (false, None) => (t::lead_off(locale, number), Tone::None, Glyph::Power, t::badge_off(locale).to_owned()),
    };
    view! {
        <div class="head">
            <div><Heading>{t::title(locale)}</Heading><p>{lead}</p></div>
            <div class="stands"><Badge is icon>{word}</Badge>{now.since.map(|(when, by)| view! { <Since when by/> }.into_any())}</div>
        </div>
    }
}

#[component]
fn Since(when: DisplayTime, by: String) -> impl IntoView {
    // Splits the sentence at the placeholder, where the date element goes.
    const HERE: &str = "\u{1}";
    let sentence = t::Since { by, date: HERE }.text(locale());
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    view! { <p class="muted since">{before.to_owned()}<Time when/>{after.to_owned()}</p> }
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
