//! Rehearsal: replays 13 months of history by the current rules, and lets the administrator approve addresses
//! that would be blocked. Under enforcement, lists those that are blocked.

use super::{
    chart::Chart,
    rehearsal_dto::{BlockedRow, Rehearsal, RehearsalQuery, WhyBlocked},
};
use crate::{
    forms::{PRESSED, Posted, account_page::action_url, posted::done},
    pages::users::standing_dto::TICKED_LIMIT,
    routes,
    ui::{Badge, Glyph, Icon, PageProfile, Time, Tone, locale},
};
use esecure::{
    Locale,
    id::{AccountId, UserId},
};
use i18n::{rehearsal as t, users};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// Value of [`PRESSED`] for approving one address.
pub const APPROVES: &str = "approve";
/// Value of [`PRESSED`] for approving all undecided addresses.
pub const APPROVES_ALL: &str = "approve-all";
/// Query parameter: page of the blocked addresses.
pub const PAGE: &str = "page";
/// Query parameter: address approved by the last submit.
pub const APPROVED: &str = "approved";

/// Parses the query.
pub(super) fn asks() -> RehearsalQuery {
    let query: ParamsMap = use_query_map().get_untracked();
    RehearsalQuery {
        page: query.get_str(PAGE).and_then(|page| page.parse().ok()),
        approved: query.get_str(APPROVED).and_then(UserId::parse),
    }
}

/// Refused submit of this part of the page.
fn posted() -> Posted {
    let one = Posted::by(APPROVES);
    if one.is_there() { one } else { Posted::by(APPROVES_ALL) }
}

/// True if a refused submit came from this part rather than from the switch.
pub(super) fn is_posted_here() -> bool {
    posted().is_there()
}

/// Figure with its chart, and the list of blocked addresses.
#[component]
pub(super) fn Rehearsed(rehearsal: Rehearsal, account: AccountId) -> impl IntoView {
    let told = summary(&rehearsal, locale());
    let list = (rehearsal.blocked > 0 || told.is_some())
        .then(|| view! { <Blocked rehearsal=rehearsal.clone() account told/> }.into_any());
    view! { <div class="left rehearsal"><Figure rehearsal/>{list}</div> }
}

#[component]
fn Figure(rehearsal: Rehearsal) -> impl IntoView {
    let locale = locale();
    let Rehearsal { enforced, addresses, blocked, quarter, quarter_since, months, .. } = rehearsal;
    let replayed = (!enforced && addresses > 0).then(|| format!(" {}", t::replayed(locale)));
    let (lead, text) = if addresses == 0 {
        (t::none(locale).into_any(), t::none_text(locale).to_owned())
    } else if blocked == 0 {
        let lead = if enforced { t::nobody_now(locale) } else { t::nobody(locale) };
        (lead.into_any(), t::nobody_text(locale, addresses))
    } else {
        let day = quarter_since.text;
        let made = if blocked == 1 {
            t::ItMade { n: quarter, day }.text(locale)
        } else {
            t::TheyMade { n: quarter, day }.text(locale)
        };
        (view! { <Lead enforced blocked addresses/> }.into_any(), made)
    };
    // Under enforcement refused attempts leave no use, so there is nothing to replay.
    let chart = (!enforced && addresses > 0).then(|| view! { <Chart months/> }.into_any());
    view! {
        <section class="card figure" aria-labelledby="figure-title">
            <div class="pad">
                <h2 id="figure-title" class="lead">{lead}</h2>
                <p class="muted">{text}{replayed}</p>
                {chart}
            </div>
        </section>
    }
}

#[component]
fn Lead(enforced: bool, blocked: u64, addresses: u64) -> impl IntoView {
    let locale = locale();
    // Splits the sentence at the placeholder, where the figure's element goes.
    const HERE: &str = "\u{1}";
    let sentence = if enforced {
        t::RefusedNow { n: addresses, figure: HERE }.text(locale)
    } else {
        t::WouldBlock { n: addresses, figure: HERE }.text(locale)
    };
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    view! { {before.to_owned()}<span class="no">{t::Figure { blocked, total: addresses }.text(locale)}</span>{after.to_owned()} }
}

/// Message about the last submit; the figure above shows the current state.
fn summary(rehearsal: &Rehearsal, locale: Locale) -> Option<AnyView> {
    if is_posted_here() {
        return posted().refusal();
    }
    let count = use_query_map().read_untracked().get_str("count").and_then(|count| count.parse::<u64>().ok());
    done(|what| match what {
        APPROVES => rehearsal.approved.as_ref().map(|email| t::done(locale, email)),
        APPROVES_ALL => {
            let done = match count? {
                0 => t::done_none(locale).to_owned(),
                n => t::done_all(locale, n),
            };
            let left = match rehearsal.undecided {
                0 => String::new(),
                n => format!(" {}", t::Left { n, most: TICKED_LIMIT }.text(locale)),
            };
            Some(done + &left)
        }
        _ => None,
    })
}

#[component]
fn Blocked(rehearsal: Rehearsal, account: AccountId, told: Option<AnyView>) -> impl IntoView {
    let locale = locale();
    let title = if rehearsal.enforced { t::title_now(locale) } else { t::title(locale) };
    let Rehearsal { rows, page, pages, blocked, undecided, sole, .. } = rehearsal;
    let shown = rows.len() as u64;
    let action = to(page);
    let all = (undecided > 0).then(|| view! { <All undecided action=action.clone()/> }.into_any());
    let under = match page {
        None if blocked > shown => Some(
            view! {
                <p class="more"><a href=link(1)>{t::others(locale, blocked - shown)}</a></p>
            }
            .into_any(),
        ),
        Some(page) if pages > 1 => Some(view! { <Pages page pages shown blocked/> }.into_any()),
        _ => None,
    };
    let rows = rows.into_iter().map(|row| view! { <Row row account=account.clone() sole/> }.into_any());
    let table = (shown > 0).then(|| {
        view! {
            <form method="post" action=action>
                <PageProfile/>
                <input type="hidden" name=PRESSED value=APPROVES/>
                <table class="table" role="table" aria-labelledby="blocked-title">
                    <thead role="rowgroup"><tr role="row">
                        <th role="columnheader" scope="col">{t::address(locale)}</th>
                        <th role="columnheader" scope="col">{t::why(locale)}</th>
                        <th role="columnheader" scope="col" class="num">{t::quarter(locale)}</th>
                        <th role="columnheader" scope="col"><span class="sr">{t::action(locale)}</span></th>
                    </tr></thead>
                    <tbody role="rowgroup">{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </form>
        }
        .into_any()
    });
    view! {
        <section class="card blocked" id="blocked" aria-labelledby="blocked-title">
            <header><h2 id="blocked-title">{title}</h2>{all}</header>
            {told}
            {table}
            {under}
        </section>
    }
}

/// Button that approves all undecided addresses, up to [`TICKED_LIMIT`].
#[component]
fn All(undecided: u64, action: String) -> impl IntoView {
    let locale = locale();
    let most = TICKED_LIMIT as u64;
    let word = if undecided > most {
        t::ApproveMost { count: undecided, most }.text(locale)
    } else {
        t::approve_all(locale, undecided)
    };
    view! {
        <form method="post" action=action>
            <PageProfile/>
            <button class="btn small" type="submit" name=PRESSED value=APPROVES_ALL><Icon of=Glyph::Approved/>{word}</button>
        </form>
    }
}

#[component]
fn Row(row: BlockedRow, account: AccountId, sole: bool) -> impl IntoView {
    let locale = locale();
    let email = row.email.clone();
    let (local, domain) = email.rsplit_once('@').unwrap_or((&email, ""));
    let address = view! { <span class="addr">{local.to_owned()}<wbr/>"@"{domain.to_owned()}</span> };
    let href = routes::with_account(&routes::user(&row.id), Some(&account));
    let who = match row.name {
        Some(name) => view! { <a class="who" href=href>{name}</a>{address} }.into_any(),
        None => view! { <a class="who" href=href>{address}</a> }.into_any(),
    };
    let last = t::last(locale, '\u{1}');
    let (before, after) = last.split_once('\u{1}').unwrap_or((&last, ""));
    let act = if row.own && sole {
        let list = routes::with_account(routes::USERS, Some(&account));
        view! { <a href=list>{t::own_sole(locale)}</a> }.into_any()
    } else if row.own {
        view! { <span class="muted">{t::own(locale)}</span> }.into_any()
    } else {
        view! { <Approve why=row.why.clone() email=row.email user=row.id/> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell" class="w">{who}</td>
            <td role="cell" class="s"><Why why=row.why/></td>
            <td role="cell" class="num u">
                {row.quarter}<span class="lab">" "{t::in_quarter(locale)}</span>
                <small class="muted">{before.to_owned()}<Time when=row.last_use/>{after.to_owned()}</small>
            </td>
            <td role="cell" class="a">{act}</td>
        </tr>
    }
}

/// Button that approves an address. Its label says so if the approval overrides a rejection.
#[component]
fn Approve(why: WhyBlocked, email: String, user: UserId) -> impl IntoView {
    let locale = locale();
    let whom = view! { <span class="sr">" "{email}</span> };
    match why {
        WhyBlocked::Undecided | WhyBlocked::Ended { .. } => view! {
            <button class="btn small" type="submit" name="user" value=user.to_string()>
                <Icon of=Glyph::Approved/><span>{t::approve(locale)}{whom}</span>
            </button>
        }
        .into_any(),
        WhyBlocked::MayNotAsk | WhyBlocked::Rejected { .. } => view! {
            <button class="btn small quiet" type="submit" name="anyway" value=user.to_string()>
                <span>{t::anyway(locale)}{whom}</span>
            </button>
        }
        .into_any(),
    }
}

#[component]
fn Why(why: WhyBlocked) -> impl IntoView {
    let locale = locale();
    let (is, icon, word) = match why {
        WhyBlocked::Undecided => (Tone::None, Glyph::Dots, i18n::common::standing::undecided(locale).to_owned()),
        WhyBlocked::Ended { day } => (Tone::Pending, Glyph::Calendar, t::ended(locale, day.text)),
        WhyBlocked::MayNotAsk => (Tone::None, Glyph::Globe, t::may_not_ask(locale).to_owned()),
        WhyBlocked::Rejected { when } => (Tone::Rejected, Glyph::Rejected, t::rejected(locale, when.text)),
    };
    view! { <Badge is icon>{word}</Badge> }
}

#[component]
fn Pages(page: u64, pages: u64, shown: u64, blocked: u64) -> impl IntoView {
    let locale = locale();
    // Every page but the last is full.
    let first = if page == pages { blocked.saturating_sub(shown) + 1 } else { (page - 1) * shown + 1 };
    let previous = (page > 1).then(|| {
        view! { <a class="btn small" rel="prev" href=link(page - 1)><Icon of=Glyph::Left/>{users::previous(locale)}</a> }.into_any()
    });
    let next = (page < pages).then(|| {
        view! { <a class="btn small" rel="next" href=link(page + 1)>{users::next(locale)}<Icon of=Glyph::Right/></a> }.into_any()
    });
    view! {
        <nav class="more pager" aria-label=users::pages(locale)>
            <span class="muted">{users::Range { first, last: first + shown.saturating_sub(1), total: blocked }.text(locale)}</span>
            <span class="btns">{previous}{next}</span>
        </nav>
    }
}

/// URL of this page with a page of the blocked addresses.
fn to(page: Option<u64>) -> String {
    let here = action_url(routes::ENFORCEMENT);
    match page {
        None => here,
        Some(page) => format!("{here}{}{PAGE}={page}", if here.contains('?') { '&' } else { '?' }),
    }
}

/// Like [`to`], with the list's anchor.
fn link(page: u64) -> String {
    format!("{}#blocked", to(Some(page)))
}
