//! The bar with the two buttons and what they will do. *Reject* opens the choice of what the requester reads; each
//! choice is a button of the same form, so that one press more rejects, with or without script.

use super::{desk::Desk, press};
use crate::{
    locales::{common, queue as t},
    ui::{Cap, Form, Glyph, Icon, Key, Menu, flag, locale, piece},
    view::{Press, RequestView},
};
use esecure::{Locale, request::REASON_LIMIT};
use leptos::{
    ev::Event,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// Consequence, *Reject* and *Approve*.
#[component]
pub(super) fn Act(request: RequestView, desk: Desk) -> impl IntoView {
    let locale = locale();
    let action = desk.decide;
    let who = request.who().to_owned();
    let consequence =
        if request.shipment.draft { t::consequence_draft(locale, &who) } else { t::consequence(locale, &who) };
    let id = StoredValue::new(request.id);
    let pressed = move |choice| id.with_value(|id| press::pressed(desk, id, Some(choice)));
    let face = move || {
        view! {
            <span class="btn danger" aria-busy=flag(move || pressed(Press::Reject).then_some("true"))>
                <Icon of=Glyph::Rejected/>
                {piece(move || if pressed(Press::Reject) { t::rejecting(locale) } else { common::reject(locale) })}
                <Icon of=Glyph::Down/><Cap of=Key::Reject/>
            </span>
        }
    };
    view! {
        <footer class="act" on:submit:capture=press::once(desk)>
            <p class="muted" id="consequence">{consequence}</p>
            <div class="two">
                <Form action read=press::read attr:novalidate=true>
                    <input type="hidden" name="id" value=id.with_value(ToString::to_string)/>
                    <input type="hidden" name="choice" value=press::code(Press::Reject)/>
                    <Menu class="why" summary=face on:toggle=to_first><Why who locale/></Menu>
                </Form>
                <Form action read=press::read>
                    <input type="hidden" name="id" value=id.with_value(ToString::to_string)/>
                    <button class="btn primary" type="submit" name="choice" value=press::code(Press::Approve)
                        aria-describedby="consequence" aria-busy=flag(move || pressed(Press::Approve).then_some("true"))>
                        <Icon of=Glyph::Approved/>
                        {piece(move || if pressed(Press::Approve) { t::approving(locale) } else { common::approve(locale) })}
                        <Cap of=Key::Approve/>
                    </button>
                </Form>
            </div>
        </footer>
    }
}

/// What requesters may be told, by code, without own words.
pub(super) fn reasons(locale: Locale) -> [(&'static str, &'static str); 4] {
    [
        ("", t::reason_none(locale)),
        ("unknown", t::reason_unknown(locale)),
        ("own_account", t::reason_own_account(locale)),
        ("ask_contact", t::reason_ask_contact(locale)),
    ]
}

/// What the requester may read. Own words are asked only by their own button; the others pass them by.
#[component]
fn Why(who: String, locale: Locale) -> impl IntoView {
    let button = |(code, text): (&'static str, &'static str)| {
        view! {
            <button type="submit" name="reason" value=code formnovalidate>{text}</button>
        }
    };
    view! {
        <p class="title">{t::what_to_read(locale, &who)}</p>
        {reasons(locale).into_iter().map(button).collect::<Vec<_>>()}
        <hr/>
        <details class="other">
            <summary><Icon of=Glyph::Right/>{t::reason_other(locale)}</summary>
            <div class="field">
                <label for="words">{t::words(locale, who)}</label>
                <span class="hint" id="words-hint">{t::words_hint(locale, REASON_LIMIT)}</span>
                // Nothing may ever stand in it from the start: the server would send it as HTML.
                <textarea class="input" id="words" name="words" rows="3" required maxlength=REASON_LIMIT.to_string()
                    aria-describedby="words-hint"></textarea>
                <button class="btn danger filled" type="submit" name="reason" value="other">
                    <Icon of=Glyph::Rejected/>{t::words_send(locale)}
                </button>
            </div>
        </details>
    }
}

/// A menu that opens takes the focus to its first choice, so that Enter rejects and Escape goes back.
fn to_first(event: Event) {
    let menu = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(menu) = menu.filter(|menu| menu.has_attribute("open")) else {
        return;
    };
    let first = menu.query_selector(".pop > button").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        // The menu stays usable by Tab if it cannot.
        let _ = first.focus();
    }
}
