//! Tamper detection of the journal, one hash chain per account: every modification in the database is found,
//! with the first invalid entry.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use esecure::id::AccountId;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, TransactionTrait as _,
};
use server::{
    services::journal::{ChainError, hash, verify},
    store::{
        self,
        columns::{ChainText, Digest, EntryNumber},
        entity::{account, journal},
    },
};

/// Creates a journal of six entries.
async fn six_entries(app: &App) -> account::Model {
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
    for email in ["ann@acme.test", "bob@acme.test", "eve@else.test"] {
        app.shipper(email).ships_on(ACCOUNT).await.is_pending();
    }
    let account = app.account(ACCOUNT).await;
    assert_eq!(verify(&app.services.db, &account).await.unwrap(), Ok(6));
    account
}

/// Verifies the chain after these statements, then rolls them back.
async fn after(app: &App, account: &account::Model, statements: &[String]) -> Result<u64, ChainError> {
    let tx = app.services.db.begin().await.unwrap();
    execute(&tx, statements).await;
    let result = verify(&tx, account).await.unwrap();
    tx.rollback().await.unwrap();
    result
}

async fn execute(db: &impl ConnectionTrait, statements: &[String]) {
    for statement in statements {
        db.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// Deletes the personal fields, whose foreign key prevents moving or deleting entries.
fn delete_personal_data() -> String {
    "DELETE FROM journal_personal".to_owned()
}

fn move_entry(from: EntryNumber, to: EntryNumber) -> String {
    format!("UPDATE journal SET seq = {to} WHERE seq = {from}")
}

async fn entry(app: &App, id: &AccountId, seq: EntryNumber) -> journal::Model {
    journal::Entity::find_by_id((id.clone(), seq)).one(&app.services.db).await.unwrap().unwrap()
}

on_both! {
    /// Alters every column of every entry.
    async fn altered_entry_detected(app: App) {
        let account = six_entries(&app).await;
        for seq in (1..=6).map(EntryNumber::new) {
            for column in ["event", "actor", "origin", "subject", "before", "after", "personal_digest", "hash"] {
                let alters = format!("UPDATE journal SET {column} = {column} || ' ' WHERE seq = {seq}");
                assert_eq!(after(&app, &account, &[alters]).await, Err(ChainError::Altered(seq)), "{column} of {seq}");
            }
            let at = format!("UPDATE journal SET at = at + 1 WHERE seq = {seq}");
            assert_eq!(after(&app, &account, &[at]).await, Err(ChainError::Altered(seq)), "at of {seq}");
            let previous = format!("UPDATE journal SET previous_hash = hash WHERE seq = {seq}");
            assert_eq!(after(&app, &account, &[previous]).await, Err(ChainError::Link(seq)), "previous_hash of {seq}");
            assert_eq!(after(&app, &account, &[delete_personal_data(), move_entry(seq, EntryNumber::new(99))]).await, Err(ChainError::Sequence(seq)), "seq of {seq}");
            for column in ["salt", "fields", "actor_salt", "actor_fields"] {
                for value in ["'x'", "''", "'{}'"] {
                    let alters = format!("UPDATE journal_personal SET {column} = {value} WHERE seq = {seq} AND {column} <> {value}");
                    let nothing_to_alter = column.ends_with("fields") && value == "'{}'";
                    let result = after(&app, &account, &[alters]).await;
                    let found = result == Err(ChainError::Personal(seq)) || (nothing_to_alter && result == Ok(6));
                    assert!(found, "{column} = {value} of {seq}: {result:?}");
                }
            }
        }
        assert_eq!(verify(&app.services.db, &account).await.unwrap(), Ok(6), "all of it was taken back");
    }
}

on_both! {
    /// Removes any single entry, any number of entries at the end (the account stores the end of its chain), or moves
    /// one to another account.
    async fn removed_entry_detected(app: App) {
        let account = six_entries(&app).await;
        let id = account.id.clone();
        app.activate("223456789", "carla@other.example", esecure::Locale::En).await;
        let elsewhere = app.account("223456789").await;
        let other = elsewhere.id.clone();
        for seq in (1..=6).map(EntryNumber::new) {
            let one = format!("DELETE FROM journal WHERE account_id = '{id}' AND seq = {seq}");
            assert_eq!(after(&app, &account, &[delete_personal_data(), one]).await, Err(ChainError::Sequence(seq)));
            let rest = format!("DELETE FROM journal WHERE account_id = '{id}' AND seq >= {seq}");
            assert_eq!(after(&app, &account, &[delete_personal_data(), rest]).await, Err(ChainError::Sequence(seq)));
            if seq.get() > 2 {
                let away = format!("UPDATE journal SET account_id = '{other}' WHERE account_id = '{id}' AND seq = {seq}");
                assert_eq!(after(&app, &account, &[delete_personal_data(), away.clone()]).await, Err(ChainError::Sequence(seq)));
                let there = after(&app, &elsewhere, &[delete_personal_data(), away]).await;
                let third = EntryNumber::new(3);
                assert_eq!(there, Err(if seq == third { ChainError::Link(third) } else { ChainError::Sequence(third) }));
            }
        }
    }
}

on_both! {
    /// Swaps any two entries, with and without recomputed hashes.
    async fn swapped_entries_detected(app: App) {
        let account = six_entries(&app).await;
        let id = account.id.clone();
        let aside = EntryNumber::new(-1);
        for first in (1..=5).map(EntryNumber::new) {
            for second in (first.next().get()..=6).map(EntryNumber::new) {
                let swaps = [delete_personal_data(), move_entry(first, aside), move_entry(second, first), move_entry(aside, second)];
                assert_eq!(after(&app, &account, &swaps).await, Err(ChainError::Link(first)), "{first} and {second}");
                // With hashes recomputed for the new positions, only the following entry is invalid.
                let (one, two) = (entry(&app, &id, first).await, entry(&app, &id, second).await);
                let put = |into: &journal::Model, from: &journal::Model| {
                    let mut row = journal::Model { seq: into.seq, previous_hash: into.previous_hash.clone(), ..from.clone() };
                    row.hash = hash(&row);
                    format!(
                        "UPDATE journal SET at = {}, event = '{}', actor = '{}', origin = '{}', subject = '{}', before = '{}', \
                         after = '{}', personal_digest = '{}', hash = '{}' WHERE seq = {}",
                        row.at.as_millis(), row.event, row.actor, row.origin, row.subject, row.before, row.after, row.personal_digest,
                        row.hash, row.seq
                    )
                };
                let result = after(&app, &account, &[delete_personal_data(), put(&one, &two), put(&two, &one)]).await;
                assert_eq!(result, Err(ChainError::Link(first.next())), "{first} and {second}, hashed again");
            }
        }
    }
}

on_both! {
    /// Inserts an entry at any position with a valid hash, and rewrites the last entry.
    async fn inserted_entry_detected(app: App) {
        let account = six_entries(&app).await;
        let id = account.id.clone();
        for place in 1..=7 {
            let mut forged = entry(&app, &id, EntryNumber::new((place - 1).max(1))).await;
            let previous = if place == 1 { Digest::new("0".repeat(64)) } else { forged.hash.clone() };
            let (seq, event) = (EntryNumber::new(place), ChainText::new("standing_changed"));
            forged = journal::Model { seq, event, previous_hash: previous, ..forged };
            forged.hash = hash(&forged);
            let tx = app.services.db.begin().await.unwrap();
            execute(&tx, &[delete_personal_data()]).await;
            for seq in (place..=6).rev().map(EntryNumber::new) {
                execute(&tx, &[move_entry(seq, seq.next())]).await;
            }
            journal::Entity::insert(forged.into_active_model()).exec_without_returning(&tx).await.unwrap();
            let result = verify(&tx, &account).await.unwrap();
            // A forged entry that continues the chain is detected at the next entry, which does not link to it.
            assert_eq!(result, Err(if place == 7 { ChainError::Surplus(seq) } else { ChainError::Link(seq.next()) }), "at {place}");
            tx.rollback().await.unwrap();
        }
        let sixth = EntryNumber::new(6);
        let mut last = entry(&app, &id, sixth).await;
        last.event = ChainText::new("request_approved");
        last.hash = hash(&last);
        let anew = format!("UPDATE journal SET event = '{}', hash = '{}' WHERE seq = 6", last.event, last.hash);
        assert_eq!(after(&app, &account, &[anew]).await, Err(ChainError::End(sixth)));
        let before_the_first = [delete_personal_data(), move_entry(sixth, EntryNumber::default())];
        assert_eq!(after(&app, &account, &before_the_first).await, Err(ChainError::Sequence(EntryNumber::new(1))));
        let head = format!("UPDATE account SET journal_seq = 5 WHERE id = '{id}'");
        assert_eq!(after(&app, &account, &[head]).await, Err(ChainError::Surplus(sixth)));
    }
}

on_both! {
    /// Entries appended during verification are not reported as broken, on either side of the last batch.
    async fn chain_growing_during_verification_valid(app: App) {
        let account = six_entries(&app).await;
        let id = account.id.clone();
        let writing = async {
            for n in 0..40 {
                app.shipper(&format!("user{n}@acme.test")).ships_on(ACCOUNT).await.is_pending();
            }
        };
        let reading = async {
            loop {
                let whole = verify(&app.services.db, &account).await.unwrap().expect("whole");
                if whole == 46 {
                    break;
                }
            }
        };
        tokio::join!(writing, reading);
        let row = account::Entity::find().filter(account::Column::Id.eq(id)).one(&app.services.db).await.unwrap().unwrap();
        assert_eq!(row.journal_seq, EntryNumber::new(46));
        // Commands use `begin`; verification also works inside such a transaction.
        let tx = store::begin(&app.services.db).await.unwrap();
        assert_eq!(verify(&tx, &row).await.unwrap(), Ok(46));
    }
}
