//! The open requests, oldest first. What this page decides leaves the list; what somebody else decided stays where it
//! was, greyed, with who did: the list never jumps.

use super::Desk;
use crate::{
    locales::queue as t,
    pages::frame::{at, chosen, viewers},
    ui::{Badge, Glyph, Icon, Time, Tone, flag, later, link, locale, piece},
    view::{Queue, QueueRow},
};
use esecure::id::RequestId;
use leptos::prelude::*;

/// The rows, or what an empty queue says.
#[component]
pub(super) fn List(queue: Queue, desk: Desk) -> impl IntoView {
    let locale = locale();
    desk.begin_with(&queue);
    let each = move || {
        let (Some(rows), Some(gone)) = (desk.rows.try_read(), desk.gone.try_read()) else { return Vec::new() };
        rows.iter().filter(|row| !gone.contains(&row.id)).cloned().collect::<Vec<_>>()
    };
    let empty = Memo::new(move |_| {
        // The renderer may still walk over a page that was left.
        let (Some(rows), Some(gone)) = (desk.rows.try_read(), desk.gone.try_read()) else { return true };
        rows.iter().all(|row| gone.contains(&row.id))
    });
    piece(move || {
        if empty.get() {
            view! { <Empty/> }.into_any()
        } else {
            view! {
                <ol role="list" class="rows" id="queue-list" tabindex="-1" aria-label=t::requests(locale)>
                    <For each key=|row| row.id.clone() let:row><Row row desk/></For>
                </ol>
            }
            .into_any()
        }
    })
}

/// One request: who, from where to where, how long already.
#[component]
fn Row(row: QueueRow, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (chosen(), viewers());
    let (id, anchor, heading) = (row.id.clone(), link_id(&row.id), heading_id(&row.id));
    let path = format!("/esecure/queue/{id}");
    let taken = {
        let id = id.clone();
        Memo::new(move |_| {
            let taken = desk.taken.read();
            taken.iter().find(|(taken, _)| *taken == id).map(|(_, who)| who.clone())
        })
    };
    // Without a request in the address the oldest one is shown; on a phone none is.
    let is_shown = move || match desk.id.read().as_deref() {
        Some(shown) => shown == id.as_str(),
        None => shown_first(desk).as_ref() == Some(&id),
    };
    let current = move || is_shown().then_some("true");
    let (title, address) = match row.name {
        Some(name) => (name, Some(row.email)),
        None => (row.email, None),
    };
    let way = [row.from, row.to].into_iter().flatten().collect::<Vec<_>>().join(" → ");
    let about = [row.application, way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let company = StoredValue::new(row.company);
    let company = later(move || async move {
        let several = viewers.await.ok().flatten().is_some_and(|viewer| viewer.accounts.len() > 1);
        (several && chosen.get_untracked().is_none())
            .then(|| view! { <span class="muted">{company.get_value()}</span> }.into_any())
    });
    let (own, waits) = (row.own, row.waits);
    let foot = piece(move || match taken.get() {
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
        <li data-taken=flag(move || taken.read().is_some().then_some("true"))>
            <a id=anchor href=link(move || at(&path, chosen.read().as_ref())) aria-current=flag(current)
                on:click=move |_| desk.focus.set(Some(heading.clone()))>
                <span class="top"><b class="addr">{title}</b><Time when=row.age/></span>
                {address.map(|address| view! { <span class="addr">{address}</span> }.into_any())}
                <Transition>{company}</Transition>
                <span class="foot"><span class="muted">{about}</span>{foot}</span>
            </a>
        </li>
    }
}

/// Says what will come, and offers one step.
#[component]
fn Empty() -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    view! {
        <div class="empty">
            <Icon of=Glyph::Inbox/>
            <h2 id="queue-empty" tabindex="-1">{t::empty(locale)}</h2>
            <p>{t::empty_text(locale)}</p>
            <a class="btn" href=link(move || at("/esecure/users", chosen.read().as_ref()))>{t::empty_step(locale)}</a>
        </div>
    }
}

/// The `id` of a row's link.
pub(super) fn link_id(id: &RequestId) -> String {
    format!("row-{id}")
}

/// The `id` of a request's heading.
pub(super) fn heading_id(id: &RequestId) -> String {
    format!("about-{id}")
}

/// The request that is shown where the address names none.
fn shown_first(desk: Desk) -> Option<RequestId> {
    let (rows, gone) = (desk.rows.read(), desk.gone.read());
    rows.iter().map(|row| &row.id).find(|id| !gone.contains(id)).cloned()
}

/// The row that takes over after `id` has left: the next one that waits, else the one before.
pub(super) fn after(desk: Desk, id: &RequestId) -> Option<RequestId> {
    let rows = desk.rows.read_untracked();
    let (gone, taken) = (desk.gone.read_untracked(), desk.taken.read_untracked());
    let waits =
        |row: &&QueueRow| row.id != *id && !gone.contains(&row.id) && taken.iter().all(|(taken, _)| *taken != row.id);
    let at = rows.iter().position(|row| row.id == *id).unwrap_or(0);
    let mut following = rows.iter().skip(at);
    let next = following.find(waits).or_else(|| rows.iter().take(at).rev().find(waits));
    next.map(|row| row.id.clone())
}
