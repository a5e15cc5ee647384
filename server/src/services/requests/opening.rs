//! Opens requests, after a refused check or in advance, and queues their mails.

use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        checks::{Check, Checked},
        journal::{self, Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::OpenedRequest},
        new_id,
    },
    store::{
        self, accounts,
        columns::{Json, LinkToken, Version},
        entity::{account, application, request},
        people, policies, requests, users,
    },
    tokens,
};
use esecure::{
    Answer, Locale, Timestamp, decide,
    id::{RequestId, UserId},
    request::StateKind,
};
use sea_orm::DatabaseTransaction;

/// Requests of one address within seven days that cause mails; further ones appear only in the queue.
const MAILED_PER_WEEK: u64 = 2;

/// Origin of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestSource {
    /// A refused check.
    RefusedCheck,
    /// In advance, from the link of a mail.
    MailLink,
}

/// Result of `Services::ensure_open_request`.
#[derive(Debug, Clone)]
pub enum OpenOutcome {
    /// The open request, new or existing.
    Open(Box<request::Model>),
    /// Answer by a decision that was made between the check and this call.
    Answered(Box<Checked>),
}

impl Services {
    /// Opens a request, or counts one more attempt on the open one. Evaluates the rules again inside the transaction,
    /// so that a decision made meanwhile needs no second request. Refuses a new request beyond the account's hourly
    /// limit.
    pub(crate) async fn ensure_open_request(
        &self,
        account: &account::Model,
        application: &application::Model,
        check: Check,
    ) -> Result<OpenOutcome> {
        let now = self.now();
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_and_bump_version(&tx, &account.id).await?;
        let policy = policies::for_address(&tx, &account, &check.email, now).await?;
        let verdict = decide(&policy, &check.email, now);
        if verdict.answer() != Answer::Pending {
            drop(tx);
            if verdict.answer() == Answer::Allowed {
                let checked = Box::pin(self.answer_allowed(&account, application, check, verdict)).await?;
                return Ok(OpenOutcome::Answered(Box::new(checked)));
            }
            return Ok(OpenOutcome::Answered(Box::new(Checked { verdict, request: None })));
        }
        if let Some(mut row) = requests::open_of(&tx, &account.id, &check.email).await? {
            row.attempts += 1;
            requests::count_attempt(&tx, &row.id, now).await?;
            tx.commit().await?;
            return Ok(OpenOutcome::Open(Box::new(row)));
        }
        self.assert_room_for_request(&tx, &account).await?;
        let row = self.open_request(&tx, &account, application, check, RequestSource::RefusedCheck).await?;
        tx.commit().await?;
        self.publish_commit(&row.account_id, Some(&row.id));
        Ok(OpenOutcome::Open(Box::new(row)))
    }

    /// Opens a request with its journal entry and mails. The caller holds the account's row lock, and the verdict is
    /// that the address needs a decision.
    pub(crate) async fn open_request(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        application: &application::Model,
        check: Check,
        source: RequestSource,
    ) -> Result<request::Model> {
        let now = self.now();
        let user =
            users::ensure(tx, &account.id, &check.email, check.name.as_ref(), new_id(UserId::from_bytes), now).await?;
        let mailed = requests::opened_since(tx, &user.id, now.plus_days(-7)).await? < MAILED_PER_WEEK;
        let mut row = self.new_request(account, application, user.id, check, now)?;
        accounts::set_last_request_number(tx, &account.id, row.number).await?;
        let seats = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<_> = seats.into_iter().filter(people::AdministratorSeat::is_active).collect();
        requests::insert(tx, row.clone()).await?;
        let mut requester_mailed = false;
        if mailed {
            let notified = self.write_approval_requests(tx, account, &row, &active, source).await?;
            row.told = i64::try_from(notified).unwrap_or(i64::MAX);
            requests::set_notified(tx, &row.id, row.told).await?;
            requester_mailed = self.write_request_received(tx, account, &row, &active, source).await?;
        }
        let entry = opened_entry(&row, application, source, requester_mailed);
        journal::append(tx, &account.id, entry, now).await?;
        Ok(row)
    }

    /// Builds the row of a request that opens at `now`, with the account's next number.
    fn new_request(
        &self,
        account: &account::Model,
        application: &application::Model,
        user: UserId,
        check: Check,
        now: Timestamp,
    ) -> Result<request::Model> {
        let expires_at = self
            .calendar(account, Locale::En)
            .end_of_day_in(self.config.requests.expire_after_days)
            .map_err(|error| ServiceError::Internal(error.to_string()))?;
        Ok(request::Model {
            id: new_id(RequestId::from_bytes),
            number: account.last_request_number.next(),
            account_id: account.id.clone(),
            user_id: user,
            email: (&check.email).into(),
            email_key: check.email.key(),
            application_id: application.id.clone(),
            name: check.name,
            locale: check.locale.unwrap_or(account.locale),
            authenticated: check.authenticated,
            shipment: Json(check.shipment),
            message: check.message,
            opened_at: now,
            expires_at,
            attempts: 1,
            last_attempt_at: now,
            told: 0,
            state: StateKind::Open,
            decided_by: None,
            decided_by_name: None,
            way: None,
            reason: None,
            reason_words: None,
            closing: None,
            ended_at: None,
            status_token: LinkToken::new(tokens::link_token()),
            standing_before: None,
            version: Version::new(1),
        })
    }
}

fn opened_entry<'a>(
    row: &'a request::Model,
    application: &'a application::Model,
    source: RequestSource,
    requester_mailed: bool,
) -> Entry<'a> {
    let opened = OpenedRequest {
        number: row.number,
        state: row.state,
        mailed: row.told,
        requester_mailed: Some(requester_mailed),
    };
    let (actor, origin) = match source {
        RequestSource::RefusedCheck => (Actor::Application(&application.name), Origin::Api),
        RequestSource::MailLink => (Actor::Requester, Origin::Mail),
    };
    Entry {
        event: JournalEvent::RequestOpened(Change::added(opened)),
        actor,
        origin,
        subject: Subject::Request(&row.id),
        personal: PersonalFields::Holder { email: row.email_key.clone(), name: row.name.clone() },
    }
}
