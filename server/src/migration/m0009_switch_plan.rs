//! Scheduled switches to enforcement, and the notices to users that a switch will block.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_switch_plan"
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
        Err(DbErr::Migration("a switch that was set is not forgotten".to_owned()))
    }
}

/// `switch_plan`: one row per scheduled time. A manual switch that notifies undecided addresses is a row that ended
/// at once. `ending`: `switched` (as scheduled, or immediately), `overtaken` (by a manual switch), `changed`,
/// `cancelled`; an account has at most one pending row. `notices`: true if undecided addresses are notified;
/// `noticed_to`: last notified address, `noticed_at`: completion time.
/// `switch_notice`: the addresses notified for a plan, with the hashed link of each mail.
const SCHEMA: &str = "
CREATE TABLE switch_plan (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  switch_at BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_by_name TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  ended_at BIGINT,
  ending TEXT,
  notices BOOLEAN NOT NULL,
  noticed_to TEXT NOT NULL,
  noticed_at BIGINT
);
CREATE UNIQUE INDEX switch_plan_waiting ON switch_plan (account_id) WHERE ended_at IS NULL;
CREATE INDEX switch_plan_due ON switch_plan (switch_at) WHERE ended_at IS NULL;
CREATE INDEX switch_plan_noticing ON switch_plan (id) WHERE notices AND noticed_at IS NULL;
CREATE TABLE switch_notice (
  token_hash TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES switch_plan (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  mail_id TEXT NOT NULL REFERENCES outbox (id)
);
CREATE UNIQUE INDEX switch_notice_once ON switch_notice (plan_id, user_id);
CREATE UNIQUE INDEX switch_notice_by_mail ON switch_notice (mail_id);
";
