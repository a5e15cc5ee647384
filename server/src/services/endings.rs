//! Approvals that are about to end: a week before, or as soon after as somebody looks, the address and every
//! active administrator are told, once for each end date. That both have been told stands beside the address, written in
//! the turn of its account, so that of several replicas one writes the mails, and none is lost by an interruption.

use super::{Services, complete};
use crate::{
    error::{Result, ServiceError},
    store::{
        self, accounts, endings,
        entity::{account, account_user},
        people::{self, Seat},
    },
};
use esecure::{DomainName, id::AccountId};
use sea_orm::ConnectionTrait;

/// Days before the end.
const DAYS_BEFORE: i64 = 7;

impl Services {
    /// Tells of every approval that has come to its last week. Says of how many.
    pub async fn tell_of_endings(&self) -> Result<usize> {
        let now = self.now();
        let mut told = 0;
        for id in endings::accounts(&self.db, now, now.plus_days(DAYS_BEFORE)).await? {
            if self.stopping.is_cancelled() {
                break;
            }
            let id = AccountId::parse(&id).ok_or(ServiceError::Stored(id))?;
            // Looked at first without taking the account's turn: what a domain covers as well stays here every time.
            let account = accounts::get(&self.db, &id).await?;
            if !self.endings_of(&self.db, &account).await?.is_empty() {
                let services = self.clone();
                told += complete(async move { services.tell_endings_of(&id).await }).await?;
            }
        }
        Ok(told)
    }

    async fn tell_endings_of(&self, id: &AccountId) -> Result<usize> {
        let tx = store::begin(&self.db).await?;
        let account = accounts::hold(&tx, id.as_str()).await?;
        let ending = self.endings_of(&tx, &account).await?;
        if ending.is_empty() {
            return Ok(0);
        }
        endings::told(&tx, &ending).await?;
        let seats = people::seats(&tx, people::Of::Account(&account.id)).await?;
        let active: Vec<Seat> = seats.into_iter().filter(Seat::is_active).collect();
        for user in &ending {
            let mail = self.write_approval_ends(&tx, &account, user, &active).await?;
            endings::note(&tx, &mail, std::slice::from_ref(user)).await?;
        }
        for seat in &active {
            let mail = self.write_approvals_end(&tx, seat, &ending).await?;
            endings::note(&tx, &mail, &ending).await?;
        }
        tx.commit().await?;
        self.mail_waits();
        Ok(ending.len())
    }

    /// The approvals of an account that are to be told of. One that a domain covers as well takes nothing away when it
    /// ends; while an account is suspended nobody ships, and nobody is told.
    async fn endings_of<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &account::Model,
    ) -> Result<Vec<account_user::Model>> {
        if account.suspended_at.is_some() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let (authorised, _) = accounts::domain_rules(db, &account.id).await?;
        let mut ending = endings::of(db, &account.id, now, now.plus_days(DAYS_BEFORE)).await?;
        ending.retain(|user| !authorised.iter().any(|rule| rule.covers(&DomainName::from_canonical(&user.domain))));
        Ok(ending)
    }
}
