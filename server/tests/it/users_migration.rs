//! Migration from a database without usage counters: existing uses are counted.

use crate::support::{Kind, TestDatabase};
use esecure::{
    Timestamp,
    id::{AccountId, ApplicationId, UserId},
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, EntityTrait as _};
use sea_orm_migration::MigratorTrait as _;
use server::{
    migration::Migrator,
    store::{
        self,
        entity::{account_user, user_application},
    },
};

const BEFORE: &str = "
INSERT INTO account (id, number, company, locale, time_zone, activated_at, enforced, last_request_number, journal_seq,
  journal_hash, version) VALUES ('acc_1', '123456789', 'V', 'nl', 'Europe/Amsterdam', 1, TRUE, 1000, 0, '', 0);
INSERT INTO application (id, name, key_hash, scopes, created_at) VALUES ('app_1', 'A', 'a', '', 1), ('app_2', 'B', 'b', '', 1);
INSERT INTO account_user (id, account_id, email, email_key, domain, name, standing, created_at) VALUES
  ('usr_1', 'acc_1', 'Ann@acme.test', 'ann@acme.test', 'acme.test', 'ÉLISE', 'undecided', 1),
  ('usr_2', 'acc_1', 'bob@acme.test', 'bob@acme.test', 'acme.test', NULL, 'rejected', 1),
  ('usr_3', 'acc_1', 'eve@acme.test', 'eve@acme.test', 'acme.test', NULL, 'undecided', 1);
INSERT INTO account_use (id, account_id, user_id, application_id, used_at, once) VALUES
  ('1', 'acc_1', 'usr_1', 'app_1', 100, 'a'), ('2', 'acc_1', 'usr_1', 'app_2', 300, 'a'), ('3', 'acc_1', 'usr_1', 'app_1', 200, 'b')
";

async fn migration_counts_earlier_uses(kind: Kind) {
    let database = TestDatabase::create(kind).await;
    let db: DatabaseConnection = store::connect(&database.url).await.unwrap();
    Migrator::up(&db, Some(1)).await.unwrap();
    let mut filled = BEFORE.replace("acc_1", AccountId::from_bytes([1; 16]).as_str());
    for n in 1..=3 {
        filled = filled.replace(&format!("usr_{n}"), UserId::from_bytes([n; 16]).as_str());
        filled = filled.replace(&format!("app_{n}"), ApplicationId::from_bytes([n; 16]).as_str());
    }
    for statement in filled.split(";\n") {
        db.execute_unprepared(statement).await.unwrap();
    }
    store::migrate(&db).await.unwrap();
    let mut rows = account_user::Entity::find().all(&db).await.unwrap();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let at = Timestamp::from_millis;
    let figures: Vec<_> =
        rows.iter().map(|row| (row.uses, row.last_use, row.listed, row.name_key.as_deref())).collect();
    assert_eq!(figures, [(3, at(300), true, Some("élise")), (0, at(0), true, None), (0, at(0), false, None)]);
    let mut by_application = user_application::Entity::find().all(&db).await.unwrap();
    by_application.sort_by(|a, b| a.application_id.cmp(&b.application_id));
    let figures: Vec<_> = by_application.iter().map(|row| (row.uses, row.last_use)).collect();
    assert_eq!(figures, [(2, at(200)), (1, at(300))]);
}

#[tokio::test]
async fn migration_counts_earlier_uses_sqlite() {
    migration_counts_earlier_uses(Kind::Sqlite).await;
}

#[tokio::test]
async fn migration_counts_earlier_uses_postgres() {
    migration_counts_earlier_uses(Kind::Postgres).await;
}
