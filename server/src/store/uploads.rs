//! Uploads: the file, the addresses it approved, and what they were before. A thousand addresses are a few statements here,
//! never one each.

use super::entity::{account_user, request, upload, upload_address};
use esecure::{EmailAddress, Timestamp, request::State};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, QueryTrait as _, Set,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait as _, Func, OnConflict, Order},
};
use std::collections::HashMap;

/// Rows that one statement carries: SQLite takes 32,766 parameters, PostgreSQL 65,535.
const AT_ONCE: usize = 500;

/// The latest upload of this digest that has not been undone.
///
/// # Errors
/// As the database.
pub async fn of_digest<C: ConnectionTrait>(
    db: &C,
    account: &str,
    digest: &str,
) -> Result<Option<upload::Model>, DbErr> {
    let of = upload::Entity::find().filter(upload::Column::AccountId.eq(account));
    let of = of.filter(upload::Column::Digest.eq(digest)).filter(upload::Column::UndoneAt.is_null());
    of.order_by_desc(upload::Column::UploadedAt).one(db).await
}

/// One upload of this account.
///
/// # Errors
/// As the database.
pub async fn get<C: ConnectionTrait>(db: &C, account: &str, id: &str) -> Result<Option<upload::Model>, DbErr> {
    upload::Entity::find_by_id(id).filter(upload::Column::AccountId.eq(account)).one(db).await
}

/// The latest uploads of this account, the newest first.
///
/// # Errors
/// As the database.
pub async fn latest<C: ConnectionTrait>(db: &C, account: &str, count: u64) -> Result<Vec<upload::Model>, DbErr> {
    let of = upload::Entity::find().filter(upload::Column::AccountId.eq(account));
    let of = of.order_by_desc(upload::Column::UploadedAt).order_by_desc(upload::Column::Id);
    of.limit(count).all(db).await
}

/// What is known of these addresses on this account, by canonical form.
///
/// # Errors
/// As the database.
pub async fn known<C: ConnectionTrait>(
    db: &C,
    account: &str,
    keys: &[String],
) -> Result<HashMap<String, account_user::Model>, DbErr> {
    let mut found = HashMap::with_capacity(keys.len());
    for some in keys.chunks(AT_ONCE) {
        let of = account_user::Entity::find().filter(account_user::Column::AccountId.eq(account));
        let rows = of.filter(account_user::Column::EmailKey.is_in(some)).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.email_key.clone(), row)));
    }
    Ok(found)
}

/// The open requests of these addresses on this account.
///
/// # Errors
/// As the database.
pub async fn open_requests<C: ConnectionTrait>(
    db: &C,
    account: &str,
    keys: &[String],
) -> Result<Vec<request::Model>, DbErr> {
    let mut found = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let of = request::Entity::find().filter(request::Column::AccountId.eq(account));
        let open = of.filter(request::Column::State.eq(State::Open.code()));
        found.extend(open.filter(request::Column::EmailKey.is_in(some)).all(db).await?);
    }
    Ok(found)
}

/// Addresses of a domain that have used the account, from which on it is known although none was approved: a mistyped
/// name, or one that passes for another, does not come this often.
const KNOWN_BY_USE: i32 = 3;

/// The domains that the account knows, those with most addresses first: somebody there was approved, or several have used
/// the account. What was used once or twice, while everybody could, says nothing about a name.
///
/// # Errors
/// As the database.
pub async fn domains<C: ConnectionTrait>(db: &C, account: &str, count: u64) -> Result<Vec<String>, DbErr> {
    use account_user::Column as C_;
    account_user::Entity::find()
        .select_only()
        .column(C_::Domain)
        .filter(C_::AccountId.eq(account))
        // Whoever only asks is not known for it, and neither is who was refused.
        .filter(C_::Listed.eq(true))
        .filter(C_::Standing.ne("rejected"))
        .group_by(C_::Domain)
        .having(
            Expr::expr(Expr::case(C_::Standing.eq("approved"), 1).finally(0))
                .sum()
                .gt(0)
                .or(Expr::col(C_::Id).count().gte(KNOWN_BY_USE)),
        )
        .order_by(Expr::col(C_::Id).count(), Order::Desc)
        .order_by_asc(C_::Domain)
        .limit(count)
        .into_tuple()
        .all(db)
        .await
}

/// An address that a file approves.
#[derive(Debug, Clone)]
pub struct Approves {
    /// The identifier of its row, if it is not known yet.
    pub id: String,
    /// Which.
    pub email: EmailAddress,
    /// Whose, where the file says so.
    pub name: Option<String>,
    /// The end of its last day (exclusive), where it has one.
    pub until: Option<Timestamp>,
    /// The administrators' note.
    pub note: Option<String>,
}

/// Approves addresses, known or not. Whoever has a name keeps it.
///
/// # Errors
/// As the database.
pub async fn approve<C: ConnectionTrait>(
    tx: &C,
    account: &str,
    (by, by_name): (&str, &str),
    all: &[Approves],
    now: Timestamp,
) -> Result<(), DbErr> {
    use account_user::Column as C_;
    let row = |one: &Approves| account_user::ActiveModel {
        id: Set(one.id.clone()),
        account_id: Set(account.to_owned()),
        email: Set(one.email.original().to_owned()),
        email_key: Set(one.email.canonical().to_owned()),
        domain: Set(one.email.domain().as_str().to_owned()),
        name: Set(one.name.clone()),
        name_key: Set(one.name.as_deref().map(str::to_lowercase)),
        standing: Set("approved".to_owned()),
        valid_until: Set(one.until.map(Timestamp::as_millis)),
        note: Set(one.note.clone()),
        source: Set(Some("upload".to_owned())),
        decided_by: Set(Some(by.to_owned())),
        decided_by_name: Set(Some(by_name.to_owned())),
        decided_at: Set(Some(now.as_millis())),
        created_at: Set(now.as_millis()),
        shown_as: Set(String::new()),
        listed: Set(true),
        ..Default::default()
    };
    let kept = |column: C_| {
        let told = Expr::col((Alias::new("excluded"), column));
        (column, Func::coalesce([Expr::col((account_user::Entity, column)), told]).into())
    };
    for some in all.chunks(AT_ONCE) {
        let mut known = OnConflict::columns([C_::AccountId, C_::EmailKey]);
        known
            .update_columns([
                C_::Standing,
                C_::ValidUntil,
                C_::Note,
                C_::Source,
                C_::DecidedBy,
                C_::DecidedByName,
                C_::DecidedAt,
                C_::ShownAs,
                C_::Listed,
            ])
            .values([kept(C_::Name), kept(C_::NameKey)]);
        account_user::Entity::insert_many(some.iter().map(row)).on_conflict(known).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Stores an upload with its addresses.
///
/// # Errors
/// As the database.
pub async fn store<C: ConnectionTrait>(
    tx: &C,
    row: upload::Model,
    addresses: Vec<upload_address::Model>,
) -> Result<(), DbErr> {
    upload::Entity::insert(upload::ActiveModel::from(row)).exec_without_returning(tx).await?;
    for some in addresses.chunks(AT_ONCE) {
        let some = some.iter().cloned().map(upload_address::ActiveModel::from);
        upload_address::Entity::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The addresses of an upload as they stand now, each with what it was before.
///
/// # Errors
/// As the database; [`DbErr::Json`] for what cannot be read.
pub async fn addresses<C: ConnectionTrait>(db: &C, upload: &str) -> Result<Vec<(account_user::Model, Before)>, DbErr> {
    let rows = upload_address::Entity::find().filter(upload_address::Column::UploadId.eq(upload)).all(db).await?;
    let mut before: HashMap<String, String> = rows.into_iter().map(|row| (row.user_id, row.before)).collect();
    let ids: Vec<String> = before.keys().cloned().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        for row in account_user::Entity::find().filter(account_user::Column::Id.is_in(some)).all(db).await? {
            let before = before.remove(&row.id).unwrap_or_default();
            let before = serde_json::from_str(&before).map_err(|error| DbErr::Json(error.to_string()))?;
            found.push((row, before));
        }
    }
    // The same order every time.
    found.sort_by(|(a, _), (b, _)| a.email_key.cmp(&b.email_key));
    Ok(found)
}

/// How many addresses of each of these uploads still stand as it left them.
///
/// # Errors
/// As the database.
pub async fn still_standing<C: ConnectionTrait>(db: &C, row: &upload::Model) -> Result<u64, DbErr> {
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

/// Whether an address still stands as an upload left it.
pub fn stands(row: &account_user::Model, upload: &upload::Model) -> bool {
    row.standing == "approved"
        && row.source.as_deref() == Some("upload")
        && row.decided_at == Some(upload.uploaded_at)
        && row.decided_by.as_deref() == Some(upload.uploaded_by.as_str())
}

/// Notes that an upload was undone.
///
/// # Errors
/// As the database.
pub async fn undone<C: ConnectionTrait>(tx: &C, id: &str, by: &str, now: Timestamp) -> Result<(), DbErr> {
    upload::Entity::update_many()
        .col_expr(upload::Column::UndoneByName, Expr::value(by))
        .col_expr(upload::Column::UndoneAt, Expr::value(now.as_millis()))
        .filter(upload::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts the standings of these addresses back; most of them were alike.
///
/// # Errors
/// As the database.
pub async fn put_back<C: ConnectionTrait>(tx: &C, all: &[(account_user::Model, Before)]) -> Result<(), DbErr> {
    let mut alike: HashMap<&Before, Vec<&str>> = HashMap::new();
    for (row, before) in all {
        alike.entry(before).or_default().push(&row.id);
    }
    for (before, ids) in alike {
        for some in ids.chunks(AT_ONCE) {
            before.write(tx, some).await?;
        }
    }
    Ok(())
}

/// What an address was before an upload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Before {
    /// `undecided`, `approved`, `rejected`.
    pub standing: String,
    /// Until when an approval held.
    pub valid_until: Option<i64>,
    /// The note.
    pub note: Option<String>,
    /// Where the standing came from.
    pub source: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Under which name.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<i64>,
}

impl Before {
    /// Of a row as it stands; of none, that nothing is decided.
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

    /// A row as it was.
    pub fn put_on(&self, row: &account_user::Model) -> account_user::Model {
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
        // Who used the account is listed whatever is decided.
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
