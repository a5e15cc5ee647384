//! Usage counters per address, so that the list scales to any size: a page reads an index and counts no uses.
//!
//! `store::list_stats` documents and maintains the invariants of each column.

use sea_orm::{DbBackend, FromQueryResult, Statement};
use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_list"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        run(db, COLUMNS).await?;
        fold_names(db, manager.get_database_backend()).await?;
        // Indexes are created last, so each is built once over the final rows.
        run(db, FIGURES).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("the list's figures are not taken back".to_owned()))
    }
}

async fn run<C: ConnectionTrait>(db: &C, statements: &str) -> Result<(), DbErr> {
    for statement in statements.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Named {
    id: String,
    name: String,
}

/// Lower-cases names in Rust because SQLite's `lower` only folds ASCII.
async fn fold_names<C: ConnectionTrait>(db: &C, backend: DbBackend) -> Result<(), DbErr> {
    let named = Statement::from_string(backend, "SELECT id, name FROM account_user WHERE name IS NOT NULL");
    for row in Named::find_by_statement(named).all(db).await? {
        let values = [row.name.to_lowercase().into(), row.id.into()];
        let set = "UPDATE account_user SET name_key = $1 WHERE id = $2";
        db.execute_raw(Statement::from_sql_and_values(backend, set, values)).await?;
    }
    Ok(())
}

const COLUMNS: &str = "
ALTER TABLE account ADD COLUMN listed_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN listed_domains TEXT NOT NULL DEFAULT '';
ALTER TABLE account_user ADD COLUMN name_key TEXT;
ALTER TABLE account_user ADD COLUMN uses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_user ADD COLUMN last_use BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_user ADD COLUMN shown_as TEXT NOT NULL DEFAULT '';
ALTER TABLE account_user ADD COLUMN listed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE user_application (
  user_id TEXT NOT NULL REFERENCES account_user (id),
  application_id TEXT NOT NULL REFERENCES application (id),
  uses BIGINT NOT NULL,
  last_use BIGINT NOT NULL,
  PRIMARY KEY (user_id, application_id)
);
";

/// Counts every stored use at first: `listed_since` is 0, and the next settling subtracts uses that are too old.
const FIGURES: &str = "
INSERT INTO user_application (user_id, application_id, uses, last_use)
  SELECT user_id, application_id, COUNT(*), MAX(used_at) FROM account_use GROUP BY user_id, application_id;
UPDATE account_user SET
  uses = (SELECT COALESCE(SUM(a.uses), 0) FROM user_application a WHERE a.user_id = account_user.id),
  last_use = (SELECT COALESCE(MAX(a.last_use), 0) FROM user_application a WHERE a.user_id = account_user.id);
UPDATE account_user SET listed = (uses > 0 OR standing <> 'undecided');
CREATE INDEX account_user_by_last_use
  ON account_user (account_id, last_use DESC, email_key, shown_as, listed, name_key, id);
CREATE INDEX account_user_by_uses ON account_user (account_id, uses DESC, email_key, shown_as, listed, name_key, id);
CREATE INDEX account_user_by_address ON account_user (account_id, email_key, shown_as, listed, name_key, id);
CREATE INDEX account_user_by_standing
  ON account_user (account_id, shown_as, last_use DESC, email_key, listed, name_key, id);
CREATE INDEX account_user_counted ON account_user (account_id, listed, shown_as);
CREATE INDEX account_user_by_end ON account_user (account_id, valid_until) WHERE valid_until IS NOT NULL;
";
