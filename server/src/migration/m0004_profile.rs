//! The profile: keys and way of approving, changing the address, when a device was last used, and the notice a
//! week before an approval ends.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_profile"
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
        Err(DbErr::Migration("what people chose about themselves is not taken back".to_owned()))
    }
}

/// `email_change`: one row a confirmation link; those of one profile that have not ended ask for the same address.
/// `account_user.end_told`: the end (as `valid_until`) of which both sides have been told.
/// `ending_notice`: which ends a mail tells of, so that it is dropped once none of them holds any more.
const SCHEMA: &str = "
ALTER TABLE profile ADD COLUMN shortcuts BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE profile ADD COLUMN decides_by_mail BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE device ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
UPDATE device SET seen_at = created_at;
CREATE TABLE email_change (
  token_hash TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX email_change_by_profile ON email_change (profile_id, asked_at);
ALTER TABLE account_user ADD COLUMN end_told BIGINT;
CREATE TABLE ending_notice (
  mail_id TEXT NOT NULL REFERENCES outbox (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  valid_until BIGINT NOT NULL,
  PRIMARY KEY (mail_id, user_id)
);
";
