//! Decisions that override a colleague's earlier one. The latest decision counts, and each administrator whose
//! decision was overridden gets one mail per action. No mail goes to the administrator who decides, to former
//! administrators, or about an approval that had already lapsed.

use super::Services;
use crate::{
    error::Result,
    mail::catalogue::OverridingDecision,
    store::{
        entity::{account, account_user},
        people,
    },
};
use esecure::{Standing, Timestamp, id::RequestId, person::Person};
use sea_orm::ConnectionTrait;

/// An address about which a colleague had decided otherwise.
#[derive(Debug, Clone)]
pub(crate) struct OverriddenDecision {
    /// State of the address before the decision.
    pub before: account_user::Model,
    /// Kind of the override.
    pub what: OverridingDecision,
}

/// Returns the override, if the new standing goes against a colleague's decision.
pub(crate) fn detect_override(
    before: &account_user::Model,
    becomes: Option<Standing>,
    by: &Person,
    now: Timestamp,
) -> Option<OverriddenDecision> {
    let earlier = before.decided_by.as_ref()?;
    let what = match (before.standing(), becomes?) {
        (Standing::Approved { until: Some(end) }, _) if end <= now => return None,
        (Standing::Approved { .. }, Standing::Rejected) => OverridingDecision::Rejected,
        (Standing::Approved { .. }, Standing::Undecided) => OverridingDecision::ApprovalCleared,
        (Standing::Rejected, Standing::Approved { .. }) => OverridingDecision::Approved,
        (Standing::Rejected, Standing::Undecided) => OverridingDecision::RejectionCleared,
        _ => return None,
    };
    (*earlier != by.profile).then(|| OverriddenDecision { before: before.clone(), what })
}

impl Services {
    /// Mails each colleague whose decisions were overridden. On a request's page the mail waits for the undo, like the
    /// outcome's mail, and the undo cancels it.
    pub(crate) async fn notify_overridden<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        by: &Person,
        all: &[OverriddenDecision],
        request: Option<&RequestId>,
        not_before: Timestamp,
    ) -> Result<()> {
        if all.is_empty() {
            return Ok(());
        }
        for seat in
            people::seats(tx, people::SeatFilter::Account(&account.id)).await?.iter().filter(|seat| seat.is_active())
        {
            let theirs = |one: &&OverriddenDecision| one.before.decided_by.as_ref() == Some(&seat.profile.id);
            let theirs: Vec<_> = all.iter().filter(theirs).cloned().collect();
            if !theirs.is_empty() {
                self.write_decision_overridden(tx, seat, by, &theirs, request, not_before).await?;
            }
        }
        Ok(())
    }
}
