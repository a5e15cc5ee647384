//! Open requests, oldest first. A request decided on this page leaves the list; a request decided elsewhere stays in
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
use esecure::id::RequestId;
use i18n::queue as t;
use leptos::prelude::*;

/// Renders the rows, or the empty state.
#[component]
pub(crate) fn List(queue: Queue, state: QueueState) -> impl IntoView {
    let locale = locale();
    state.initial.with(&queue);
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
    let (own, waits, who) = (row.own, row.waits, row.name.clone().unwrap_or_else(|| row.email.clone()));
    // One's own request has no box, and a request decided elsewhere loses its box.
    let tick = view_fn(move || {
        (open.get() && !own).then(|| view! { <TickBox id=id.clone() who=who.clone() state/> }.into_any())
    });
    let (title, address) = match row.name {
        Some(name) => (name, Some(row.email)),
        None => (row.email, None),
    };
    let way = [row.from, row.to].into_iter().flatten().collect::<Vec<_>>().join(" → ");
    let about = [row.application, way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let company = (!row.company.is_empty()).then(|| view! { <span class="muted">{row.company}</span> }.into_any());
    let foot = view_fn(move || match taken.get() {
        Some(who) => view! { <span class="taken">{who}</span> }.into_any(),
        None if own => {
            view! { <Badge is=Tone::None icon=Glyph::Lock plain=true>{t::others(locale)}</Badge> }.into_any()
        }
        None => (waits.then(|| {
            view! {
                <Badge is=Tone::Accent icon=Glyph::Parcel plain=true>{t::waits(locale)}</Badge>
            }
            .into_any()
        }))
        .into_any(),
    });
    view! {
        <li data-taken=optional_attr(move || taken.read().is_some().then_some("true"))>
            {tick}
            <a id=anchor href=string_attr(move || state.at(Some(&to))) aria-current=optional_attr(current)
                on:click=move |_| state.focus.set(Some(heading.clone()))>
                <span class="top"><b class="addr">{title}</b><Time when=row.age/></span>
                {address.map(|address| view! { <span class="addr">{address}</span> }.into_any())}
                {company}
                <span class="foot"><span class="muted">{about}</span>{foot}</span>
            </a>
        </li>
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
    let all = move || address(None, None, state.chosen.read().as_ref());
    view! {
        <div class="empty">
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
