//! Uploads: the addresses approved by each file, with their earlier states so that an upload
//! can be undone.

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

/// `digest`: SHA-256 of the file's bytes and of all settings, inputs and check boxes on the page. `left_out`: rows
/// excluded by the verdict, as JSON. `before`: earlier state of an address, as JSON; undecided for an address that
/// the upload created.
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
