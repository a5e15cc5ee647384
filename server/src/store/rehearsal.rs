//! The rehearsal's questions. Of a settled account (`services::users`), an address that used it would be blocked where
//! it is shown as undecided or rejected; no use is read in Rust, and nobody's uses are looked at but theirs.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};

/// Those who would be blocked, of the account `$1`.
const BLOCKED: &str = "account_user.account_id = $1 AND account_user.shown_as IN ('undecided', 'rejected') \
     AND account_user.last_use > 0";
/// The others who used it.
const ALLOWED: &str = "account_user.account_id = $1 AND account_user.shown_as IN ('approved', 'domain') \
     AND account_user.last_use > 0";

/// Whose uses are looked up address by address; the rest are those of the others. Of the few it takes little, of the many long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Few {
    /// Those who would be blocked.
    Blocked,
    /// Those who may ship.
    Allowed,
}

/// Uses in one of the periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// Of those who may ship.
    pub allowed: u64,
    /// Of those who would be blocked.
    pub blocked: u64,
}

/// Asks for the uses in each of the periods that begin at `begins`, in ascending order, in one look. All uses are counted from
/// an index by time; those of the few from the index of each of their addresses, since to look up every use's address would
/// take as many looks as there are uses.
pub fn by_period(backend: DbBackend, account: &str, begins: &[i64], few: Few) -> Statement {
    let those = match few {
        Few::Blocked => BLOCKED,
        Few::Allowed => ALLOWED,
    };
    let mut values: Vec<Value> = vec![account.into()];
    values.extend(begins.iter().map(|&begin| Value::from(begin)));
    let (mut all, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..begins.len() {
        let (from, to) = (n + 2, n + 3);
        let end = if n + 1 < begins.len() { format!(" AND used_at < ${to}") } else { String::new() };
        all.push(format!(
            "(SELECT COUNT(*) FROM account_use WHERE account_id = $1 AND used_at >= ${from}{end}) AS all_{n}"
        ));
        // Everything since a period's first instant: one comparison for each instead of two.
        theirs.push(format!("COUNT(*) FILTER (WHERE of.used_at >= ${from}) AS since_{n}"));
    }
    // The order of a CROSS JOIN is SQLite's order of going; PostgreSQL weighs what there is.
    let sql = format!(
        "SELECT {}, few.* FROM (SELECT {} FROM account_user CROSS JOIN account_use AS of \
         WHERE {those} AND of.user_id = account_user.id AND of.used_at >= $2) AS few",
        all.join(", "),
        theirs.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// The answer to [`by_period`].
pub async fn uses<C: ConnectionTrait>(db: &C, account: &str, begins: &[i64], few: Few) -> Result<Vec<Uses>, DbErr> {
    let asked = by_period(db.get_database_backend(), account, begins, few);
    let Some(row) = db.query_one_raw(asked).await? else {
        return Ok(vec![Uses::default(); begins.len()]);
    };
    (0..begins.len())
        .map(|n| {
            let later = if n + 1 < begins.len() { count(&row, &format!("since_{}", n + 1))? } else { 0 };
            let theirs = count(&row, &format!("since_{n}"))?.saturating_sub(later);
            let all = count(&row, &format!("all_{n}"))?;
            let rest = all.saturating_sub(theirs);
            Ok(match few {
                Few::Blocked => Uses { allowed: rest, blocked: theirs },
                Few::Allowed => Uses { allowed: theirs, blocked: rest },
            })
        })
        .collect()
}

fn count(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    row.try_get::<i64>("", column).map(|n| u64::try_from(n).unwrap_or(0))
}

/// One who would be blocked.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Blocked {
    pub id: String,
    /// Their uses since the beginning of the quarter.
    pub quarter: i64,
}

/// The uses of an address since an instant, given as a parameter. Whose last use lies before it has none, and is not looked at.
fn since(quarter: &str) -> String {
    format!(
        "CASE WHEN last_use < {quarter} THEN 0 ELSE (SELECT COUNT(*) FROM account_use AS of \
         WHERE of.user_id = account_user.id AND of.used_at >= {quarter}) END"
    )
}

/// The order of those who would be blocked: the most uses first; those with the same by their last use, then by address.
const ORDER: &str = "quarter DESC, last_use DESC, email_key";

/// Asks who would be blocked, with their uses since `quarter`, in their order.
pub fn page(backend: DbBackend, account: &str, quarter: i64, limit: u64, offset: u64) -> Statement {
    let values: [Value; 2] = [account.into(), quarter.into()];
    let sql = format!(
        "SELECT id, {} AS quarter FROM account_user WHERE {BLOCKED} ORDER BY {ORDER} LIMIT {limit} OFFSET {offset}",
        since("$2")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// The answer to [`page`].
pub async fn blocked<C: ConnectionTrait>(db: &C, asked: Statement) -> Result<Vec<Blocked>, DbErr> {
    Blocked::find_by_statement(asked).all(db).await
}

/// Only those about whom nothing is decided, and without `$2`, the looker's own address.
const UNDECIDED: &str = " AND shown_as = 'undecided' AND standing = 'undecided' AND email_key <> $2";

/// How many of them there are at a domain.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct AtDomain {
    pub domain: String,
    pub n: i64,
}

/// Asks how many addresses without any decision would be blocked, by domain.
pub fn undecided_by_domain(backend: DbBackend, account: &str, own: &str) -> Statement {
    let values: [Value; 2] = [account.into(), own.into()];
    let sql = format!("SELECT domain, COUNT(*) AS n FROM account_user WHERE {BLOCKED}{UNDECIDED} GROUP BY domain");
    Statement::from_sql_and_values(backend, sql, values)
}

/// The answer to [`undecided_by_domain`].
pub async fn undecided<C: ConnectionTrait>(db: &C, account: &str, own: &str) -> Result<Vec<AtDomain>, DbErr> {
    let asked = undecided_by_domain(db.get_database_backend(), account, own);
    AtDomain::find_by_statement(asked).all(db).await
}

/// An address without any decision.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Undecided {
    pub id: String,
    pub domain: String,
}

/// The addresses without any decision that would be blocked, in their order; all, or the first so many.
pub async fn never_decided<C: ConnectionTrait>(
    db: &C,
    account: &str,
    own: &str,
    quarter: i64,
    limit: Option<usize>,
) -> Result<Vec<Undecided>, DbErr> {
    let values: [Value; 3] = [account.into(), own.into(), quarter.into()];
    let limit = limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    let sql = format!(
        "SELECT id, domain, {} AS quarter FROM account_user WHERE {BLOCKED}{UNDECIDED} ORDER BY {ORDER}{limit}",
        since("$3")
    );
    let asked = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Undecided::find_by_statement(asked).all(db).await
}
