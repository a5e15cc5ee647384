//! Queries on profiles, seats, sessions, remembered devices and password links.

use super::columns::SecretHash;
use super::entity::{account, administrator, device, email_change, password_link, profile, session};
use esecure::{
    EmailAddress, Timestamp,
    id::{AccountId, AdministratorId, ProfileId},
    person::Person,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, QueryTrait as _, SelectThree,
    TopologyStar, entity::prelude::*, sea_query::LockType,
};

/// A seat with its account and its profile.
#[derive(Debug, Clone)]
pub struct AdministratorSeat {
    pub seat: administrator::Model,
    pub account: account::Model,
    pub profile: profile::Model,
}

impl AdministratorSeat {
    /// Returns true for an active seat: not removed, password set, current terms accepted.
    pub fn is_active(&self) -> bool {
        self.seat.removed_at.is_none() && is_ready(&self.profile)
    }
}

/// Returns true if a profile could decide when given a seat: password set, current terms accepted.
pub fn is_ready(profile: &profile::Model) -> bool {
    profile.password_hash.is_some()
        && profile.terms_version.is_some_and(|v| v >= i64::from(app::layout::dto::TERMS_VERSION))
}

/// Converts a stored profile to the [`Person`] of the rules.
pub fn person(row: &profile::Model) -> Person {
    Person {
        profile: row.id.clone(),
        email: EmailAddress::from_stored(&row.email, &row.email_key),
        name: row.name.clone(),
        locale: row.locale,
    }
}

pub async fn profile_by_email<C: ConnectionTrait>(
    db: &C,
    email: &EmailAddress,
) -> Result<Option<profile::Model>, DbErr> {
    profile::Entity::find().filter(profile::Column::EmailKey.eq(email.key())).one(db).await
}

/// Loads a profile by its identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the profile does not exist.
pub async fn profile<C: ConnectionTrait>(db: &C, id: &ProfileId) -> Result<profile::Model, DbErr> {
    let found = profile::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("profile {id}")))
}

/// Loads a profile and locks its row until commit.
/// A transaction that also locks an account must lock the account first, to avoid deadlocks.
///
/// # Errors
/// As [`profile()`].
pub async fn lock_profile<C: ConnectionTrait>(tx: &C, id: &ProfileId) -> Result<profile::Model, DbErr> {
    let found = profile::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("profile {id}")))
}

/// Loads the latest link of the pending change of address of a profile, expired or not.
pub async fn email_change<C: ConnectionTrait>(
    db: &C,
    profile: &ProfileId,
) -> Result<Option<email_change::Model>, DbErr> {
    email_change::Entity::find()
        .filter(email_change::Column::ProfileId.eq(profile))
        .filter(email_change::Column::EndedAt.is_null())
        .order_by_desc(email_change::Column::AskedAt)
        .one(db)
        .await
}

/// Scope of a seat query: one account or one profile.
#[derive(Debug, Clone, Copy)]
pub enum SeatFilter<'a> {
    Account(&'a AccountId),
    Profile(&'a ProfileId),
}

/// Loads the seats that are not removed, active or not, in the order in which they were added.
pub async fn seats<C: ConnectionTrait>(db: &C, of: SeatFilter<'_>) -> Result<Vec<AdministratorSeat>, DbErr> {
    use administrator::Column as C_;
    let query = whole_seats().filter(C_::RemovedAt.is_null());
    let query = match of {
        SeatFilter::Account(id) => query.filter(C_::AccountId.eq(id)),
        SeatFilter::Profile(id) => query.filter(C_::ProfileId.eq(id)),
    };
    let rows = query.order_by_asc(C_::AddedAt).order_by_asc(C_::Id).all(db).await?;
    rows.into_iter().map(whole_seat).collect()
}

/// Selects seats joined with their account and their profile.
fn whole_seats() -> SelectThree<administrator::Entity, account::Entity, profile::Entity, TopologyStar> {
    administrator::Entity::find().find_also_related(account::Entity).find_also(administrator::Entity, profile::Entity)
}

fn whole_seat(
    (seat, account, profile): (administrator::Model, Option<account::Model>, Option<profile::Model>),
) -> Result<AdministratorSeat, DbErr> {
    match (account, profile) {
        (Some(account), Some(profile)) => Ok(AdministratorSeat { seat, account, profile }),
        _ => Err(DbErr::RecordNotFound(format!("account or profile of seat {}", seat.id))),
    }
}

/// Loads the profiles of all present and former seats on an account, by name.
pub async fn all_time_administrators<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
) -> Result<Vec<profile::Model>, DbErr> {
    let seats = administrator::Entity::find()
        .select_only()
        .column(administrator::Column::ProfileId)
        .filter(administrator::Column::AccountId.eq(account));
    profile::Entity::find()
        .filter(profile::Column::Id.in_subquery(seats.into_query()))
        .order_by_asc(profile::Column::Name)
        .order_by_asc(profile::Column::Id)
        .all(db)
        .await
}

/// Loads those of these profiles that exist.
pub async fn profiles<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = &ProfileId>,
) -> Result<Vec<profile::Model>, DbErr> {
    profile::Entity::find().filter(profile::Column::Id.is_in(ids)).all(db).await
}

/// Loads a seat, removed or not.
pub async fn seat<C: ConnectionTrait>(db: &C, id: &AdministratorId) -> Result<Option<AdministratorSeat>, DbErr> {
    let row = whole_seats().filter(administrator::Column::Id.eq(id)).one(db).await?;
    row.map(whole_seat).transpose()
}

/// Loads the seat of a profile on an account, removed or not.
pub async fn seat_of<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    profile: &ProfileId,
) -> Result<Option<administrator::Model>, DbErr> {
    administrator::Entity::find()
        .filter(administrator::Column::AccountId.eq(account))
        .filter(administrator::Column::ProfileId.eq(profile))
        .one(db)
        .await
}

/// Loads a session by the hash of its cookie, unless expired.
pub async fn session<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<session::Model>, DbErr> {
    session::Entity::find_by_id(token_hash).filter(session::Column::ExpiresAt.gt(now)).one(db).await
}

/// Loads a remembered device by the hash of its cookie, unless expired or created in the future.
pub async fn device<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<device::Model>, DbErr> {
    device::Entity::find_by_id(token_hash)
        .filter(device::Column::ExpiresAt.gt(now))
        .filter(device::Column::CreatedAt.lte(now.latest_recorded()))
        .one(db)
        .await
}

/// Loads a *Create password* link, used or not.
pub async fn password_link<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
) -> Result<Option<password_link::Model>, DbErr> {
    password_link::Entity::find_by_id(token_hash).one(db).await
}
