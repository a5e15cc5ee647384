//! Table of the addresses, with search result, pager and empty state.

use super::{
    dto::{StandingFilter, UsersPage as Listed, UsersQuery, UsersSort},
    page::UsersState,
    row::Row,
    selection::Bar,
    url::address,
};
use crate::{
    layout::selected_account,
    routes,
    ui::{Glyph, Icon, locale, string_attr},
};
use i18n::users as t;
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Renders the table, or the reason why it is empty.
#[component]
pub(crate) fn List(page: Listed, state: UsersState) -> impl IntoView {
    let locale = locale();
    let asked = state.asked.get_untracked();
    Effect::new({
        let (search, total) = (asked.search.clone(), page.total);
        move |_| {
            if !search.is_empty() {
                state.said.set(t::Found { n: total, search: search.clone() }.text(locale));
            }
        }
    });
    let found = (!asked.search.is_empty()).then(|| view! { <Found asked=asked.clone() total=page.total/> }.into_any());
    let rows = if page.rows.is_empty() {
        let nobody = page.counts.all == 0 && asked.search.is_empty() && asked.application.is_none();
        view! { <Empty nobody/> }.into_any()
    } else {
        let next = page.rows.iter().skip(1).map(|row| Some(row.id.clone()));
        let next: Vec<_> = next.chain([None]).collect();
        // The renderer may still evaluate a page that the reader has left.
        let _ = state.decisions.try_update_value(Vec::clear);
        let rows = page.rows.iter().cloned().zip(next);
        let span = page.span.clone();
        let deciders = page.deciders.clone();
        let rows = rows.map(move |(row, next)| {
            view! { <Row row next deciders=deciders.clone() span=span.clone() state/> }.into_any()
        });
        let rows = rows.collect::<Vec<_>>();
        let sort = |words, falls, rises, down| {
            view! { <Sort words falls rises down asked=asked.clone()/> }
        };
        view! {
            <Bar page=page.clone() state/>
            <table class="table" role="table" aria-label=t::table(locale)>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col" class="tick"><span class="sr">{t::tick_column(locale)}</span></th>
                    <th role="columnheader" scope="col" aria-sort=order(&asked, UsersSort::AddressLast, UsersSort::Address)>
                        {sort(t::user(locale), UsersSort::AddressLast, UsersSort::Address, false)}
                    </th>
                    <th role="columnheader" scope="col">{t::standing(locale)}</th>
                    <th role="columnheader" scope="col" aria-sort=order(&asked, UsersSort::LastUse, UsersSort::LastUseOldest)>
                        {sort(t::last_use(locale), UsersSort::LastUse, UsersSort::LastUseOldest, true)}
                    </th>
                    <th role="columnheader" scope="col" class="num c-n" aria-sort=order(&asked, UsersSort::Uses, UsersSort::UsesFewest)>
                        {sort(t::uses(locale), UsersSort::Uses, UsersSort::UsesFewest, true)}
                    </th>
                    <th role="columnheader" scope="col" class="c-sp">{t::per_month(locale)}</th>
                    <th role="columnheader" scope="col"><span class="sr">{t::actions(locale)}</span></th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager page=page.clone() asked/>
        }
        .into_any()
    };
    view! { {found}<div class="card">{rows}</div> }
}

/// Returns the `aria-sort` value of a column, if the list is sorted by it.
fn order(asked: &UsersQuery, falls: UsersSort, rises: UsersSort) -> Option<&'static str> {
    match asked.sort {
        sort if sort == falls => Some("descending"),
        sort if sort == rises => Some("ascending"),
        _ => None,
    }
}

/// Renders a column heading that sorts: descending first if `down`, and reversed by the next click.
#[component]
fn Sort(words: &'static str, falls: UsersSort, rises: UsersSort, down: bool, asked: UsersQuery) -> impl IntoView {
    let chosen = selected_account();
    let (first, other) = if down { (falls, rises) } else { (rises, falls) };
    let sort = if asked.sort == first { other } else { first };
    let icon = (asked.sort == falls || asked.sort == rises).then(|| {
        let of = if asked.sort == falls { Glyph::Down } else { Glyph::Up };
        view! { <Icon of/> }.into_any()
    });
    let query = UsersQuery { sort, page: 1, ..asked };
    view! { <a href=string_attr(move || address(&query, chosen.read().as_ref()))>{words}{icon}</a> }.into_any()
}

/// Renders the number of matches, and the link that clears the search.
#[component]
fn Found(asked: UsersQuery, total: u64) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let text = t::Found { n: total, search: asked.search.clone() }.text(locale);
    let all = UsersQuery { search: String::new(), page: 1, ..asked };
    view! {
        <p class="found">
            <span>{text}</span>" "
            <a href=string_attr(move || address(&all, chosen.read().as_ref()))>{t::search_clear(locale)}</a>
        </p>
    }
}

/// Renders the empty state: an explanation and one next step.
#[component]
fn Empty(nobody: bool) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let (title, text, step, to) = if nobody {
        (t::nobody(locale), t::nobody_text(locale), t::nobody_step(locale), routes::STEPS)
    } else {
        (t::no_match(locale), t::no_match_text(locale), t::no_match_step(locale), routes::USERS)
    };
    view! {
        <div class="empty">
            <Icon of=if nobody { Glyph::Users } else { Glyph::Search }/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href=string_attr(move || routes::with_account(to, chosen.read().as_ref()))>{step}</a>
        </div>
    }
}

/// Renders the range of this page, and the links to the adjacent pages.
#[component]
fn Pager(page: Listed, asked: UsersQuery) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let last = page.first + (page.rows.len() as u64).saturating_sub(1);
    let to = move |number: u64| {
        let query = UsersQuery { page: number, ..asked.clone() };
        move || address(&query, chosen.read().as_ref())
    };
    let previous = (page.page > 1).then(|| {
        view! {
            <a class="btn small" rel="prev" href=to(page.page - 1) on:click=to_heading>
                <Icon of=Glyph::Left/>{t::previous(locale)}
            </a>
        }
        .into_any()
    });
    let next = (page.page < page.pages).then(|| {
        view! {
            <a class="btn small" rel="next" href=to(page.page + 1) on:click=to_heading>
                {t::next(locale)}<Icon of=Glyph::Right/>
            </a>
        }
        .into_any()
    });
    view! {
        <nav class="pager" aria-label=t::pages(locale)>
            <span class="muted">{t::Range { first: page.first, last, total: page.total }.text(locale)}</span>
            <span class="btns">{previous}{next}</span>
        </nav>
    }
}

/// Moves the focus to the heading of the new page, because the clicked link disappears.
fn to_heading<E>(_: E) {
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // The heading can always take the focus; a failure would be harmless.
        let _ = heading.focus();
    }
}

/// Returns the filter that includes a standing.
pub(super) fn filter_of(standing: &super::dto::StandingView) -> StandingFilter {
    use super::dto::StandingView;
    match standing {
        StandingView::Undecided => StandingFilter::Undecided,
        StandingView::Approved { .. } => StandingFilter::Approved,
        StandingView::Domain { .. } => StandingFilter::Domain,
        StandingView::Rejected { .. } => StandingFilter::Rejected,
    }
}
