//! Evidence, shown before the buttons: requester, facts, shipment, and the requester's message.

use crate::{
    pages::queue::request_dto::{RequestView, Weight},
    standalone::document::capital_when,
    ui::{Entry, Glyph, Icon, Time, Waybill},
};
use esecure::Locale;
use i18n::{decide as t, plain, queue};
use leptos::prelude::*;

/// Requester: a line above, the name, the full address.
pub(super) fn who(above: String, request: &RequestView) -> impl IntoView + use<> {
    let known = request.name.is_some();
    let name = request.who().to_owned();
    let class = if known { "name" } else { "name mono" };
    view! {
        <div class="who">
            <p class="muted">{above}</p>
            <h1 tabindex="-1" class=class>{name}</h1>
            {known.then(|| view! { <p class="mono">{request.email.clone()}</p> })}
        </div>
    }
}

/// Facts, those in favour first.
pub(super) fn facts(request: &RequestView, locale: Locale) -> impl IntoView + use<> {
    let mut facts: Vec<_> = request.facts.iter().collect();
    facts.sort_by_key(|fact| fact.weight() != Weight::For);
    let lines = facts.into_iter().map(|fact| {
        let (class, icon) = match fact.weight() {
            Weight::For => (Some("for"), Glyph::Approved),
            Weight::Neutral => (None, Glyph::Info),
        };
        view! { <li class=class><Icon of=icon/><span>{fact.sentence(locale)}</span></li> }
    });
    view! { <ul role="list" class="facts">{lines.collect_view()}</ul> }
}

/// Shipment, as far as the application described it.
pub(super) fn waybill(request: &RequestView, locale: Locale) -> impl IntoView + use<> {
    let account = request.account_number.clone();
    let asked = capital_when(&request.asked);
    let attempts = (request.attempts > 1).then(|| format!(" · {}", t::attempts(locale, request.attempts)));
    let stub = move || {
        view! {
            <span>{plain::account(locale)}" "<b class="mono">{account.clone()}</b></span>
            <span><Time when=asked.clone()/>{attempts.clone()}</span>
        }
    };
    let s = &request.shipment;
    // A company without a place stands in its line; pieces without a weight have a label of their own.
    let place = |term, place: &Option<String>, company: &Option<String>| match place {
        None => (term, company.clone(), None),
        place => (term, place.clone(), company.clone()),
    };
    let weight = match (&s.weight, s.pieces) {
        (None, pieces) => (t::pieces(locale), pieces.map(|n| n.to_string()), None),
        (weight, pieces) => (t::weight(locale), weight.clone(), pieces.map(|n| queue::pieces(locale, n))),
    };
    let entries = [
        place(t::from(locale), &s.from, &s.from_company),
        place(t::to(locale), &s.to, &s.to_company),
        weight,
        (t::value(locale), s.value.clone(), None),
        (t::application(locale), Some(request.application.clone()), None),
    ];
    let entries = entries.into_iter().filter_map(|(term, value, small)| {
        let small = small.map(|small| view! { <small>{small}</small> });
        value.map(|value| view! { <Entry term>{value}{small}</Entry> })
    });
    let reference = s.reference.clone().map(|reference| {
        view! { <Entry term=t::reference(locale)><span class="mono">{reference}</span></Entry> }
    });
    view! { <Waybill stub>{entries.collect_view()}{reference}</Waybill> }
}

/// Requester's message, last and labelled as such.
pub(super) fn message(request: &RequestView, locale: Locale) -> impl IntoView + use<> {
    request.message.clone().map(|words| {
        view! {
            <blockquote class="quote"><p class="words">{words}</p><footer>{t::message(locale)}</footer></blockquote>
        }
    })
}
