//! Which addresses are ticked, and the bar above the rows that says how many and what may become of them. Ticks stay while
//! the list is filtered, sorted and leafed through; they end with the account.

use super::{Board, undecided_users};
use crate::{
    locales::{common, users as t},
    pages::frame::chosen,
    ui::{Glyph, Icon, flag, locale, piece},
    view::{StandingChoice, StandingView, TICKED_LIMIT, UserRow, UsersPage as Listed},
};
use esecure::id::UserId;
use leptos::{prelude::*, task::spawn_local};

/// A ticked address.
#[derive(Clone, PartialEq)]
pub(super) struct Tick {
    pub user: UserId,
    pub email: String,
    /// Whether it is approved now: rejecting it takes that away, and a mail tells.
    pub approved: bool,
}

impl From<&UserRow> for Tick {
    fn from(row: &UserRow) -> Self {
        let approved = matches!(row.standing, StandingView::Approved { .. });
        Self { user: row.id.clone(), email: row.email.clone(), approved }
    }
}

/// The tick box of a row.
#[component]
pub(super) fn TickBox(row: RwSignal<UserRow>, board: Board) -> impl IntoView {
    let locale = locale();
    let UserRow { id, email, own, .. } = row.get_untracked();
    // Nobody decides about their own address, so there is nothing to tick.
    (!own).then(|| {
        let ticked = boxed(move || board.ticked.read().iter().any(|tick| tick.user == id));
        let toggle = move |event| {
            let tick = Tick::from(&*row.read_untracked());
            board.tick(&[tick], event_target_checked(&event));
        };
        view! {
            <label>
                <input class="tickbox" type="checkbox" autocomplete="off" prop:checked=ticked on:change=toggle/>
                <span class="sr">{t::tick(locale, email)}</span>
            </label>
        }
        .into_any()
    })
}

impl Board {
    /// Ticks addresses, or takes their ticks away.
    fn tick(self, ticks: &[Tick], on: bool) {
        self.ticked.update(|ticked| {
            ticked.retain(|old| !ticks.iter().any(|tick| tick.user == old.user));
            if on {
                ticked.extend_from_slice(ticks);
            }
        });
    }

    /// Takes all ticks away, and what was said about them.
    pub(super) fn untick(self) {
        self.ticked.set(Vec::new());
        self.outcome.set(None);
    }
}

fn boxed(value: impl Fn() -> bool + Send + 'static) -> Box<dyn Fn() -> bool + Send> {
    Box::new(value)
}

/// The bar: it always stands there, so that the rows below never jump.
#[component]
pub(super) fn Bar(page: Listed, board: Board) -> impl IntoView {
    let locale = locale();
    let here: Vec<Tick> = page.rows.iter().filter(|row| !row.own).map(Tick::from).collect();
    let here = StoredValue::new(here);
    let ticked_here = move || {
        let ticked = board.ticked.read();
        here.with_value(|here| here.iter().filter(|tick| ticked.iter().any(|it| it.user == tick.user)).count())
    };
    let all = move || here.with_value(Vec::len) == ticked_here();
    let count = Memo::new(move |_| board.ticked.read().len());
    let toggle = move |event| board.tick(&here.get_value(), event_target_checked(&event));
    let words = piece(move || match count.get() {
        0 => t::tick_page(locale).to_owned(),
        n => t::ticked(locale, n as u64),
    });
    view! {
        <div class="bulk" role="group" aria-label=t::ticked_group(locale)
            data-ticked=flag(move || (count.get() > 0).then_some("true"))>
            <label class="check">
                <input type="checkbox" autocomplete="off" prop:checked=boxed(move || all() && ticked_here() > 0)
                    prop:indeterminate=boxed(move || ticked_here() > 0 && !all()) on:change=toggle/>
                <b>{words}</b>
            </label>
            <TickUndecided undecided=page.tickable board/>
            {piece(move || (count.get() > 0).then(|| view! { <Choices count=count.get() board/> }.into_any()))}
        </div>
    }
}

/// Ticks everyone without a decision, on all pages.
#[component]
fn TickUndecided(undecided: u64, board: Board) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let most = TICKED_LIMIT as u64;
    let words = if undecided > most {
        t::tick_first_undecided(locale, most, undecided)
    } else {
        t::tick_undecided(locale, undecided)
    };
    let press = move |_| {
        let (account, query) = (chosen.get_untracked(), board.asked.get_untracked());
        spawn_local(async move {
            match undecided_users(account, query).await {
                Ok(found) => {
                    let ticks = found.into_iter();
                    let ticks = ticks.map(|it| Tick { user: it.user, email: it.email, approved: false }).collect();
                    let _ = board.ticked.try_set(ticks);
                }
                Err(error) => drop(board.failed.try_set(Some(error))),
            }
        });
    };
    (undecided > 0).then(|| view! { <button type="button" class="as-link" on:click=press>{words}</button> }.into_any())
}

/// What may become of the ticked ones.
#[component]
fn Choices(count: usize, board: Board) -> impl IntoView {
    let locale = locale();
    if count > TICKED_LIMIT {
        return view! { <p class="over" role="status"><Icon of=Glyph::Alert/>{t::ticked_over(locale, TICKED_LIMIT)}</p> }
            .into_any();
    }
    let n = count as u64;
    let button = move |class, icon: Option<Glyph>, words, choice| {
        let press = move |_| board.ask(choice, board.ticked.get_untracked());
        view! {
            <button type="button" class=class on:click=press>{icon.map(|of| view! { <Icon of/> }.into_any())}{words}</button>
        }
    };
    view! {
        <span class="btns">
            {button("btn small primary", Some(Glyph::Approved), t::approve_n(locale, n), StandingChoice::Approve)}
            {button("btn small danger", Some(Glyph::Rejected), t::reject_n(locale, n), StandingChoice::Reject)}
            {button("btn small", None, t::end_date(locale).to_owned(), StandingChoice::End)}
            {button("btn small", None, t::clear(locale).to_owned(), StandingChoice::Clear)}
            <button type="button" class="btn small quiet" on:click=move |_| board.untick()>{t::untick(locale)}</button>
        </span>
    }
    .into_any()
}

/// What became of what was asked for last: how many, and who was refused and why. Those stay ticked.
#[component]
pub(super) fn Outcome(board: Board) -> impl IntoView {
    use crate::ui::{ErrorNotice, Notice, Tone};
    let locale = locale();
    let failed = piece(move || board.failed.get().map(|error| view! { <ErrorNotice error locale/> }.into_any()));
    let done = piece(move || {
        board.outcome.get().map(|(title, refused)| {
            let is = if refused.is_empty() { Tone::Approved } else { Tone::Pending };
            let list = refused.into_iter().map(|(email, why)| view! { <li><b>{email}</b>" "{why}</li> });
            view! { <Notice is title><ul role="list">{list.collect::<Vec<_>>()}</ul></Notice> }.into_any()
        })
    });
    let shut = piece(move || {
        board.outcome.read().is_some().then(|| {
            view! {
                <button type="button" class="btn small quiet" on:click=move |_| board.outcome.set(None)>
                    <Icon of=Glyph::Cross/><span class="sr">{common::close(locale)}</span>
                </button>
            }
            .into_any()
        })
    });
    view! { <div class="outcome" id="outcome" tabindex="-1">{failed}{done}{shut}</div> }
}
