//! Copies a whole database into an empty one within one transaction.

use super::{Transaction, entity as e};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityName,
    EntityTrait, IntoActiveModel, Statement,
};

/// Rows per INSERT: each database limits the number of parameters.
const PIECE: usize = 500;

/// Copies every table, referenced tables first.
pub async fn copy(from: &DatabaseConnection, to: &Transaction) -> Result<(), DbErr> {
    macro_rules! tables {
        ($($table:ident)*) => {{
            $(table::<e::$table::Entity, e::$table::ActiveModel>(from, to).await?;)*
            [$(EntityName::table_name(&e::$table::Entity)),*]
        }};
    }
    let copied = tables! {
        account profile application
        administrator password_link session device email_change known_source attempt_limit
        account_user user_application account_use domain_rule announcement
        request decision_link one_time_code code_lock
        outbox ending_notice switch_plan switch_notice upload upload_address
        journal journal_personal journal_address
    };
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'seaql_migrations'";
    for row in from.query_all_raw(Statement::from_string(DbBackend::Sqlite, tables)).await? {
        let name: String = row.try_get("", "name")?;
        let any = format!("SELECT 1 FROM \"{name}\" LIMIT 1");
        let forgotten = !copied.contains(&name.as_str())
            && from.query_one_raw(Statement::from_string(DbBackend::Sqlite, any)).await?.is_some();
        if forgotten {
            return Err(DbErr::Custom(format!("the demonstration fills the table {name}, which is not copied")));
        }
    }
    Ok(())
}

async fn table<E, A>(from: &DatabaseConnection, to: &impl ConnectionTrait) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    let mut rows = E::find().all(from).await?.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let piece: Vec<A> = rows.by_ref().take(PIECE).collect();
        E::insert_many(piece).exec_without_returning(to).await?;
    }
    Ok(())
}
