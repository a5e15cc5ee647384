//! State of an upload's addresses before it, and detection of later changes.

use super::BATCH;
use crate::store::{
    entity::{account_user, upload, upload_address},
    standings::StandingRecord,
};
use esecure::{
    id::{UploadId, UserId},
    policy::{StandingKind, StandingSource},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect as _, QueryTrait as _, entity::prelude::*,
};
use std::collections::HashMap;

/// Loads the current rows of an upload's addresses, each with its state before the upload.
pub async fn addresses<C: ConnectionTrait>(
    db: &C,
    upload: &UploadId,
) -> Result<Vec<(account_user::Model, StandingRecord)>, DbErr> {
    let rows = upload_address::Entity::find().filter(upload_address::Column::UploadId.eq(upload)).all(db).await?;
    let mut before: HashMap<UserId, StandingRecord> = rows.into_iter().map(|row| (row.user_id, row.before.0)).collect();
    let ids: Vec<UserId> = before.keys().cloned().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        for row in account_user::Entity::find().filter(account_user::Column::Id.is_in(some)).all(db).await? {
            let before = before.remove(&row.id).unwrap_or_default();
            found.push((row, before));
        }
    }
    // Makes the order deterministic.
    found.sort_by(|(a, _), (b, _)| a.email_key.cmp(&b.email_key));
    Ok(found)
}

/// Counts the addresses of an upload that are unchanged since the upload.
pub async fn count_unchanged<C: ConnectionTrait>(db: &C, row: &upload::Model) -> Result<u64, DbErr> {
    use account_user::Column as C_;
    let of = upload_address::Entity::find().filter(upload_address::Column::UploadId.eq(&row.id));
    let ids = of.select_only().column(upload_address::Column::UserId).into_query();
    account_user::Entity::find()
        .filter(C_::Id.in_subquery(ids))
        .filter(C_::Standing.eq(StandingKind::Approved))
        .filter(C_::Source.eq(StandingSource::Upload))
        .filter(C_::DecidedAt.eq(row.uploaded_at))
        .filter(C_::DecidedBy.eq(&row.uploaded_by))
        .count(db)
        .await
}

/// Returns true if an address is unchanged since the upload.
pub fn is_unchanged(row: &account_user::Model, upload: &upload::Model) -> bool {
    row.standing == StandingKind::Approved
        && row.source == Some(StandingSource::Upload)
        && row.decided_at == Some(upload.uploaded_at)
        && row.decided_by.as_ref() == Some(&upload.uploaded_by)
}
