//! Decisions on requests. Each request is decided once: state, standing, journal and mails change in one
//! transaction. Requests are opened in `opening`.

mod opening;

use super::{
    Services,
    command::{Author, CommandContext},
    decision_overrides::detect_override,
    journal::{
        Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
        event::{RequestOutcome, RequestState},
    },
    not_found,
};
use crate::{
    error::Result,
    store::{
        entity::{account_user, request},
        requests,
        standings::{self, StandingRecord},
        users,
    },
};
use app::AppError;
use esecure::{
    EmailAddress, SingleLine, Standing, Timestamp,
    id::RequestId,
    person::Administrator,
    policy::StandingSource,
    request::{Command, CommandError, Decision, DecisionChannel, Event, StateKind, UNDO_SECONDS},
};
use futures::FutureExt as _;
use i18n::error as t;
use sea_orm::ConnectionTrait;

pub use opening::OpenOutcome;
pub(crate) use opening::RequestSource;

/// Seconds that the outcome mail waits beyond the undo period, so that none leaves during an undo.
const GUARD_SECONDS: i64 = 2;

/// Result of a decision.
#[derive(Debug, Clone)]
pub enum DecideOutcome {
    Applied(Box<request::Model>),
    /// Another decision or event was first; the request in its current state.
    AlreadyClosed(Box<request::Model>),
}

impl Services {
    /// Decides a request as an administrator of its account.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a request of another account, [`AppError::Forbidden`] for one's own address or a seat
    /// that was removed meanwhile.
    pub async fn decide_request(
        &self,
        by: Administrator,
        id: RequestId,
        decision: NewDecision,
    ) -> Result<DecideOutcome> {
        self.command(&by, move |services, cx| {
            async move {
                let row = requests::get(&cx.tx, [&cx.account.id], &id).await?.ok_or_else(not_found)?;
                let (command, options) = decision.into_command(&cx.by);
                let decided = services.apply_command(cx, row, command, &options).await?;
                match &decided {
                    DecideOutcome::Applied(row) => cx.publish(&row.id),
                    DecideOutcome::AlreadyClosed(_) => cx.roll_back(),
                }
                Ok(decided)
            }
            .boxed()
        })
        .await
    }

    /// Applies a command to a request, and writes its state, standing, journal entry and mails. `options` are those of
    /// an approval.
    pub(super) async fn apply_command<By: Author>(
        &self,
        cx: &CommandContext<By>,
        row: request::Model,
        command: Command<'_>,
        options: &ApprovalOptions,
    ) -> Result<DecideOutcome> {
        let (tx, account, locale, now) = (&cx.tx, &cx.account, cx.locale(), cx.now);
        let (state, event) = match requests::rules(&row)?.apply(command, now) {
            Ok(next) => next,
            Err(CommandError::NotOpen) => return Ok(DecideOutcome::AlreadyClosed(Box::new(row))),
            Err(CommandError::NotUndoable) => return Err(AppError::Conflict(t::undo_late(locale).to_owned()).into()),
            Err(CommandError::OwnAddress) => return Err(AppError::Forbidden(t::own_address(locale).to_owned()).into()),
        };
        let replaced = match state.decision() {
            Some(decision) if decides_address(decision.channel) => Some(user_of(tx, &row).await?),
            _ => None,
        };
        let before = replaced.as_ref().map(StandingRecord::from);
        let Some(after) = requests::save_state(tx, &row, &state, before).await? else {
            let row = reload(tx, &row).await?;
            return Ok(DecideOutcome::AlreadyClosed(Box::new(row)));
        };
        if let (Some(user), Some(decision), Actor::Person(by)) = (&replaced, state.decision(), cx.by.actor()) {
            let standing = match state.kind() {
                StateKind::Approved => Standing::Approved { until: options.until },
                _ => Standing::Rejected,
            };
            let against: Vec<_> = detect_override(user, Some(standing), by, now).into_iter().collect();
            let not_before = outcome_mail_time(Some(decision), now);
            self.notify_overridden(tx, account, by, &against, Some(&row.id), not_before).await?;
            let record = StandingRecord::decided(standing, StandingSource::Request, by, now);
            standings::write(tx, &[&row.user_id], &record.with_note(options.note.clone())).await?;
        }
        let outcome = RequestOutcome { state: after.state, reason: after.reason, until: options.until };
        let entry = Entry {
            event: journal_event(event, Change::new(RequestState { state: row.state }, outcome)),
            actor: cx.by.actor(),
            origin: origin(event, state.decision(), row.way),
            subject: Subject::Request(&row.id),
            personal: PersonalFields::Request {
                email: row.email_key.clone(),
                note: options.note.clone(),
                reason_words: after.reason_words.clone(),
            },
        };
        cx.record(entry).await?;
        self.write_outcome(tx, account, &after, &state, options.until).await?;
        Ok(DecideOutcome::Applied(Box::new(after)))
    }

    /// Closes the open request of an address that was decided another way, with the same mail.
    pub(super) async fn resolve_open_request(
        &self,
        cx: &CommandContext<Administrator>,
        email: &EmailAddress,
        decision: NewDecision,
    ) -> Result<Option<request::Model>> {
        let Some(row) = requests::open_of(&cx.tx, &cx.account.id, email).await? else {
            return Ok(None);
        };
        let (command, options) = decision.into_command(&cx.by);
        match self.apply_command(cx, row, command, &options).await? {
            DecideOutcome::Applied(row) => Ok(Some(*row)),
            DecideOutcome::AlreadyClosed(_) => Ok(None),
        }
    }
}

/// Returns the earliest time at which the mail about a decision may leave.
pub(crate) fn outcome_mail_time(decision: Option<&Decision>, now: Timestamp) -> Timestamp {
    match decision.and_then(Decision::undo_until) {
        Some(_) => now.plus_seconds(UNDO_SECONDS + GUARD_SECONDS),
        None => now,
    }
}

/// A decision with its channel.
#[derive(Debug, Clone)]
pub enum NewDecision {
    Approve {
        channel: DecisionChannel,
        /// End date and note of the approval.
        options: ApprovalOptions,
    },
    Reject {
        channel: DecisionChannel,
        /// Reason shown to the requester.
        reason: Option<esecure::request::Reason>,
    },
}

impl NewDecision {
    /// Converts the decision into a command and the terms of the approval.
    fn into_command(self, by: &Administrator) -> (Command<'_>, ApprovalOptions) {
        match self {
            Self::Approve { channel, options } => (Command::Approve { by, channel }, options),
            Self::Reject { channel, reason } => (Command::Reject { by, channel, reason }, ApprovalOptions::default()),
        }
    }
}

/// Terms of an approval.
#[derive(Debug, Clone, Default)]
pub struct ApprovalOptions {
    /// Instant at which the approval ends; `None` if it is permanent.
    pub until: Option<Timestamp>,
    /// Internal note of the administrators.
    pub note: Option<SingleLine>,
}

/// Returns the journal's event for a transition.
const fn journal_event(event: Event, change: Change<RequestState, RequestOutcome>) -> JournalEvent {
    match event {
        Event::Approved => JournalEvent::RequestApproved(change),
        Event::Rejected => JournalEvent::RequestRejected(change),
        Event::Withdrawn => JournalEvent::RequestWithdrawn(change),
        Event::Expired => JournalEvent::RequestExpired(change),
        Event::Closed => JournalEvent::RequestClosed(change),
        Event::Reopened => JournalEvent::RequestReopened(change),
    }
}

/// Returns the origin of a transition: the channel of the decision, or of the one that is undone.
fn origin(event: Event, decision: Option<&Decision>, undone: Option<DecisionChannel>) -> Origin {
    match (decision, event) {
        (Some(decision), _) => decision.channel.into(),
        (None, Event::Withdrawn) => Origin::StatusPage,
        (None, Event::Expired) => Origin::Schedule,
        (None, Event::Reopened) => undone.map_or(Origin::Page, Origin::from),
        (None, Event::Approved | Event::Rejected | Event::Closed) => Origin::Page,
    }
}

/// Reloads a request that another command changed first.
async fn reload<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<request::Model> {
    requests::get(tx, [&row.account_id], &row.id).await?.ok_or_else(not_found)
}

/// Loads the row of the request's address.
pub(super) async fn user_of<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<account_user::Model> {
    users::get(tx, &row.account_id, &row.user_id).await?.ok_or_else(not_found)
}

/// Returns true if a decision on a request decides its address. An approval by domain says nothing about the address:
/// it ends when the domain is removed. The list and an upload write the standings of all their addresses
/// themselves.
const fn decides_address(channel: DecisionChannel) -> bool {
    match channel {
        DecisionChannel::Page | DecisionChannel::Mail | DecisionChannel::Announcement => true,
        DecisionChannel::List | DecisionChannel::Upload | DecisionChannel::Domain => false,
    }
}
