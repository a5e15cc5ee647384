//! Indexes that count requests opened and mails written, for the limits per account and hour.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_bounds"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "CREATE INDEX request_by_opening ON request (account_id, opened_at)",
            "CREATE INDEX outbox_by_account ON outbox (account_id, kind, created_at)",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in ["DROP INDEX request_by_opening", "DROP INDEX outbox_by_account"] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
