//! Uploads: which file approved which addresses, and what each of them was before, so that all of it can
//! be put back.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_upload"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in TABLES.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in ["upload_address", "upload"] {
            db.execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}

/// `digest`: of the bytes and of all that was set, typed and ticked on the page (SHA-256). `left_out`: the rows that were left
/// out by judgement, as JSON. `before`: what an address was, as JSON; undecided for one that the file made known.
const TABLES: &str = "
CREATE TABLE upload (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  digest TEXT NOT NULL,
  file TEXT NOT NULL,
  approved BIGINT NOT NULL,
  left_out TEXT NOT NULL,
  uploaded_by TEXT NOT NULL,
  uploaded_by_name TEXT NOT NULL,
  uploaded_at BIGINT NOT NULL,
  undone_by_name TEXT,
  undone_at BIGINT
);
CREATE INDEX upload_by_digest ON upload (account_id, digest);
CREATE INDEX upload_latest ON upload (account_id, uploaded_at);
CREATE TABLE upload_address (
  upload_id TEXT NOT NULL REFERENCES upload (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  before TEXT NOT NULL,
  PRIMARY KEY (upload_id, user_id)
);
";
