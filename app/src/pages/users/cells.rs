//! Cells of a row: the address, its standing, and its last use.

use super::{
    dto::{StandingView, UserRow},
    page::{UsersState, link_id},
    url::of_user,
};
use crate::{
    layout::selected_account,
    pages::users::badge::StandingBadge,
    ui::{Time, locale, string_attr},
};
use esecure::policy::StandingSource;
use i18n::users as t;
use leptos::prelude::*;

/// Renders name and address, linked to the page of the address; an address is never truncated. The link holds the query
/// of the list, so that the way back leads to the same part of it.
#[component]
pub(super) fn UserCell(row: UserRow, state: UsersState) -> impl IntoView {
    let chosen = selected_account();
    let (local, domain) = row.email.rsplit_once('@').unwrap_or((&row.email, ""));
    let address = view! { <span class="addr">{local.to_owned()}<wbr/>"@"{domain.to_owned()}</span> };
    let id = link_id(&row.id);
    let href = string_attr(move || of_user(&row.id, &state.asked.read(), chosen.read().as_ref()));
    match row.name {
        Some(name) => view! { <a class="who" id=id href=href>{name}</a>{address} }.into_any(),
        None => view! { <a class="who" id=id href=href>{address}</a> }.into_any(),
    }
}

/// Renders the standing with its author and day, or its domain; the note replaces both for an approval with an end
/// date. One line on a wide screen, with everything in the tooltip.
#[component]
pub(super) fn Standing(standing: StandingView) -> impl IntoView {
    let locale = locale();
    let (text, full) = match &standing {
        StandingView::Undecided => (None, None),
        StandingView::Domain { domain } => (Some(domain.clone()), None),
        StandingView::Approved { by, when, source, note, .. } | StandingView::Rejected { by, when, source, note } => {
            let day = &when.text;
            let how = match (source, by) {
                (StandingSource::Upload, _) => t::via_upload(locale, day),
                (StandingSource::Announcement, _) => t::via_announcement(locale, day),
                (StandingSource::List | StandingSource::Request, Some(by)) => t::By { by, when: day }.text(locale),
                (StandingSource::List | StandingSource::Request, None) => day.clone(),
            };
            let text = match (&standing, note) {
                (StandingView::Approved { until: Some(_), .. }, Some(note)) => note.clone(),
                (_, Some(note)) => format!("{how} · {note}"),
                (_, None) => how,
            };
            let by = by.as_deref().unwrap_or_default();
            let full = [by, &when.full, note.as_deref().unwrap_or_default()];
            (Some(text), Some(full.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")))
        }
    };
    let is_domain = matches!(standing, StandingView::Domain { .. });
    view! {
        <StandingBadge standing locale/>
        {text.map(|text| {
            let class = if is_domain { "muted" } else { "muted line" };
            view! { <small class=class title=full>{text}</small> }.into_any()
        })}
    }
}

/// Renders the time of the last use and its applications.
#[component]
pub(super) fn LastUse(row: UserRow) -> impl IntoView {
    let locale = locale();
    let applications = row.applications.join(", ");
    let full = applications.clone();
    view! {
        {match row.last_use {
            Some(when) => view! { <Time when/> }.into_any(),
            None => t::never(locale).into_any(),
        }}
        <small class="muted line" title=full>{applications}</small>
    }
}
