//! Searching and erasing the journal by person. Personal fields are split in two parts, each with its own
//! digest, so that one person's fields can be erased and another's kept; `journal_address` lists the addresses in
//! them.

use crate::store::{
    columns::{ChainText, EntryNumber},
    entity::{journal_address, journal_personal},
};
use esecure::id::AccountId;
use sea_orm::{EntityTrait, QueryOrder as _, QuerySelect as _, entity::prelude::*};
use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_journal"
    }
}

/// Entries per batch.
const PIECE: u64 = 1000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in SCHEMA.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            db.execute_unprepared(statement).await?;
        }
        let mut after = (String::new(), EntryNumber::default());
        loop {
            use journal_personal::Column as C;
            let later = Expr::tuple([Expr::col(C::AccountId), Expr::col(C::Seq)])
                .gt(Expr::tuple([Expr::value(after.0.clone()), Expr::value(after.1)]));
            let rows = journal_personal::Entity::find().select_only().columns([C::AccountId, C::Seq, C::Fields]);
            let rows = rows.filter(later).order_by_asc(C::AccountId).order_by_asc(C::Seq).limit(PIECE);
            let rows: Vec<(AccountId, EntryNumber, ChainText)> = rows.into_tuple().all(db).await?;
            let Some((account, seq, _)) = rows.last() else { return Ok(()) };
            after = (account.to_string(), *seq);
            let keys: Vec<_> = rows
                .iter()
                .flat_map(|(account, seq, fields)| journal_address::keys(account, *seq, fields))
                .map(journal_address::ActiveModel::from)
                .collect();
            if !keys.is_empty() {
                journal_address::Entity::insert_many(keys).exec_without_returning(db).await?;
            }
        }
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("entries written since bind their personal fields in two parts".to_owned()))
    }
}

/// `journal_personal.fields`: fields of the entry's subject; `actor_fields`: fields of its actor, each with its own
/// salt. Both are empty after erasure, and `actor_*` is also empty in entries older than this migration, whose single
/// digest covers `fields`.
/// `journal_address`: the addresses in both parts, with role `about` or `by`, deleted together with them.
const SCHEMA: &str = "
ALTER TABLE journal_personal ADD COLUMN actor_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE journal_personal ADD COLUMN actor_fields TEXT NOT NULL DEFAULT '';
CREATE TABLE journal_address (
  account_id TEXT NOT NULL,
  email_key TEXT NOT NULL,
  role TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (account_id, email_key, role, seq),
  FOREIGN KEY (account_id, seq) REFERENCES journal_personal (account_id, seq) ON DELETE CASCADE
);
CREATE INDEX journal_address_by_entry ON journal_address (account_id, seq);
CREATE INDEX journal_address_by_email ON journal_address (email_key);
CREATE INDEX journal_by_event ON journal (account_id, event, seq);
CREATE INDEX journal_by_actor ON journal (actor, account_id, seq);
CREATE INDEX journal_by_time ON journal (account_id, at, seq);
";
