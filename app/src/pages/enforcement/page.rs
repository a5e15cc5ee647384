//! Enforcement switch: rehearsal with figures, start now or on a date, then the password.

use super::{
    confirm::Ask,
    dto::{Enforcement, ScheduleForm},
    rehearsal::{self, Rehearsed},
    rehearsal_dto::{Rehearsal, RehearsalQuery},
    schedule::SwitchOn,
    schedule_input::Typed,
};
use crate::{
    AppError,
    backend::Backend,
    dto::DisplayTime,
    forms::{PRESSED, Posted, account_page::account_page, posted::done},
    ui::{Badge, Glyph, Heading, Icon, Time, Tone, command, locale},
};
use esecure::person::Administrator;
use i18n::enforcement as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// `/esecure/enforcement`
#[component]
pub(crate) fn EnforcementPage() -> impl IntoView {
    let locale = locale();
    let posted = if rehearsal::is_posted_here() { Posted::default() } else { Posted::from_context() };
    let form = Typed::of(&use_query_map().read_untracked(), &posted);
    let query = rehearsal::asks();
    let page = account_page(
        |backend, seat| load(backend, seat, form, query),
        move |(now, typed, rehearsal), account| {
            // Another administrator switched enforcement on meanwhile, so the submit is refused at the top of the page.
            let late = posted.fields.contains_key(PRESSED) && now.account.enforced;
            view! {
                <Head now=now.clone()/>
                {done(|what| match what {
                    "on" => Some(t::now_on(locale).to_owned()),
                    "off" => Some(t::now_off(locale).to_owned()),
                    "planned" => Some(t::now_planned(locale).to_owned()),
                    "called-off" => Some(t::now_called_off(locale).to_owned()),
                    _ => None,
                })}
                {late.then(|| posted.refusal())}
                <div class="cols">
                    <Rehearsed rehearsal account=account.id/>
                    <Switch now=now.clone() typed=typed.clone()/>
                </div>
                <Ask now typed/>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="enforcement">{page}</div> }
}

/// Loads the current state, the server's reading of the input, and the rehearsal.
async fn load(
    backend: Arc<dyn Backend>,
    seat: Administrator,
    form: Option<ScheduleForm>,
    query: RehearsalQuery,
) -> Result<(Enforcement, Typed, Rehearsal), AppError> {
    let now = backend.enforcement(&seat).await?;
    let typed = match form {
        Some(form) => Typed::looked(form.clone(), backend.look_at_switch(&seat, form).await),
        None => Typed::default(),
    };
    Ok((now, typed, backend.rehearsal(&seat, query).await?))
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
fn Switch(now: Enforcement, typed: Typed) -> impl IntoView {
    let locale = locale();
    if !now.account.enforced {
        return view! { <SwitchOn now typed/> }.into_any();
    }
    view! {
        <aside class="card switch" aria-labelledby="switch-title">
            <div class="pad">
                <h2 id="switch-title">{t::switch_off(locale)}</h2>
                <Consequences now/>
                <button class="btn danger big" type="button" {..command("ask", "show-modal")}
                    aria-haspopup="dialog">{t::switch_off(locale)}</button>
                <p class="muted">{t::switch_on_again(locale)}</p>
            </div>
        </aside>
    }
    .into_any()
}

#[component]
pub(crate) fn Consequences(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let told = view! { <li><Icon of=Glyph::Mail/><span>{t::told(locale, now.administrators)}</span></li> };
    if now.account.enforced {
        return view! {
            <ul role="list" class="facts">
                <li class="warn"><Icon of=Glyph::Alert/><span>{t::everyone_ships(locale)}</span></li>
                <li class="warn"><Icon of=Glyph::Alert/><span>{t::rejected_too(locale)}</span></li>
                {told}
            </ul>
        }
        .into_any();
    }
    let refused = now.addresses.saturating_sub(now.may_ship);
    let refusal = match (now.addresses, refused) {
        (0, _) => None,
        (_, 0) => Some(("for", Glyph::Approved, t::nobody_refused(locale).to_owned())),
        (_, n) => Some(("warn", Glyph::Alert, t::refused(locale, n))),
    };
    view! {
        <ul role="list" class="facts">
            {(now.may_ship > 0).then(|| view! {
                <li class="for"><Icon of=Glyph::Approved/><span>{t::keep_shipping(locale, now.may_ship)}</span></li>
            }.into_any())}
            {refusal.map(|(class, icon, text)| view! { <li class=class><Icon of=icon/><span>{text}</span></li> }.into_any())}
            <li><Icon of=Glyph::Inbox/><span>{t::unknown_ask(locale)}</span></li>
            {told}
        </ul>
    }
    .into_any()
}
