//! The journal: one hash chain per account.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};
use server::{
    services::journal::{Broken, verify},
    store::entity::journal_personal,
};

on_both! {
    async fn any_change_to_an_entry_is_found_and_erasing_a_person_is_none(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example", "bram@voorbeeld.example"]).await;
        for email in ["ann@acme.test", "bob@acme.test", "eve@else.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let db = &app.services.db;
        let whole = async || verify(db, &app.account(ACCOUNT).await).await.unwrap();
        let run = async |sql: &str| { db.execute_unprepared(sql).await.unwrap(); };
        assert_eq!(whole().await, Ok(6));

        run("UPDATE journal SET event = 'nothing' WHERE seq = 4").await;
        assert_eq!(whole().await, Err(Broken::Altered(4)));
        run("UPDATE journal SET event = 'request_opened' WHERE seq = 4").await;
        assert_eq!(whole().await, Ok(6));

        run("UPDATE journal_personal SET fields = '{}' WHERE seq = 5").await;
        assert_eq!(whole().await, Err(Broken::Personal(5)));

        // Erasing a person's data leaves the chain whole.
        journal_personal::Entity::delete_many().filter(journal_personal::Column::Seq.eq(5)).exec(db).await.unwrap();
        assert_eq!(whole().await, Ok(6));

        journal_personal::Entity::delete_many().exec(db).await.unwrap();
        run("DELETE FROM journal WHERE seq = 6").await;
        assert_eq!(whole().await, Err(Broken::End(6)));
        run("DELETE FROM journal WHERE seq = 2").await;
        assert_eq!(whole().await, Err(Broken::Sequence(2)));
    }
}
