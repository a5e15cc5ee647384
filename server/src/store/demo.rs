//! Writes of the demonstration data that no command of the portal makes.

use super::{
    accounts, applications,
    entity::{account, request},
};
use esecure::{AccountNumber, Timestamp, id::RequestId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};

/// Returns true if the database has neither accounts nor applications.
pub async fn is_empty<C: ConnectionTrait>(db: &C) -> Result<bool, DbErr> {
    Ok(accounts::count(db).await? == 0 && applications::count(db).await? == 0)
}

/// Switches enforcement on without recording the switch.
pub async fn enforce<C: ConnectionTrait>(db: &C, number: &AccountNumber) -> Result<(), DbErr> {
    let update = account::Entity::update_many().col_expr(account::Column::Enforced, Expr::value(true));
    update.filter(account::Column::Number.eq(number)).exec(db).await?;
    Ok(())
}

/// Moves the opening of a request to `at` and its expiry to `expires_at`.
pub async fn backdate_request<C: ConnectionTrait>(
    db: &C,
    id: &RequestId,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbErr> {
    request::Entity::update_many()
        .col_expr(request::Column::OpenedAt, Expr::value(at))
        .col_expr(request::Column::LastAttemptAt, Expr::value(at))
        .col_expr(request::Column::ExpiresAt, Expr::value(expires_at))
        .filter(request::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
