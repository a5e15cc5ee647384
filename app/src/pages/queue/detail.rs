//! One request: evidence first, then the waiting shipment, then the requester's own words, marked as unchecked. The
//! buttons come last, in a bar that stays visible ([`act`](super::decision_bar)).

use super::{
    approve_options::{Everyone, WithTerms},
    decision_bar::Act,
    list::{heading_id, link_id},
    request_dto::{Fact, RequestView, ShipmentView, Weight},
    resolution::Decided,
    state::QueueState,
};
use crate::{
    pages::queue::badge::StateBadge,
    routes,
    ui::{Entry, Glyph, Icon, Notice, Tone, Waybill, locale, string_attr},
};
use esecure::{Locale, id::RequestId};
use i18n::queue as t;
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlFormElement};

#[component]
pub(super) fn Detail(request: RequestView, state: QueueState) -> impl IntoView {
    let locale = locale();
    let heading = heading_id(&request.id);
    begin_anew(state, request.id.clone());
    let (article, group, row) = (heading.clone(), heading.clone(), link_id(&request.id));
    let message = request.message.clone();
    let end = match (request.state.is_open(), request.own) {
        (true, false) => view! { <Act request=request.clone() state/> }.into_any(),
        (true, true) => own(&request, locale),
        (false, _) => ().into_any(),
    };
    let look_alike = request
        .look_alike
        .clone()
        .map(|look| view! { <li class="warn"><Icon of=Glyph::Alert/><span>{look}</span></li> }.into_any());
    let more = (request.state.is_open() && !request.own).then(|| {
        view! { <WithTerms id=request.id.clone() zone=request.zone.clone() state/><Everyone request=request.clone() state/> }.into_any()
    });
    let decided = (!request.state.is_open()).then(|| view! { <Decided request=request.clone()/> }.into_any());
    view! {
        <article class="detail" aria-labelledby=article>
            // Scrolls by itself on a wide page, so it must be reachable by keyboard.
            <div class="scroll" tabindex="0" role="group" aria-labelledby=group>
                <Back state row/>
                <Asker request=request.clone() heading/>
                {decided}
                <h3 class="sr">{t::evidence(locale)}</h3>
                <ul role="list" class="facts">
                    {look_alike}
                    {request.facts.iter().map(|fact| view! { <Known fact=fact.clone()/> }.into_any()).collect::<Vec<_>>()}
                </ul>
                <Note request/>
                {message.map(|message| view! {
                    <blockquote class="quote"><p>{message}</p><footer>{t::unchecked(locale)}</footer></blockquote>
                }.into_any())}
                {more}
            </div>
            {end}
        </article>
    }
}

/// Renders who decides about the administrator's own address, in place of the buttons.
fn own(request: &RequestView, locale: Locale) -> AnyView {
    let (title, text, step) = if request.deciders.is_empty() {
        let user = routes::with_account(&routes::user(&request.user), Some(&request.account));
        let step = view! { <p><a href=user>{t::own_sole_step(locale)}</a></p> }.into_any();
        (t::own_sole(locale), t::own_sole_text(locale).to_owned(), Some(step))
    } else {
        let (n, names) = (request.deciders.len() as u64, request.deciders.join(", "));
        (t::own(locale), t::OwnText { n, names }.text(locale), None)
    };
    view! {
        <div class="act"><Notice is=Tone::None icon=Glyph::Lock title><p>{text}</p>{step}</Notice></div>
    }
    .into_any()
}

/// Resets the elements after a change of request. The renderer reuses them, with the open menus, typed notes and scroll
/// position of the previous request.
fn begin_anew(state: QueueState, id: RequestId) {
    Effect::new(move |_| {
        let last = state.last.try_get_value().flatten();
        let _ = state.last.try_set_value(Some(id.clone()));
        if last.is_some_and(|last| last != id) {
            // Elements are detached while the next request is fetched, and attached again by the next frame.
            request_animation_frame(close_all);
        }
    });
}

fn close_all() {
    let find = |selector| document().query_selector(selector).ok().flatten();
    while let Some(open) = find(".side-by details[open]") {
        let _ = open.remove_attribute("open");
    }
    for form in [".opt form", ".two form"] {
        if let Some(form) = find(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            form.reset();
        }
    }
    if let Some(scroll) = find(".detail > .scroll") {
        scroll.set_scroll_top(0);
    }
}

/// Renders the link back to the list for phones; the focus returns to the row that was opened.
#[component]
pub(super) fn Back(state: QueueState, row: String) -> impl IntoView {
    view! {
        <a class="back btn quiet" href=string_attr(move || state.at(None))
            on:click=move |_| state.focus.set(Some(row.clone()))>
            <Icon of=Glyph::Left/>{t::title(locale())}
        </a>
    }
}

/// Renders the requester and the account. The address is never truncated.
#[component]
fn Asker(request: RequestView, heading: String) -> impl IntoView {
    let locale = locale();
    let text = if request.state.is_open() {
        t::Wants { company: request.company, number: '\u{1}' }.text(locale)
    } else {
        t::Wanted { company: request.company, number: '\u{1}' }.text(locale)
    };
    let (before, after) = text.split_once('\u{1}').unwrap_or((&text, ""));
    let address = request.name.as_ref().map(|_| view! { <p class="mono addr">{request.email.clone()}</p> }.into_any());
    view! {
        <header class="dh">
            <div>
                <p class="muted">{before.to_owned()}<b class="mono">{request.account_number}</b>{after.to_owned()}</p>
                <h2 id=heading tabindex="-1">{request.name.unwrap_or(request.email)}</h2>
                {address}
            </div>
            <StateBadge state=request.state locale/>
        </header>
    }
}

/// Renders one fact; a fact in favour of the requester has another icon, not only another colour.
#[component]
fn Known(fact: Fact) -> impl IntoView {
    let (class, icon) = match fact.weight() {
        Weight::For => ("for", Glyph::Approved),
        Weight::Neutral => ("", Glyph::Info),
    };
    view! { <li class=class><Icon of=icon/><span>{fact.sentence(locale())}</span></li> }
}

/// Renders the consignment note, without values that the application did not send.
#[component]
fn Note(request: RequestView) -> impl IntoView {
    let locale = locale();
    let ShipmentView { from, from_company, to, to_company, weight, pieces, value, reference, draft } = request.shipment;
    let stub = move || view! { <Stub number=request.number when=request.asked.text.clone() tries=request.attempts/> };
    let until = request.state.is_open().then(|| t::until(locale, &request.expires));
    // The number of pieces is the second line of the weight, or without a weight an entry of its own.
    let (beside_weight, lone_pieces) = match weight {
        Some(_) => (pieces.map(|n| t::pieces(locale, n)), None),
        None => (None, pieces.map(|n| n.to_string())),
    };
    view! {
        <Waybill stub>
            {place(t::from(locale), from, from_company)}
            {place(t::to(locale), to, to_company)}
            {entry(t::weight(locale), weight, beside_weight)}
            {entry(t::piece_count(locale), lone_pieces, None)}
            {entry(t::value(locale), value, None)}
            {entry(t::application(locale), Some(request.application), None)}
            {reference.map(|reference| view! {
                <Entry term=t::reference(locale)><span class="mono">{reference}</span></Entry>
            }.into_any())}
            {draft.then(|| entry(t::draft(locale), Some(t::kept(locale).to_owned()), Some(t::kept_text(locale).to_owned())))}
            {entry(t::told(locale), Some(t::told_count(locale, request.told)), until)}
        </Waybill>
    }
}

/// Renders an entry of the note with its second line, if there is a value.
fn entry(term: &'static str, value: Option<String>, small: Option<String>) -> Option<impl IntoView + use<>> {
    value.map(|value| view! { <Entry term small=small.unwrap_or_default()>{value}</Entry> })
}

/// Renders an entry of a place: town and company, or the company alone.
fn place(term: &'static str, town: Option<String>, company: Option<String>) -> Option<impl IntoView + use<>> {
    match town {
        Some(town) => entry(term, Some(town), company),
        None => entry(term, company, None),
    }
}

/// Renders number, time of the first attempt, and number of attempts.
#[component]
fn Stub(number: u64, when: String, tries: u64) -> impl IntoView {
    let locale: Locale = locale();
    let text = t::request(locale, '\u{1}');
    let (before, after) = text.split_once('\u{1}').unwrap_or((&text, ""));
    view! {
        <span>{before.to_owned()}<b class="mono">{number}</b>{after.to_owned()}</span>
        <span>{t::Tries { n: tries, when }.text(locale)}</span>
    }
}
