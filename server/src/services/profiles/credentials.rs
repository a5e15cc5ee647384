//! Credentials of a profile, revoked when its password or address changes: links, sessions and remembered devices.

use crate::{
    error::Result,
    services::sign_in,
    store::entity::{device, email_change, password_link, session},
};
use esecure::{
    Timestamp,
    id::{ProfileId, SessionId},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder as _, entity::prelude::*, sea_query::Expr};

/// Hours for which a *Create password* link is valid.
pub const LINK_HOURS: i64 = 72;

/// Ends every link that could set the password of this profile.
pub(super) async fn end_password_links<C: ConnectionTrait>(tx: &C, profile: &ProfileId, now: Timestamp) -> Result<()> {
    password_link::Entity::update_many()
        .col_expr(password_link::Column::UsedAt, Expr::value(now))
        .filter(password_link::Column::ProfileId.eq(profile))
        .filter(password_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the pending change of a profile's address.
pub(super) async fn end_email_changes<C: ConnectionTrait>(tx: &C, profile: &ProfileId, now: Timestamp) -> Result<()> {
    email_change::Entity::update_many()
        .col_expr(email_change::Column::EndedAt, Expr::value(now))
        .filter(email_change::Column::ProfileId.eq(profile))
        .filter(email_change::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the sessions of a profile except `keep`, and all its remembered devices.
pub(super) async fn revoke_credentials<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    keep: Option<&SessionId>,
) -> Result<()> {
    end_sessions(tx, profile, keep).await?;
    forget_devices(tx, profile).await
}

/// Ends the sessions of a profile except `keep`.
pub(super) async fn end_sessions<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    keep: Option<&SessionId>,
) -> Result<()> {
    let mut ending = session::Entity::delete_many().filter(session::Column::ProfileId.eq(profile));
    if let Some(keep) = keep {
        let rows = sessions(tx, profile).await?;
        let kept = rows.into_iter().filter(|row| sign_in::session_id(row) == *keep).map(|row| row.token_hash);
        ending = ending.filter(session::Column::TokenHash.is_not_in(kept));
    }
    ending.exec(tx).await?;
    Ok(())
}

/// Deletes the remembered devices of a profile.
pub(in crate::services) async fn forget_devices<C: ConnectionTrait>(tx: &C, profile: &ProfileId) -> Result<()> {
    device::Entity::delete_many().filter(device::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}

/// Lists the sessions of a profile, latest use first.
pub(super) async fn sessions<C: ConnectionTrait>(db: &C, profile: &ProfileId) -> Result<Vec<session::Model>> {
    let rows = session::Entity::find().filter(session::Column::ProfileId.eq(profile));
    Ok(rows.order_by_desc(session::Column::SeenAt).order_by_asc(session::Column::TokenHash).all(db).await?)
}
