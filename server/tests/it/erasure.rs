//! Erasing a person's data (R-9.2): removed from every journal, while data about others stays and the hash chains
//! verify. Each journal records the erasure, but not the person.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, TestDatabase},
};
use app::pages::{
    journal::dto::{JournalAbout, JournalEntry, JournalQuery, JournalWho},
    users::standing_dto::NewUserForm,
};
use esecure::{Timestamp, id::AccountId};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use sea_orm_migration::MigratorTrait as _;
use server::{
    migration::Migrator,
    services::journal::verify,
    store::{
        self,
        columns::{ChainText, Digest, EntryNumber, PersonRole},
        entity::{account, journal, journal_address, journal_personal, profile},
    },
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

async fn verified_entries(app: &App) -> u64 {
    verify(&app.services.db, &app.account(ACCOUNT).await).await.unwrap().expect("whole")
}

/// Formats the full content of the journal's tables.
async fn all_rows(app: &App) -> String {
    let db = &app.services.db;
    let entries = journal::Entity::find().all(db).await.unwrap();
    let personal = journal_personal::Entity::find().all(db).await.unwrap();
    let keys = journal_address::Entity::find().all(db).await.unwrap();
    format!("{entries:?}{personal:?}{keys:?}")
}

async fn entries(app: &App, query: &JournalQuery) -> Vec<JournalEntry> {
    let anna = app.administrator(ANNA).await;
    app.services.journal(&anna, query).await.unwrap().entries
}

on_both! {
    /// Erases a shipper; the data of the deciding administrator stays.
    async fn erasure_removes_only_data_of_the_person(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        for (email, note) in [("ann@acme.test", "knows Ann Lee"), ("eve@acme.test", "stays")] {
            let form = NewUserForm { email: email.into(), name: "Ann Lee".into(), note: note.into(), ..NewUserForm::default() };
            app.services.add_user(&anna, form).await.unwrap();
        }
        assert!(all_rows(&app).await.contains("ann@acme.test"));
        let before = verified_entries(&app).await;
        let about = JournalQuery { address: "Ann@acme.test".into(), ..JournalQuery::default() };
        assert_eq!(entries(&app, &about).await.len(), 1);

        let erased = app.services.erase_person(&app.address("ANN@acme.test")).await.unwrap();
        assert_eq!(erased.entries, [(app.number(ACCOUNT), 1)]);
        assert!(!erased.profile);
        let left = all_rows(&app).await;
        for gone in ["ann@acme.test", "knows Ann Lee"] {
            assert!(!left.contains(gone), "{gone}: {left}");
        }
        for stays in ["eve@acme.test", "stays", "bob@acme.test", "Anna de Boer", ANNA] {
            assert!(left.contains(stays), "{stays}: {left}");
        }
        assert_eq!(verified_entries(&app).await, before + 1);
        assert!(entries(&app, &about).await.is_empty(), "nothing is found by it either");
        let listed = entries(&app, &JournalQuery::default()).await;
        assert_eq!((listed[0].what.as_str(), &listed[0].about), ("Personal data of one person was erased from this journal", &JournalAbout::Nobody));
        assert_eq!(listed[0].changes[0].after.as_deref(), Some("1"));
        let decision = listed.iter().find(|entry| entry.about == JournalAbout::Erased).unwrap();
        assert!(matches!(&decision.who, JournalWho::Person { name, .. } if name == "Anna de Boer"));

        // A second run has nothing to erase and records nothing.
        let again = app.services.erase_person(&app.address("ann@acme.test")).await.unwrap();
        assert_eq!((again.entries.len(), verified_entries(&app).await), (0, before + 1));

        // If all personal fields of an entry are erased, its actor is still known by the profile in the chain.
        journal_personal::Entity::delete_many().exec(&app.services.db).await.unwrap();
        verified_entries(&app).await;
        let listed = entries(&app, &JournalQuery { kind: "standing_changed".into(), ..JournalQuery::default() }).await;
        let anna = JournalWho::Person { name: "Anna de Boer".into(), email: None };
        assert!(!listed.is_empty() && listed.iter().all(|entry| entry.who == anna && entry.about == JournalAbout::Erased));
    }
}

on_both! {
    /// A seat holder cannot be erased. After removal, the name is erased everywhere, and the shippers they decided
    /// about stay.
    async fn administrator_erasable_only_after_removal(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let bram = app.administrator(BRAM).await;
        let form = NewUserForm { email: "ann@acme.test".into(), ..NewUserForm::default() };
        app.services.add_user(&bram, form).await.unwrap();
        let before = all_rows(&app).await;
        let refused = app.services.erase_person(&app.address(BRAM)).await.unwrap_err().into_app();
        assert!(refused.to_string().contains("remove the administrator first"), "{refused}");
        assert_eq!(all_rows(&app).await, before, "nothing went");

        let anna = app.administrator(ANNA).await;
        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        let erased = app.services.erase_person(&app.address(BRAM)).await.unwrap();
        assert!(erased.profile);
        // Entries: added, removed, and the approval.
        assert_eq!(erased.entries, [(app.number(ACCOUNT), 3)]);
        let left = all_rows(&app).await;
        assert!(!left.contains("Bram") && !left.contains(BRAM), "{left}");
        assert!(left.contains("ann@acme.test"));
        verified_entries(&app).await;
        let row = profile::Entity::find_by_id(&bram.person().profile).one(&app.services.db).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.phone, row.password_hash), ("", None, None));
        assert!(app.services.sign_in(BRAM, crate::support::PASSWORD.to_owned(), "test").await.unwrap().is_none());
        let listed = entries(&app, &JournalQuery { who: bram.person().profile.to_string(), ..JournalQuery::default() }).await;
        assert!(!listed.is_empty() && listed.iter().all(|entry| entry.who == JournalWho::Erased));
        // The address can be used by another person.
        app.services.add_administrator(&app.number(ACCOUNT), &app.address(BRAM), "Bram de Tweede").await.unwrap();
    }
}

on_both! {
    /// After a change of address, entries by the person and about the person's seat under the earlier address are
    /// erased too. Other entries about the earlier address may concern its next owner: they stay, and the operator is
    /// informed.
    async fn erasure_covers_earlier_addresses(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let bram = app.administrator(BRAM).await;
        let form = NewUserForm { email: "ann@acme.test".into(), ..NewUserForm::default() };
        app.services.add_user(&bram, form).await.unwrap();
        profile::Entity::update_many()
            .col_expr(profile::Column::Email, Expr::value("bram@new.example"))
            .col_expr(profile::Column::EmailKey, Expr::value("bram@new.example"))
            .filter(profile::Column::EmailKey.eq(BRAM))
            .exec(&app.services.db).await.unwrap();
        let bram = app.administrator("bram@new.example").await;
        let form = NewUserForm { email: "bob@acme.test".into(), ..NewUserForm::default() };
        app.services.add_user(&bram, form).await.unwrap();
        let anna = app.administrator(ANNA).await;
        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        // The next owner of the address sends a request; the system cannot tell the two persons apart.
        app.shipper(BRAM).with("name", "Bregje Mulder".into()).ships_on(ACCOUNT).await.is_pending();

        let erased = app.services.erase_person(&app.address("bram@new.example")).await.unwrap();
        assert_eq!(erased.earlier, [app.address(BRAM).key()]);
        // Entries: added, both approvals, removed.
        assert_eq!(erased.entries, [(app.number(ACCOUNT), 4)]);
        let left = all_rows(&app).await;
        for gone in ["Bram Visser", "bram@new.example"] {
            assert!(!left.contains(gone), "{gone}: {left}");
        }
        assert!(left.contains("Bregje Mulder") && left.contains("ann@acme.test"));
        verified_entries(&app).await;
        let rest = app.services.erase_person(&app.address(BRAM)).await.unwrap();
        assert_eq!((rest.entries, rest.profile), (vec![(app.number(ACCOUNT), 1)], false));
        assert!(!all_rows(&app).await.contains(BRAM));
        verified_entries(&app).await;
    }
}

/// Entries from before the split into parts are found by the addresses in them, still verify, and are erased
/// completely.
async fn earlier_entries(kind: Kind) {
    const BEFORE: &str = "
INSERT INTO account (id, number, company, locale, time_zone, activated_at, enforced, last_request_number, journal_seq,
  journal_hash, version) VALUES ('$ACCOUNT', '123456789', 'V', 'nl', 'Europe/Amsterdam', 1, TRUE, 1000, 1,
  '$HASH', 0);
INSERT INTO journal (account_id, seq, at, event, actor, origin, subject, before, after, personal_digest, previous_hash, hash)
  VALUES ('$ACCOUNT', 1, 5, 'standing_changed', 'prf_1', 'list', 'usr_1', 'null', 'null',
  '$DIGEST', '$ZERO', '$HASH');
INSERT INTO journal_personal (account_id, seq, salt, fields) VALUES
  ('$ACCOUNT', 1, 'salt', '{\"actor_email\":\"anna@v.test\",\"actor_name\":\"Anna\",\"email\":\"ann@acme.test\"}')
";
    let database = TestDatabase::create(kind).await;
    let db = store::connect(&database.url).await.unwrap();
    Migrator::up(&db, Some(6)).await.unwrap();
    let account_id = AccountId::from_bytes([1; 16]);
    let mut entry = journal::Model {
        account_id: account_id.clone(),
        seq: EntryNumber::new(1),
        at: Timestamp::from_millis(5),
        event: ChainText::new("standing_changed"),
        actor: ChainText::new("prf_1"),
        origin: ChainText::new("list"),
        subject: ChainText::new("usr_1"),
        before: ChainText::new("null"),
        after: ChainText::new("null"),
        // Digest of the salt, a zero byte and the fields as stored.
        personal_digest: ChainText::new("$DIGEST"),
        previous_hash: Digest::new("0".repeat(64)),
        hash: Digest::default(),
    };
    entry.personal_digest = {
        use sha2::{Digest as _, Sha256};
        let fields = r#"{"actor_email":"anna@v.test","actor_name":"Anna","email":"ann@acme.test"}"#;
        ChainText::new(hex::encode(Sha256::digest(format!("salt\0{fields}"))))
    };
    let hash = server::services::journal::hash(&entry);
    let filled = BEFORE.replace("$ACCOUNT", account_id.as_str()).replace("$DIGEST", entry.personal_digest.as_str());
    let filled = filled.replace("$ZERO", entry.previous_hash.as_str()).replace("$HASH", hash.as_str());
    for statement in filled.split(";\n") {
        db.execute_unprepared(statement).await.unwrap();
    }
    store::migrate(&db).await.unwrap();
    let account = account::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(verify(&db, &account).await.unwrap(), Ok(1));
    let mut keys: Vec<_> = journal_address::Entity::find().all(&db).await.unwrap();
    keys.sort_by_key(|key| key.role.code());
    let keys: Vec<_> = keys.iter().map(|key| (key.role, key.email_key.as_str(), key.seq)).collect();
    let first = EntryNumber::new(1);
    assert_eq!(keys, [(PersonRole::About, "ann@acme.test", first), (PersonRole::By, "anna@v.test", first)]);
    // Neither part can be added to an entry with a single digest.
    db.execute_unprepared("UPDATE journal_personal SET actor_fields = '{}'").await.unwrap();
    assert!(verify(&db, &account).await.unwrap().is_err());
    db.execute_unprepared("UPDATE journal_personal SET actor_fields = ''").await.unwrap();
    store::journal::erase_whole(&db, &account_id, &[first]).await.unwrap();
    assert_eq!(verify(&db, &account).await.unwrap(), Ok(1));
    assert!(journal_address::Entity::find().all(&db).await.unwrap().is_empty(), "what it was searched by went too");
}

#[tokio::test]
async fn entries_of_earlier_versions_erased_sqlite() {
    earlier_entries(Kind::Sqlite).await;
}

#[tokio::test]
async fn entries_of_earlier_versions_erased_postgres() {
    earlier_entries(Kind::Postgres).await;
}
