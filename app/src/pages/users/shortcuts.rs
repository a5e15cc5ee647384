//! Shortcut keys of the list. Keys move between rows and do what the buttons of a row do, never more.

use super::{
    dto::UserRow,
    page::{UsersState, link_id},
    selection::SelectedUser,
    standing_dto::UserAction,
};
use crate::{
    layout::{selected_account, viewers},
    ui::{Key, ShortcutHelp, locale, on_shortcut, suspend_fn},
};
use esecure::id::AccountId;
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// Keys that the list supports.
const KEYS: &[Key] =
    &[Key::Next, Key::Previous, Key::Tick, Key::Approve, Key::Reject, Key::Search, Key::Help, Key::Close];

/// Registers the key listener and renders the hint line, both only if the profile has shortcuts on.
#[component]
pub(super) fn Listen(state: UsersState) -> impl IntoView {
    let locale = locale();
    let (viewers, chosen) = (viewers(), selected_account());
    let help = RwSignal::new(false);
    let on = move || (*viewers).get_untracked().and_then(Result::ok).flatten().is_some_and(|viewer| viewer.shortcuts);
    on_shortcut(on, move |key| act(key, state, chosen.get_untracked(), help));
    let line = suspend_fn(move || async move {
        let on = viewers.await.ok().flatten().is_some_and(|viewer| viewer.shortcuts);
        on.then(|| view! { <ShortcutHelp open=help keys=KEYS locale/> }.into_any())
    });
    view! { <Transition>{line}</Transition> }
}

fn act(key: Key, state: UsersState, account: Option<AccountId>, help: RwSignal<bool>) -> bool {
    let at = current();
    let row = || at.clone().or_else(first).and_then(|row| user_in(&row, state));
    let ticked = state.selection.read_untracked().ticked.clone();
    match key {
        Key::Next => at.map_or_else(first, |at| beside(at, Element::next_element_sibling)).is_some_and(enter),
        Key::Previous => at.and_then(|at| beside(at, Element::previous_element_sibling)).is_some_and(enter),
        Key::Tick => row().filter(|row| !row.own).map(|row| state.toggle(&row)).is_some(),
        Key::Approve if ticked.is_empty() => {
            row().filter(UserRow::can_be_approved).is_some_and(|row| state.approve(account, row.id))
        }
        Key::Reject if ticked.is_empty() => {
            let row = row().filter(UserRow::can_be_rejected);
            row.map(|row| state.ask(Some(UserAction::Reject), vec![SelectedUser::from(&row)])).is_some()
        }
        Key::Approve | Key::Reject => {
            let choice = if key == Key::Approve { UserAction::Approve } else { UserAction::Reject };
            state.ask(Some(choice), ticked);
            true
        }
        Key::Search => {
            let field = document().query_selector("[name=q]").ok().flatten();
            field.and_then(|field| field.dyn_into::<HtmlElement>().ok()).is_some_and(|field| field.focus().is_ok())
        }
        Key::Help => {
            help.set(true);
            true
        }
        Key::Close => {
            state.untick();
            !ticked.is_empty()
        }
        Key::Undo => false,
    }
}

/// Selector of the link from a row to the details of its address; rows that show an error have none.
const LINK: &str = "a.who";

/// Returns the row that has the focus.
fn current() -> Option<Element> {
    document().active_element()?.closest("tr").ok()?.filter(|row| find(row, LINK).is_some())
}

fn first() -> Option<Element> {
    document().query_selector("tbody a.who").ok()??.closest("tr").ok()?
}

/// Returns the next row of an address in the direction of `step`.
fn beside(mut row: Element, step: fn(&Element) -> Option<Element>) -> Option<Element> {
    loop {
        row = step(&row)?;
        if find(&row, LINK).is_some() {
            return Some(row);
        }
    }
}

fn enter(row: Element) -> bool {
    find(&row, LINK).is_some_and(|link| link.focus().is_ok())
}

fn find(row: &Element, what: &str) -> Option<HtmlElement> {
    row.query_selector(what).ok()??.dyn_into().ok()
}

/// Returns the address that a row shows.
fn user_in(row: &Element, state: UsersState) -> Option<UserRow> {
    let link = find(row, LINK)?.id();
    let rows = (*state.page).get_untracked()?.ok()?.rows;
    rows.into_iter().find(|row| link_id(&row.id) == link)
}
