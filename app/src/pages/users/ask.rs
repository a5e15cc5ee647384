//! The question before several addresses are decided at once: how many, what follows, and the end date or the note that go
//! with it. Each address then has its own result.

use super::{Board, blame, empty, rule_users, ticks::Tick, typed, wrong};
use crate::{
    AppError,
    locales::{common, users as t},
    pages::frame::{chosen, viewers},
    ui::{Dialog, Field, flag, link, locale, piece},
    view::{Ruled, StandingChoice},
};
use esecure::Locale;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

const UNTIL: &str = "rule-until";
const NOTE: &str = "rule-note";

/// Addresses that the question names before it only counts.
const NAMED: usize = 5;

impl Board {
    /// Asks about these addresses.
    pub(super) fn ask(self, choice: StandingChoice, about: Vec<Tick>) {
        // What was typed for others is gone.
        empty(&[UNTIL, NOTE]);
        self.failed.set(None);
        self.desk.update(|desk| (desk.choice, desk.about) = (choice, about));
        self.asking.set(true);
    }
}

/// The dialog.
#[component]
pub(super) fn Ask(board: Board) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (chosen(), viewers());
    let (pending, refused) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        let desk = board.desk.get_untracked();
        let ticked = desk.about.into_iter().map(|tick| tick.user).collect();
        let ruled = rule_users(chosen.get_untracked(), ticked, desk.choice, typed(UNTIL), typed(NOTE));
        pending.set(true);
        refused.set(None);
        spawn_local(async move {
            let ruled = ruled.await;
            // The page may have been left meanwhile.
            if pending.try_set(false).is_some() {
                return;
            }
            match ruled {
                Ok(ruled) => {
                    board.settle_all(ruled, locale);
                    viewers.refetch();
                }
                Err(error) => {
                    super::focus(if error.of("note").is_some() { NOTE } else { UNTIL });
                    refused.set(Some(error));
                }
            }
        });
    };
    let choice = move || board.desk.read().choice;
    let no_end = move || (!matches!(choice(), StandingChoice::Approve | StandingChoice::End)).then_some("");
    let no_note = move || (!matches!(choice(), StandingChoice::Approve | StandingChoice::Reject)).then_some("");
    let class = move || match choice() {
        StandingChoice::Reject => "btn danger filled".to_owned(),
        _ => "btn primary".to_owned(),
    };
    let go = piece(move || {
        let desk = board.desk.read();
        if pending.get() { t::deciding(locale).to_owned() } else { verb(desk.choice, desk.about.len() as u64, locale) }
    });
    view! {
        <Dialog id="rule" open=board.asking>
            <form on:submit=submit novalidate>
                {piece(move || {
                    let desk = board.desk.read();
                    view! { <Question choice=desk.choice about=desk.about.clone()/> }
                })}
                {blame(refused, &["until", "note"])}
                <div hidden=flag(no_end)>
                    <Field name=UNTIL kind="date" label=t::until(locale) hint=t::until_hint(locale) error=wrong(refused, "until")/>
                </div>
                <div hidden=flag(no_note)>
                    <Field name=NOTE label=t::note(locale) hint=t::note_hint(locale) error=wrong(refused, "note")/>
                </div>
                <div class="btns">
                    <button class="btn" type="button" on:click=move |_| board.asking.set(false)>{common::cancel(locale)}</button>
                    <button class=link(class) type="submit" aria-busy=flag(move || pending.get().then_some("true"))>{go}</button>
                </div>
            </form>
        </Dialog>
    }
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
        let (choice, about) = self.desk.with_untracked(|desk| (desk.choice, desk.about.clone()));
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
        self.desk.update(|desk| {
            // What was asked about one row by a key has nothing to do with the ticks.
            desk.ticked.retain(|tick| !about.contains(tick) || stay.contains(tick));
            (desk.done, desk.refused) = (title, refused);
        });
        self.asking.set(false);
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
