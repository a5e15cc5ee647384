//! Queries of the list of addresses. Each scans one index in page order, restricted to the account. Filter
//! columns are in the index, so the table is read only for the rows of the page.
//!
//! A search matches part of a name or an address, so no index can seek it: it scans the account's index entries and
//! stops when the page is full.

use super::{
    columns::ShownAs,
    entity::{account_user, application},
};
use app::pages::users::dto::UsersSort;
use esecure::{
    EmailKey, SingleLine, Timestamp,
    id::{AccountId, ApplicationId, UserId},
};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement, entity::prelude::*,
};
use std::collections::HashMap;

/// Characters of the longest search text that can occur in an address or a name.
const LONGEST_SEARCH: usize = 254;

/// Selection of an account's addresses.
#[derive(Debug, Clone)]
pub struct ListFilter<'a> {
    pub account: &'a AccountId,
    /// The signed-in administrator's own address, canonical. It is always listed.
    pub own: &'a EmailKey,
    /// Chip to show; all if `None`.
    pub filter: Option<ShownAs>,
    /// Part of a name or an address, in lower case; empty for all.
    pub search: &'a str,
    /// Addresses that used this application; all if `None`.
    pub application: Option<&'a ApplicationId>,
}

impl ListFilter<'_> {
    /// Builds the WHERE condition and its values. `seek` lets the chip use an index; for other sort orders it must be
    /// false, because SQLite would seek the chip and then sort all matches.
    fn condition(&self, seek: bool) -> (String, Vec<Value>) {
        let mut sql = "account_id = $1 AND (listed OR email_key = $2)".to_owned();
        let mut values: Vec<Value> = vec![self.account.into(), self.own.into()];
        if let Some(filter) = self.filter {
            values.push(filter.into());
            sql.push_str(if seek { " AND shown_as = $3" } else { " AND shown_as || '' = $3" });
        }
        // No name or address matches such a text; moreover PostgreSQL rejects NUL, and SQLite limits the pattern
        // length.
        if self.search.chars().any(char::is_control) || self.search.chars().nth(LONGEST_SEARCH).is_some() {
            sql.push_str(" AND FALSE");
        } else if !self.search.is_empty() {
            let n = values.len() + 1;
            values.push(contains(self.search).into());
            sql.push_str(&format!(" AND (email_key LIKE ${n} ESCAPE '!' OR name_key LIKE ${n} ESCAPE '!')"));
        }
        if let Some(application) = self.application {
            // A scalar subquery costs one primary-key lookup per scanned row in every plan. With a join, the planner
            // could read the other table first and sort all matches.
            let n = values.len() + 1;
            values.push(application.into());
            sql.push_str(&format!(
                " AND (SELECT by.uses FROM user_application AS by \
                 WHERE by.user_id = account_user.id AND by.application_id = ${n}) > 0"
            ));
        }
        (sql, values)
    }

    /// Loads the identifiers on a page, in order.
    pub async fn page_ids<C: ConnectionTrait>(
        &self,
        db: &C,
        sort: UsersSort,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<UserId>, DbErr> {
        let statement = self.page_statement(db.get_database_backend(), sort, limit, offset);
        Ok(Found::find_by_statement(statement).all(db).await?.into_iter().map(|found| found.id).collect())
    }

    /// Loads the rows on a page, in order.
    pub async fn page<C: ConnectionTrait>(
        &self,
        db: &C,
        sort: UsersSort,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<account_user::Model>, DbErr> {
        let ids = self.page_ids(db, sort, limit, offset).await?;
        by_ids_in_order(db, &ids).await
    }

    /// Returns true if the signed-in administrator's own address matches.
    pub async fn has_own<C: ConnectionTrait>(&self, db: &C) -> Result<bool, DbErr> {
        let (condition, values) = self.condition(false);
        let sql = format!("SELECT id FROM account_user WHERE {condition} AND email_key = $2");
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        Ok(Found::find_by_statement(statement).one(db).await?.is_some())
    }

    /// Counts the matches under each chip, including the signed-in administrator's own address.
    pub async fn counts<C: ConnectionTrait>(&self, db: &C) -> Result<HashMap<ShownAs, u64>, DbErr> {
        by_chip(db, self.counts_statement(db.get_database_backend())).await
    }

    /// Builds the statement of [`Self::page_ids`].
    pub fn page_statement(&self, backend: DbBackend, sort: UsersSort, limit: u64, offset: u64) -> Statement {
        let order = match sort {
            UsersSort::LastUse => "last_use DESC, email_key",
            UsersSort::LastUseOldest => "last_use, email_key DESC",
            UsersSort::Uses => "uses DESC, email_key",
            UsersSort::UsesFewest => "uses, email_key DESC",
            UsersSort::Address => "email_key",
            UsersSort::AddressLast => "email_key DESC",
        };
        let (condition, values) = self.condition(matches!(sort, UsersSort::LastUse | UsersSort::LastUseOldest));
        let sql =
            format!("SELECT id FROM account_user WHERE {condition} ORDER BY {order} LIMIT {limit} OFFSET {offset}");
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// Builds the statement of [`Self::counts`].
    pub fn counts_statement(&self, backend: DbBackend) -> Statement {
        let (condition, values) = self.condition(true);
        let sql = format!("SELECT shown_as, COUNT(*) AS n FROM account_user WHERE {condition} GROUP BY shown_as");
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// Name of an application that used an account.
#[derive(Debug, Clone, FromQueryResult)]
pub struct NamedApplication {
    pub id: ApplicationId,
    pub name: SingleLine,
}

/// Loads the applications that used an account since an instant, by name, with one index lookup per existing
/// application.
pub async fn used_from<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    since: Timestamp,
) -> Result<Vec<NamedApplication>, DbErr> {
    let statement = used_from_statement(db.get_database_backend(), account, since);
    NamedApplication::find_by_statement(statement).all(db).await
}

/// Builds the statement of [`used_from`].
pub fn used_from_statement(backend: DbBackend, account: &AccountId, since: Timestamp) -> Statement {
    let sql = "SELECT id, name FROM application WHERE (SELECT MAX(used_at) FROM account_use \
         WHERE account_id = $1 AND application_id = application.id) >= $2 ORDER BY name";
    Statement::from_sql_and_values(backend, sql, [account.into(), since.into()])
}

/// Builds the statement of [`periods`].
pub fn periods_statement(backend: DbBackend, users: &[&UserId], begins: &[Timestamp]) -> Statement {
    let mut values: Vec<Value> = begins.iter().map(|&begin| begin.into()).collect();
    let mut period = String::from("0");
    for n in 2..=begins.len() {
        period.push_str(&format!(" + CASE WHEN used_at >= ${n} THEN 1 ELSE 0 END"));
    }
    let places: Vec<String> = users.iter().enumerate().map(|(n, _)| format!("${}", begins.len() + n + 1)).collect();
    values.extend(users.iter().map(|&user| Value::from(user)));
    let sql = format!(
        "SELECT user_id, {period} AS period, COUNT(*) AS n FROM account_use \
         WHERE user_id IN ({}) AND used_at >= $1 GROUP BY 1, 2",
        places.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// Counts the listed addresses of an account under each chip. Every page shows the chips, so this has a small index
/// of its own.
pub async fn listed<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<HashMap<ShownAs, u64>, DbErr> {
    by_chip(db, listed_statement(db.get_database_backend(), account)).await
}

/// Builds the statement of [`listed`].
pub fn listed_statement(backend: DbBackend, account: &AccountId) -> Statement {
    let sql =
        "SELECT shown_as, COUNT(*) AS n FROM account_user WHERE account_id = $1 AND listed = TRUE GROUP BY shown_as";
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Counts the listed addresses under each chip that have not used the account.
pub async fn unused<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<HashMap<ShownAs, u64>, DbErr> {
    by_chip(db, unused_statement(db.get_database_backend(), account)).await
}

/// Builds the statement of [`unused`].
pub fn unused_statement(backend: DbBackend, account: &AccountId) -> Statement {
    let sql = "SELECT shown_as, COUNT(*) AS n FROM account_user WHERE account_id = $1 \
         AND shown_as IN ('approved', 'domain', 'rejected', 'undecided') AND last_use = 0 AND listed GROUP BY shown_as";
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Builds a LIKE pattern that matches `text` anywhere. Neither database stores NUL in text.
fn contains(text: &str) -> String {
    let inert = text.replace('!', "!!").replace('%', "!%").replace('_', "!_").replace('\0', "\u{fffd}");
    format!("%{inert}%")
}

#[derive(FromQueryResult)]
struct Counted {
    shown_as: ShownAs,
    n: i64,
}

/// Runs a statement that counts addresses under each chip.
async fn by_chip<C: ConnectionTrait>(db: &C, statement: Statement) -> Result<HashMap<ShownAs, u64>, DbErr> {
    let rows = Counted::find_by_statement(statement).all(db).await?;
    let of = |row: Counted| (row.shown_as, u64::try_from(row.n).unwrap_or(0));
    Ok(rows.into_iter().map(of).collect())
}

#[derive(FromQueryResult)]
struct Found {
    id: UserId,
}

/// Loads these rows in this order, skipping rows that no longer exist.
pub async fn by_ids_in_order<C: ConnectionTrait>(db: &C, ids: &[UserId]) -> Result<Vec<account_user::Model>, DbErr> {
    let rows = account_user::Entity::find().filter(account_user::Column::Id.is_in(ids.iter()));
    let mut by_id: HashMap<UserId, _> = rows.all(db).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

#[derive(FromQueryResult)]
struct InPeriod {
    user_id: UserId,
    period: i32,
    n: i64,
}

/// Counts the uses of each of these addresses in each of the periods that start at `begins` (ascending), with one
/// statement for the whole page. Addresses without uses are missing from the result.
pub async fn periods<C: ConnectionTrait>(
    db: &C,
    users: &[&UserId],
    begins: &[Timestamp],
) -> Result<HashMap<UserId, Vec<u32>>, DbErr> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = periods_statement(db.get_database_backend(), users, begins);
    let mut by_user: HashMap<UserId, Vec<u32>> = HashMap::new();
    for found in InPeriod::find_by_statement(statement).all(db).await? {
        let months = by_user.entry(found.user_id).or_insert_with(|| vec![0; begins.len()]);
        if let Some(month) = usize::try_from(found.period).ok().and_then(|period| months.get_mut(period)) {
            *month = u32::try_from(found.n).unwrap_or(u32::MAX);
        }
    }
    Ok(by_user)
}

/// Lists the applications from which these addresses used the account, latest use first.
pub async fn applications<C: ConnectionTrait>(
    db: &C,
    users: impl IntoIterator<Item = &UserId>,
) -> Result<HashMap<UserId, Vec<SingleLine>>, DbErr> {
    use super::entity::user_application as of;
    let used = of::Entity::find().filter(of::Column::UserId.is_in(users)).filter(of::Column::Uses.gt(0));
    let mut used = used.all(db).await?;
    used.sort_by(|a, b| b.last_use.cmp(&a.last_use).then_with(|| a.application_id.cmp(&b.application_id)));
    let ids = used.iter().map(|row| &row.application_id);
    let names = application::Entity::find().filter(application::Column::Id.is_in(ids)).all(db).await?;
    let names: HashMap<&ApplicationId, &SingleLine> = names.iter().map(|row| (&row.id, &row.name)).collect();
    let mut by_user: HashMap<UserId, Vec<SingleLine>> = HashMap::new();
    for row in &used {
        if let Some(name) = names.get(&row.application_id) {
            by_user.entry(row.user_id.clone()).or_default().push((*name).clone());
        }
    }
    Ok(by_user)
}
