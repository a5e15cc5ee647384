//! Decisions against a colleague's earlier one: a new decision counts, and whoever it goes against is told by
//! mail, once for all that one press decided. Nobody is told of what they did themselves, nor of an approval that had
//! lapsed by then; a colleague who is no administrator any more has nothing to hear either.

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

/// One address about which somebody else had decided otherwise.
#[derive(Debug, Clone)]
pub(super) struct Overruled {
    /// How it stood before.
    pub before: account_user::Model,
    /// What it is now.
    pub what: Overruling,
}

/// What an address becomes, where that differs from what a colleague decided.
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
    /// Tells each colleague whose decisions these were. A decision on a request's page waits for the undo, as its outcome
    /// does, and is taken back with it.
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
