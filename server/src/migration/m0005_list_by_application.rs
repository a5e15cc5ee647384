//! Index for the list by application: one index lookup per application shows if it used an account.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_list_by_application"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = "CREATE INDEX account_use_by_application ON account_use (account_id, application_id, used_at)";
        manager.get_connection().execute_unprepared(statement).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = "DROP INDEX account_use_by_application";
        manager.get_connection().execute_unprepared(statement).await.map(drop)
    }
}
