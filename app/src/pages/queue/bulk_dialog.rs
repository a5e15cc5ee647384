//! Bulk decision about the ticked requests. A dialog first lists the requesters and the consequence; each request then
//! gets its own result, because each is a separate decision.

use super::{
    actions,
    decision_bar::{reason_code, reasons},
    dto::{QueueAction, QueueRow},
    state::QueueState,
};
use crate::ui::{Dialog, ErrorNotice, Form, locale, optional_attr, string_attr, view_fn};
use esecure::{Locale, request::REASON_LIMIT};
use i18n::queue as t;
use leptos::prelude::*;

/// `id` of the button that decides.
const GO: &str = "many-go";

/// Opens the dialog for the ticked requests. Returns false if none is ticked.
#[inline(never)]
pub(super) fn open(state: QueueState, choice: QueueAction) -> bool {
    let rows = state.ticks_untracked();
    let some = !rows.is_empty();
    if some {
        state.decide.clear();
        state.bulk_action.set(choice);
        state.bulk_rows.set(rows);
        state.bulk_dialog_open.set(true);
        // Not by `autofocus`, which browsers refuse on a page that was opened from another one.
        let first = if choice == QueueAction::Reject { "many-reason" } else { GO };
        state.focus.set(Some(first.to_owned()));
    }
    some
}

#[component]
pub(super) fn Question(state: QueueState) -> impl IntoView {
    let locale = locale();
    let ids = move || state.bulk_rows.read_untracked().iter().map(|row| row.id.clone()).collect();
    let count = move || state.bulk_rows.read().len() as u64;
    let rejects = move || state.bulk_action.get() == QueueAction::Reject;
    let busy = move || state.decide.pending().get();
    let title = move || {
        if rejects() { t::reject_these(locale, count()) } else { t::approve_these(locale, count()) }
    };
    let why = view_fn(move || {
        rejects()
            .then(|| view! { <fieldset class="reasons" inner_html=choices(locale, count())></fieldset> }.into_any())
    });
    let refused = view_fn(move || {
        // Only while the dialog is open; otherwise the page shows the error.
        let error = actions::refused(state).filter(|_| state.bulk_dialog_open.get());
        error.map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    let class = move || if rejects() { "btn danger filled" } else { "btn primary" }.to_owned();
    view! {
        <div class="asks" on:submit:capture=actions::once(state)>
            <Dialog id="many" open=state.bulk_dialog_open>
                <Form action=state.decide read=actions::read(ids)>
                    <h2 id="many-title">{view_fn(title)}</h2>
                    <input type="hidden" name="choice" value=string_attr(move || state.bulk_action.get().code().to_owned())/>
                    {why}
                    // Scrolls by itself if long, so it must be reachable by keyboard.
                    <p class="whom" tabindex="0" role="region" aria-labelledby="many-title">{view_fn(move || whom(&state.bulk_rows.read(), locale))}</p>
                    <p>{view_fn(move || effect(&state.bulk_rows.read(), rejects(), locale))}</p>
                    {refused}
                    <div class="btns">
                        <button class="btn" type="button" on:click=move |_| state.bulk_dialog_open.set(false)>{t::cancel(locale)}</button>
                        <button class=string_attr(class) id=GO type="submit" aria-busy=optional_attr(move || busy().then_some("true"))>
                            {view_fn(move || submit_text(count(), rejects(), busy(), locale))}
                        </button>
                    </div>
                </Form>
            </Dialog>
        </div>
    }
}

/// Returns the consequence of the decision.
fn effect(rows: &[QueueRow], rejects: bool, locale: Locale) -> String {
    let (n, waiting) = (rows.len() as u64, rows.iter().filter(|row| row.waits).count() as u64);
    match (rejects, waiting) {
        (true, _) => t::reject_these_text(locale, n),
        (false, 0) => t::approve_these_text(locale, n),
        (false, waiting) => format!("{} {}", t::approve_these_text(locale, n), t::waiting_go_on(locale, waiting)),
    }
}

/// Returns the text of the button that decides.
fn submit_text(n: u64, rejects: bool, busy: bool, locale: Locale) -> String {
    match (rejects, busy) {
        (false, false) => t::approve_some(locale, n),
        (true, false) => t::reject_some(locale, n),
        (false, true) => t::approving(locale).to_owned(),
        (true, true) => t::rejecting(locale).to_owned(),
    }
}

/// Number of rows that the dialog lists; it counts the others.
const NAMED: usize = 50;

/// Lists the first rows, one per line with the full address and, if there are several, the company; counts the rest.
fn whom(rows: &[QueueRow], locale: Locale) -> String {
    let several = rows.iter().any(|row| row.company != rows[0].company);
    let mut text = String::new();
    for row in rows.iter().take(NAMED) {
        if let Some(name) = &row.name {
            text += name;
            text += " · ";
        }
        text += &row.email;
        if several {
            text += " · ";
            text += &row.company;
        }
        text.push('\n');
    }
    if rows.len() > NAMED {
        text += &t::and_more_requests(locale, rows.len() - NAMED);
    }
    text
}

/// Builds the radio buttons of the reasons as HTML text. Contains only our own texts, so
/// nothing needs escaping.
fn choices(locale: Locale, n: u64) -> String {
    let mut html = format!("<legend>{}</legend>", t::what_to_read_all(locale, n));
    for (reason, text) in reasons(locale) {
        let (code, first) = (reason_code(reason), if reason.is_none() { " checked id=many-reason" } else { "" });
        html += &format!(
            "<label class=check><input type=radio name=reason value=\"{code}\"{first}><span>{text}</span></label>"
        );
    }
    let words = t::words_all(locale, REASON_LIMIT);
    html += &format!(
        "<label class=own>{words}<textarea class=input name=words rows=2 maxlength={REASON_LIMIT}></textarea></label>"
    );
    html
}
