//! Undo of a whole upload, while none of its addresses has been decided again.

use crate::{
    error::Result,
    services::{
        Services,
        command::{Author as _, CommandContext},
        decision_overrides::detect_override,
        journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::ApprovedCount},
        not_found,
    },
    store::{
        entity::upload,
        standings,
        uploads::{self, is_unchanged},
    },
};
use app::AppError;
use esecure::{id::UploadId, person::Administrator};
use futures::FutureExt as _;
use i18n::upload_error as t;

impl Services {
    /// Restores the previous standing of every address of an upload, and notifies the colleague who uploaded it.
    /// Requests closed by the upload stay closed, because their mails have been sent.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an upload of another account, [`AppError::Conflict`] if it was undone already, or if
    /// one of its addresses has been decided again.
    pub async fn undo_upload(&self, by: &Administrator, id: UploadId) -> Result<()> {
        self.command(by, move |services, cx| undo(services, cx, id).boxed()).await
    }
}

async fn undo(services: &Services, cx: &mut CommandContext<Administrator>, id: UploadId) -> Result<()> {
    let conflict = |text: String| Err(AppError::Conflict(text).into());
    let row = uploads::get(&cx.tx, &cx.account.id, &id).await?.ok_or_else(not_found)?;
    if row.undone_at.is_some() {
        return conflict(t::undone(cx.locale()).to_owned());
    }
    let all = uploads::addresses(&cx.tx, &row.id).await?;
    let again = all.iter().filter(|(user, _)| !is_unchanged(user, &row)).count();
    if again > 0 {
        return conflict(t::decided_again(cx.locale(), u64::try_from(again).unwrap_or(u64::MAX)));
    }
    let person = cx.person();
    standings::write_each(&cx.tx, &all).await?;
    uploads::mark_undone(&cx.tx, &row.id, &person.recorded_name(), cx.now).await?;
    let (mut entries, mut against) = (Vec::new(), Vec::new());
    for (user, before) in &all {
        against.extend(detect_override(user, Some(before.standing()), person, cx.now));
        entries.push(Entry {
            event: JournalEvent::StandingChanged(Change::new(user.standing.into(), before.standing.into())),
            actor: cx.by.actor(),
            origin: Origin::UploadUndone,
            subject: Subject::User(&user.id),
            personal: PersonalFields::Address { email: user.email_key.clone() },
        });
    }
    entries.push(journal_entry(&row, &cx.by));
    cx.record_all(entries).await?;
    services.notify_overridden(&cx.tx, &cx.account, person, &against, None, cx.now).await
}

fn journal_entry<'a>(row: &'a upload::Model, by: &'a Administrator) -> Entry<'a> {
    let (before, after) = (ApprovedCount { approved: row.approved }, ApprovedCount { approved: 0 });
    Entry {
        event: JournalEvent::UploadUndone(Change::new(before, after)),
        actor: by.actor(),
        origin: Origin::Upload,
        subject: Subject::Upload(&row.id),
        personal: PersonalFields::None,
    }
}
