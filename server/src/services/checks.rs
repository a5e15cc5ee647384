//! Check of an address by an application before it books (section 2). Only an allowed use and a new request write to
//! the database.

use super::{Services, complete, fresh, requests::Asked};
use crate::{
    error::{Result, ServiceError},
    store::{
        self, accounts,
        entity::{account, account_use, application, request},
        figures, requests, users,
    },
};
use app::routes;
use esecure::{
    AccountNumber, Answer, EmailAddress, Locale, MultiLine, Policy, Rule, SingleLine, Verdict, decide, id::UserId,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone)]
pub struct Check {
    pub account: AccountNumber,
    /// The shipper's address.
    pub email: EmailAddress,
    /// Dry run: records no use and opens no request.
    pub dry_run: bool,
    /// The shipper's name, as asserted by the application.
    pub name: Option<SingleLine>,
    /// The shipper's language, as asserted by the application.
    pub locale: Option<Locale>,
    /// True if the application asserts that it has authenticated the address.
    pub authenticated: bool,
    /// The shipment, as asserted by the application.
    pub shipment: Shipment,
    /// The shipper's message to the administrators.
    pub message: Option<MultiLine>,
}

/// A place, as asserted by an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub country: Option<String>,
    pub city: Option<String>,
    pub company: Option<String>,
}

/// An amount of money, with the digits exactly as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Digits with an optional decimal point.
    pub amount: String,
    pub currency: String,
}

/// A shipment, as asserted by an application and stored unchanged with the request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shipment {
    pub reference: Option<String>,
    pub origin: Place,
    pub destination: Place,
    pub pieces: Option<u64>,
    pub weight_kg: Option<f64>,
    pub value: Option<Money>,
    /// Link to the draft in the application.
    pub draft: Option<String>,
}

/// Result of [`Services::check`].
#[derive(Debug, Clone)]
pub struct Checked {
    pub verdict: Verdict,
    /// Identifier and status page link of the open request.
    pub request: Option<(String, String)>,
}

/// Loads the policy for one address: the account's switches, its domain lists and this address's standing. Other
/// addresses do not affect the verdict, so they are not read.
pub async fn policy<C: ConnectionTrait>(db: &C, account: &account::Model, email: &EmailAddress) -> Result<Policy> {
    let (authorised, may_ask) = accounts::domain_rules(db, &account.id).await?;
    let row = users::by_email(db, &account.id, email).await?;
    Ok(Policy {
        active: account.suspended_at.is_none(),
        enforced: account.enforced,
        standings: row.iter().map(|row| (email.clone(), users::standing(row))).collect(),
        announcements: Vec::new(),
        authorised,
        may_ask,
    })
}

impl Services {
    /// Answers a check.
    ///
    /// # Errors
    /// Any failure is an error, never an "allowed" verdict. [`app::AppError::TooMany`] beyond the account's
    /// limits, only for a pending address.
    pub async fn check(&self, application: application::Model, check: Check) -> Result<Checked> {
        let services = self.clone();
        complete(async move { services.answer(&application, check).await }).await
    }

    async fn answer(&self, application: &application::Model, check: Check) -> Result<Checked> {
        let Some(account) = accounts::by_number(&self.db, &check.account).await? else {
            return Ok(Checked { verdict: Rule::UnknownAccount.into(), request: None });
        };
        let account = self.as_of_now(account).await?;
        let policy = policy(&self.db, &account, &check.email).await?;
        let verdict = decide(&policy, &check.email, self.now());
        // A dry run stores nothing: a list that is checked in advance must get its answer.
        if verdict.answer() == Answer::Pending && !check.dry_run {
            self.take_pending(&account)?;
        }
        if check.dry_run {
            let open = match verdict.answer() {
                Answer::Pending => requests::open_of(&self.db, &account.id, &check.email).await?,
                _ => None,
            };
            return Ok(Checked { verdict, request: open.map(|row| self.pointer(&row)) });
        }
        match verdict.answer() {
            Answer::Denied => Ok(Checked { verdict, request: None }),
            Answer::Allowed => {
                self.record_use(&account, application, &check).await?;
                Ok(Checked { verdict, request: None })
            }
            Answer::Pending => match self.ask(&account, application, check).await? {
                Asked::Waiting(row) => {
                    Ok(Checked { verdict: Rule::AwaitingDecision.into(), request: Some(self.pointer(&row)) })
                }
                Asked::DecidedMeanwhile(verdict) => Ok(Checked { verdict, request: None }),
            },
        }
    }

    fn pointer(&self, row: &request::Model) -> (String, String) {
        (row.id.clone(), self.link(&routes::with_token(routes::REQUEST_STATUS, &row.status_token)))
    }

    /// Records a use: an allowed check that is not a dry run.
    pub(super) async fn record_use(
        &self,
        account: &account::Model,
        application: &application::Model,
        check: &Check,
    ) -> Result<()> {
        let now = self.now();
        let tx = store::begin(&self.db).await?;
        let user = users::ensure(&tx, &account.id, &check.email, check.name.as_deref(), fresh(UserId::from_bytes), now)
            .await?;
        let id = hex::encode(crate::clock::random_bytes::<16>());
        let row = account_use::Model {
            // A random key, since repeated checks of one shipment all count. Imported uses have other prefixes.
            once: format!("check:{id}"),
            id,
            account_id: account.id.clone(),
            user_id: user.id,
            application_id: application.id.clone(),
            used_at: now.as_millis(),
            reference: check.shipment.reference.clone(),
        };
        // A use recorded now always lies within the list's period.
        let recorded = figures::record_use(&tx, row, i64::MIN).await?;
        tx.commit().await?;
        if recorded { Ok(()) } else { Err(ServiceError::Internal("a use was not recorded".to_owned())) }
    }
}
