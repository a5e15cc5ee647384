//! Actions of the queue's buttons on one or several requests, each a separate decision, and their
//! results for the page.

use crate::{
    error::{Result, ServiceError},
    services::{
        Services, complete, evidence,
        mail_links::read_reason,
        requests::{Decide, Decided, Terms},
        undo::Undone,
        users::read_note,
    },
    store::accounts,
};
use app::{
    AppError,
    pages::{
        queue::{
            dto::{DECIDED_LIMIT, DecideForm, Press, Settled, Told},
            request_dto::StateView,
        },
        users::dto::Choice,
    },
};
use esecure::{Locale, id::RequestId, person::Administrator, request::DecisionChannel};
use i18n::{common::error as c, error as e, queue as t};
use std::collections::HashSet;

/// Result for one of several requests.
#[derive(Debug, Clone)]
pub struct One<T> {
    pub id: RequestId,
    /// Address of the request; empty for a request of another account.
    pub email: String,
    /// Result of the action, or the reason for the refusal.
    pub result: std::result::Result<T, AppError>,
}

/// A decision that took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub approved: bool,
    /// Last day of a temporary approval.
    pub until: Option<String>,
}

impl Services {
    /// Decides requests, each in a transaction of its own: a refusal of one does not affect the others. Decides all of
    /// them, even if the client disconnects.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for too many requests, or an invalid reason or note; then nothing is decided.
    pub async fn decide_many(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecideForm,
    ) -> Result<Vec<One<Done>>> {
        let ids = distinct(seats, ids)?;
        // An error in the form applies to all requests, so the form is validated first.
        read_reason(&form, language(seats))?;
        if form.choice == Choice::Approve {
            read_note(language(seats), &form.note)?;
        }
        let (services, seats) = (self.clone(), seats.to_vec());
        complete(async move {
            let mut decided = Vec::with_capacity(ids.len());
            for id in ids {
                decided.push(services.decide_one(&seats, id, &form).await);
            }
            Ok(decided)
        })
        .await
    }

    /// Undoes several decisions, each if that is still possible.
    ///
    /// # Errors
    /// As [`Self::decide_many`].
    pub async fn undo_many(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Result<Vec<One<Undone>>> {
        let ids = distinct(seats, ids)?;
        let (services, seats) = (self.clone(), seats.to_vec());
        complete(async move {
            let mut undone = Vec::with_capacity(ids.len());
            for id in ids {
                let email = services.one_of(&seats, &id).await.map_or_else(|_| String::new(), |(_, row)| row.email);
                let result = services.undo(&seats, id.clone()).await;
                undone.push(One { id, email, result: result.map_err(AppError::from) });
            }
            Ok(undone)
        })
        .await
    }

    /// Decides requests, and returns the result for the page.
    pub(in crate::services) async fn decide_and_tell(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecideForm,
    ) -> Result<Told> {
        let locale = language(seats);
        let press = if form.choice == Choice::Approve { Press::Approve } else { Press::Reject };
        let decided = self.decide_many(seats, ids, form).await?;
        summarise(press, decided, locale, |done| match done {
            [] => t::none_decided(locale).to_owned(),
            [(email, Done { approved: false, .. })] => t::rejected(locale, email),
            [(email, Done { until: Some(until), .. })] => t::ApprovedUntil { email, until }.text(locale),
            [(email, Done { until: None, .. })] => t::approved(locale, email),
            several if press == Press::Approve => t::approved_some(locale, several.len() as u64),
            several => t::rejected_some(locale, several.len() as u64),
        })
    }

    /// Undoes decisions, and returns the result for the page.
    pub(in crate::services) async fn undo_and_tell(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
    ) -> Result<Told> {
        let locale = language(seats);
        let undone = self.undo_many(seats, ids).await?;
        let booked = |undone: &Undone| {
            let list = undone.bookings.join(", ");
            (!list.is_empty()).then(|| t::UndoneBooked { n: undone.bookings.len() as u64, list }.text(locale))
        };
        summarise(Press::Undo, undone, locale, |done| match done {
            [] => t::none_undone(locale).to_owned(),
            [(email, undone)] => {
                let told = [Some(t::undone(locale, email)), booked(undone)];
                told.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            several => {
                let told = several.iter().filter_map(|(email, undone)| Some(format!("{email}: {}", booked(undone)?)));
                let first = t::undone_some(locale, several.len() as u64);
                std::iter::once(first).chain(told).collect::<Vec<_>>().join("\n")
            }
        })
    }

    async fn decide_one(&self, seats: &[Administrator], id: RequestId, form: &DecideForm) -> One<Done> {
        let mut email = String::new();
        let result = match self.one_of(seats, &id).await {
            Ok((seat, row)) => {
                email.clone_from(&row.email);
                self.decide_as(seat, id.clone(), form).await
            }
            Err(error) => Err(error),
        };
        One { id, email, result: result.map_err(AppError::from) }
    }

    /// Decides one request. If another decision was first, the error names its author.
    async fn decide_as(&self, seat: &Administrator, id: RequestId, form: &DecideForm) -> Result<Done> {
        let locale = seat.person().locale;
        let account = accounts::get(&self.db, seat.account()).await?;
        let calendar = self.calendar(&account, locale);
        let (decision, until) = match form.choice {
            Choice::Approve => {
                let until = self.read_until(&account, locale, &form.until)?;
                let terms = Terms { until, note: read_note(locale, &form.note)? };
                (Decide::Approve { way: DecisionChannel::Page, terms }, until)
            }
            Choice::Reject => (Decide::Reject { way: DecisionChannel::Page, reason: read_reason(form, locale)? }, None),
        };
        match self.decide_request(seat.clone(), id, decision).await? {
            Decided::Won(_) => {
                Ok(Done { approved: form.choice == Choice::Approve, until: until.map(|end| calendar.last_day(end)) })
            }
            Decided::Lost(row) => {
                let state = evidence::state_view(&row, &calendar)?;
                Err(AppError::Conflict(who_was_first(&state, locale)).into())
            }
        }
    }
}

/// Builds the page's result: one sentence about the successes, and the reason of each refusal. With a single request,
/// its refusal is the error.
fn summarise<T>(
    press: Press,
    all: Vec<One<T>>,
    locale: Locale,
    sentence: impl FnOnce(&[(String, T)]) -> String,
) -> Result<Told> {
    let only = all.len() == 1;
    let (mut done, mut told, mut others, mut lines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for One { id, email, result } in all {
        match result {
            Ok(what) => {
                done.push(id);
                told.push((email, what));
            }
            Err(error) if only => return Err(error.into()),
            Err(AppError::Conflict(what)) => {
                lines.push(format!("{email}: {what}"));
                others.push(Settled { id, what });
            }
            Err(error) => lines.push(format!("{email}: {}", why_not(&error, locale))),
        }
    }
    lines.insert(0, sentence(&told));
    if press == Press::Undo {
        // No other administrator decided these; they only cannot be undone.
        others.clear();
    }
    Ok(Told { press, done, others, said: lines.join("\n") })
}

/// Formats a refusal in one sentence.
fn why_not(error: &AppError, locale: Locale) -> String {
    match error {
        AppError::Conflict(text) | AppError::Forbidden(text) => text.clone(),
        AppError::Invalid(problems) => problems.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" "),
        AppError::Internal { id } => c::internal_text(locale, id),
        AppError::NotFound => c::not_found(locale).to_owned(),
        AppError::SignedOut
        | AppError::OtherProfile(_)
        | AppError::TooMany { .. }
        | AppError::Unavailable
        | AppError::Outdated => c::unavailable(locale).to_owned(),
    }
}

/// Removes duplicates, and refuses more than [`DECIDED_LIMIT`] requests.
fn distinct(seats: &[Administrator], mut ids: Vec<RequestId>) -> Result<Vec<RequestId>> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.len() > DECIDED_LIMIT {
        return Err(ServiceError::field("ids", e::too_many_requests(language(seats), DECIDED_LIMIT)));
    }
    Ok(ids)
}

/// Returns the language of the holder of these seats.
pub(super) fn language(seats: &[Administrator]) -> Locale {
    seats.first().map(|seat| seat.person().locale).unwrap_or_default()
}

/// Builds the sentence that names the earlier decision.
fn who_was_first(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => e::FirstApproved { by, when: &when.text }.text(locale),
        StateView::Rejected { by, when, .. } => e::FirstRejected { by, when: &when.text }.text(locale),
        _ => e::no_longer_open(locale).to_owned(),
    }
}
