//! Decides one address of the list within a transaction: permission, storage, journal and mail. Every decision on the
//! list goes through here.

use crate::{
    error::Result,
    services::{
        Services,
        decision_overrides::{OverriddenDecision, detect_override},
        journal::{self, Actor, Entry},
        requests::{ApprovalOptions, NewDecision, set_standing},
    },
    store::{
        entity::{account, account_user, request},
        users,
    },
};
use app::AppError;
use esecure::{EmailAddress, Standing, Timestamp, person::Administrator, request::DecisionChannel};
use i18n::error as t;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(super) enum StandingChange {
    /// Approval until an instant (exclusive), or without an end.
    Approve {
        until: Option<Timestamp>,
        note: Option<String>,
    },
    Reject {
        note: Option<String>,
    },
    /// New end of an approval, or none.
    End {
        until: Option<Timestamp>,
    },
    /// Removal of the decision.
    Clear,
}

impl StandingChange {
    fn standing_code(&self) -> &'static str {
        match self {
            Self::Approve { .. } | Self::End { .. } => "approved",
            Self::Reject { .. } => "rejected",
            Self::Clear => "undecided",
        }
    }

    /// Returns the new standing; `None` for a new end, which is not a new decision.
    fn new_standing(&self) -> Option<Standing> {
        match self {
            Self::Approve { until, .. } => Some(Standing::Approved { until: *until }),
            Self::Reject { .. } => Some(Standing::Rejected),
            Self::End { .. } => None,
            Self::Clear => Some(Standing::Undecided),
        }
    }
}

/// Side effects of a decision about one address.
pub(super) struct ChangeEffects {
    /// The request that the decision closed.
    pub closed: Option<request::Model>,
    /// A colleague's decision that was overridden.
    pub overridden: Option<OverriddenDecision>,
}

impl Services {
    /// Decides one address. Refuses before anything is written, so that other decisions in the same transaction can go
    /// on.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for one's own address, [`AppError::Conflict`] if there is no approval to end.
    pub(super) async fn apply_change(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        by: &Administrator,
        row: &account_user::Model,
        change: &StandingChange,
    ) -> Result<ChangeEffects> {
        let email = EmailAddress::from_stored(&row.email, &row.email_key);
        if email == by.person().email {
            return Err(AppError::Forbidden(t::own_address(by.person().locale).to_owned()).into());
        }
        let before = users::standing(row);
        let closed = match change {
            StandingChange::Approve { until, note } => {
                let terms = ApprovalOptions { until: *until, note: note.clone() };
                let decision = NewDecision::Approve { way: DecisionChannel::List, options: terms };
                let closed = self.resolve_open_request(tx, account, &email, by, decision).await?;
                self.write_standing(tx, row, by, true).await?;
                users::set_end_and_note(tx, &row.id, *until, note.as_deref()).await?;
                closed
            }
            StandingChange::Reject { note } => {
                let decision = NewDecision::Reject { way: DecisionChannel::List, reason: None };
                let closed = self.resolve_open_request(tx, account, &email, by, decision).await?;
                self.write_standing(tx, row, by, false).await?;
                users::set_end_and_note(tx, &row.id, None, note.as_deref()).await?;
                closed
            }
            StandingChange::End { until } => {
                if !matches!(before, Standing::Approved { .. }) {
                    return Err(AppError::Conflict(t::nothing_to_end(by.person().locale).to_owned()).into());
                }
                users::set_end_and_note(tx, &row.id, *until, row.note.as_deref()).await?;
                None
            }
            StandingChange::Clear => {
                users::clear(tx, &row.id).await?;
                None
            }
        };
        self.journal_change(tx, account, by, row, change).await?;
        let revoked = matches!(change, StandingChange::Reject { .. }) && matches!(before, Standing::Approved { .. });
        if revoked && closed.is_none() {
            self.write_revoked(tx, account, row).await?;
        }
        let against = detect_override(row, change.new_standing(), by.person(), self.now());
        Ok(ChangeEffects { closed, overridden: against })
    }

    async fn write_standing(
        &self,
        tx: &DatabaseTransaction,
        row: &account_user::Model,
        by: &Administrator,
        approve: bool,
    ) -> Result<()> {
        let who = (by.person().profile.as_str(), by.person().name.as_str());
        set_standing(tx, &row.id, approve, "list", Some(who), self.now()).await
    }

    async fn journal_change(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        by: &Administrator,
        row: &account_user::Model,
        change: &StandingChange,
    ) -> Result<()> {
        let (until, note) = match change {
            StandingChange::Approve { until, note } => (*until, note.as_deref()),
            StandingChange::Reject { note } => (None, note.as_deref()),
            StandingChange::End { until } => (*until, row.note.as_deref()),
            StandingChange::Clear => (None, None),
        };
        let entry = Entry {
            event: "standing_changed",
            actor: Actor::Person(by.person()),
            origin: "list",
            subject: &row.id,
            before: standing_json(&row.standing, row.valid_until),
            after: standing_json(change.standing_code(), until.map(Timestamp::as_millis)),
            personal: json!({ "email": row.email_key, "note": note }),
        };
        journal::append(tx, &account.id, entry, self.now()).await
    }
}

/// Formats a standing for the journal.
fn standing_json(standing: &str, until: Option<i64>) -> Value {
    match until {
        Some(until) => json!({ "standing": standing, "until": crate::calendar::utc(Timestamp::from_millis(until)) }),
        None => json!({ "standing": standing }),
    }
}
