//! The bar with the two buttons and what they will do. *Reject* opens the choice of what the requester reads; each
//! choice is a button of the same form, so that one press more rejects, with or without script.

use super::{DecideRequest, desk::Desk};
use crate::{
    locales::{common, queue as t},
    ui::{Cap, Form, Glyph, Icon, Key, Menu, Typed, flag, locale, piece},
    view::{Choice, RequestView},
};
use esecure::{Locale, id::RequestId, request::REASON_LIMIT};
use leptos::{
    ev::{Event, SubmitEvent},
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
    let pressed = move |choice: Choice| {
        action.pending().get() && action.input().read().as_ref().is_some_and(|it| it.choice == choice)
    };
    let face = move || {
        view! {
            <span class="btn danger" aria-busy=flag(move || pressed(Choice::Reject).then_some("true"))>
                <Icon of=Glyph::Rejected/>
                {piece(move || if pressed(Choice::Reject) { t::rejecting(locale) } else { common::reject(locale) })}
                <Icon of=Glyph::Down/><Cap of=Key::Reject/>
            </span>
        }
    };
    view! {
        <footer class="act" on:submit:capture=once(desk, id.get_value())>
            <p class="muted" id="consequence">{consequence}</p>
            <div class="two">
                <Form action read attr:novalidate=true>
                    <input type="hidden" name="id" value=id.with_value(ToString::to_string)/>
                    <input type="hidden" name="choice" value=Choice::Reject.code()/>
                    <Menu class="why" summary=face on:toggle=to_first><Why who locale/></Menu>
                </Form>
                <Form action read>
                    <input type="hidden" name="id" value=id.with_value(ToString::to_string)/>
                    <button class="btn primary" type="submit" name="choice" value=Choice::Approve.code()
                        aria-describedby="consequence" aria-busy=flag(move || pressed(Choice::Approve).then_some("true"))>
                        <Icon of=Glyph::Approved/>
                        {piece(move || if pressed(Choice::Approve) { t::approving(locale) } else { common::approve(locale) })}
                        <Cap of=Key::Approve/>
                    </button>
                </Form>
            </div>
        </footer>
    }
}

/// One press at a time: while the server answers, another one would only be told that it came late.
pub(super) fn once(desk: Desk, id: RequestId) -> impl Fn(SubmitEvent) + Clone + 'static {
    move |event| {
        if desk.decide.pending().get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        } else {
            desk.pressed.set_value(Some(id.clone()));
        }
    }
}

/// What a form about one request says.
pub(super) fn read(typed: &Typed) -> Option<DecideRequest> {
    Some(DecideRequest {
        id: RequestId::parse(&typed.text("id"))?,
        choice: Choice::from_code(&typed.text("choice"))?,
        reason: typed.text("reason"),
        words: typed.text("words"),
        until: typed.text("until"),
        note: typed.text("note"),
    })
}

/// What requesters may be told, by code, without own words.
fn reasons(locale: Locale) -> [(&'static str, &'static str); 4] {
    [
        ("", t::reason_none(locale)),
        ("unknown", t::reason_unknown(locale)),
        ("own_account", t::reason_own_account(locale)),
        ("ask_contact", t::reason_ask_contact(locale)),
    ]
}

/// What several requesters may read: a choice, sent with the rest of its form. The first one has the focus.
#[component]
pub(super) fn Reasons(n: u64, locale: Locale) -> impl IntoView {
    let choice = |(code, text): (&'static str, &'static str)| {
        view! {
            <label class="check">
                <input type="radio" name="reason" value=code checked=code.is_empty() autofocus=code.is_empty()/>
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="reasons">
            <legend>{t::what_to_read_all(locale, n)}</legend>
            {reasons(locale).into_iter().map(choice).collect::<Vec<_>>()}
            {choice(("other", t::reason_other(locale)))}
            <textarea class="input" name="words" rows="2" maxlength=REASON_LIMIT.to_string()
                aria-label=t::words_all(locale, REASON_LIMIT)></textarea>
        </fieldset>
    }
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
