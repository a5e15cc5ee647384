//! Bar with the two decision buttons and their consequence. *Reject* opens the choice of the reason for the requester;
//! each reason is a submit button of the same form, so one more click rejects, with or without script.

use super::{actions, dto::QueueAction, request_dto::RequestView, state::QueueState};
use crate::ui::{Form, Glyph, Icon, Key, KeyHint, Menu, locale, optional_attr, view_fn};
use esecure::{
    Locale,
    request::{REASON_LIMIT, ReasonCode},
};
use i18n::{common, queue as t};
use leptos::{
    ev::Event,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// Renders the consequence, *Reject* and *Approve*.
#[component]
pub(super) fn Act(request: RequestView, state: QueueState) -> impl IntoView {
    let locale = locale();
    let action = state.decide;
    let who = request.who().to_owned();
    let consequence =
        if request.shipment.draft { t::consequence_draft(locale, &who) } else { t::consequence(locale, &who) };
    let id = StoredValue::new(request.id);
    let ids = move || vec![id.get_value()];
    let pressed = move |choice| id.with_value(|id| actions::pressed(state, id, Some(choice)));
    let face = move || {
        view! {
            <span class="btn danger" aria-busy=optional_attr(move || pressed(QueueAction::Reject).then_some("true"))>
                <Icon of=Glyph::Rejected/>
                {view_fn(move || if pressed(QueueAction::Reject) { t::rejecting(locale) } else { common::reject(locale) })}
                <Icon of=Glyph::Down/><KeyHint of=Key::Reject/>
            </span>
        }
    };
    view! {
        <footer class="act" on:submit:capture=actions::once(state)>
            <p class="muted" id="consequence">{consequence}</p>
            <div class="two">
                <Form action read=actions::read(ids) attr:novalidate=true>
                    <input type="hidden" name=actions::ID value=id.with_value(ToString::to_string)/>
                    <input type="hidden" name="choice" value=QueueAction::Reject.code()/>
                    <Menu class="why" details=state.reasons summary=face on:toggle=to_first><Why who locale/></Menu>
                </Form>
                <Form action read=actions::read(ids)>
                    <input type="hidden" name=actions::ID value=id.with_value(ToString::to_string)/>
                    <button class="btn primary" type="submit" name="choice" value=QueueAction::Approve.code()
                        aria-describedby="consequence" aria-busy=optional_attr(move || pressed(QueueAction::Approve).then_some("true"))>
                        <Icon of=Glyph::Approved/>
                        {view_fn(move || if pressed(QueueAction::Approve) { t::approving(locale) } else { common::approve(locale) })}
                        <KeyHint of=Key::Approve/>
                    </button>
                </Form>
            </div>
        </footer>
    }
}

/// Returns the choices of a reason for the requester with their labels; `None` sends only the outcome.
pub(super) fn reasons(locale: Locale) -> impl Iterator<Item = (Option<ReasonCode>, &'static str)> {
    let label = move |reason| match reason {
        None => t::reason_none(locale),
        Some(ReasonCode::Unknown) => t::reason_unknown(locale),
        Some(ReasonCode::OwnAccount) => t::reason_own_account(locale),
        Some(ReasonCode::AskContact) => t::reason_ask_contact(locale),
        Some(ReasonCode::Other) => t::reason_other(locale),
    };
    std::iter::once(None).chain(ReasonCode::ALL.map(Some)).map(move |reason| (reason, label(reason)))
}

/// Returns the value of a reason in forms, empty for none.
pub(super) fn reason_code(reason: Option<ReasonCode>) -> &'static str {
    reason.map_or("", ReasonCode::code)
}

/// Renders the choice of reasons for the requester. Only the button for own words validates the text field; the others
/// skip validation.
#[component]
fn Why(who: String, locale: Locale) -> impl IntoView {
    let own_words = Some(ReasonCode::Other);
    let buttons = reasons(locale).filter(|(reason, _)| *reason != own_words).map(|(reason, text)| {
        view! {
            <button type="submit" name="reason" value=reason_code(reason) formnovalidate>{text}</button>
        }
    });
    view! {
        <p class="title">{t::what_to_read(locale, &who)}</p>
        {buttons.collect::<Vec<_>>()}
        <hr/>
        <details class="other">
            <summary><Icon of=Glyph::Right/>{t::reason_other(locale)}</summary>
            <div class="field">
                <label for="words">{t::words(locale, who)}</label>
                <span class="hint" id="words-hint">{t::words_hint(locale, REASON_LIMIT)}</span>
                // Must never have initial content: the server would render that as HTML.
                <textarea class="input" id="words" name="words" rows="3" required maxlength=REASON_LIMIT.to_string()
                    aria-describedby="words-hint"></textarea>
                <button class="btn danger filled" type="submit" name="reason" value=reason_code(own_words)>
                    <Icon of=Glyph::Rejected/>{t::words_send(locale)}
                </button>
            </div>
        </details>
    }
}

/// Focuses the first choice of a menu that opens, so that Enter rejects and Escape goes back.
fn to_first(event: Event) {
    let menu = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(menu) = menu.filter(|menu| menu.has_attribute("open")) {
        // After a failure the menu is still usable by Tab.
        focus_first(&menu);
    }
}

/// Focuses the first choice of an open menu. Returns false if that failed.
pub(super) fn focus_first(menu: &Element) -> bool {
    let first = menu.query_selector(".pop > button").ok().flatten();
    first.and_then(|first| first.dyn_into::<HtmlElement>().ok()).is_some_and(|first| first.focus().is_ok())
}
