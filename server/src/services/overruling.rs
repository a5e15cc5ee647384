//! Decisions that override a colleague's earlier one. The latest decision counts, and each administrator whose
//! decision was overridden gets one mail per action. No mail goes to the administrator who decides, to former
//! administrators, or about an approval that had already lapsed.

use super::Services;
use crate::{
    error::Result,
    mail::catalogue::Overruling,
    store::{
        entity::{account, account_user},
        people, users,
    },
};
use esecure::{Standing, Timestamp, person::Person};
use sea_orm::ConnectionTrait;

/// An address about which a colleague had decided otherwise.
#[derive(Debug, Clone)]
pub(super) struct Overruled {
    /// State of the address before the decision.
    pub before: account_user::Model,
    /// Kind of the override.
    pub what: Overruling,
}

/// Returns the override, if the new standing goes against a colleague's decision.
pub(super) fn overruled(
    before: &account_user::Model,
    becomes: Option<Standing>,
    by: &Person,
    now: Timestamp,
) -> Option<Overruled> {
    let earlier = before.decided_by.as_deref()?;
    let what = match (users::standing(before), becomes?) {
        (Standing::Approved { until: Some(end) }, _) if end <= now => return None,
        (Standing::Approved { .. }, Standing::Rejected) => Overruling::Rejected,
        (Standing::Approved { .. }, Standing::Undecided) => Overruling::ApprovalCleared,
        (Standing::Rejected, Standing::Approved { .. }) => Overruling::Approved,
        (Standing::Rejected, Standing::Undecided) => Overruling::RejectionCleared,
        _ => return None,
    };
    (earlier != by.profile.as_str()).then(|| Overruled { before: before.clone(), what })
}

impl Services {
    /// Mails each colleague whose decisions were overridden. On a request's page the mail waits for the undo, like the
    /// outcome's mail, and the undo cancels it.
    pub(super) async fn tell_overruled<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        by: &Person,
        all: &[Overruled],
        request: Option<&str>,
        turn: Timestamp,
    ) -> Result<()> {
        if all.is_empty() {
            return Ok(());
        }
        for seat in people::seats(tx, people::Of::Account(&account.id)).await?.iter().filter(|seat| seat.is_active()) {
            let theirs = |one: &&Overruled| one.before.decided_by.as_deref() == Some(seat.profile.id.as_str());
            let theirs: Vec<_> = all.iter().filter(theirs).cloned().collect();
            if !theirs.is_empty() {
                self.write_overruled(tx, seat, by, &theirs, request, turn).await?;
            }
        }
        Ok(())
    }
}
