//! Table of the announcements: those that wait by their last day, then the others.

use super::dto::{AnnouncementRow, AnnouncementStateView};
use crate::{
    layout::{List, account_url},
    routes,
    ui::{Badge, Glyph, Icon, Time, Tone, locale},
};
use i18n::expected as t;
use leptos::prelude::*;

/// Renders the table, or what comes where there is none.
#[component]
pub(super) fn Announcements(
    rows: Vec<AnnouncementRow>,
    /// Number of announcements that wait.
    waiting: u64,
) -> impl IntoView {
    let locale = locale();
    if rows.is_empty() {
        return view! { <section class="card"><p class="pad muted">{t::none(locale)}</p></section> }.into_any();
    }
    let list = List { path: routes::EXPECTED, name: "expected-part", anchor: "list" };
    let (rows, pager) = list.cut(rows);
    let rows = rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect::<Vec<_>>();
    view! {
        <section class="card" id="list" aria-labelledby="announced">
            <h2 class="pad" id="announced">{t::announced(locale)}" "<small class="muted">{t::waiting_count(locale, waiting)}</small></h2>
            <table class="table" role="table" aria-labelledby="announced">
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{t::expected(locale)}</th>
                    <th role="columnheader" scope="col">{t::reference(locale)}</th>
                    <th role="columnheader" scope="col">{t::state(locale)}</th>
                    <th role="columnheader" scope="col"><span class="sr">{t::actions(locale)}</span></th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {pager}
        </section>
    }
    .into_any()
}

#[component]
fn Row(row: AnnouncementRow) -> impl IntoView {
    let locale = locale();
    let first = row.is_domain.then(|| view! { <small class="muted">{t::first_only(locale)}</small> }.into_any());
    let by = t::by(locale, &row.by);
    let (badge, actions) = (state(&row), actions(&row));
    view! {
        <tr role="row">
            <td role="cell" class="c-who">
                <b class="addr">{row.who}</b>{first}<small class="muted">{by}", "<Time when=row.when/></small>
            </td>
            <td role="cell" class="c-ref">{row.reference}</td>
            <td role="cell" class="c-st">{badge}</td>
            <td role="cell" class="c-act">{actions}</td>
        </tr>
    }
}

fn state(row: &AnnouncementRow) -> AnyView {
    let locale = locale();
    let until = t::until(locale, &row.last_day);
    match row.state.clone() {
        AnnouncementStateView::Waiting => view! {
            <Badge is=Tone::Pending icon=Glyph::Clock>{t::waiting(locale)}</Badge>
            <small class="muted">{t::ends(locale, &row.last_day)}</small>
        }
        .into_any(),
        AnnouncementStateView::Arrived { when, application, .. } => view! {
            <Badge is=Tone::Approved icon=Glyph::Calendar>{until}</Badge>
            <small class="muted">{t::arrived(locale)}" "<Time when/>", "{application}</small>
        }
        .into_any(),
        AnnouncementStateView::Withdrawn { when } => view! {
            <Badge is=Tone::None icon=Glyph::Dots>{t::withdrawn(locale)}</Badge>
            <small class="muted"><Time when/></small>
        }
        .into_any(),
        AnnouncementStateView::Lapsed { day } => view! {
            <Badge is=Tone::None icon=Glyph::Dots>{t::ended(locale)}</Badge>
            <small class="muted">{t::nobody(locale, day)}</small>
        }
        .into_any(),
    }
}

fn actions(row: &AnnouncementRow) -> Option<AnyView> {
    let locale = locale();
    match &row.state {
        AnnouncementStateView::Waiting => {
            let to = routes::with_query(&account_url(routes::EXPECTED), &format!("withdraw={}", row.id));
            let day = routes::with_query(&account_url(routes::EXPECTED), &format!("day={}", row.id));
            Some(
                view! {
                    <div class="btns">
                        <a class="btn small" href=day data-noscroll="true">
                            {t::change_day(locale)}<span class="sr">" "{row.who.clone()}</span>
                        </a>
                        <a class="btn small danger" href=to data-noscroll="true">
                            {t::withdraw(locale)}<span class="sr">" "{row.who.clone()}</span>
                        </a>
                    </div>
                }
                .into_any(),
            )
        }
        AnnouncementStateView::Arrived { user: Some(user), .. } => {
            let to = account_url(&routes::user(user));
            Some(view! { <a class="btn small" href=to><Icon of=Glyph::User/>{t::see_address(locale)}</a> }.into_any())
        }
        _ => None,
    }
}
