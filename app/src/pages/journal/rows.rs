//! Entries: rows on a wide screen, cards on a phone. Addresses are never truncated.

use super::dto::{JournalAbout, JournalChange, JournalEntry, JournalWho};
use crate::ui::{Time, locale};
use i18n::journal as t;
use leptos::prelude::*;

#[component]
pub(super) fn Rows(entries: Vec<JournalEntry>) -> impl IntoView {
    let locale = locale();
    let rows = entries.into_iter().map(|entry| view! { <Row entry/> }.into_any());
    view! {
        <table class="table" role="table" aria-label=t::table(locale)>
            <thead role="rowgroup"><tr role="row">
                <th role="columnheader" scope="col">{t::when(locale)}</th>
                <th role="columnheader" scope="col">{t::what(locale)}</th>
                <th role="columnheader" scope="col">{t::about(locale)}</th>
                <th role="columnheader" scope="col">{t::who(locale)}</th>
            </tr></thead>
            <tbody role="rowgroup">{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
}

#[component]
fn Row(entry: JournalEntry) -> impl IntoView {
    let locale = locale();
    let number = t::entry_number(locale, entry.number);
    let changes = entry.changes.into_iter().map(|change| view! { <li>{changed(change)}</li> }.into_any());
    let changes: Vec<_> = changes.collect();
    let changes = (!changes.is_empty()).then(|| view! { <ul role="list" class="changes">{changes}</ul> }.into_any());
    let about = match entry.about {
        JournalAbout::Nobody => {
            view! { <span class="muted nobody">"–"<span class="sr">{t::about_nobody(locale)}</span></span> }.into_any()
        }
        JournalAbout::Erased => view! { <span class="muted">{t::erased_address(locale)}</span> }.into_any(),
        JournalAbout::Address { email, name } => {
            let name = name.map(|name| view! { <span class="by-name">{name}</span> });
            view! { {name}<span class="addr">{email}</span> }.into_any()
        }
    };
    let who = match entry.who {
        JournalWho::Person { name, email } => {
            let email = email.map(|email| view! { <span class="addr muted">{email}</span> });
            view! { <b>{name}</b>{email} }.into_any()
        }
        JournalWho::Erased => view! { <span class="muted">{t::erased(locale)}</span> }.into_any(),
        JournalWho::Other(other) => view! { <b>{other}</b> }.into_any(),
    };
    view! {
        <tr role="row">
            <td role="cell" class="c-when"><Time when=entry.when/><small class="muted">{number}</small></td>
            <td role="cell" class="c-what"><b>{entry.what}</b>{changes}</td>
            <td role="cell" class="c-about"><span class="lab muted">{t::about(locale)}" "</span>{about}</td>
            <td role="cell" class="c-who"><span class="lab muted">{t::who(locale)}" "</span>{who}<small class="muted">{entry.origin}</small></td>
        </tr>
    }
}

/// Formats a change: `Decision: no decision → approved`.
fn changed(change: JournalChange) -> String {
    let (locale, field) = (locale(), change.field);
    match (change.before, change.after) {
        (Some(before), Some(after)) => t::FromTo { after, before, field }.text(locale),
        (None, Some(after)) => t::OnlyAfter { after, field }.text(locale),
        (Some(before), None) => t::OnlyBefore { before, field }.text(locale),
        (None, None) => field,
    }
}
