//! Snapshot of the standing that a decision replaces, for undo.

use crate::{
    error::{Result, ServiceError},
    services::not_found,
    store::entity::{account_user, request},
};
use sea_orm::{ConnectionTrait, EntityTrait as _, QueryFilter as _, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};

/// Standing of an address before a decision.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::services) struct StandingSnapshot {
    standing: String,
    valid_until: Option<i64>,
    note: Option<String>,
    source: Option<String>,
    decided_by: Option<String>,
    decided_by_name: Option<String>,
    decided_at: Option<i64>,
}

/// Stores the standing that a decision on this request is about to replace, and returns the address's row.
pub(super) async fn save_snapshot<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<account_user::Model> {
    let user = user_of(tx, row).await?;
    let kept = user.clone();
    let snapshot = StandingSnapshot {
        standing: kept.standing,
        valid_until: kept.valid_until,
        note: kept.note,
        source: kept.source,
        decided_by: kept.decided_by,
        decided_by_name: kept.decided_by_name,
        decided_at: kept.decided_at,
    };
    let snapshot = serde_json::to_string(&snapshot).map_err(|error| ServiceError::Internal(error.to_string()))?;
    request::Entity::update_many()
        .col_expr(request::Column::StandingBefore, Expr::value(snapshot))
        .filter(request::Column::Id.eq(row.id.as_str()))
        .exec(tx)
        .await?;
    Ok(user)
}

/// Loads the row of the request's address.
pub(in crate::services) async fn user_of<C: ConnectionTrait>(
    tx: &C,
    row: &request::Model,
) -> Result<account_user::Model> {
    account_user::Entity::find_by_id(&row.user_id).one(tx).await?.ok_or_else(not_found)
}

/// Restores the standing that a decision replaced.
pub(in crate::services) async fn restore<C: ConnectionTrait>(
    tx: &C,
    user: &account_user::Model,
    snapshot: StandingSnapshot,
) -> Result<()> {
    use account_user::Column as C_;
    let listed = user.uses > 0 || snapshot.standing != "undecided";
    account_user::Entity::update_many()
        .col_expr(C_::Standing, Expr::value(snapshot.standing))
        .col_expr(C_::ValidUntil, Expr::value(snapshot.valid_until))
        .col_expr(C_::Note, Expr::value(snapshot.note))
        .col_expr(C_::Source, Expr::value(snapshot.source))
        .col_expr(C_::DecidedBy, Expr::value(snapshot.decided_by))
        .col_expr(C_::DecidedByName, Expr::value(snapshot.decided_by_name))
        .col_expr(C_::DecidedAt, Expr::value(snapshot.decided_at))
        .col_expr(C_::ShownAs, Expr::value(""))
        .col_expr(C_::Listed, Expr::value(listed))
        .filter(C_::Id.eq(user.id.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
