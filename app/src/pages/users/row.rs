//! One address: identity, standing, and the buttons that decide it. The buttons are a form of their own, so that a
//! submit works before hydration; afterwards the row updates in place.

use super::{
    api::DecideUser,
    approve_own::ApproveOwn,
    cells::{LastUse, Standing, UserCell},
    dto::{Choice, StandingView, UserRow},
    list::filter_of,
    page::{UsersState, link_id},
    selection::TickBox,
    sparkline::Sparkline,
};
use crate::{
    layout::{selected_account, viewers},
    ui::{ErrorNotice, Form, FormValues, Glyph, Icon, locale, optional_attr, view_fn},
};
use esecure::{
    Locale,
    id::{AccountId, UserId},
};
use i18n::{common, users as t};
use leptos::prelude::*;

/// Renders the row, and below it the approval of one's own address and the reason of a refusal.
#[component]
pub(super) fn Row(
    row: UserRow,
    next: Option<UserId>,
    /// Names of the administrators who decide about the reader's own address.
    deciders: Option<String>,
    span: String,
    state: UsersState,
) -> impl IntoView {
    let locale = locale();
    let action = ServerAction::<DecideUser>::new();
    // Clears a refusal that came in the URL: the page itself shows it, because no row knows if the refusal is its own.
    action.clear();
    let _ = state.decisions.try_update_value(|decisions| decisions.push((row.id.clone(), action)));
    let row = RwSignal::new(row);
    let refused = RwSignal::new(None);
    let id = row.read_untracked().id.clone();
    let focus = StoredValue::new((link_id(&id), link_id(&next.unwrap_or(id))));
    let viewers = viewers();
    let settle = move |now: UserRow| {
        refused.set(None);
        state.settle(row, now, locale);
        viewers.refetch();
        let (link, next) = focus.get_value();
        focus_next_row(link, next);
    };
    Effect::new(move |_| match action.value().get() {
        Some(Ok(now)) => settle(now),
        Some(Err(error)) => refused.set(Some(error)),
        None => {}
    });
    let sole = deciders.is_none();
    let may_own = move || sole && row.read().may_approve_own();
    let UserRow { uses, months, .. } = row.get_untracked();
    view! {
        <tr role="row">
            <td role="cell" class="tick"><TickBox row state/></td>
            <td role="cell" class="c-who"><UserCell row=row.get_untracked() state/></td>
            <td role="cell" class="c-st">{view_fn(move || view! { <Standing standing=row.read().standing.clone()/> })}</td>
            <td role="cell" class="c-last"><LastUse row=row.get_untracked()/></td>
            <td role="cell" class="num c-n">
                <span class="bare">{uses}</span><span class="lab">{t::used(locale, uses)}</span>
            </td>
            <td role="cell" class="c-sp"><Sparkline months span/></td>
            <td role="cell" class="c-act"><Act row action deciders/></td>
        </tr>
        {view_fn(move || may_own().then(|| {
            let UserRow { id, email, .. } = row.get_untracked();
            view! { <Below><ApproveOwn user=id email settle/></Below> }.into_any()
        }))}
        {view_fn(move || refused.get().map(|error| view! { <Below><ErrorNotice error locale/></Below> }.into_any()))}
    }
}

/// Renders a row of the table below the one that it belongs to.
#[component]
fn Below(children: Children) -> impl IntoView {
    view! { <tr role="row" class="below"><td role="cell" colspan="7">{children()}</td></tr> }
}

impl UsersState {
    /// Shows the new state of a row after a decision.
    fn settle(self, row: RwSignal<UserRow>, now: UserRow, locale: Locale) {
        let before = row.read_untracked().standing.clone();
        let places = (filter_of(&before), filter_of(&now.standing));
        self.said.set(outcome(&before, &now, locale));
        self.moved.update(|moved| moved.push(places));
        self.selection.update(|desk| {
            if let Some(tick) = desk.ticked.iter_mut().find(|tick| tick.user == now.id) {
                tick.approved = matches!(now.standing, StandingView::Approved { .. });
            }
        });
        self.page.update_untracked(|page| {
            let rows = page.iter_mut().flatten().flat_map(|page| &mut page.rows);
            if let Some(shown) = rows.into_iter().find(|shown| shown.id == now.id) {
                *shown = now.clone();
            }
        });
        row.set(now);
    }

    /// Approves the address of a row, like the row's button. Returns false if the row is not on the page.
    pub(super) fn approve(self, account: Option<AccountId>, user: UserId) -> bool {
        let action = self.decisions.with_value(|rows| rows.iter().find(|(row, _)| *row == user).map(|row| row.1));
        let Some(action) = action else { return false };
        if !action.pending().get_untracked() {
            action.dispatch(DecideUser { account, user, choice: Choice::Approve });
        }
        true
    }
}

/// Renders the buttons that fit the standing.
#[component]
fn Act(row: RwSignal<UserRow>, action: ServerAction<DecideUser>, deciders: Option<String>) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let (own, user) = (row.read_untracked().own, row.read_untracked().id.to_string());
    if own {
        let why = deciders.map_or_else(|| t::sole(locale).to_owned(), |names| t::own_by(locale, names));
        return view! { <span class="others muted"><Icon of=Glyph::Lock/>{why}</span> }.into_any();
    }
    let account = view_fn(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    let email = row.read_untracked().email.clone();
    let buttons = view_fn(move || {
        let button = |face, word, busy| view! { <RowButton action face word busy email=email.clone()/> };
        let approve = || button(ButtonKind::Approve, common::approve(locale), t::approving(locale));
        let reject = || button(ButtonKind::Reject, common::reject(locale), t::rejecting(locale));
        match row.read().standing {
            StandingView::Undecided => (approve(), reject()).into_any(),
            StandingView::Domain { .. } => reject().into_any(),
            StandingView::Approved { .. } => {
                (button(ButtonKind::Revoke, t::revoke(locale), t::revoking(locale))).into_any()
            }
            StandingView::Rejected { .. } => {
                (button(ButtonKind::Approve, t::approve_after_all(locale), t::approving(locale))).into_any()
            }
        }
    });
    view! {
        <Form action read attr:class="btns">
            {account}
            <input type="hidden" name="user" value=user/>
            {buttons}
        </Form>
    }
    .into_any()
}

fn read(typed: &FormValues) -> Option<DecideUser> {
    let (account, user) = (AccountId::parse(&typed.text("account")), UserId::parse(&typed.text("user"))?);
    Some(DecideUser { account, user, choice: Choice::from_code(&typed.text("choice"))? })
}

/// Variant of a button: its look, and the value that it sends.
#[derive(Clone, Copy, PartialEq)]
enum ButtonKind {
    Approve,
    Reject,
    Revoke,
}

/// Renders a button of the row; its accessible name includes the address.
#[component]
fn RowButton(
    action: ServerAction<DecideUser>,
    face: ButtonKind,
    word: &'static str,
    busy: &'static str,
    email: String,
) -> impl IntoView {
    let (class, icon, choice) = match face {
        ButtonKind::Approve => ("btn small", Some(Glyph::Approved), Choice::Approve),
        ButtonKind::Reject => ("btn small danger", Some(Glyph::Rejected), Choice::Reject),
        ButtonKind::Revoke => ("btn small quiet", None, Choice::Reject),
    };
    let pressed =
        move || action.pending().get() && action.input().read().as_ref().is_some_and(|it| it.choice == choice);
    view! {
        <button class=class type="submit" name="choice" value=choice.code()
            aria-busy=optional_attr(move || pressed().then_some("true"))>
            {icon.map(|of| view! { <Icon of/> }.into_any())}
            <span class="t">{view_fn(move || if pressed() { busy } else { word })}</span>
            <span class="sr">" "{email}</span>
        </button>
    }
}

/// Returns the text of the polite live region after a decision.
fn outcome(before: &StandingView, now: &UserRow, locale: Locale) -> String {
    match (before, &now.standing) {
        (StandingView::Approved { .. }, StandingView::Rejected { .. }) => t::revoked(locale, &now.email),
        (_, StandingView::Rejected { .. }) => t::rejected(locale, &now.email),
        _ => t::approved(locale, &now.email),
    }
}

/// Moves the focus to the next row, because the clicked button is gone; not if the reader has moved on meanwhile.
fn focus_next_row(link: String, next: String) {
    let row = document().get_element_by_id(&link).and_then(|link| link.closest("tr").ok().flatten());
    let at = document().active_element();
    let here = at.is_none_or(|at| at.tag_name() == "BODY" || row.is_some_and(|row| row.contains(Some(&at))));
    if here {
        super::page::focus(&next);
    }
}
