//! Credentials of a profile, revoked when its password or address changes: sessions and remembered devices.

use crate::{
    error::Result,
    services::sign_in,
    store::{devices, sessions},
};
use esecure::id::{ProfileId, SessionId};
use sea_orm::ConnectionTrait;

/// Hours for which a *Create password* link is valid.
pub const LINK_HOURS: i64 = 72;

/// Ends the sessions of a profile except `keep`, and all its remembered devices.
pub(super) async fn revoke_credentials<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    keep: Option<&SessionId>,
) -> Result<()> {
    end_sessions(tx, profile, keep).await?;
    Ok(devices::delete_of_profile(tx, profile).await?)
}

/// Ends the sessions of a profile except `keep`.
pub(super) async fn end_sessions<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    keep: Option<&SessionId>,
) -> Result<()> {
    let mut kept = Vec::new();
    if let Some(keep) = keep {
        let rows = sessions::of_profile(tx, profile).await?;
        kept.extend(rows.into_iter().filter(|row| sign_in::session_id(row) == *keep).map(|row| row.token_hash));
    }
    Ok(sessions::delete_of_profile(tx, profile, &kept).await?)
}
