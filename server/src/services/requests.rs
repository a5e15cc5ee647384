//! Decisions on requests. Each request is decided once: state, standing, journal and mails change in one
//! transaction. Requests are opened in `opening`.

mod opening;
mod snapshot;

use super::{
    Services,
    decision_overrides::detect_override,
    journal::{self, Actor, Entry},
    not_found, run_to_completion,
};
use crate::{
    error::Result,
    store::{
        self, accounts,
        entity::{account, account_user, request},
        people, requests, users,
    },
};
use app::AppError;
use esecure::{
    EmailAddress, Standing, Timestamp,
    id::RequestId,
    person::Administrator,
    request::{Command, CommandError, Decision, DecisionChannel, Event, State, UNDO_SECONDS},
};
use i18n::error as t;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::{Value, json};

pub use opening::OpenOutcome;
pub(crate) use opening::RequestSource;
use snapshot::save_snapshot;
pub(super) use snapshot::{StandingSnapshot, restore, user_of};

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
        let services = self.clone();
        run_to_completion(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let row = requests::get(&tx, [account.id.as_str()], &id).await?.ok_or_else(not_found)?;
            let (command, terms) = decision.into_command(&by);
            let actor = Actor::Person(by.person());
            let decided = services.apply_command_with(&tx, &account, row, (command, &terms), actor, now).await?;
            if let DecideOutcome::Applied(row) = &decided {
                tx.commit().await?;
                services.publish_commit(&row.account_id, Some(&row.id));
            }
            Ok(decided)
        })
        .await
    }

    /// Applies a command with no end date and no note.
    pub(super) async fn apply_command<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: request::Model,
        command: Command<'_>,
        actor: Actor<'_>,
        now: Timestamp,
    ) -> Result<DecideOutcome> {
        self.apply_command_with(tx, account, row, (command, &ApprovalOptions::default()), actor, now).await
    }

    /// Applies a command to a request, and writes its state, standing, journal entry and mails.
    async fn apply_command_with<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: request::Model,
        (command, terms): (Command<'_>, &ApprovalOptions),
        actor: Actor<'_>,
        now: Timestamp,
    ) -> Result<DecideOutcome> {
        let locale = match &actor {
            Actor::Person(person) => person.locale,
            _ => esecure::Locale::En,
        };
        let (state, event) = match requests::rules(&row)?.apply(command, now) {
            Ok(next) => next,
            Err(CommandError::NotOpen) => return Ok(DecideOutcome::AlreadyClosed(Box::new(row))),
            Err(CommandError::NotUndoable) => return Err(AppError::Conflict(t::undo_late(locale).to_owned()).into()),
            Err(CommandError::OwnAddress) => return Err(AppError::Forbidden(t::own_address(locale).to_owned()).into()),
        };
        if !requests::save_state(tx, &row, &state).await? {
            let row = reload(tx, &row).await?;
            return Ok(DecideOutcome::AlreadyClosed(Box::new(row)));
        }
        // An approval by domain says nothing about the address itself: it ends when the domain is removed.
        if let Some(decision) = state.decision().filter(|decision| decision.channel != DecisionChannel::Domain) {
            let approved = matches!(state, State::Approved(_));
            let before = save_snapshot(tx, &row).await?;
            // Decisions on the list are mailed there, once for all addresses.
            if let (Actor::Person(by), DecisionChannel::Page | DecisionChannel::Mail) = (&actor, decision.channel) {
                let becomes = if approved { Standing::Approved { until: None } } else { Standing::Rejected };
                let against: Vec<_> = detect_override(&before, Some(becomes), by, now).into_iter().collect();
                let not_before = outcome_mail_time(Some(decision), now);
                self.notify_overridden(tx, account, by, &against, Some(&row.id), not_before).await?;
            }
            set_standing(tx, &row.user_id, approved, "request", Some((decision.by.as_str(), &decision.by_name)), now)
                .await?;
            if approved {
                users::set_end_and_note(tx, &row.user_id, terms.until, terms.note.as_deref()).await?;
            }
        }
        let (code, origin) = match event {
            Event::Approved => ("request_approved", state.decision().map_or("", |d| d.channel.code())),
            Event::Rejected => ("request_rejected", state.decision().map_or("", |d| d.channel.code())),
            Event::Withdrawn => ("request_withdrawn", "status_page"),
            Event::Expired => ("request_expired", "schedule"),
            Event::Closed => ("request_closed", "page"),
            Event::Reopened => ("request_reopened", "page"),
        };
        let after = reload(tx, &row).await?;
        let entry = Entry {
            event: code,
            actor,
            origin,
            subject: &row.id,
            before: json!({ "state": row.state }),
            after: terms.add_end(json!({ "state": after.state, "reason": after.reason })),
            personal: json!({ "email": row.email_key, "reason_words": after.reason_words, "note": terms.note }),
        };
        journal::append(tx, &account.id, entry, now).await?;
        self.write_outcome(tx, account, &after, &state, terms.until).await?;
        Ok(DecideOutcome::Applied(Box::new(after)))
    }

    /// Checks in the transaction that the seat was not removed since the session layer checked it.
    pub(super) async fn ensure_active<C: ConnectionTrait>(&self, tx: &C, by: &Administrator) -> Result<()> {
        let seat = people::seat(tx, by.seat().as_str()).await?;
        if seat.is_some_and(|seat| seat.is_active()) {
            Ok(())
        } else {
            Err(AppError::Forbidden(t::seat_removed(by.person().locale).to_owned()).into())
        }
    }

    /// Closes the open request of an address that was decided another way, with the same mail.
    pub(super) async fn resolve_open_request<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        email: &EmailAddress,
        by: &Administrator,
        decision: NewDecision,
    ) -> Result<Option<request::Model>> {
        let Some(row) = requests::open_of(tx, &account.id, email).await? else {
            return Ok(None);
        };
        let (command, terms) = decision.into_command(by);
        match self
            .apply_command_with(tx, account, row, (command, &terms), Actor::Person(by.person()), self.now())
            .await?
        {
            DecideOutcome::Applied(row) => Ok(Some(*row)),
            DecideOutcome::AlreadyClosed(_) => Ok(None),
        }
    }
}

/// Returns the earliest time at which the mail about a decision may leave.
pub(crate) fn outcome_mail_time(decision: Option<&Decision>, now: Timestamp) -> Timestamp {
    match decision {
        Some(decision) if decision.channel == DecisionChannel::Page => now.plus_seconds(UNDO_SECONDS + GUARD_SECONDS),
        _ => now,
    }
}

/// A decision with its channel.
#[derive(Debug, Clone)]
pub enum NewDecision {
    Approve {
        way: DecisionChannel,
        /// End date and note of the approval.
        options: ApprovalOptions,
    },
    Reject {
        way: DecisionChannel,
        /// Reason shown to the requester.
        reason: Option<esecure::request::Reason>,
    },
}

impl NewDecision {
    /// Converts the decision into a command and the terms of the approval.
    fn into_command(self, by: &Administrator) -> (Command<'_>, ApprovalOptions) {
        match self {
            Self::Approve { way, options: terms } => (Command::Approve { by, channel: way }, terms),
            Self::Reject { way, reason } => (Command::Reject { by, channel: way, reason }, ApprovalOptions::default()),
        }
    }
}

/// Terms of an approval.
#[derive(Debug, Clone, Default)]
pub struct ApprovalOptions {
    /// Instant at which the approval ends; `None` if it is permanent.
    pub until: Option<Timestamp>,
    /// Internal note of the administrators.
    pub note: Option<String>,
}

impl ApprovalOptions {
    /// Adds the end of the approval, if any, to a journal entry.
    fn add_end(&self, mut entry: Value) -> Value {
        if let (Some(until), Value::Object(fields)) = (self.until, &mut entry) {
            fields.insert("until".into(), json!(crate::calendar::utc(until)));
        }
        entry
    }
}

/// Reloads a request after an update in the same transaction.
async fn reload<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<request::Model> {
    request::Entity::find_by_id(&row.id).one(tx).await?.ok_or_else(not_found)
}

/// Stores an address's standing with its source. `by` is profile and name, `None` for the operator's imports.
pub(super) async fn set_standing<C: ConnectionTrait>(
    tx: &C,
    user: &str,
    approved: bool,
    source: &str,
    by: Option<(&str, &str)>,
    now: Timestamp,
) -> Result<()> {
    use account_user::Column as C_;
    account_user::Entity::update_many()
        .col_expr(C_::Standing, Expr::value(if approved { "approved" } else { "rejected" }))
        .col_expr(C_::ValidUntil, Expr::value(Option::<i64>::None))
        .col_expr(C_::Note, Expr::value(Option::<String>::None))
        .col_expr(C_::Source, Expr::value(source))
        .col_expr(C_::DecidedBy, Expr::value(by.map(|(id, _)| id.to_owned())))
        .col_expr(C_::DecidedByName, Expr::value(by.map(|(_, name)| name.to_owned())))
        .col_expr(C_::DecidedAt, Expr::value(now.as_millis()))
        .col_expr(C_::ShownAs, Expr::value(""))
        .col_expr(C_::Listed, Expr::value(true))
        .filter(C_::Id.eq(user))
        .exec(tx)
        .await?;
    Ok(())
}
