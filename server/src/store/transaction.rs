//! Write transactions, serialised within the process on SQLite.
//!
//! SQLite allows one writer at a time and polls for its lock, which starves waiters under load. So the writers of a
//! process queue here in FIFO order, before they take a connection, which keeps connections free for readers.
//! SQLite's busy timeout only covers other processes.

use super::connection::WAIT;
use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
};
use std::{
    collections::HashMap,
    ops::Deref,
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Writer semaphore of each SQLite file that this process has open.
static WRITERS: LazyLock<Mutex<HashMap<PathBuf, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

/// A write transaction; dropping it without a commit rolls back.
pub struct Transaction {
    inner: DatabaseTransaction,
    permit: Option<OwnedSemaphorePermit>,
}

impl Transaction {
    /// Commits. After an error, either nothing was committed or the outcome is unknown; the connection then returns
    /// to the pool only if its rollback succeeded.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { inner, permit } = self;
        let result = inner.commit().await;
        drop(permit);
        result
    }

    /// Rolls back and waits for completion.
    pub async fn rollback(self) -> Result<(), DbErr> {
        let Self { inner, permit } = self;
        let result = inner.rollback().await;
        drop(permit);
        result
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}

/// Begins a write transaction within [`WAIT`]. On SQLite it takes the write lock at once, because a transaction that
/// read first cannot be upgraded after another writer committed. Never nested: the pool does not hand out a
/// connection with an open transaction.
///
/// # Errors
/// [`DbErr::ConnectionAcquire`] if the write lock or a connection is not available in time, or any database error.
pub async fn begin(db: &DatabaseConnection) -> Result<Transaction, DbErr> {
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let begun = async {
        let permit = match postgres {
            true => None,
            // The semaphore is never closed.
            false => queue(db).acquire_owned().await.ok(),
        };
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: postgres.then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let inner = db.begin_with_options(options).await?;
        Ok(Transaction { inner, permit })
    };
    let late = |_| Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
    tokio::time::timeout(WAIT, begun).await.unwrap_or_else(late)
}

fn queue(db: &DatabaseConnection) -> Arc<Semaphore> {
    let options = db.get_sqlite_connection_pool().connect_options();
    let mut writers = WRITERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(queue) = writers.get(options.get_filename()) {
        return queue.clone();
    }
    // Waiting and active writers hold a reference; semaphores without one can be removed.
    writers.retain(|_, queue| Arc::strong_count(queue) > 1);
    writers.entry(options.get_filename().to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
}
