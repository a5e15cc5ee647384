//! List of the blocked addresses. Each row has a form that approves its address; one button approves all that
//! have no decision.

use super::{
    api::{ApproveBlocked, ApproveUndecided},
    list_messages::{ListMessage, ListMessages},
    rehearsal_dto::{BlockedRow, Rehearsal, WhyBlocked},
};
use crate::{
    layout::{AccountField, account_url},
    pages::users::standing_dto::TICKED_LIMIT,
    routes,
    ui::{Badge, Form, FormValues, Glyph, Icon, Time, Tone, locale, optional_attr},
};
use esecure::id::{AccountId, UserId};
use i18n::{rehearsal as t, users};
use leptos::prelude::*;

#[component]
pub(super) fn Blocked(rehearsal: Rehearsal, account: AccountId, messages: ListMessages) -> impl IntoView {
    let locale = locale();
    let title = if rehearsal.enforced { t::title_now(locale) } else { t::title(locale) };
    let Rehearsal { rows, page, pages, blocked, undecided, sole, .. } = rehearsal;
    let shown = rows.len() as u64;
    let all = (undecided > 0).then(|| view! { <ApproveAll undecided messages/> }.into_any());
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
    let approve = follow_rows(&rows, messages);
    let rows = rows.into_iter().map(|row| view! { <Row row account=account.clone() sole approve/> }.into_any());
    let table = (shown > 0).then(|| {
        view! {
            <table class="table" role="table" aria-labelledby="blocked-title">
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{t::address(locale)}</th>
                    <th role="columnheader" scope="col">{t::why(locale)}</th>
                    <th role="columnheader" scope="col" class="num">{t::quarter(locale)}</th>
                    <th role="columnheader" scope="col"><span class="sr">{t::action(locale)}</span></th>
                </tr></thead>
                <tbody role="rowgroup">{rows.collect::<Vec<_>>()}</tbody>
            </table>
        }
        .into_any()
    });
    view! {
        <section class="card blocked" id="blocked" aria-labelledby="blocked-title">
            <header><h2 id="blocked-title">{title}</h2>{all}</header>
            <ListMessage messages/>
            {table}
            {under}
        </section>
    }
}

/// Creates the action that all rows share. Its message names the address of the row.
fn follow_rows(rows: &[BlockedRow], messages: ListMessages) -> ServerAction<ApproveBlocked> {
    let locale = locale();
    let emails: Vec<(UserId, String)> = rows.iter().map(|row| (row.id.clone(), row.email.clone())).collect();
    let approve = ServerAction::<ApproveBlocked>::new();
    let (sent, email) = (approve.input(), RwSignal::new(String::new()));
    // The action forgets its input when the answer arrives.
    Effect::new(move |_| {
        let found =
            sent.with(|sent| emails.iter().find(|(user, _)| sent.as_ref().is_some_and(|sent| sent.user == *user)));
        if let Some((_, found)) = found {
            email.set(found.clone());
        }
    });
    messages.follow(approve, move |()| t::done(locale, email.get_untracked()));
    approve
}

/// Button that approves all undecided addresses, up to [`TICKED_LIMIT`].
#[component]
fn ApproveAll(undecided: u64, messages: ListMessages) -> impl IntoView {
    let locale = locale();
    let most = TICKED_LIMIT as u64;
    let word = if undecided > most {
        t::ApproveMost { count: undecided, most }.text(locale)
    } else {
        t::approve_all(locale, undecided)
    };
    let action = ServerAction::<ApproveUndecided>::new();
    messages.follow(action, move |count| {
        let done = match count {
            0 => t::done_none(locale).to_owned(),
            n => t::done_all(locale, n),
        };
        match undecided.saturating_sub(count) {
            0 => done,
            n => format!("{done} {}", t::Left { n, most }.text(locale)),
        }
    });
    let pending = action.pending();
    view! {
        <Form action read=read_all>
            <AccountField/>
            <button class="btn small" type="submit" aria-busy=optional_attr(move || pending.get().then_some("true"))>
                <Icon of=Glyph::Approved/>{word}
            </button>
        </Form>
    }
}

fn read_all(typed: &FormValues) -> Option<ApproveUndecided> {
    Some(ApproveUndecided { account: typed.account() })
}

#[component]
fn Row(
    row: BlockedRow,
    account: AccountId,
    /// True if there is only one active administrator.
    sole: bool,
    approve: ServerAction<ApproveBlocked>,
) -> impl IntoView {
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
        view! { <Approve why=row.why.clone() email=row.email user=row.id action=approve/> }.into_any()
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
fn Approve(why: WhyBlocked, email: String, user: UserId, action: ServerAction<ApproveBlocked>) -> impl IntoView {
    let locale = locale();
    let anyway = matches!(why, WhyBlocked::MayNotAsk | WhyBlocked::Rejected { .. });
    let (class, icon, word) = if anyway {
        ("btn small quiet", None, t::anyway(locale))
    } else {
        ("btn small", Some(Glyph::Approved), t::approve(locale))
    };
    let (id, sent) = (user.to_string(), action.input());
    let is_sent = move || sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.user == user));
    view! {
        <Form action read=read_row>
            <AccountField/>
            <input type="hidden" name="user" value=id/>
            {anyway.then(|| view! { <input type="hidden" name="anyway" value="true"/> }.into_any())}
            <button class=class type="submit" aria-busy=optional_attr(move || is_sent().then_some("true"))>
                {icon.map(|of| view! { <Icon of/> }.into_any())}
                <span>{word}<span class="sr">" "{email}</span></span>
            </button>
        </Form>
    }
}

fn read_row(typed: &FormValues) -> Option<ApproveBlocked> {
    let user = UserId::parse(&typed.text("user"))?;
    Some(ApproveBlocked { account: typed.account(), user, anyway: typed.ticked("anyway") })
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

/// URL of a page of the blocked addresses.
fn link(page: u64) -> String {
    routes::with_query(&account_url(routes::ENFORCEMENT), &format!("page={page}#blocked"))
}
