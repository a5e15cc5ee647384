//! Decides one address of the list within a transaction: permission, storage, journal and mail. Every decision on the
//! list goes through here.

use crate::{
    error::Result,
    services::{
        Services,
        command::{Author as _, CommandContext},
        decision_overrides::{OverriddenDecision, detect_override},
        journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject},
        requests::{ApprovalOptions, NewDecision},
    },
    store::{
        entity::{account_user, request},
        standings::{self, StandingRecord},
    },
};
use app::AppError;
use esecure::{
    EmailAddress, SingleLine, Standing, Timestamp,
    person::{Administrator, Person},
    policy::{StandingKind, StandingSource},
    request::DecisionChannel,
};
use i18n::error as t;

#[derive(Debug, Clone)]
pub(super) enum StandingChange {
    /// Approval until an instant (exclusive), or without an end.
    Approve {
        until: Option<Timestamp>,
        note: Option<SingleLine>,
    },
    Reject {
        note: Option<SingleLine>,
    },
    /// New end of an approval, or none.
    End {
        until: Option<Timestamp>,
    },
    /// Removal of the decision.
    Clear,
}

impl StandingChange {
    /// Returns what the change makes of a standing. A new end keeps the decision; all others are new ones, by `by`.
    fn applied_to(&self, before: StandingRecord, by: &Person, now: Timestamp) -> StandingRecord {
        let decided = |standing| StandingRecord::decided(standing, StandingSource::List, by, now);
        match self {
            Self::Approve { until, note } => decided(Standing::Approved { until: *until }).with_note(note.clone()),
            Self::Reject { note } => decided(Standing::Rejected).with_note(note.clone()),
            Self::End { until } => StandingRecord { valid_until: *until, ..before },
            Self::Clear => StandingRecord::default(),
        }
    }

    /// Returns the decision on the address's open request, if the change decides it.
    fn decision(&self) -> Option<NewDecision> {
        let channel = DecisionChannel::List;
        match self {
            Self::Approve { until, note } => {
                let options = ApprovalOptions { until: *until, note: note.clone() };
                Some(NewDecision::Approve { channel, options })
            }
            Self::Reject { .. } => Some(NewDecision::Reject { channel, reason: None }),
            Self::End { .. } | Self::Clear => None,
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
        cx: &CommandContext<Administrator>,
        row: &account_user::Model,
        change: &StandingChange,
    ) -> Result<ChangeEffects> {
        let email = EmailAddress::from_stored(&row.email, &row.email_key);
        if email == cx.person().email {
            return Err(AppError::Forbidden(t::own_address(cx.locale()).to_owned()).into());
        }
        let before = StandingRecord::from(row);
        let was_approved = before.standing == StandingKind::Approved;
        if matches!(change, StandingChange::End { .. }) && !was_approved {
            return Err(AppError::Conflict(t::nothing_to_end(cx.locale()).to_owned()).into());
        }
        let closed = match change.decision() {
            Some(decision) => self.resolve_open_request(cx, &email, decision).await?,
            None => None,
        };
        let person = cx.person();
        let after = change.applied_to(before.clone(), person, cx.now);
        standings::write(&cx.tx, &[&row.id], &after).await?;
        let entry = Entry {
            event: JournalEvent::StandingChanged(Change::new(before.standing().into(), after.standing().into())),
            actor: cx.by.actor(),
            origin: Origin::List,
            subject: Subject::User(&row.id),
            personal: PersonalFields::Standing { email: row.email_key.clone(), note: after.note.clone() },
        };
        cx.record(entry).await?;
        if matches!(change, StandingChange::Reject { .. }) && was_approved && closed.is_none() {
            self.write_revoked(&cx.tx, &cx.account, row).await?;
        }
        let becomes = (!matches!(change, StandingChange::End { .. })).then(|| after.standing());
        Ok(ChangeEffects { closed, overridden: detect_override(row, becomes, person, cx.now) })
    }
}
