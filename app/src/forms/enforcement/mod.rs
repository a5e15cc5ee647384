//! The switch: what it does, with numbers and a rehearsal; then the password again.

mod ask;
mod chart;
mod rehearsal;

pub use rehearsal::{APPROVED, APPROVES, APPROVES_ALL, PAGE};

use super::{Posted, asked::asked, posted::done};
use crate::{
    locales::enforcement as t,
    ui::{Badge, Glyph, Heading, Icon, Time, Tone, command, locale},
    view::{Enforcement, When},
};
use ask::Ask;
use leptos::prelude::*;
use leptos_meta::Title;
use rehearsal::Rehearsed;

/// `/esecure/enforcement`
#[component]
pub(super) fn EnforcementPage() -> impl IntoView {
    let locale = locale();
    let query = rehearsal::asks();
    let page = asked(
        |backend, seat| async move { Ok((backend.enforcement(&seat).await?, backend.rehearsal(&seat, query).await?)) },
        move |(now, rehearsal), account| {
            let posted = if rehearsal::is_posted_here() { Posted::default() } else { Posted::here() };
            view! {
                <Head now=now.clone()/>
                {done(|what| match what {
                    "on" => Some(t::now_on(locale).to_owned()),
                    "off" => Some(t::now_off(locale).to_owned()),
                    _ => None,
                })}
                <div class="cols"><Rehearsed rehearsal account=account.id/><Switch now=now.clone()/></div>
                <Ask now posted/>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="enforcement">{page}</div> }
}

#[component]
fn Head(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let number = now.account.number;
    let (lead, is, icon, word) = if now.account.enforced {
        (t::lead_on(locale, number), Tone::Approved, Glyph::Shielded, t::badge_on(locale))
    } else {
        (t::lead_off(locale, number), Tone::None, Glyph::Power, t::badge_off(locale))
    };
    view! {
        <div class="head">
            <div><Heading>{t::title(locale)}</Heading><p>{lead}</p></div>
            <div class="stands"><Badge is icon>{word}</Badge>{now.since.map(|(when, by)| view! { <Since when by/> }.into_any())}</div>
        </div>
    }
}

#[component]
fn Since(when: When, by: String) -> impl IntoView {
    // The date is marked up, so the sentence is cut where it stands.
    const HERE: &str = "\u{1}";
    let sentence = t::since(locale(), by, HERE);
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    view! { <p class="muted since">{before.to_owned()}<Time when/>{after.to_owned()}</p> }
}

/// What follows from the press, and the button that asks for the password.
#[component]
fn Switch(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let on = now.account.enforced;
    let (title, class, again) = if on {
        (t::switch_off(locale), "btn danger big", t::switch_on_again(locale))
    } else {
        (t::switch_on(locale), "btn primary big", t::switch_again(locale))
    };
    view! {
        <aside class="card switch" aria-labelledby="switch-title">
            <div class="pad">
                <h2 id="switch-title">{title}</h2>
                <Consequences now/>
                <button class=class type="button" {..command("ask", "show-modal")}
                    aria-haspopup="dialog">{title}</button>
                <p class="muted">{again}</p>
            </div>
        </aside>
    }
}

#[component]
fn Consequences(now: Enforcement) -> impl IntoView {
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
