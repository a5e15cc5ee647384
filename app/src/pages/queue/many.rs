//! Deciding the ticked requests together. Before anything happens a dialog says who exactly and what follows; afterwards
//! each has its own result, for every one of them is a decision of its own.

use super::{DecideRequests, act::Reasons, desk::Desk, leave, undo};
use crate::{
    AppError,
    locales::{common, queue as t},
    ui::{Dialog, ErrorNotice, Form, Typed, flag, locale, piece},
    view::{Choice, QueueRow},
};
use esecure::{Locale, id::RequestId};
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn Question(desk: Desk) -> impl IntoView {
    let locale = locale();
    let busy = move || desk.decide_many.pending().get();
    let refused = move || desk.decide_many.value().get().and_then(Result::err);
    let asked = piece(move || {
        desk.lot.get().map(|(choice, rows)| {
            let n = rows.len() as u64;
            let ids = rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>().join(" ");
            let waiting = rows.iter().filter(|row| row.waits).count() as u64;
            let (title, text, class) = match choice {
                Choice::Approve => (t::approve_these(locale, n), t::approve_these_text(locale, n), "btn primary"),
                Choice::Reject => (t::reject_these(locale, n), t::reject_these_text(locale, n), "btn danger filled"),
            };
            let go = move || match (choice, busy()) {
                (Choice::Approve, false) => t::approve_some(locale, n),
                (Choice::Reject, false) => t::reject_some(locale, n),
                (Choice::Approve, true) => t::approving(locale).to_owned(),
                (Choice::Reject, true) => t::rejecting(locale).to_owned(),
            };
            let reject = choice == Choice::Reject;
            view! {
                <h2 id="many-title">{title}</h2>
                <input type="hidden" name="ids" value=ids/>
                <input type="hidden" name="choice" value=choice.code()/>
                {reject.then(|| view! { <Reasons n locale/> }.into_any())}
                <Whom rows/>
                <p>{text}{(!reject && waiting > 0).then(|| format!(" {}", t::waiting_go_on(locale, waiting)))}</p>
                {piece(move || refused().map(|error| view! { <ErrorNotice error locale/> }.into_any()))}
                <div class="btns">
                    <button class="btn" type="button" on:click=move |_| desk.asks.set(false)>{t::cancel(locale)}</button>
                    <button class=class type="submit" autofocus=!reject aria-busy=flag(move || busy().then_some("true"))>{piece(go)}</button>
                </div>
            }
            .into_any()
        })
    });
    let once = move |event: leptos::ev::SubmitEvent| {
        if desk.decide_many.pending().get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <div class="many" on:submit:capture=once>
            <Dialog id="many" open=desk.asks><Form action=desk.decide_many read>{asked}</Form></Dialog>
        </div>
    }
}

fn read(typed: &Typed) -> Option<DecideRequests> {
    Some(DecideRequests {
        ids: typed.text("ids").split(' ').filter_map(RequestId::parse).collect(),
        choice: Choice::from_code(&typed.text("choice"))?,
        reason: typed.text("reason"),
        words: typed.text("words"),
    })
}

/// Everyone it is about, with the whole address.
#[component]
fn Whom(rows: Vec<QueueRow>) -> impl IntoView {
    let several = rows.iter().any(|row| row.company != rows[0].company);
    let one = |row: QueueRow| {
        let company = several.then(|| view! { <span class="muted">{row.company}</span> }.into_any());
        view! { <li>{row.name.map(|name| view! { <b>{name}</b> }.into_any())}<span>{row.email}</span>{company}</li> }
    };
    // It scrolls by itself where it is long, so the keyboard must be able to reach it.
    view! { <ul class="whom" role="list" tabindex="0">{rows.into_iter().map(one).collect::<Vec<_>>()}</ul> }
}

/// What follows from the server's answer.
pub(super) fn answer(desk: Desk) {
    let locale = locale();
    let leave = leave::leave(desk);
    Effect::new(move |_| {
        let Some(Ok(decided)) = desk.decide_many.value().get() else { return };
        desk.asks.set(false);
        let Some((choice, rows)) = desk.lot.get_untracked() else { return };
        let mut done = Vec::new();
        let mut lines = Vec::new();
        for one in decided {
            match one.result {
                Ok(()) => done.push(one.id),
                Err(error) => {
                    let email = rows.iter().find(|row| row.id == one.id).map_or("", |row| row.email.as_str());
                    let why = why(&error, locale);
                    lines.push(format!("{email}: {why}"));
                    if matches!(error, AppError::Conflict(_)) {
                        desk.is_taken(one.id, why);
                    }
                }
            }
        }
        let n = done.len() as u64;
        lines.insert(
            0,
            match choice {
                _ if n == 0 => t::none_decided(locale).to_owned(),
                Choice::Approve => t::approved_some(locale, n),
                Choice::Reject => t::rejected_some(locale, n),
            },
        );
        desk.said.set(lines.join("\n"));
        desk.ticked.set(Vec::new());
        undo::offer(desk, done.clone());
        leave(&done);
        desk.decide_many.clear();
    });
}

/// A refusal in one sentence.
pub(super) fn why(error: &AppError, locale: Locale) -> String {
    use common::error as e;
    match error {
        AppError::Conflict(text) | AppError::Forbidden(text) => text.clone(),
        AppError::Invalid(problems) => problems.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" "),
        AppError::Internal { id } => e::internal_text(locale, id),
        AppError::SignedOut => e::signed_out(locale).to_owned(),
        AppError::NotFound => e::not_found(locale).to_owned(),
        AppError::Unavailable | AppError::Outdated => e::unavailable(locale).to_owned(),
    }
}
