//! Undo within ten seconds: stores the standing that a decision replaced.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_undo"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = "ALTER TABLE request ADD COLUMN standing_before TEXT";
        manager.get_connection().execute_unprepared(statement).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = "ALTER TABLE request DROP COLUMN standing_before";
        manager.get_connection().execute_unprepared(statement).await.map(drop)
    }
}
