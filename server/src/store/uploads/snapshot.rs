//! State of an upload's addresses before it, detection of later changes, and restoring the earlier state.

use super::BATCH;
use crate::store::entity::{account_user, upload, upload_address};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect as _, QueryTrait as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};
use std::collections::HashMap;

/// Loads the current rows of an upload's addresses, each with its state before the upload.
///
/// # Errors
/// [`DbErr::Json`] if a stored state cannot be parsed, or any database error.
pub async fn addresses<C: ConnectionTrait>(
    db: &C,
    upload: &str,
) -> Result<Vec<(account_user::Model, PreviousStanding)>, DbErr> {
    let rows = upload_address::Entity::find().filter(upload_address::Column::UploadId.eq(upload)).all(db).await?;
    let mut before: HashMap<String, String> = rows.into_iter().map(|row| (row.user_id, row.before)).collect();
    let ids: Vec<String> = before.keys().cloned().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        for row in account_user::Entity::find().filter(account_user::Column::Id.is_in(some)).all(db).await? {
            let before = before.remove(&row.id).unwrap_or_default();
            let before = serde_json::from_str(&before).map_err(|error| DbErr::Json(error.to_string()))?;
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
    let of = upload_address::Entity::find().filter(upload_address::Column::UploadId.eq(row.id.as_str()));
    let ids = of.select_only().column(upload_address::Column::UserId).into_query();
    account_user::Entity::find()
        .filter(C_::Id.in_subquery(ids))
        .filter(C_::Standing.eq("approved"))
        .filter(C_::Source.eq("upload"))
        .filter(C_::DecidedAt.eq(row.uploaded_at))
        .filter(C_::DecidedBy.eq(row.uploaded_by.as_str()))
        .count(db)
        .await
}

/// Returns true if an address is unchanged since the upload.
pub fn is_unchanged(row: &account_user::Model, upload: &upload::Model) -> bool {
    row.standing == "approved"
        && row.source.as_deref() == Some("upload")
        && row.decided_at == Some(upload.uploaded_at)
        && row.decided_by.as_deref() == Some(upload.uploaded_by.as_str())
}

/// Restores the standings of these addresses. Equal earlier states share statements, because most are equal.
pub async fn restore<C: ConnectionTrait>(tx: &C, all: &[(account_user::Model, PreviousStanding)]) -> Result<(), DbErr> {
    let mut alike: HashMap<&PreviousStanding, Vec<&str>> = HashMap::new();
    for (row, before) in all {
        alike.entry(before).or_default().push(&row.id);
    }
    for (before, ids) in alike {
        for some in ids.chunks(BATCH) {
            before.write(tx, some).await?;
        }
    }
    Ok(())
}

/// State of an address before an upload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct PreviousStanding {
    /// `undecided`, `approved` or `rejected`.
    pub standing: String,
    /// End of the approval.
    pub valid_until: Option<i64>,
    pub note: Option<String>,
    /// Origin of the standing.
    pub source: Option<String>,
    pub decided_by: Option<String>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<i64>,
}

impl PreviousStanding {
    /// Captures the state of a row; undecided if there is no row.
    pub fn of(row: Option<&account_user::Model>) -> Self {
        Self {
            standing: row.map_or_else(|| "undecided".to_owned(), |row| row.standing.clone()),
            valid_until: row.and_then(|row| row.valid_until),
            note: row.and_then(|row| row.note.clone()),
            source: row.and_then(|row| row.source.clone()),
            decided_by: row.and_then(|row| row.decided_by.clone()),
            decided_by_name: row.and_then(|row| row.decided_by_name.clone()),
            decided_at: row.and_then(|row| row.decided_at),
        }
    }

    /// Returns the row with this state restored.
    pub fn applied_to(&self, row: &account_user::Model) -> account_user::Model {
        account_user::Model {
            standing: self.standing.clone(),
            valid_until: self.valid_until,
            note: self.note.clone(),
            source: self.source.clone(),
            decided_by: self.decided_by.clone(),
            decided_by_name: self.decided_by_name.clone(),
            decided_at: self.decided_at,
            ..row.clone()
        }
    }

    async fn write<C: ConnectionTrait>(&self, tx: &C, ids: &[&str]) -> Result<(), DbErr> {
        use account_user::Column as C_;
        // An address that used the account is listed whatever its standing.
        let listed = if self.standing == "undecided" { Expr::col(C_::Uses).gt(0) } else { Expr::value(true) };
        account_user::Entity::update_many()
            .col_expr(C_::Standing, Expr::value(self.standing.as_str()))
            .col_expr(C_::ValidUntil, Expr::value(self.valid_until))
            .col_expr(C_::Note, Expr::value(self.note.clone()))
            .col_expr(C_::Source, Expr::value(self.source.clone()))
            .col_expr(C_::DecidedBy, Expr::value(self.decided_by.clone()))
            .col_expr(C_::DecidedByName, Expr::value(self.decided_by_name.clone()))
            .col_expr(C_::DecidedAt, Expr::value(self.decided_at))
            .col_expr(C_::ShownAs, Expr::value(""))
            .col_expr(C_::Listed, listed)
            .filter(C_::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
        Ok(())
    }
}
