//! Queries of the rehearsal. On a settled account (`services::users`), enforcement would block every address
//! with uses that is shown as undecided or rejected. Uses are aggregated in SQL; no single use is read in Rust.

use esecure::{
    DomainName, EmailKey, Timestamp,
    id::{AccountId, UserId},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};

/// Condition for addresses of account `$1` that would be blocked.
const BLOCKED: &str = "account_user.account_id = $1 AND account_user.shown_as IN ('undecided', 'rejected') \
     AND account_user.last_use > 0";
/// Condition for the other addresses with uses, which would be allowed.
const ALLOWED: &str = "account_user.account_id = $1 AND account_user.shown_as IN ('approved', 'domain') \
     AND account_user.last_use > 0";

/// The smaller group of addresses. Its uses are counted per address and subtracted from the total: per-address
/// lookups are cheap for few addresses and slow for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallerSide {
    /// The addresses that would be blocked.
    Blocked,
    /// The addresses that would be allowed.
    Allowed,
}

/// Numbers of uses in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    pub allowed: u64,
    pub blocked: u64,
}

/// Builds the statement of [`uses`].
/// The total comes from an index by time, the uses of the smaller group from the index by address. Looking up the
/// address of every use instead would cost one lookup per use.
pub fn uses_statement(backend: DbBackend, account: &AccountId, begins: &[Timestamp], few: SmallerSide) -> Statement {
    let those = match few {
        SmallerSide::Blocked => BLOCKED,
        SmallerSide::Allowed => ALLOWED,
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
        // Counts everything since the start of a period: one comparison per use instead of two.
        theirs.push(format!("COUNT(*) FILTER (WHERE of.used_at >= ${from}) AS since_{n}"));
    }
    // SQLite executes a CROSS JOIN in the written order; PostgreSQL chooses the order by cost.
    let sql = format!(
        "SELECT {}, few.* FROM (SELECT {} FROM account_user CROSS JOIN account_use AS of \
         WHERE {those} AND of.user_id = account_user.id AND of.used_at >= $2) AS few",
        all.join(", "),
        theirs.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// Counts the uses in each of the periods that start at `begins` (ascending) by group, in one statement.
pub async fn uses<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    begins: &[Timestamp],
    few: SmallerSide,
) -> Result<Vec<Uses>, DbErr> {
    let statement = uses_statement(db.get_database_backend(), account, begins, few);
    let Some(row) = db.query_one_raw(statement).await? else {
        return Ok(vec![Uses::default(); begins.len()]);
    };
    (0..begins.len())
        .map(|n| {
            let later = if n + 1 < begins.len() { count(&row, &format!("since_{}", n + 1))? } else { 0 };
            let theirs = count(&row, &format!("since_{n}"))?.saturating_sub(later);
            let all = count(&row, &format!("all_{n}"))?;
            let rest = all.saturating_sub(theirs);
            Ok(match few {
                SmallerSide::Blocked => Uses { allowed: rest, blocked: theirs },
                SmallerSide::Allowed => Uses { allowed: theirs, blocked: rest },
            })
        })
        .collect()
}

fn count(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    row.try_get::<i64>("", column).map(|n| u64::try_from(n).unwrap_or(0))
}

/// An address that would be blocked.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Blocked {
    pub id: UserId,
    /// Number of uses since the start of the quarter.
    pub quarter: i64,
}

/// SQL for the number of uses of an address since the instant in a parameter. Skips the lookup if the last use is
/// earlier.
fn since(quarter: &str) -> String {
    format!(
        "CASE WHEN last_use < {quarter} THEN 0 ELSE (SELECT COUNT(*) FROM account_use AS of \
         WHERE of.user_id = account_user.id AND of.used_at >= {quarter}) END"
    )
}

/// Sort order of blocked addresses: most uses, then latest use, then address.
const ORDER: &str = "quarter DESC, last_use DESC, email_key";

/// Loads a page of the addresses that would be blocked, with their uses since `quarter`, sorted by `ORDER`.
pub async fn blocked<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    quarter: Timestamp,
    limit: u64,
    offset: u64,
) -> Result<Vec<Blocked>, DbErr> {
    let statement = blocked_statement(db.get_database_backend(), account, quarter, limit, offset);
    Blocked::find_by_statement(statement).all(db).await
}

/// Builds the statement of [`blocked`].
pub fn blocked_statement(
    backend: DbBackend,
    account: &AccountId,
    quarter: Timestamp,
    limit: u64,
    offset: u64,
) -> Statement {
    let values: [Value; 2] = [account.into(), quarter.into()];
    let sql = format!(
        "SELECT id, {} AS quarter FROM account_user WHERE {BLOCKED} ORDER BY {ORDER} LIMIT {limit} OFFSET {offset}",
        since("$2")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// Condition for addresses without any decision, excluding `$2`, the signed-in administrator's own address.
const UNDECIDED: &str = " AND shown_as = 'undecided' AND standing = 'undecided' AND email_key <> $2";

/// Number of undecided addresses at a domain.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DomainCount {
    pub domain: DomainName,
    pub n: i64,
}

/// Builds the statement of [`undecided_by_domain`].
pub fn undecided_statement(backend: DbBackend, account: &AccountId, own: &EmailKey) -> Statement {
    let values: [Value; 2] = [account.into(), own.into()];
    let sql = format!("SELECT domain, COUNT(*) AS n FROM account_user WHERE {BLOCKED}{UNDECIDED} GROUP BY domain");
    Statement::from_sql_and_values(backend, sql, values)
}

/// Counts the addresses without any decision that would be blocked, by domain.
pub async fn undecided_by_domain<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    own: &EmailKey,
) -> Result<Vec<DomainCount>, DbErr> {
    let statement = undecided_statement(db.get_database_backend(), account, own);
    DomainCount::find_by_statement(statement).all(db).await
}

/// An address without any decision.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Undecided {
    pub id: UserId,
    pub domain: DomainName,
}

/// Loads the addresses without any decision that would be blocked, sorted by `ORDER`, up to `limit`.
pub async fn never_decided<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    own: &EmailKey,
    quarter: Timestamp,
    limit: Option<usize>,
) -> Result<Vec<Undecided>, DbErr> {
    let values: [Value; 3] = [account.into(), own.into(), quarter.into()];
    let limit = limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    let sql = format!(
        "SELECT id, domain, {} AS quarter FROM account_user WHERE {BLOCKED}{UNDECIDED} ORDER BY {ORDER}{limit}",
        since("$3")
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Undecided::find_by_statement(statement).all(db).await
}
