//! Open requests in the chosen order. A request decided on this page leaves the list; a request decided elsewhere stays in
//! place, greyed, with the administrator, so that the list never jumps.

use super::{
    dto::{Queue, QueueRow},
    load::More,
    search::address,
    selection::{Bar, TickBox},
    state::QueueState,
};
use crate::{
    layout::selected_account,
    routes,
    ui::{Badge, Glyph, Icon, Time, Tone, locale, optional_attr, string_attr, view_fn},
};
use esecure::{Locale, id::RequestId};
use i18n::queue as t;
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// Number of frames in which a row is looked for that is not rendered yet: a second.
const FRAMES: u8 = 60;

/// Renders the rows, or the empty state.
#[component]
pub(crate) fn List(queue: Queue, state: QueueState) -> impl IntoView {
    let locale = locale();
    state.initial.with(&queue);
    Effect::new(move |_| {
        if let Some(id) = state.id.get().as_deref().and_then(RequestId::parse) {
            reveal(link_id(&id), FRAMES);
        }
    });
    // 0: nothing is open. 1: the search matches nothing. 2: there are rows.
    let sight = Memo::new(move |_| {
        // The renderer may still evaluate a page that the reader has left.
        let Some(tally) = state.tally.try_read() else { return 0_u64 };
        match (state.in_sight().is_empty(), tally.next.is_some()) {
            (false, _) | (true, true) => 2,
            (true, false) if tally.search.is_empty() || tally.open == 0 => 0,
            (true, false) => 1,
        }
    });
    view_fn(move || match sight.get() {
        0 => view! { <Empty/> }.into_any(),
        1 => view! { <NoMatch state/> }.into_any(),
        _ => view! {
            <Bar state/>
            <ol role="list" class="rows" id="queue-list" tabindex="-1" aria-label=t::requests(locale)>
                <For each=move || state.in_sight() key=|row| row.id.clone() let:row><Row row state/></For>
            </ol>
            <More state/>
        }
        .into_any(),
    })
}

/// Renders one request: requester, route and waiting time.
#[component]
fn Row(row: QueueRow, state: QueueState) -> impl IntoView {
    let locale = locale();
    let (id, anchor, heading) = (row.id.clone(), link_id(&row.id), heading_id(&row.id));
    let taken = {
        let id = id.clone();
        Memo::new(move |_| {
            let taken = state.decided_elsewhere.read();
            taken.iter().find(|(taken, _)| *taken == id).map(|(_, who)| who.clone())
        })
    };
    // Without a request in the URL the first visible one is shown; on a phone none is.
    let (shown, to) = (id.clone(), id.clone());
    let is_shown = move || state.current().as_ref() == Some(&shown);
    let current = move || is_shown().then_some("true");
    let open = Memo::new(move |_| taken.read().is_none());
    let (own, who) = (row.own, row.name.clone().unwrap_or_else(|| row.email.clone()));
    // One's own request has no box, and a request decided elsewhere loses its box.
    let tick = view_fn(move || {
        (open.get() && !own).then(|| view! { <TickBox id=id.clone() who=who.clone() state/> }.into_any())
    });
    let about = about(&row);
    let flag = row.look_alike.clone().map(|look| {
        view! { <span class="flag"><Badge is=Tone::Pending icon=Glyph::Alert plain=true>{look}</Badge></span> }
            .into_any()
    });
    let age = row.age.clone();
    let foot = {
        let row = row.clone();
        view_fn(move || match taken.get() {
            Some(who) => view! { <span class="taken">{who}</span> }.into_any(),
            None => badges(&row, locale),
        })
    };
    let (title, email) = match row.name {
        Some(name) => (name.into_any(), Some(view! { <span class="addr">{breakable(&row.email)}</span> }.into_any())),
        None => (breakable(&row.email), None),
    };
    view! {
        <li data-taken=optional_attr(move || taken.read().is_some().then_some("true"))>
            {tick}
            <a id=anchor href=string_attr(move || state.at(Some(&to))) aria-current=optional_attr(current)
                on:click=move |_| state.focus.set(Some(heading.clone()))>
                <span class="top"><b class="addr">{title}</b><Time when=age/></span>
                {email}
                <span class="foot"><span class="muted">{about}</span>{foot}</span>
                {flag}
            </a>
        </li>
    }
}

/// Joins application, route and, in a list of several accounts, the company.
fn about(row: &QueueRow) -> String {
    let way = [row.from.as_deref(), row.to.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" → ");
    let parts = [row.application.as_str(), &way, &row.company];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Renders what matters for the order of work.
fn badges(row: &QueueRow, locale: Locale) -> AnyView {
    if row.own {
        let text = if row.sole { t::own_badge(locale) } else { t::others(locale) };
        return view! { <Badge is=Tone::None icon=Glyph::Lock plain=true>{text}</Badge> }.into_any();
    }
    let waits = row
        .waits
        .then(|| view! { <Badge is=Tone::Accent icon=Glyph::Parcel plain=true>{t::waits(locale)}</Badge> }.into_any());
    let days = row.days_left.clone();
    let days =
        days.map(|days| view! { <Badge is=Tone::Pending icon=Glyph::Clock plain=true>{days}</Badge> }.into_any());
    (waits, days).into_any()
}

/// Renders an address that breaks before its domain, if it does not fit on a line.
fn breakable(email: &str) -> AnyView {
    match email.rsplit_once('@') {
        Some((local, domain)) => view! { {local.to_owned()}<wbr/>{format!("@{domain}")} }.into_any(),
        None => email.to_owned().into_any(),
    }
}

/// Scrolls the list to a row that is out of sight, once the row is rendered.
fn reveal(row: String, frames: u8) {
    request_animation_frame(move || {
        let Some(link) = document().get_element_by_id(&row) else {
            if let Some(left) = frames.checked_sub(1) {
                reveal(row, left);
            }
            return;
        };
        let closest = |selector| link.closest(selector).ok().flatten();
        let (Some(row), Some(list)) = (closest("li"), closest(".rows")) else { return };
        center(&row, &list);
    });
}

/// Scrolls a list so that a row outside of its visible part is in the middle.
fn center(row: &Element, list: &Element) {
    let Some(row) = row.dyn_ref::<HtmlElement>() else { return };
    let (top, bottom, height) = (row.offset_top(), row.offset_top() + row.offset_height(), list.client_height());
    if top < list.scroll_top() || bottom > list.scroll_top() + height {
        list.set_scroll_top((top + bottom - height) / 2);
    }
}

/// Renders the empty state: an explanation and one next step.
#[component]
fn Empty() -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    view! {
        <div class="empty">
            <Icon of=Glyph::Inbox/>
            <h2 id="queue-empty" tabindex="-1">{t::empty(locale)}</h2>
            <p>{t::empty_text(locale)}</p>
            <a class="btn" href=string_attr(move || routes::with_account(routes::USERS, chosen.read().as_ref()))>{t::empty_step(locale)}</a>
        </div>
    }
}

/// Renders the state without a match, and the link that clears the search.
#[component]
fn NoMatch(state: QueueState) -> impl IntoView {
    let locale = locale();
    let all = move || address(None, None, state.order.get(), state.chosen.read().as_ref());
    view! {
        <div class="empty no-match">
            <Icon of=Glyph::Search/>
            <h2>{t::no_match(locale)}</h2>
            <a class="btn" href=string_attr(all)>{t::no_match_step(locale)}</a>
        </div>
    }
}

/// Returns the `id` of a row's link.
pub(crate) fn link_id(id: &RequestId) -> String {
    format!("row-{id}")
}

/// Returns the `id` of a request's heading.
pub(super) fn heading_id(id: &RequestId) -> String {
    format!("about-{id}")
}
