//! History of an address, as a timeline with links into the journal.

use super::standing_dto::{HistoryItem, HistoryKind};
use crate::{
    layout::account_url,
    routes,
    ui::{Glyph, Icon, Time, locale},
};
use i18n::user as t;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// Renders the latest events, newest first.
#[component]
pub(super) fn History(items: Vec<HistoryItem>, email: String) -> impl IntoView {
    let locale = locale();
    let is_empty = items.is_empty();
    let items = items.into_iter().map(move |item| {
        let (class, icon) = badge(item.kind);
        let text = (!item.text.is_empty()).then(|| view! { <p>{item.text}</p> }.into_any());
        let entry = item.entry.map(|entry| {
            // The page of the journal that begins with this entry.
            let href = journal_url(&email, Some(entry + 1));
            view! { <a href=href>{t::entry(locale, entry)}</a> }.into_any()
        });
        view! {
            <li class=class>
                <span class="dot"><Icon of=icon/></span>
                <div><b>{item.title}</b>{text}<span class="more"><Time when=item.when/>{entry}</span></div>
            </li>
        }
        .into_any()
    });
    let items: Vec<_> = items.collect();
    let events = if is_empty {
        view! { <p class="muted">{t::history_none(locale)}</p> }.into_any()
    } else {
        view! { <ol class="timeline" role="list">{items}</ol> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="history"><div class="pad">
            <h2 id="history">{t::history(locale)}</h2>
            {events}
        </div></section>
    }
}

/// Renders the links to the verdict on the address, and to its entries in the journal.
#[component]
pub(super) fn More(email: String) -> impl IntoView {
    let locale = locale();
    let (why, journal) = (with_parameter(routes::EXPLAIN, "email", &email, None), journal_url(&email, None));
    view! {
        <nav class="card" aria-label=t::more(locale)>
            <ul class="links" role="list">
                <li><a href=why><Icon of=Glyph::Help/><span>{t::why(locale)}</span><Icon of=Glyph::Right/></a></li>
                <li><a href=journal><Icon of=Glyph::Book/><span>{t::journal(locale)}</span><Icon of=Glyph::Right/></a></li>
            </ul>
        </nav>
    }
}

/// Builds the URL of the journal filtered by an address, from a cursor on.
fn journal_url(email: &str, before: Option<i64>) -> String {
    with_parameter(routes::JOURNAL, "address", email, before)
}

fn with_parameter(path: &str, name: &'static str, email: &str, before: Option<i64>) -> String {
    let mut parameters = ParamsMap::new();
    parameters.insert(name, email.to_owned());
    if let Some(before) = before {
        parameters.insert("before", before.to_string());
    }
    account_url(&format!("{path}{}", parameters.to_query_string()))
}

/// Returns the class and the icon of an event.
const fn badge(kind: HistoryKind) -> (&'static str, Glyph) {
    match kind {
        HistoryKind::Asked => ("plain", Glyph::Message),
        HistoryKind::Approved => ("ok", Glyph::Approved),
        HistoryKind::Rejected => ("no", Glyph::Rejected),
        HistoryKind::Changed => ("plain", Glyph::Undo),
        HistoryKind::Used => ("", Glyph::Parcel),
        HistoryKind::Ended | HistoryKind::Ends => ("later", Glyph::Calendar),
    }
}
