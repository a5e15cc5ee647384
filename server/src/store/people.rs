//! Queries on profiles and seats.

use super::{
    columns::PasswordHash,
    entity::{account, administrator, profile},
};
use esecure::{
    EmailAddress, EmailKey, EmailSpelling, Locale, SingleLine, Timestamp,
    id::{AccountId, AdministratorId, ProfileId},
    person::Person,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    QueryTrait as _, SelectThree, TopologyStar,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, LockType},
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

    /// Builds a seat from a joined row.
    fn joined(
        seat: administrator::Model,
        account: Option<account::Model>,
        profile: Option<profile::Model>,
    ) -> Result<Self, DbErr> {
        match (account, profile) {
            (Some(account), Some(profile)) => Ok(Self { seat, account, profile }),
            _ => Err(DbErr::RecordNotFound(format!("account or profile of seat {}", seat.id))),
        }
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

pub async fn insert_profile<C: ConnectionTrait>(tx: &C, row: profile::Model) -> Result<(), DbErr> {
    profile::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Values of a profile's form.
#[derive(Debug, Clone)]
pub struct ProfileUpdate {
    pub name: SingleLine,
    /// Phone number; `None` deletes the stored one.
    pub phone: Option<SingleLine>,
    pub locale: Locale,
    /// Setting of keyboard shortcuts; `None` keeps the stored one.
    pub shortcuts: Option<bool>,
    /// New password; `None` keeps the stored one.
    pub password_hash: Option<PasswordHash>,
}

pub async fn update_profile<C: ConnectionTrait>(db: &C, id: &ProfileId, update: ProfileUpdate) -> Result<(), DbErr> {
    use profile::Column as C_;
    let mut rows = profile::Entity::update_many()
        .col_expr(C_::Name, Expr::value(update.name))
        .col_expr(C_::Phone, Expr::value(update.phone))
        .col_expr(C_::Locale, Expr::value(update.locale))
        .filter(C_::Id.eq(id));
    if let Some(shortcuts) = update.shortcuts {
        rows = rows.col_expr(C_::Shortcuts, Expr::value(shortcuts));
    }
    if let Some(hash) = update.password_hash {
        rows = rows.col_expr(C_::PasswordHash, Expr::value(hash));
    }
    rows.exec(db).await?;
    Ok(())
}

pub async fn set_password<C: ConnectionTrait>(tx: &C, id: &ProfileId, hash: &PasswordHash) -> Result<(), DbErr> {
    let update = profile::Entity::update_many().col_expr(profile::Column::PasswordHash, Expr::value(hash));
    update.filter(profile::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Moves a profile to another address.
///
/// # Errors
/// A violated unique constraint if another profile has the address.
pub async fn set_email<C: ConnectionTrait>(tx: &C, id: &ProfileId, email: &EmailAddress) -> Result<(), DbErr> {
    profile::Entity::update_many()
        .col_expr(profile::Column::Email, Expr::value(EmailSpelling::from(email)))
        .col_expr(profile::Column::EmailKey, Expr::value(email.key()))
        .filter(profile::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Records the acceptance of the terms; `false` if this version or a later one was accepted before.
pub async fn accept_terms<C: ConnectionTrait>(
    tx: &C,
    id: &ProfileId,
    version: u32,
    now: Timestamp,
) -> Result<bool, DbErr> {
    use profile::Column as C_;
    let version = i64::from(version);
    let accepted = profile::Entity::update_many()
        .col_expr(C_::TermsVersion, Expr::value(version))
        .col_expr(C_::TermsAcceptedAt, Expr::value(now))
        .filter(C_::Id.eq(id))
        .filter(C_::TermsVersion.is_null().or(C_::TermsVersion.lt(version)))
        .exec(tx)
        .await?;
    Ok(accepted.rows_affected == 1)
}

/// Sets the consent to share the contact; `false` if it is unchanged.
pub async fn set_share_contact<C: ConnectionTrait>(tx: &C, id: &ProfileId, on: bool) -> Result<bool, DbErr> {
    set_flag(tx, id, profile::Column::ShareContact, on).await
}

/// Sets whether a profile decides by mail or after signing in; `false` if it is unchanged.
pub async fn set_decides_by_mail<C: ConnectionTrait>(tx: &C, id: &ProfileId, on: bool) -> Result<bool, DbErr> {
    set_flag(tx, id, profile::Column::DecidesByMail, on).await
}

async fn set_flag<C: ConnectionTrait>(
    tx: &C,
    id: &ProfileId,
    column: profile::Column,
    on: bool,
) -> Result<bool, DbErr> {
    let update = profile::Entity::update_many().col_expr(column, Expr::value(on));
    let changed = update.filter(profile::Column::Id.eq(id)).filter(column.ne(on)).exec(tx).await?;
    Ok(changed.rows_affected == 1)
}

/// Clears the personal data of a profile. The row stays, with a unique address in a reserved domain (RFC 2606).
pub async fn erase_profile<C: ConnectionTrait>(tx: &C, id: &ProfileId) -> Result<(), DbErr> {
    use profile::Column as C_;
    let nobody = format!("{id}@erased.invalid");
    profile::Entity::update_many()
        .col_expr(C_::Email, Expr::value(EmailSpelling::from_stored(&nobody)))
        .col_expr(C_::EmailKey, Expr::value(EmailKey::from_stored(&nobody)))
        .col_expr(C_::Name, Expr::value(""))
        .col_expr(C_::Phone, Expr::value(Option::<SingleLine>::None))
        .col_expr(C_::PasswordHash, Expr::value(Option::<PasswordHash>::None))
        .col_expr(C_::ShareContact, Expr::value(false))
        .filter(C_::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
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
    rows.into_iter().map(|(seat, account, profile)| AdministratorSeat::joined(seat, account, profile)).collect()
}

/// Selects seats joined with their account and their profile.
fn whole_seats() -> SelectThree<administrator::Entity, account::Entity, profile::Entity, TopologyStar> {
    administrator::Entity::find().find_also_related(account::Entity).find_also(administrator::Entity, profile::Entity)
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
    row.map(|(seat, account, profile)| AdministratorSeat::joined(seat, account, profile)).transpose()
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

pub async fn insert_seat<C: ConnectionTrait>(tx: &C, row: administrator::Model) -> Result<(), DbErr> {
    administrator::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Restores a removed seat, added by another author at another time.
pub async fn restore_seat<C: ConnectionTrait>(
    tx: &C,
    id: &AdministratorId,
    added_by: &SingleLine,
    added_at: Timestamp,
) -> Result<(), DbErr> {
    administrator::Entity::update_many()
        .col_expr(administrator::Column::AddedBy, Expr::value(added_by))
        .col_expr(administrator::Column::AddedAt, Expr::value(added_at))
        .col_expr(administrator::Column::RemovedAt, Expr::value(Option::<Timestamp>::None))
        .filter(administrator::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks a seat as removed.
pub async fn remove_seat<C: ConnectionTrait>(tx: &C, id: &AdministratorId, now: Timestamp) -> Result<(), DbErr> {
    let update = administrator::Entity::update_many().col_expr(administrator::Column::RemovedAt, Expr::value(now));
    update.filter(administrator::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Records the *Welcome* mail of a seat; `false` if one was sent before.
pub async fn mark_welcomed<C: ConnectionTrait>(tx: &C, id: &AdministratorId, now: Timestamp) -> Result<bool, DbErr> {
    let first = administrator::Entity::update_many()
        .col_expr(administrator::Column::WelcomedAt, Expr::value(now))
        .filter(administrator::Column::Id.eq(id))
        .filter(administrator::Column::WelcomedAt.is_null())
        .exec(tx)
        .await?;
    Ok(first.rows_affected == 1)
}
