//! Schema migrations. The same statements run on SQLite and PostgreSQL, so they use only text, 64-bit integers (times
//! are UTC milliseconds) and booleans. Foreign keys are declared in CREATE TABLE, because SQLite cannot add them
//! later.
//! Each migration runs in one transaction with its record (`store::migrate`), so it must contain only transactional
//! statements.

mod m0001_first;
mod m0002_list;
mod m0003_undo;
mod m0004_profile;
mod m0005_list_by_application;
mod m0006_upload;
mod m0008_journal;
mod m0009_switch_plan;
mod m0010_attempts;
mod m0013_bounds;
mod m0014_announcement;

use sea_orm_migration::prelude::*;

/// Applies the pending migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first::Migration),
            Box::new(m0002_list::Migration),
            Box::new(m0003_undo::Migration),
            Box::new(m0004_profile::Migration),
            Box::new(m0005_list_by_application::Migration),
            Box::new(m0006_upload::Migration),
            Box::new(m0008_journal::Migration),
            Box::new(m0009_switch_plan::Migration),
            Box::new(m0010_attempts::Migration),
            Box::new(m0013_bounds::Migration),
            Box::new(m0014_announcement::Migration),
        ]
    }
}
