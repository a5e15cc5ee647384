//! The standing of an address as stored: the only module that reads, records, writes and restores one.

use super::{columns::ShownAs, entity::account_user};
use esecure::{
    EmailAddress, SingleLine, Standing, Timestamp,
    id::{AccountId, ProfileId, UserId},
    person::Person,
    policy::{StandingKind, StandingSource},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait as _, Func, OnConflict},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Rows per statement: SQLite accepts 32,766 parameters.
const BATCH: usize = 500;

/// Standing of an address with its origin. Also stored as JSON, as the state that a decision or an upload replaced;
/// the default is an address without a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StandingRecord {
    pub standing: StandingKind,
    /// Exclusive end of an approval.
    pub valid_until: Option<Timestamp>,
    /// Internal note of the administrators.
    pub note: Option<SingleLine>,
    pub source: Option<StandingSource>,
    /// Author of the decision; `None` for the operator's imports.
    pub decided_by: Option<ProfileId>,
    pub decided_by_name: Option<SingleLine>,
    pub decided_at: Option<Timestamp>,
}

impl StandingRecord {
    /// Records a decision of a person.
    pub fn decided(standing: Standing, source: StandingSource, by: &Person, now: Timestamp) -> Self {
        let valid_until = match standing {
            Standing::Approved { until } => until,
            Standing::Rejected | Standing::Undecided => None,
        };
        Self {
            standing: standing.kind(),
            valid_until,
            note: None,
            source: Some(source),
            decided_by: Some(by.profile.clone()),
            decided_by_name: Some(by.recorded_name()),
            decided_at: Some(now),
        }
    }

    pub fn with_note(self, note: Option<SingleLine>) -> Self {
        Self { note, ..self }
    }

    pub fn standing(&self) -> Standing {
        Standing::new(self.standing, self.valid_until)
    }

    /// Returns the row as it was with this standing.
    pub fn applied_to(&self, row: &account_user::Model) -> account_user::Model {
        let record = self.clone();
        account_user::Model {
            standing: record.standing,
            valid_until: record.valid_until,
            note: record.note,
            source: record.source,
            decided_by: record.decided_by,
            decided_by_name: record.decided_by_name,
            decided_at: record.decided_at,
            ..row.clone()
        }
    }
}

impl From<&account_user::Model> for StandingRecord {
    fn from(row: &account_user::Model) -> Self {
        let row = row.clone();
        Self {
            standing: row.standing,
            valid_until: row.valid_until,
            note: row.note,
            source: row.source,
            decided_by: row.decided_by,
            decided_by_name: row.decided_by_name,
            decided_at: row.decided_at,
        }
    }
}

impl account_user::Model {
    /// Standing of the address, for the rules.
    pub fn standing(&self) -> Standing {
        Standing::new(self.standing, self.valid_until)
    }
}

/// Columns that [`write`] sets; an upsert of approvals updates the same ones.
const COLUMNS: [account_user::Column; 9] = {
    use account_user::Column as C;
    [
        C::Standing,
        C::ValidUntil,
        C::Note,
        C::Source,
        C::DecidedBy,
        C::DecidedByName,
        C::DecidedAt,
        C::ShownAs,
        C::Listed,
    ]
};

/// Writes a standing to the rows of these addresses, and marks them for reclassification. An address without a decision
/// stays listed if it has used the account.
pub async fn write<C: ConnectionTrait>(tx: &C, ids: &[&UserId], record: &StandingRecord) -> Result<(), DbErr> {
    use account_user::Column as C_;
    let listed = match record.standing {
        StandingKind::Undecided => Expr::col(C_::Uses).gt(0),
        StandingKind::Approved | StandingKind::Rejected => Expr::value(true),
    };
    let record = record.clone();
    let update = account_user::Entity::update_many()
        .col_expr(C_::Standing, Expr::value(record.standing))
        .col_expr(C_::ValidUntil, Expr::value(record.valid_until))
        .col_expr(C_::Note, Expr::value(record.note))
        .col_expr(C_::Source, Expr::value(record.source))
        .col_expr(C_::DecidedBy, Expr::value(record.decided_by))
        .col_expr(C_::DecidedByName, Expr::value(record.decided_by_name))
        .col_expr(C_::DecidedAt, Expr::value(record.decided_at))
        .col_expr(C_::ShownAs, Expr::value(ShownAs::Unclassified))
        .col_expr(C_::Listed, listed);
    for ids in ids.chunks(BATCH) {
        update.clone().filter(C_::Id.is_in(ids.iter().copied())).exec(tx).await?;
    }
    Ok(())
}

/// Writes each row's own standing. Equal standings share statements, because most are equal.
pub async fn write_each<C: ConnectionTrait>(
    tx: &C,
    all: &[(account_user::Model, StandingRecord)],
) -> Result<(), DbErr> {
    let mut alike: HashMap<&StandingRecord, Vec<&UserId>> = HashMap::new();
    for (row, record) in all {
        alike.entry(record).or_default().push(&row.id);
    }
    for (record, ids) in alike {
        write(tx, &ids, record).await?;
    }
    Ok(())
}

/// An address that a file approves.
#[derive(Debug, Clone)]
pub struct NewApproval {
    /// Identifier of the row, if the address is not stored yet.
    pub id: UserId,
    pub email: EmailAddress,
    /// Name of the person, if the file has one.
    pub name: Option<SingleLine>,
    /// Exclusive end of the approval; `None` for no end.
    pub until: Option<Timestamp>,
    pub note: Option<SingleLine>,
}

/// Upserts the approvals of an upload. A stored name is kept.
pub async fn approve_uploaded<C: ConnectionTrait>(
    tx: &C,
    account: &AccountId,
    by: &Person,
    all: &[NewApproval],
    now: Timestamp,
) -> Result<(), DbErr> {
    use account_user::Column as C_;
    let row = |one: &NewApproval| {
        let approved = Standing::Approved { until: one.until };
        let record = StandingRecord::decided(approved, StandingSource::Upload, by, now);
        account_user::ActiveModel {
            id: Set(one.id.clone()),
            account_id: Set(account.clone()),
            email: Set((&one.email).into()),
            email_key: Set(one.email.key()),
            domain: Set(one.email.domain().clone()),
            name: Set(one.name.clone()),
            name_key: Set(one.name.as_deref().map(str::to_lowercase)),
            standing: Set(record.standing),
            valid_until: Set(record.valid_until),
            note: Set(one.note.clone()),
            source: Set(record.source),
            decided_by: Set(record.decided_by),
            decided_by_name: Set(record.decided_by_name),
            decided_at: Set(record.decided_at),
            created_at: Set(now),
            shown_as: Set(ShownAs::Unclassified),
            listed: Set(true),
            ..Default::default()
        }
    };
    let kept = |column: C_| {
        let excluded = Expr::col((Alias::new("excluded"), column));
        (column, Func::coalesce([Expr::col((account_user::Entity, column)), excluded]).into())
    };
    for some in all.chunks(BATCH) {
        let mut known = OnConflict::columns([C_::AccountId, C_::EmailKey]);
        known.update_columns(COLUMNS).values([kept(C_::Name), kept(C_::NameKey)]);
        account_user::Entity::insert_many(some.iter().map(row)).on_conflict(known).exec_without_returning(tx).await?;
    }
    Ok(())
}
