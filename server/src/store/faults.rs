//! Classification of database errors by their codes.

use sea_orm::{DbErr, RuntimeErr, SqlxError, SqlxPostgresError, SqlxSqliteError};

/// SQLSTATE classes (two characters) and codes of transient errors: connection lost (08), out of disk, memory or
/// connections (53), shutdown by an administrator or a crash, server starting up (57P0x), I/O error (58), read-only
/// server (25006), serialization failure, deadlock or lock not available (40001, 40P01, 55P03), statement timeout
/// (57014).
const POSTGRES: [&str; 12] =
    ["08", "53", "58", "57P01", "57P02", "57P03", "57P05", "25006", "40001", "40P01", "55P03", "57014"];

const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;
const SQLITE_NOMEM: i32 = 7;
const SQLITE_READONLY: i32 = 8;
const SQLITE_IOERR: i32 = 10;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_PROTOCOL: i32 = 15;

/// Returns true for an error that may pass by itself or that the operator can fix (no connection, no lock, no space),
/// and false for a bug.
pub fn is_passing(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(SqlxError::Database(_)) => match (sqlite_code(error), postgres_state(error)) {
            (Some(code), _) => matches!(
                code,
                SQLITE_BUSY
                    | SQLITE_LOCKED
                    | SQLITE_NOMEM
                    | SQLITE_READONLY
                    | SQLITE_IOERR
                    | SQLITE_FULL
                    | SQLITE_CANTOPEN
                    | SQLITE_PROTOCOL
            ),
            (None, Some(state)) => POSTGRES.iter().any(|passing| state.starts_with(passing)),
            (None, None) => false,
        },
        Some(
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::Protocol(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed
            | SqlxError::BeginFailed,
        ) => true,
        _ => false,
    }
}

/// Returns true if another connection holds SQLite's lock.
pub(super) fn is_busy(error: &DbErr) -> bool {
    matches!(sqlite_code(error), Some(SQLITE_BUSY | SQLITE_LOCKED))
}

fn sqlx_error(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// Extracts SQLite's primary result code, without the extended bits.
fn sqlite_code(error: &DbErr) -> Option<i32> {
    let SqlxError::Database(error) = sqlx_error(error)? else { return None };
    error.try_downcast_ref::<SqlxSqliteError>()?;
    error.code()?.parse::<i32>().ok().map(|code| code & 0xff)
}

fn postgres_state(error: &DbErr) -> Option<&str> {
    let SqlxError::Database(error) = sqlx_error(error)? else { return None };
    Some(error.try_downcast_ref::<SqlxPostgresError>()?.code())
}
