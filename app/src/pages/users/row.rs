//! One address: who it is, what is decided, and the buttons that decide it. The buttons are a form of their own, so
//! that a press counts before the client runs; afterwards the row changes in place.

use super::{Board, DecideUser, list::filter_of, own::ApproveOwn};
use crate::{
    locales::{common, users as t},
    pages::frame::{chosen, viewers},
    ui::{ErrorNotice, Form, Glyph, Icon, StandingBadge, Time, Typed, flag, locale, piece},
    view::{Choice, StandingView, UserRow},
};
use esecure::{
    Locale,
    id::{AccountId, UserId},
};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// The row, and a second one for the reason of a refusal.
#[component]
pub(super) fn Row(row: UserRow, next: Option<UserId>, sole: bool, board: Board) -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    let action = ServerAction::<DecideUser>::new();
    // The page itself shows a refusal that came by address; it belongs to one row only, and none knows which.
    action.clear();
    let row = RwSignal::new(row);
    let refused = RwSignal::new(None);
    let focus = format!("user-{}", next.unwrap_or_else(|| row.read_untracked().id.clone()));
    let focus = StoredValue::new(focus);
    let settle = move |now: UserRow| {
        let before = row.read_untracked().standing.clone();
        let places = (filter_of(&before), filter_of(&now.standing));
        board.said.set(outcome(&before, &now, locale));
        board.moved.update(|moved| moved.push(places));
        refused.set(None);
        row.set(now);
        viewers.refetch();
        focus_if_lost(focus.get_value());
    };
    Effect::new(move |_| match action.value().get() {
        Some(Ok(now)) => settle(now),
        Some(Err(error)) => refused.set(Some(error)),
        None => {}
    });
    let may_own = move || {
        let row = row.read();
        sole && row.own && matches!(row.standing, StandingView::Undecided | StandingView::Rejected { .. })
    };
    let (id, uses) = (row.read_untracked().id.clone(), row.read_untracked().uses);
    view! {
        <tr role="row">
            <td role="cell" class="c-who" id=format!("user-{id}") tabindex="-1"><Who row=row.get_untracked()/></td>
            <td role="cell" class="c-st">{piece(move || view! { <Standing standing=row.read().standing.clone()/> })}</td>
            <td role="cell" class="c-last"><LastUse row=row.get_untracked()/></td>
            <td role="cell" class="num c-n">
                <span class="bare">{uses}</span><span class="lab">{t::used(locale, uses)}</span>
            </td>
            <td role="cell" class="c-act"><Act row action sole/></td>
        </tr>
        {piece(move || may_own().then(|| view! {
            <tr role="row" class="below"><td role="cell" colspan="5"><ApproveOwn user=row.read_untracked().id.clone() email=row.read_untracked().email.clone() settle/></td></tr>
        }.into_any()))}
        {piece(move || refused.get().map(|error| view! {
            <tr role="row" class="below"><td role="cell" colspan="5"><ErrorNotice error locale/></td></tr>
        }.into_any()))}
    }
}

/// Name and address; an address is never cut.
#[component]
fn Who(row: UserRow) -> impl IntoView {
    let (local, domain) = row.email.rsplit_once('@').unwrap_or((&row.email, ""));
    let address = view! { {local.to_owned()}<wbr/>"@"{domain.to_owned()} };
    match row.name {
        Some(name) => view! {
            <span class="who">{name}</span><span class="addr">{address}</span>
        }
        .into_any(),
        None => view! { <span class="who addr">{address}</span> }.into_any(),
    }
}

/// What is decided, by whom and when, or by which domain.
#[component]
fn Standing(standing: StandingView) -> impl IntoView {
    let locale = locale();
    let source = match &standing {
        StandingView::Undecided => None,
        StandingView::Domain { domain } => Some((domain.clone(), None)),
        StandingView::Approved { by, when, .. } | StandingView::Rejected { by, when } => {
            let text = match by {
                Some(by) => t::by(locale, by, &when.text),
                None => when.text.clone(),
            };
            Some((text, Some(when.full.clone())))
        }
    };
    view! {
        <StandingBadge standing locale/>
        {source.map(|(text, title)| view! { <small class="muted" title=title>{text}</small> }.into_any())}
    }
}

#[component]
fn LastUse(row: UserRow) -> impl IntoView {
    let locale = locale();
    let applications = row.applications.join(", ");
    view! {
        {match row.last_use {
            Some(when) => view! { <Time when/> }.into_any(),
            None => t::never(locale).into_any(),
        }}
        <small class="muted">{applications}</small>
    }
}

/// The buttons that fit the standing.
#[component]
fn Act(row: RwSignal<UserRow>, action: ServerAction<DecideUser>, sole: bool) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let (own, user) = (row.read_untracked().own, row.read_untracked().id.to_string());
    if own {
        let why = if sole { t::sole(locale) } else { t::own(locale) };
        return view! { <span class="others muted"><Icon of=Glyph::Lock/>{why}</span> }.into_any();
    }
    let account = piece(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    // One press at a time: while the server answers, another one would only be told that it came late.
    let once = move |event: SubmitEvent| {
        if action.pending().get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let email = row.read_untracked().email.clone();
    let buttons = piece(move || {
        let button = |face, word, busy| view! { <Press action face word busy email=email.clone()/> };
        let approve = || button(Face::Approve, common::approve(locale), t::approving(locale));
        let reject = || button(Face::Reject, common::reject(locale), t::rejecting(locale));
        match row.read().standing {
            StandingView::Undecided => (approve(), reject()).into_any(),
            StandingView::Domain { .. } => reject().into_any(),
            StandingView::Approved { .. } => (button(Face::Revoke, t::revoke(locale), t::revoking(locale))).into_any(),
            StandingView::Rejected { .. } => {
                (button(Face::Approve, t::approve_after_all(locale), t::approving(locale))).into_any()
            }
        }
    });
    view! {
        <div on:submit:capture=once>
            <Form action read attr:class="btns">
                {account}
                <input type="hidden" name="user" value=user/>
                {buttons}
            </Form>
        </div>
    }
    .into_any()
}

fn read(typed: &Typed) -> Option<DecideUser> {
    let (account, user) = (AccountId::parse(&typed.text("account")), UserId::parse(&typed.text("user"))?);
    Some(DecideUser { account, user, choice: Choice::from_code(&typed.text("choice"))? })
}

/// How a button looks, and what it sends.
#[derive(Clone, Copy, PartialEq)]
enum Face {
    Approve,
    Reject,
    Revoke,
}

/// A button of the row; its name for screen readers says whom it is about.
#[component]
fn Press(
    action: ServerAction<DecideUser>,
    face: Face,
    word: &'static str,
    busy: &'static str,
    email: String,
) -> impl IntoView {
    let (class, icon, choice) = match face {
        Face::Approve => ("btn small", Some(Glyph::Approved), Choice::Approve),
        Face::Reject => ("btn small danger", Some(Glyph::Rejected), Choice::Reject),
        Face::Revoke => ("btn small quiet", None, Choice::Reject),
    };
    let pressed =
        move || action.pending().get() && action.input().read().as_ref().is_some_and(|it| it.choice == choice);
    view! {
        <button class=class type="submit" name="choice" value=choice.code()
            aria-busy=flag(move || pressed().then_some("true"))>
            {icon.map(|of| view! { <Icon of/> }.into_any())}
            <span class="t">{piece(move || if pressed() { busy } else { word })}</span>
            <span class="sr">" "{email}</span>
        </button>
    }
}

/// What the polite region says after a decision.
fn outcome(before: &StandingView, now: &UserRow, locale: Locale) -> String {
    match (before, &now.standing) {
        (StandingView::Approved { .. }, StandingView::Rejected { .. }) => t::revoked(locale, &now.email),
        (_, StandingView::Rejected { .. }) => t::rejected(locale, &now.email),
        _ => t::approved(locale, &now.email),
    }
}

/// The pressed button has left with its standing: unless the reader has moved on meanwhile, the next row takes over.
fn focus_if_lost(id: String) {
    request_animation_frame(move || {
        let lost = document().active_element().is_none_or(|at| at.tag_name() == "BODY");
        let next = document().get_element_by_id(&id);
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok())
            && lost
        {
            // It may have left the page in the same frame; then there is nothing to focus.
            let _ = next.focus();
        }
    });
}
