//! How the switch stands, what a press of it would do, and the button.

use super::{SwitchEnforcement, ask::Ask, command, press};
use crate::{
    locales::enforcement as t,
    pages::frame::{at, viewers},
    ui::{Badge, Glyph, Heading, Icon, Meter, Notice, Time, Tone, locale, piece},
    view::{Enforcement, When},
};
use leptos::{html, prelude::*};

/// The page, as it stands and after each press.
#[component]
pub(super) fn Board(start: Enforcement) -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    let switch = ServerAction::<SwitchEnforcement>::new();
    let now = RwSignal::new(start);
    let asking = RwSignal::new(switch.value().with_untracked(|v| matches!(v, Some(Err(_)))));
    let said = NodeRef::<html::Div>::new();
    let done = RwSignal::new(None::<bool>);
    Effect::new(move |_| {
        if let Some(Ok(changed)) = switch.value().get() {
            asking.set(false);
            done.set(Some(changed.account.enforced));
            now.set(changed);
            viewers.refetch();
        }
    });
    // The button that had the focus is gone: the sentence about what happened takes it.
    Effect::new(move |_| {
        if let (Some(_), Some(said)) = (done.get(), said.get()) {
            let _ = said.focus();
        }
    });
    let outcome = piece(move || {
        done.get().map(|on| {
            let title = if on { t::now_on(locale) } else { t::now_off(locale) };
            view! { <Notice is=if on { Tone::Approved } else { Tone::None } title icon=Glyph::Power/> }
        })
    });
    view! {
        {piece(move || view! { <Head now=now.get()/> })}
        <div class="outcome" tabindex="-1" node_ref=said>{outcome}</div>
        <div class="cols">
            {piece(move || view! { <Figure now=now.get()/> })}
            {piece(move || view! { <Switch now=now.get() asking/> })}
        </div>
        {piece(move || view! { <Ask now=now.get() switch asking/> })}
    }
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

/// How many of those who ship today may go on.
#[component]
fn Figure(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let users = at("/esecure/users?filter=undecided", Some(&now.account.id));
    let refused = now.addresses.saturating_sub(now.may_ship);
    let (lead, text) = if now.addresses == 0 {
        (t::figure_none(locale).to_owned(), t::figure_none_text(locale))
    } else {
        (t::figure(locale, now.may_ship, now.addresses), t::figure_text(locale))
    };
    view! {
        <section class="card figure" aria-labelledby="figure-title">
            <div class="pad">
                <h2 id="figure-title" class="lead">{lead}</h2>
                {(now.addresses > 0).then(|| view! {
                    <Meter label=t::label(locale) value=now.may_ship max=now.addresses>
                        <span class="sr">{t::label(locale)}</span>
                    </Meter>
                }.into_any())}
                <p class="muted">{text}</p>
                {(refused > 0).then(|| view! {
                    <p class="btns"><a class="btn" href=users><Icon of=Glyph::Users/>{t::see_undecided(locale)}</a></p>
                }.into_any())}
            </div>
        </section>
    }
}

/// What follows from the press, and the button that asks for the password.
#[component]
fn Switch(now: Enforcement, asking: RwSignal<bool>) -> impl IntoView {
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
                <button class=class type="button" {..command("show-modal")}
                    aria-haspopup="dialog" on:click=press(asking, true)>{title}</button>
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
