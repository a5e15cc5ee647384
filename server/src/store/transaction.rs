//! Transactions that write, one after the other on SQLite.
//!
//! SQLite has one writer at a time, and who waits for it looks again now and then: under load somebody would find it taken each
//! time. So the writers of a process queue here, in the order in which they came, and before they take a connection: readers
//! find one meanwhile. SQLite's own waiting is left for other processes.

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

/// The queue of writers of each SQLite file that this process has open.
static WRITERS: LazyLock<Mutex<HashMap<PathBuf, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

/// A transaction that writes. Dropped without a commit it is rolled back.
pub struct Transaction {
    inner: DatabaseTransaction,
    turn: Option<OwnedSemaphorePermit>,
}

impl Transaction {
    /// Commits. After an error nothing was committed, or nobody knows; the connection then goes back to the pool only if its
    /// rollback has worked.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { inner, turn } = self;
        let result = inner.commit().await;
        drop(turn);
        result
    }

    /// Rolls back and waits for it.
    pub async fn rollback(self) -> Result<(), DbErr> {
        let Self { inner, turn } = self;
        let result = inner.rollback().await;
        drop(turn);
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

/// Begins a transaction that writes, within [`WAIT`]. SQLite takes its write lock now: a transaction that read first could not be
/// upgraded once somebody else had written. It is never nested in another one: the pool gives out no connection that has one open.
///
/// # Errors
/// Whatever the database says; [`DbErr::ConnectionAcquire`] where the turn does not come in time.
pub async fn begin(db: &DatabaseConnection) -> Result<Transaction, DbErr> {
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let begun = async {
        let turn = match postgres {
            true => None,
            // The queue is never closed.
            false => queue(db).acquire_owned().await.ok(),
        };
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: postgres.then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let inner = db.begin_with_options(options).await?;
        Ok(Transaction { inner, turn })
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
    // Whoever waits or writes holds the queue too; one that nobody holds need not stay.
    writers.retain(|_, queue| Arc::strong_count(queue) > 1);
    writers.entry(options.get_filename().to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
}
