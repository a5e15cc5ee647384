//! Announcements of expected shippers.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_announcement"
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
        Err(DbErr::Migration("an announcement is not forgotten".to_owned()))
    }
}

/// `announcement`: one row per announced address (`email`, `email_key`) or domain (`domain`). `until`: first instant at
/// which it no longer matches. `state`: `waiting`, `used` (by `user_id`, from `application_id`), `withdrawn`, or `lapsed`
/// (replaced after its end); `ended_at`: time of its use, withdrawal or replacement. An address or a domain has at most one
/// waiting row.
const SCHEMA: &str = "
CREATE TABLE announcement (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  email TEXT,
  email_key TEXT,
  domain TEXT,
  reference TEXT NOT NULL,
  until BIGINT NOT NULL,
  announced_by TEXT NOT NULL REFERENCES administrator (id),
  announced_by_name TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  user_id TEXT REFERENCES account_user (id),
  application_id TEXT REFERENCES application (id),
  ended_at BIGINT
);
CREATE UNIQUE INDEX announcement_of_email ON announcement (account_id, email_key) WHERE state = 'waiting' AND email_key IS NOT NULL;
CREATE UNIQUE INDEX announcement_of_domain ON announcement (account_id, domain) WHERE state = 'waiting' AND domain IS NOT NULL;
CREATE INDEX announcement_by_account ON announcement (account_id, until);
";
