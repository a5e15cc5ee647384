//! One address with the details of its own page.

use super::{
    history::{SHOWN, history},
    list::RowContext,
};
use crate::{
    error::Result,
    services::{Services, not_found},
    store::{accounts, users},
};
use app::pages::users::standing_dto::UserDetail;
use esecure::{id::UserId, person::Administrator};

impl Services {
    /// Loads one address, with the details of its own page.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] for an address of another account.
    pub async fn user(&self, by: &Administrator, user: UserId) -> Result<UserDetail> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let (account, authorised) = self.with_fresh_stats(account).await?;
        let stored = users::get(&self.db, &account.id, &user).await?.ok_or_else(not_found)?;
        let context = RowContext { by, calendar: &calendar, authorised: &authorised };
        let row = self.to_rows(vec![stored.clone()], &context).await?.into_iter().next().ok_or_else(not_found)?;
        let entries = self.entries_about(&account.id, stored.email_key.clone(), SHOWN as u64, &calendar).await?;
        Ok(UserDetail {
            history: history(entries, &stored, &row, &calendar, self.now()),
            source: stored.source,
            until: stored.valid_until.map(|end| calendar.on(end.just_before())),
            note: stored.note.map(String::from),
            span: calendar.span(account.listed_since, self.now()),
            deciders: self.deciders(by).await?,
            row,
        })
    }
}
