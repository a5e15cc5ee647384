//! Undo of a whole upload, while none of its addresses has been decided again.

use crate::{
    error::Result,
    services::{
        Services,
        decision_overrides::detect_override,
        journal::{self, Actor, Entry},
        not_found, run_to_completion,
    },
    store::{
        self, accounts,
        entity::upload,
        uploads::{self, is_unchanged},
        users,
    },
};
use app::AppError;
use esecure::{id::UploadId, person::Administrator};
use i18n::upload_error as t;
use serde_json::{Value, json};

impl Services {
    /// Restores the previous standing of every address of an upload, and notifies the colleague who uploaded it.
    /// Requests closed by the upload stay closed, because their mails have been sent.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an upload of another account, [`AppError::Conflict`] if it was undone already, or if
    /// one of its addresses has been decided again.
    pub async fn undo_upload(&self, by: &Administrator, id: UploadId) -> Result<()> {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let (locale, now, person) = (by.person().locale, services.now(), by.person());
            let conflict = |text: String| Err(AppError::Conflict(text).into());
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let row = uploads::get(&tx, &account.id, id.as_str()).await?.ok_or_else(not_found)?;
            if row.undone_at.is_some() {
                return conflict(t::undone(locale).to_owned());
            }
            let all = uploads::addresses(&tx, &row.id).await?;
            let again = all.iter().filter(|(user, _)| !is_unchanged(user, &row)).count();
            if again > 0 {
                return conflict(t::decided_again(locale, u64::try_from(again).unwrap_or(u64::MAX)));
            }
            uploads::restore(&tx, &all).await?;
            uploads::mark_undone(&tx, &row.id, &person.name, now).await?;
            let (mut entries, mut against) = (Vec::new(), Vec::new());
            for (user, before) in &all {
                let becomes = Some(users::standing(&before.applied_to(user)));
                against.extend(detect_override(user, becomes, person, now));
                entries.push(Entry {
                    event: "standing_changed",
                    actor: Actor::Person(person),
                    origin: "upload_undone",
                    subject: &user.id,
                    before: json!({ "standing": user.standing }),
                    after: json!({ "standing": before.standing }),
                    personal: json!({ "email": user.email_key }),
                });
            }
            entries.push(journal_entry(&row, &by));
            journal::append_all(&tx, &account.id, entries, now).await?;
            services.notify_overridden(&tx, &account, person, &against, None, now).await?;
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            Ok(())
        })
        .await
    }
}

fn journal_entry<'a>(row: &'a upload::Model, by: &'a Administrator) -> Entry<'a> {
    Entry {
        event: "upload_undone",
        actor: Actor::Person(by.person()),
        origin: "upload",
        subject: &row.id,
        before: json!({ "approved": row.approved }),
        after: json!({ "approved": 0 }),
        personal: Value::Null,
    }
}
