//! Mails about addresses on the list: revoked and expiring approvals, and overridden decisions of a colleague.

use super::to_seat;
use crate::{
    error::Result,
    mail::{
        catalogue::{ApprovalEnds, ApprovalsEnd, DecisionOverridden, Mail, OverriddenAddress, Party, StandingRevoked},
        outbox::{MailRefs, Recipient},
    },
    services::{Services, decision_overrides::OverriddenDecision, request_status},
    store::{
        entity::{account, account_user},
        people::{self, AdministratorSeat},
        requests,
    },
};
use app::routes;
use esecure::{
    Locale, Timestamp,
    id::{MailId, RequestId},
    person::Person,
};
use sea_orm::ConnectionTrait;

impl Services {
    /// Notifies an approved address that it was rejected on the list.
    pub(crate) async fn write_revoked<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
    ) -> Result<()> {
        let seats = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<AdministratorSeat> = seats.into_iter().filter(AdministratorSeat::is_active).collect();
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::StandingRevoked(StandingRevoked {
            account: account.number.masked(),
            email: user.email.to_string(),
            revoked: self.calendar(account, locale).long(self.now()),
            reason: None,
            contacts: request_status::contacts(&active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let refs = MailRefs { account: Some(&account.id), ..MailRefs::default() };
        self.write(tx, &mail, Recipient { to_email: &user.email, to_name, locale, refs }).await
    }

    /// Notifies an address that its approval is in its last week. Returns the mail's identifier.
    pub(crate) async fn write_approval_ends<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
        active: &[AdministratorSeat],
    ) -> Result<MailId> {
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::ApprovalEnds(ApprovalEnds {
            account: account.number.masked(),
            email: user.email.to_string(),
            day: self.last_day(account, user, locale),
            contacts: request_status::contacts(active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let refs = MailRefs { account: Some(&account.id), ..MailRefs::default() };
        self.queue(tx, &mail, Recipient { to_email: &user.email, to_name, locale, refs }, self.now()).await
    }

    /// Notifies an administrator of expiring approvals, in one mail for all. Returns the mail's identifier.
    pub(crate) async fn write_approvals_end<C: ConnectionTrait>(
        &self,
        tx: &C,
        to: &AdministratorSeat,
        users: &[account_user::Model],
    ) -> Result<MailId> {
        let (account, locale) = (&to.account, to.profile.locale);
        let mail = Mail::ApprovalsEnd(ApprovalsEnd {
            account: account.number.masked(),
            company: account.company.to_string(),
            ends: users.iter().map(|user| (self.last_day(account, user, locale), whose(user))).collect(),
            link: self.link(&routes::with_query(routes::USERS, &format!("account={}", account.id))),
        });
        self.queue(tx, &mail, to_seat(to, MailRefs::default()), self.now()).await
    }

    /// Notifies an administrator that a colleague overrode their earlier decisions. For a decision on the page,
    /// the mail belongs to `request` and leaves at `not_before`, after the undo period.
    pub(crate) async fn write_decision_overridden<C: ConnectionTrait>(
        &self,
        tx: &C,
        to: &AdministratorSeat,
        by: &Person,
        all: &[OverriddenDecision],
        request: Option<&RequestId>,
        not_before: Timestamp,
    ) -> Result<()> {
        let (account, locale) = (&to.account, to.profile.locale);
        let calendar = self.calendar(account, locale);
        let addresses = all.iter().map(|one| OverriddenAddress {
            who: whose(&one.before),
            what: one.what,
            day: one.before.decided_at.map(|at| calendar.day(at)).unwrap_or_default(),
        });
        let mail = Mail::DecisionOverridden(DecisionOverridden {
            by: by.name.clone(),
            when: calendar.long(self.now()),
            company: account.company.to_string(),
            account: account.number.masked(),
            addresses: addresses.collect(),
            link: self.link(&routes::with_query(routes::USERS, &format!("account={}", account.id))),
        });
        self.queue(tx, &mail, to_seat(to, MailRefs { request, ..MailRefs::default() }), not_before).await.map(drop)
    }

    /// Returns the language of the address's latest request, or else of the account.
    pub(crate) async fn language_of_user<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
    ) -> Result<Locale> {
        let latest = requests::latest_of(tx, &user.id).await?;
        Ok(latest.map_or(account.locale, |row| row.locale))
    }

    /// Returns the last day of an approval, inclusive.
    fn last_day(&self, account: &account::Model, user: &account_user::Model, locale: Locale) -> String {
        user.valid_until.map(|end| self.calendar(account, locale).last_day(end)).unwrap_or_default()
    }
}

fn whose(user: &account_user::Model) -> Party {
    Party { name: user.name.as_ref().map(ToString::to_string), email: user.email.to_string() }
}
