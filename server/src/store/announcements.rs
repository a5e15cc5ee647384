//! Queries on the announcements of expected shippers.

use super::entity::announcement;
use esecure::{
    EmailAddress, Timestamp, codes,
    id::{AccountId, AnnouncementId, ApplicationId, UserId},
    policy::{Announcement, Expected},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, QuerySelect as _,
    entity::prelude::*,
    sea_query::{Condition, Expr},
};

/// State of an announcement. One that has lapsed stays `Waiting` until another one for the same address replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnnouncementState {
    Waiting,
    /// Turned into an approval by the first check that matched.
    Used,
    Withdrawn,
    Lapsed,
}

codes!(AnnouncementState { Waiting = "waiting", Used = "used", Withdrawn = "withdrawn", Lapsed = "lapsed" });

impl announcement::Model {
    /// Address or domain that the announcement expects. `None` for a row without either, which no version writes.
    pub fn expected(&self) -> Option<Expected> {
        match (&self.email, &self.email_key, &self.domain) {
            (Some(email), Some(key), _) => Some(Expected::Address(EmailAddress::from_stored(email, key))),
            (_, _, Some(domain)) => Some(Expected::Domain(domain.clone())),
            _ => None,
        }
    }

    /// Returns the announcement as the rules of a check need it.
    pub fn rule(&self) -> Option<Announcement> {
        Some(Announcement { id: self.id.clone(), who: self.expected()?, until: self.until })
    }
}

/// Loads the announcements of an account that match an address at `now`: those of the address before those of its domain,
/// the earliest first.
pub async fn matching<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<Vec<announcement::Model>, DbErr> {
    use announcement::Column as C_;
    let who = Condition::any().add(C_::EmailKey.eq(email.key())).add(C_::Domain.eq(email.domain()));
    let mut rows = announcement::Entity::find()
        .filter(C_::AccountId.eq(account))
        .filter(C_::State.eq(AnnouncementState::Waiting))
        .filter(C_::Until.gt(now))
        .filter(who)
        .all(db)
        .await?;
    rows.sort_by_key(|row| (row.domain.is_some(), row.announced_at));
    Ok(rows)
}

/// Loads the waiting announcement of an address or a domain, also one that has lapsed.
pub async fn waiting<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    who: &Expected,
) -> Result<Option<announcement::Model>, DbErr> {
    use announcement::Column as C_;
    let rows =
        announcement::Entity::find().filter(C_::AccountId.eq(account)).filter(C_::State.eq(AnnouncementState::Waiting));
    let rows = match who {
        Expected::Address(email) => rows.filter(C_::EmailKey.eq(email.key())),
        Expected::Domain(domain) => rows.filter(C_::Domain.eq(domain)),
    };
    rows.one(db).await
}

/// Loads an announcement of this account.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    id: &AnnouncementId,
) -> Result<Option<announcement::Model>, DbErr> {
    announcement::Entity::find_by_id(id).filter(announcement::Column::AccountId.eq(account)).one(db).await
}

/// Loads the latest announcements of an account, at most `limit`; the soonest end first.
pub async fn of_account<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    limit: u64,
) -> Result<Vec<announcement::Model>, DbErr> {
    use announcement::Column as C_;
    announcement::Entity::find()
        .filter(C_::AccountId.eq(account))
        .order_by_desc(C_::AnnouncedAt)
        .order_by_desc(C_::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Counts the waiting announcements of an account that have not lapsed at `now`.
pub async fn count_waiting<C: ConnectionTrait>(db: &C, account: &AccountId, now: Timestamp) -> Result<u64, DbErr> {
    use announcement::Column as C_;
    announcement::Entity::find()
        .filter(C_::AccountId.eq(account))
        .filter(C_::State.eq(AnnouncementState::Waiting))
        .filter(C_::Until.gt(now))
        .count(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: announcement::Model) -> Result<(), DbErr> {
    announcement::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves the end of an announcement.
pub async fn set_until<C: ConnectionTrait>(tx: &C, id: &AnnouncementId, until: Timestamp) -> Result<(), DbErr> {
    announcement::Entity::update_many()
        .col_expr(announcement::Column::Until, Expr::value(until))
        .filter(announcement::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a waiting announcement. Returns false if it was not waiting any more.
pub async fn end<C: ConnectionTrait>(
    tx: &C,
    id: &AnnouncementId,
    state: AnnouncementState,
    now: Timestamp,
) -> Result<bool, DbErr> {
    use announcement::Column as C_;
    let ended = announcement::Entity::update_many()
        .col_expr(C_::State, Expr::value(state))
        .col_expr(C_::EndedAt, Expr::value(now))
        .filter(C_::Id.eq(id))
        .filter(C_::State.eq(AnnouncementState::Waiting))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Records the address and the application that used an announcement.
pub async fn set_user<C: ConnectionTrait>(
    tx: &C,
    id: &AnnouncementId,
    user: &UserId,
    application: &ApplicationId,
) -> Result<(), DbErr> {
    use announcement::Column as C_;
    announcement::Entity::update_many()
        .col_expr(C_::UserId, Expr::value(user))
        .col_expr(C_::ApplicationId, Expr::value(application))
        .filter(C_::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
