//! Ticked addresses, and the bar above the rows with their number and the bulk actions. Ticks survive filtering,
//! sorting and paging, and end with a change of account.

use super::{
    api::undecided_users,
    dto::{StandingFilter, StandingView, UserCounts, UserRow, UsersPage as Listed},
    page::UsersState,
    standing_dto::{TICKED_LIMIT, UserAction},
};
use crate::{
    layout::selected_account,
    ui::{ErrorNotice, Glyph, Icon, Notice, Tone, locale, on_click, optional_attr, view_fn},
};
use esecure::id::UserId;
use i18n::{common, users as t};
use leptos::{html, prelude::*, task::spawn_local};

#[derive(Clone, PartialEq)]
pub(super) struct SelectedUser {
    pub user: UserId,
    pub email: String,
    /// Set if currently approved: rejecting then revokes the approval and sends a mail.
    pub approved: bool,
}

impl From<&UserRow> for SelectedUser {
    fn from(row: &UserRow) -> Self {
        let approved = matches!(row.standing, StandingView::Approved { .. });
        Self { user: row.id.clone(), email: row.email.clone(), approved }
    }
}

/// Ticks, contents of the dialog, and result of the last decision.
#[derive(Clone, Default)]
pub(super) struct Selection {
    pub ticked: Vec<SelectedUser>,
    /// Addresses in the dialog, for the decision `choice`; empty and `None` for a new address.
    pub targets: Vec<SelectedUser>,
    pub choice: Option<UserAction>,
    /// Sentence about the last decision, or empty.
    pub done: String,
    /// Refused addresses, each with the reason.
    pub refused: Vec<(String, String)>,
}

impl Selection {
    fn has(&self, user: &UserId) -> bool {
        self.ticked.iter().any(|tick| tick.user == *user)
    }
}

/// Renders the tick box of a row.
#[component]
pub(super) fn TickBox(row: RwSignal<UserRow>, state: UsersState) -> impl IntoView {
    let locale = locale();
    let UserRow { id, email, own, .. } = row.get_untracked();
    // Administrators cannot decide about their own address, so there is no box.
    (!own).then(|| {
        let field = NodeRef::<html::Input>::new();
        let turn = move |on| state.tick(&[SelectedUser::from(&*row.read_untracked())], on);
        Effect::new(move |before: Option<()>| {
            let Some(field) = field.get() else { return };
            let ticked = state.selection.read().has(&id);
            if before.is_none() && field.checked() && !ticked {
                // Ticked before hydration.
                turn(true);
            } else {
                field.set_checked(ticked);
            }
        });
        let toggle = move |event| turn(event_target_checked(&event));
        view! {
            <label>
                <input class="tickbox" type="checkbox" autocomplete="off" node_ref=field on:change=toggle/>
                <span class="sr">{t::tick(locale, email)}</span>
            </label>
        }
        .into_any()
    })
}

impl UsersState {
    /// Ticks or unticks addresses.
    fn tick(self, ticks: &[SelectedUser], on: bool) {
        self.selection.update(|desk| {
            desk.ticked.retain(|old| !ticks.iter().any(|tick| tick.user == old.user));
            if on {
                desk.ticked.extend_from_slice(ticks);
            }
        });
    }

    /// Ticks an address, or unticks it.
    pub(super) fn toggle(self, row: &UserRow) {
        let on = !self.selection.read_untracked().has(&row.id);
        self.tick(&[SelectedUser::from(row)], on);
    }

    /// Clears all ticks and the last result.
    pub(super) fn untick(self) {
        self.selection.set(Selection::default());
    }
}

fn boxed(value: impl Fn() -> bool + Send + 'static) -> Box<dyn Fn() -> bool + Send> {
    Box::new(value)
}

/// Renders the bar, also without any tick, so that the rows below never move.
#[component]
pub(super) fn Bar(page: Listed, state: UsersState) -> impl IntoView {
    let locale = locale();
    let here: Vec<SelectedUser> = page.rows.iter().filter(|row| !row.own).map(SelectedUser::from).collect();
    let count = {
        let here = here.clone();
        move || {
            let desk = state.selection.read();
            here.iter().filter(|tick| desk.has(&tick.user)).count()
        }
    };
    let (all, some) = (here.len(), count.clone());
    let toggle = move |event| state.tick(&here, event_target_checked(&event));
    let words = view_fn(move || match state.selection.read().ticked.len() {
        0 => t::tick_page(locale).to_owned(),
        n => t::ticked(locale, n),
    });
    view! {
        <div class="bulk" role="group" aria-label=t::ticked_group(locale)
            data-ticked=optional_attr(move || (!state.selection.read().ticked.is_empty()).then_some("true"))>
            <label class="check">
                <input type="checkbox" autocomplete="off" prop:checked=boxed(move || all > 0 && count() == all)
                    prop:indeterminate=boxed(move || (1..all).contains(&some())) on:change=toggle/>
                <b>{words}</b>
            </label>
            <TickUndecided counts=page.counts tickable=page.tickable state/>
            {view_fn(move || {
                let count = state.selection.with(|desk| desk.ticked.len());
                view! { <Choices count state/> }
            })}
        </div>
    }
}

/// Renders the button that ticks all undecided addresses, on all pages. The words say if the reader's own address, which
/// the chip counts, is left out.
#[component]
fn TickUndecided(counts: UserCounts, tickable: u64, state: UsersState) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let most = TICKED_LIMIT as u64;
    let own = counts.undecided.saturating_sub(tickable);
    let undecided = move || state.count(&counts, StandingFilter::Undecided).saturating_sub(own);
    let words = move || match undecided() {
        n if n > most => t::TickFirstUndecided { most, n }.text(locale),
        n if own > 0 => t::tick_undecided_others(locale, n),
        n => t::tick_undecided(locale, n),
    };
    let tick = move || {
        let (account, query) = (chosen.get_untracked(), state.asked.get_untracked());
        spawn_local(async move {
            match undecided_users(account, query).await {
                Ok(found) => {
                    let ticks =
                        found.into_iter().map(|(user, email)| SelectedUser { user, email, approved: false }).collect();
                    let _ = state.selection.try_update(|desk| desk.ticked = ticks);
                }
                Err(error) => drop(state.refused.try_set(Some(error))),
            }
        });
    };
    view_fn(move || {
        (undecided() > 0).then(|| {
            view! { <button type="button" class="as-link" on:click=on_click(move |_| tick())>{words()}</button> }
                .into_any()
        })
    })
}

/// Renders the actions for the ticked addresses.
#[component]
fn Choices(count: usize, state: UsersState) -> impl IntoView {
    let locale = locale();
    if count == 0 {
        return ().into_any();
    }
    if count > TICKED_LIMIT {
        return view! { <p class="over" role="status"><Icon of=Glyph::Alert/>{t::ticked_over(locale, TICKED_LIMIT)}</p> }
            .into_any();
    }
    let button = move |class, icon: Option<Glyph>, words, choice| {
        let ask = on_click(move |_| {
            let ticked = state.selection.with_untracked(|desk| desk.ticked.clone());
            state.ask(Some(choice), ticked);
        });
        view! {
            <button type="button" class=class on:click=ask>{icon.map(|of| view! { <Icon of/> }.into_any())}{words}</button>
        }
        .into_any()
    };
    view! {
        <span class="btns">
            {button("btn small primary", Some(Glyph::Approved), t::approve_n(locale, count), UserAction::Approve)}
            {button("btn small danger", Some(Glyph::Rejected), t::reject_n(locale, count), UserAction::Reject)}
            {button("btn small", None, t::end_date(locale).to_owned(), UserAction::End)}
            {button("btn small", None, t::clear(locale).to_owned(), UserAction::Clear)}
            <button type="button" class="btn small quiet" on:click=on_click(move |_| state.untick())>
                <Icon of=Glyph::Cross/><span class="sr">{t::untick(locale)}</span>
            </button>
        </span>
    }
    .into_any()
}

/// Number of refused addresses listed by name; the rest are only counted.
const NAMED: usize = 20;

/// Renders the result of the last decision: how many succeeded, and each refusal with its reason. Refused addresses
/// stay ticked.
#[component]
pub(super) fn Outcome(state: UsersState) -> impl IntoView {
    let locale = locale();
    let done = view_fn(move || {
        let desk = state.selection.read();
        (!desk.done.is_empty()).then(|| {
            let is = if desk.refused.is_empty() { Tone::Approved } else { Tone::Pending };
            let item =
                |(email, why): &(String, String)| view! { <li><b>{email.clone()}</b>" "{why.clone()}</li> }.into_any();
            let more = desk.refused.len().saturating_sub(NAMED);
            let more = (more > 0).then(|| view! { <li>{t::more_refused(locale, more)}</li> }.into_any());
            let list: Vec<_> = desk.refused.iter().take(NAMED).map(item).chain(more).collect();
            let shut = on_click(move |_| state.selection.update(|desk| desk.done.clear()));
            view! {
                <Notice is title=desk.done.clone()><ul role="list">{list}</ul></Notice>
                <button type="button" class="btn small quiet" on:click=shut>
                    <Icon of=Glyph::Cross/><span class="sr">{common::close(locale)}</span>
                </button>
            }
            .into_any()
        })
    });
    // The dialog itself shows refusals while it is open.
    let refused = view_fn(move || {
        let error = state.refused.get().filter(|_| !state.asking.get());
        error.map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    view! { <div class="outcome" id="outcome" tabindex="-1">{refused}{done}</div> }
}
