//! The question before several addresses are decided at once: how many, what follows, and the end date or the note that go
//! with it. Each address then has its own result.

use super::{Board, RuleUsers, ticks::Tick};
use crate::{
    AppError,
    locales::{common, users as t},
    pages::frame::{chosen, viewers},
    ui::{Dialog, ErrorNotice, Field, flag, locale, piece},
    view::{Ruled, StandingChoice},
};
use esecure::Locale;
use leptos::{ev::SubmitEvent, html, prelude::*};

/// Addresses that the question names before it only counts.
const NAMED: usize = 5;

impl Board {
    /// Asks about these addresses.
    pub(super) fn ask(self, choice: StandingChoice, about: Vec<Tick>) {
        self.about.set((choice, about));
        self.asking.set(true);
    }
}

/// The dialog.
#[component]
pub(super) fn Ask(board: Board) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (chosen(), viewers());
    let action = ServerAction::<RuleUsers>::new();
    let (form, until, note) =
        (NodeRef::<html::Form>::new(), NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    Effect::new(move |_| {
        // Asked anew: what was typed for others, and what was wrong with it, is gone.
        if board.asking.get()
            && let Some(form) = form.get_untracked()
        {
            form.reset();
            action.clear();
        }
    });
    Effect::new(move |_| match action.value().get() {
        Some(Ok(ruled)) => {
            board.settle_all(ruled, locale);
            viewers.refetch();
        }
        Some(Err(error)) => {
            let wrong = if error.of("note").is_some() { note } else { until };
            if let Some(wrong) = wrong.get_untracked() {
                // A field that this question does not show cannot take it.
                let _ = wrong.focus();
            }
        }
        None => {}
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if action.pending().get_untracked() {
            return;
        }
        let typed = |field: NodeRef<html::Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let (choice, about) = board.about.get_untracked();
        action.dispatch(RuleUsers {
            account: chosen.get_untracked(),
            ticked: about.into_iter().map(|tick| tick.user).collect(),
            choice,
            until: typed(until),
            note: typed(note),
        });
    };
    let choice = move || board.about.read().0;
    let wrong = move |field: &'static str| ArcSignal::derive(move || error(action)?.of(field).map(str::to_owned));
    let other = piece(move || {
        let error = error(action).filter(|error| error.of("until").or(error.of("note")).is_none());
        error.map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    let no_end = move || !matches!(choice(), StandingChoice::Approve | StandingChoice::End);
    let no_note = move || !matches!(choice(), StandingChoice::Approve | StandingChoice::Reject);
    let class = move || if choice() == StandingChoice::Reject { "btn danger filled" } else { "btn primary" };
    let go = piece(move || {
        if action.pending().get() {
            t::deciding(locale).to_owned()
        } else {
            let (choice, about) = &*board.about.read();
            verb(*choice, about.len() as u64, locale)
        }
    });
    view! {
        <Dialog id="rule" open=board.asking>
            <form node_ref=form on:submit=submit novalidate>
                {piece(move || {
                    let (choice, about) = board.about.get();
                    view! { <Question choice about/> }
                })}
                {other}
                <div hidden=no_end>
                    <Field name="rule-until" kind="date" label=t::until(locale) hint=t::until_hint(locale) error=wrong("until")
                        node_ref=until/>
                </div>
                <div hidden=no_note>
                    <Field name="rule-note" label=t::note(locale) hint=t::note_hint(locale) error=wrong("note") node_ref=note/>
                </div>
                <div class="btns">
                    <button class="btn" type="button" on:click=move |_| board.asking.set(false)>{common::cancel(locale)}</button>
                    <button class=class type="submit" aria-busy=flag(move || action.pending().get().then_some("true"))>{go}</button>
                </div>
            </form>
        </Dialog>
    }
}

fn error(action: ServerAction<RuleUsers>) -> Option<AppError> {
    action.value().get().and_then(Result::err)
}

/// Whom it is about, and what follows.
#[component]
fn Question(choice: StandingChoice, about: Vec<Tick>) -> impl IntoView {
    let locale = locale();
    let count = about.len() as u64;
    let revoked = about.iter().filter(|tick| tick.approved).count() as u64;
    let follows = match choice {
        StandingChoice::Approve => t::approve_follows(locale).to_owned(),
        StandingChoice::Reject if revoked > 0 => {
            format!("{} {}", t::reject_follows(locale), t::reject_revokes(locale, revoked))
        }
        StandingChoice::Reject => t::reject_follows(locale).to_owned(),
        StandingChoice::End => t::end_follows(locale).to_owned(),
        StandingChoice::Clear => t::clear_follows(locale).to_owned(),
    };
    let more = count.saturating_sub(NAMED as u64);
    let named = about.into_iter().take(NAMED).map(|tick| view! { <li>{tick.email}</li> }.into_any());
    view! {
        <h2 id="rule-title">{title(choice, count, locale)}</h2>
        <ul class="about" role="list">
            {named.collect::<Vec<_>>()}
            {(more > 0).then(|| view! { <li class="muted">{t::and_more(locale, more)}</li> }.into_any())}
        </ul>
        <p>{follows}</p>
    }
}

fn title(choice: StandingChoice, n: u64, locale: Locale) -> String {
    match choice {
        StandingChoice::Approve => t::approve_title(locale, n),
        StandingChoice::Reject => t::reject_title(locale, n),
        StandingChoice::End => t::end_title(locale, n),
        StandingChoice::Clear => t::clear_title(locale, n),
    }
}

fn verb(choice: StandingChoice, n: u64, locale: Locale) -> String {
    match choice {
        StandingChoice::Approve => t::approve_n(locale, n),
        StandingChoice::Reject => t::reject_n(locale, n),
        StandingChoice::End => t::end_set(locale).to_owned(),
        StandingChoice::Clear => t::clear(locale).to_owned(),
    }
}

impl Board {
    /// What follows from the answer: the refused ones stay ticked, and the page comes anew.
    fn settle_all(self, ruled: Vec<Ruled>, locale: Locale) {
        let (choice, about) = self.about.get_untracked();
        let done = ruled.iter().filter(|it| it.result.is_ok()).count() as u64;
        let mut refused = Vec::new();
        let mut stay = Vec::new();
        for it in ruled {
            let tick = about.iter().find(|tick| tick.user == it.user);
            if let (Err(error), Some(tick)) = (it.result, tick) {
                refused.push((tick.email.clone(), reason(error, locale)));
                stay.push(tick.clone());
            }
        }
        let mut title = match choice {
            StandingChoice::Approve => t::approved_n(locale, done),
            StandingChoice::Reject => t::rejected_n(locale, done),
            StandingChoice::End => t::ended_n(locale, done),
            StandingChoice::Clear => t::cleared_n(locale, done),
        };
        if !refused.is_empty() {
            title.push(' ');
            title.push_str(&t::refused_n(locale, refused.len() as u64));
        }
        // What was asked about one row by a key has nothing to do with the ticks.
        self.ticked.update(|ticked| ticked.retain(|tick| !about.contains(tick) || stay.contains(tick)));
        self.asking.set(false);
        self.failed.set(None);
        self.outcome.set(Some((title, refused)));
        self.page.refetch();
        super::focus("outcome");
    }
}

/// Why one of them was refused, in a sentence.
fn reason(error: AppError, locale: Locale) -> String {
    match error {
        AppError::Forbidden(why) | AppError::Conflict(why) => why,
        AppError::NotFound => common::error::not_found(locale).to_owned(),
        other => common::error::internal_text(locale, other),
    }
}
