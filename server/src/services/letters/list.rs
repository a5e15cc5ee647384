//! Mails about addresses on the list: revoked and expiring approvals, and overridden decisions of a colleague.

use super::{language, masked, to_seat};
use crate::{
    error::Result,
    mail::{
        catalogue::{ApprovalEnds, ApprovalsEnd, DecisionOverruled, Mail, OverruledAddress, Someone, StandingRevoked},
        outbox::{Belongs, Letter},
    },
    services::{Services, overruling::Overruled, status},
    store::{
        entity::{account, account_user},
        people::{self, Seat},
        requests,
    },
};
use app::routes;
use esecure::{Locale, Timestamp, person::Person};
use sea_orm::ConnectionTrait;

impl Services {
    /// Notifies an approved address that it was rejected on the list.
    pub(in crate::services) async fn write_revoked<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
    ) -> Result<()> {
        let seats = people::seats(tx, people::Of::Account(&account.id)).await?;
        let active: Vec<Seat> = seats.into_iter().filter(Seat::is_active).collect();
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::StandingRevoked(StandingRevoked {
            account: masked(account),
            email: user.email.clone(),
            revoked: self.calendar(account, locale).long(self.now()),
            reason: None,
            contacts: status::contacts(&active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let belongs = Belongs { account: Some(&account.id), ..Belongs::default() };
        self.write(tx, &mail, Letter { to_email: &user.email, to_name, locale, belongs }).await
    }

    /// Notifies an address that its approval is in its last week. Returns the mail's identifier.
    pub(in crate::services) async fn write_approval_ends<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
        active: &[Seat],
    ) -> Result<String> {
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::ApprovalEnds(ApprovalEnds {
            account: masked(account),
            email: user.email.clone(),
            day: self.last_day(account, user, locale),
            contacts: status::contacts(active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let belongs = Belongs { account: Some(&account.id), ..Belongs::default() };
        self.queue(tx, &mail, Letter { to_email: &user.email, to_name, locale, belongs }, self.now()).await
    }

    /// Notifies an administrator of expiring approvals, in one mail for all. Returns the mail's identifier.
    pub(in crate::services) async fn write_approvals_end<C: ConnectionTrait>(
        &self,
        tx: &C,
        to: &Seat,
        users: &[account_user::Model],
    ) -> Result<String> {
        let (account, locale) = (&to.account, language(&to.profile.locale));
        let mail = Mail::ApprovalsEnd(ApprovalsEnd {
            account: masked(account),
            company: account.company.clone(),
            ends: users.iter().map(|user| (self.last_day(account, user, locale), whose(user))).collect(),
            link: self.link(&routes::with_account(routes::USERS, Some(&account.id))),
        });
        self.queue(tx, &mail, to_seat(to, Belongs::default()), self.now()).await
    }

    /// Notifies an administrator that a colleague overrode their earlier decisions. For a decision on the page,
    /// the mail belongs to `request` and leaves at `turn`, after the undo period.
    pub(in crate::services) async fn write_overruled<C: ConnectionTrait>(
        &self,
        tx: &C,
        to: &Seat,
        by: &Person,
        all: &[Overruled],
        request: Option<&str>,
        turn: Timestamp,
    ) -> Result<()> {
        let (account, locale) = (&to.account, language(&to.profile.locale));
        let calendar = self.calendar(account, locale);
        let addresses = all.iter().map(|one| OverruledAddress {
            who: whose(&one.before),
            what: one.what,
            day: calendar.day(Timestamp::from_millis(one.before.decided_at.unwrap_or_default())),
        });
        let mail = Mail::DecisionOverruled(DecisionOverruled {
            by: by.name.clone(),
            when: calendar.long(self.now()),
            company: account.company.clone(),
            account: masked(account),
            addresses: addresses.collect(),
            link: self.link(&routes::with_account(routes::USERS, Some(&account.id))),
        });
        self.queue(tx, &mail, to_seat(to, Belongs { request, ..Belongs::default() }), turn).await.map(drop)
    }

    /// Returns the language of the address's latest request, or else of the account.
    pub(in crate::services) async fn language_of_user<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
    ) -> Result<Locale> {
        let latest = requests::latest_of(tx, &user.id).await?;
        Ok(language(latest.as_ref().map_or(&account.locale, |row| &row.locale)))
    }

    /// Returns the last day of an approval, inclusive.
    fn last_day(&self, account: &account::Model, user: &account_user::Model, locale: Locale) -> String {
        let end = Timestamp::from_millis(user.valid_until.unwrap_or_default());
        self.calendar(account, locale).last_day(end)
    }
}

fn whose(user: &account_user::Model) -> Someone {
    Someone { name: user.name.clone(), email: user.email.clone() }
}
