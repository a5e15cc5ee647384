//! Actions of the queue's buttons on one or several requests, each a separate decision, and their
//! results for the page.

use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        decision_link::read_reason,
        request_view,
        requests::{ApprovalOptions, DecideOutcome, NewDecision},
        run_to_completion,
        undo::Undone,
        users::read_note,
    },
    store::accounts,
};
use app::{
    AppError,
    pages::{
        queue::{
            dto::{BulkOutcome, DECIDED_LIMIT, DecisionInput, QueueAction, ResolvedRequest},
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
pub struct ItemResult<T> {
    pub id: RequestId,
    /// Address of the request; empty for a request of another account.
    pub email: String,
    /// Result of the action, or the reason for the refusal.
    pub result: std::result::Result<T, AppError>,
}

/// A decision that took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedDecision {
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
        form: DecisionInput,
    ) -> Result<Vec<ItemResult<AppliedDecision>>> {
        let ids = distinct(seats, ids)?;
        // An error in the form applies to all requests, so the form is validated first.
        read_reason(&form, reader_locale(seats))?;
        if form.choice == Choice::Approve {
            read_note(reader_locale(seats), &form.note)?;
        }
        let (services, seats) = (self.clone(), seats.to_vec());
        run_to_completion(async move {
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
    pub async fn undo_many(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Result<Vec<ItemResult<Undone>>> {
        let ids = distinct(seats, ids)?;
        let (services, seats) = (self.clone(), seats.to_vec());
        run_to_completion(async move {
            let mut undone = Vec::with_capacity(ids.len());
            for id in ids {
                let found = services.find_request(&seats, &id).await;
                let email = found.map(|(_, row)| row.email.into()).unwrap_or_default();
                let result = services.undo(&seats, id.clone()).await;
                undone.push(ItemResult { id, email, result: result.map_err(ServiceError::into_app) });
            }
            Ok(undone)
        })
        .await
    }

    /// Decides requests, and returns the result for the page.
    pub(in crate::services) async fn decide_and_summarise(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecisionInput,
    ) -> Result<BulkOutcome> {
        let locale = reader_locale(seats);
        let press = if form.choice == Choice::Approve { QueueAction::Approve } else { QueueAction::Reject };
        let decided = self.decide_many(seats, ids, form).await?;
        summarise(press, decided, locale, |done| match done {
            [] => t::none_decided(locale).to_owned(),
            [(email, AppliedDecision { approved: false, .. })] => t::rejected(locale, email),
            [(email, AppliedDecision { until: Some(until), .. })] => t::ApprovedUntil { email, until }.text(locale),
            [(email, AppliedDecision { until: None, .. })] => t::approved(locale, email),
            several if press == QueueAction::Approve => t::approved_some(locale, several.len() as u64),
            several => t::rejected_some(locale, several.len() as u64),
        })
    }

    /// Undoes decisions, and returns the result for the page.
    pub(in crate::services) async fn undo_and_summarise(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
    ) -> Result<BulkOutcome> {
        let locale = reader_locale(seats);
        let undone = self.undo_many(seats, ids).await?;
        let booked = |undone: &Undone| {
            let list = undone.bookings.join(", ");
            (!list.is_empty()).then(|| t::UndoneBooked { n: undone.bookings.len() as u64, list }.text(locale))
        };
        summarise(QueueAction::Undo, undone, locale, |done| match done {
            [] => t::none_undone(locale).to_owned(),
            [(email, undone)] => {
                let sentences = [Some(t::undone(locale, email)), booked(undone)];
                sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            several => {
                let bookings =
                    several.iter().filter_map(|(email, undone)| Some(format!("{email}: {}", booked(undone)?)));
                let first = t::undone_some(locale, several.len() as u64);
                std::iter::once(first).chain(bookings).collect::<Vec<_>>().join("\n")
            }
        })
    }

    async fn decide_one(
        &self,
        seats: &[Administrator],
        id: RequestId,
        form: &DecisionInput,
    ) -> ItemResult<AppliedDecision> {
        let mut email = String::new();
        let result = match self.find_request(seats, &id).await {
            Ok((seat, row)) => {
                email = row.email.into();
                self.decide_with_seat(seat, id.clone(), form).await
            }
            Err(error) => Err(error),
        };
        ItemResult { id, email, result: result.map_err(ServiceError::into_app) }
    }

    /// Decides one request. If another decision was first, the error names its author.
    async fn decide_with_seat(
        &self,
        seat: &Administrator,
        id: RequestId,
        form: &DecisionInput,
    ) -> Result<AppliedDecision> {
        let locale = seat.person().locale;
        let account = accounts::get(&self.db, seat.account()).await?;
        let calendar = self.calendar(&account, locale);
        let (decision, until) = match form.choice {
            Choice::Approve => {
                let until = self.read_until(&account, locale, &form.until)?;
                let terms = ApprovalOptions { until, note: read_note(locale, &form.note)? };
                (NewDecision::Approve { channel: DecisionChannel::Page, options: terms }, until)
            }
            Choice::Reject => {
                (NewDecision::Reject { channel: DecisionChannel::Page, reason: read_reason(form, locale)? }, None)
            }
        };
        match self.decide_request(seat.clone(), id, decision).await? {
            DecideOutcome::Applied(_) => Ok(AppliedDecision {
                approved: form.choice == Choice::Approve,
                until: until.map(|end| calendar.last_day(end)),
            }),
            DecideOutcome::AlreadyClosed(row) => {
                let state = request_view::state_view(&row, &calendar)?;
                Err(AppError::Conflict(conflict_message(&state, locale)).into())
            }
        }
    }
}

/// Builds the page's result: one sentence about the successes, and the reason of each refusal. With a single request,
/// its refusal is the error.
fn summarise<T>(
    press: QueueAction,
    all: Vec<ItemResult<T>>,
    locale: Locale,
    sentence: impl FnOnce(&[(String, T)]) -> String,
) -> Result<BulkOutcome> {
    let only = all.len() == 1;
    let (mut done, mut succeeded, mut others, mut lines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ItemResult { id, email, result } in all {
        match result {
            Ok(what) => {
                done.push(id);
                succeeded.push((email, what));
            }
            Err(error) if only => return Err(error.into()),
            Err(AppError::Conflict(what)) => {
                lines.push(format!("{email}: {what}"));
                others.push(ResolvedRequest { id, what });
            }
            Err(error) => lines.push(format!("{email}: {}", refusal_message(&error, locale))),
        }
    }
    lines.insert(0, sentence(&succeeded));
    if press == QueueAction::Undo {
        // No other administrator decided these; they only cannot be undone.
        others.clear();
    }
    Ok(BulkOutcome { press, done, others, said: lines.join("\n") })
}

/// Formats a refusal in one sentence.
fn refusal_message(error: &AppError, locale: Locale) -> String {
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
        return Err(ServiceError::field("ids", e::too_many_requests(reader_locale(seats), DECIDED_LIMIT)));
    }
    Ok(ids)
}

/// Returns the language of the holder of these seats.
pub(super) fn reader_locale(seats: &[Administrator]) -> Locale {
    seats.first().map(|seat| seat.person().locale).unwrap_or_default()
}

/// Builds the sentence that names the earlier decision.
fn conflict_message(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => e::FirstApproved { by, when: &when.text }.text(locale),
        StateView::Rejected { by, when, .. } => e::FirstRejected { by, when: &when.text }.text(locale),
        _ => e::no_longer_open(locale).to_owned(),
    }
}
