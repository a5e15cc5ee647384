//! Rate limits on attempts, and the sources that a profile has signed in from.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_attempts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in SCHEMA.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("limits on attempts are not given up".to_owned()))
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `attempt_limit`: one token bucket per row (`esecure::attempts`). The key is a hash of the limited subject,
/// `full_at` the instant at which the bucket is full again. A row with a past instant is meaningless and gets
/// deleted.
/// `known_source`: a source from which a profile signed in, keyed by a hash of address and source.
const SCHEMA: &str = "
CREATE TABLE attempt_limit (
  key_hash TEXT NOT NULL PRIMARY KEY,
  full_at BIGINT NOT NULL
);
CREATE INDEX attempt_limit_by_end ON attempt_limit (full_at);
CREATE TABLE known_source (
  key_hash TEXT NOT NULL PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile (id),
  seen_at BIGINT NOT NULL
);
CREATE INDEX known_source_by_profile ON known_source (profile_id);
CREATE INDEX known_source_by_time ON known_source (seen_at);
";
