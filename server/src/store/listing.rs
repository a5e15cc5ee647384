//! The list's questions. Each walks one index, in the order of the page and over nothing but this account; what
//! it looks at stands in the index, so the table is read for the rows of the page only.
//!
//! A search looks for a part of a name or an address, which no index can seek: it reads the account's entries of an index
//! one after another, and stops when the page is full.

use super::entity::{account_user, application};
use app::view::{StandingFilter, UsersSort};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement, entity::prelude::*,
};
use std::collections::HashMap;

/// Which addresses of an account.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The account.
    pub account: &'a str,
    /// The looker's own address, canonical: theirs stands in the list in any case.
    pub own: &'a str,
    /// Under which chip.
    pub filter: StandingFilter,
    /// Part of a name or an address, in lower case; empty for all.
    pub search: &'a str,
}

impl Part<'_> {
    /// The condition with its values. `seek`: whether the chip may be sought in an index. Where another order is asked
    /// for it may not, or SQLite would seek it and sort all that it finds.
    fn condition(&self, seek: bool) -> (String, Vec<Value>) {
        let mut sql = "account_id = $1 AND (listed OR email_key = $2)".to_owned();
        let mut values: Vec<Value> = vec![self.account.into(), self.own.into()];
        if self.filter != StandingFilter::All {
            values.push(self.filter.code().into());
            sql.push_str(if seek { " AND shown_as = $3" } else { " AND shown_as || '' = $3" });
        }
        if !self.search.is_empty() {
            let n = values.len() + 1;
            values.push(contains(self.search).into());
            sql.push_str(&format!(" AND (email_key LIKE ${n} ESCAPE '!' OR name_key LIKE ${n} ESCAPE '!')"));
        }
        (sql, values)
    }

    /// Asks which rows stand on a page: their identifiers, in order.
    pub fn page(&self, backend: DbBackend, sort: UsersSort, limit: u64, offset: u64) -> Statement {
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

    /// Asks how many there are under each chip, the looker's own address among them.
    pub fn counts(&self, backend: DbBackend) -> Statement {
        let (condition, values) = self.condition(true);
        let sql = format!("SELECT shown_as, COUNT(*) AS n FROM account_user WHERE {condition} GROUP BY shown_as");
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// Asks how many addresses an account lists under each chip: a small index, since the chips stand on every page.
pub fn listed(backend: DbBackend, account: &str) -> Statement {
    let sql =
        "SELECT shown_as, COUNT(*) AS n FROM account_user WHERE account_id = $1 AND listed = TRUE GROUP BY shown_as";
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Asks how many of them have not used the account.
pub fn unused(backend: DbBackend, account: &str) -> Statement {
    let sql = "SELECT shown_as, COUNT(*) AS n FROM account_user WHERE account_id = $1 \
         AND shown_as IN ('approved', 'domain', 'rejected', 'undecided') AND last_use = 0 AND listed GROUP BY shown_as";
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// A pattern of LIKE: anything, `text`, anything. No text in either database holds a NUL.
fn contains(text: &str) -> String {
    let inert = text.replace('!', "!!").replace('%', "!%").replace('_', "!_").replace('\0', "\u{fffd}");
    format!("%{inert}%")
}

#[derive(FromQueryResult)]
struct Counted {
    shown_as: String,
    n: i64,
}

/// The answer to one of the counts.
///
/// # Errors
/// As the database.
pub async fn count<C: ConnectionTrait>(db: &C, asked: Statement) -> Result<HashMap<StandingFilter, u64>, DbErr> {
    let rows = Counted::find_by_statement(asked).all(db).await?;
    let of = |row: Counted| (StandingFilter::from_code(&row.shown_as), u64::try_from(row.n).unwrap_or(0));
    Ok(rows.into_iter().map(of).collect())
}

#[derive(FromQueryResult)]
struct Found {
    id: String,
}

/// The rows that [`Part::page`] asks for.
///
/// # Errors
/// As the database.
pub async fn rows<C: ConnectionTrait>(db: &C, asked: Statement) -> Result<Vec<account_user::Model>, DbErr> {
    let ids: Vec<String> = Found::find_by_statement(asked).all(db).await?.into_iter().map(|found| found.id).collect();
    let rows = account_user::Entity::find().filter(account_user::Column::Id.is_in(ids.iter().map(String::as_str)));
    let mut by_id: HashMap<String, _> = rows.all(db).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// From which applications these addresses used the account, the latest first.
///
/// # Errors
/// As the database.
pub async fn applications<C: ConnectionTrait>(
    db: &C,
    users: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Vec<String>>, DbErr> {
    use super::entity::user_application as of;
    let used = of::Entity::find().filter(of::Column::UserId.is_in(users)).filter(of::Column::Uses.gt(0));
    let mut used = used.all(db).await?;
    used.sort_by(|a, b| b.last_use.cmp(&a.last_use).then_with(|| a.application_id.cmp(&b.application_id)));
    let ids = used.iter().map(|row| row.application_id.as_str());
    let names = application::Entity::find().filter(application::Column::Id.is_in(ids)).all(db).await?;
    let names: HashMap<&str, &str> = names.iter().map(|row| (row.id.as_str(), row.name.as_str())).collect();
    let mut by_user: HashMap<String, Vec<String>> = HashMap::new();
    for row in &used {
        if let Some(name) = names.get(row.application_id.as_str()) {
            by_user.entry(row.user_id.clone()).or_default().push((*name).to_owned());
        }
    }
    Ok(by_user)
}
