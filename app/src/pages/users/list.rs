//! The rows and what stands around them: the result of a search, the pager, and what an empty list says.

use super::{Board, address::address, row::Row, ticks::Bar};
use crate::{
    locales::users as t,
    pages::frame::{at, chosen},
    ui::{Glyph, Icon, link, locale},
    view::{StandingFilter, UsersPage as Listed, UsersQuery, UsersSort},
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// The table, or why it is empty.
#[component]
pub(super) fn List(page: Listed, board: Board) -> impl IntoView {
    let locale = locale();
    let asked = board.asked.get_untracked();
    Effect::new({
        let (search, total) = (asked.search.clone(), page.total);
        move |_| {
            if !search.is_empty() {
                board.said.set(t::found(locale, total, search.clone()));
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
        let rows = page.rows.iter().cloned().zip(next);
        let span = page.span.clone();
        let rows =
            rows.map(move |(row, next)| view! { <Row row next sole=page.sole span=span.clone() board/> }.into_any());
        let rows = rows.collect::<Vec<_>>();
        let sort = |words, falls, rises, down| {
            view! { <Sort words falls rises down asked=asked.clone()/> }
        };
        view! {
            <Bar page=page.clone() board/>
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

/// In which direction a column is sorted, if it is.
fn order(asked: &UsersQuery, falls: UsersSort, rises: UsersSort) -> Option<&'static str> {
    match asked.sort {
        sort if sort == falls => Some("descending"),
        sort if sort == rises => Some("ascending"),
        _ => None,
    }
}

/// A heading that sorts: `down` first where the most is looked for, else up; pressed again, the other way.
#[component]
fn Sort(words: &'static str, falls: UsersSort, rises: UsersSort, down: bool, asked: UsersQuery) -> impl IntoView {
    let chosen = chosen();
    let (first, other) = if down { (falls, rises) } else { (rises, falls) };
    let sort = if asked.sort == first { other } else { first };
    let icon = (asked.sort == falls || asked.sort == rises).then(|| {
        let of = if asked.sort == falls { Glyph::Down } else { Glyph::Up };
        view! { <Icon of/> }.into_any()
    });
    let query = UsersQuery { sort, page: 1, ..asked };
    view! { <a href=link(move || address(&query, chosen.read().as_ref()))>{words}{icon}</a> }.into_any()
}

/// What a search found, and the way back.
#[component]
fn Found(asked: UsersQuery, total: u64) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let text = t::found(locale, total, asked.search.clone());
    let all = UsersQuery { search: String::new(), page: 1, ..asked };
    view! {
        <p class="found">
            <span>{text}</span>" "
            <a href=link(move || address(&all, chosen.read().as_ref()))>{t::search_clear(locale)}</a>
        </p>
    }
}

/// Says what will come, and offers one step.
#[component]
fn Empty(nobody: bool) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let (title, text, step, to) = if nobody {
        (t::nobody(locale), t::nobody_text(locale), t::nobody_step(locale), "/esecure")
    } else {
        (t::no_match(locale), t::no_match_text(locale), t::no_match_step(locale), "/esecure/users")
    };
    view! {
        <div class="empty">
            <Icon of=if nobody { Glyph::Users } else { Glyph::Search }/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href=link(move || at(to, chosen.read().as_ref()))>{step}</a>
        </div>
    }
}

/// Which part of the list this is, and the ways to the parts beside it.
#[component]
fn Pager(page: Listed, asked: UsersQuery) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
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
            <span class="muted">{t::range(locale, page.first, last, page.total)}</span>
            <span class="btns">{previous}{next}</span>
        </nav>
    }
}

/// The pressed link leaves with its page; the focus goes where a new page begins.
fn to_heading<E>(_: E) {
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // A heading can always take it; there is nobody to tell if not.
        let _ = heading.focus();
    }
}

/// The filter under which a row would be found.
pub(super) fn filter_of(standing: &crate::view::StandingView) -> StandingFilter {
    use crate::view::StandingView;
    match standing {
        StandingView::Undecided => StandingFilter::Undecided,
        StandingView::Approved { .. } => StandingFilter::Approved,
        StandingView::Domain { .. } => StandingFilter::Domain,
        StandingView::Rejected { .. } => StandingFilter::Rejected,
    }
}
