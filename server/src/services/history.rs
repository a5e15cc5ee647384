//! Import of past uses. Idempotent by account, address, application and reference, or by the time of use if
//! there is no reference.

use super::{Services, applications, new_id};
use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    store::{
        self, accounts,
        columns::{Scopes, UseId},
        entity::{account, account_use, application},
        list_stats, users,
    },
    tokens,
};
use esecure::{
    AccountNumber, Locale, SingleLine, Timestamp,
    id::{ApplicationId, UserId},
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};

/// Longest reference of a use, in characters.
const REFERENCE: usize = 200;

/// Line of an import, as written.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct UseRecord {
    pub account: String,
    pub email: String,
    pub application: String,
    /// RFC 3339, or `2026-01-31 14:00` in the account's zone.
    pub used_at: String,
    /// The shipper's reference; may be empty.
    #[serde(default)]
    pub reference: String,
}

/// Result of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    pub imported: u64,
    /// Uses that had been recorded before.
    pub known: u64,
    /// Refused lines: line number and reason.
    pub refused: Vec<(u64, String)>,
}

/// Cache of an import, so that 50,000 lines do not load the same account 50,000 times.
#[derive(Default)]
pub struct Importer {
    /// Accounts of the current lines, by number.
    accounts: HashMap<AccountNumber, account::Model>,
    applications: HashMap<SingleLine, application::Model>,
    /// Result so far.
    pub counts: Imported,
}

impl Importer {
    /// Locks the accounts of these lines until commit, always in the same order to avoid deadlocks. Under the lock the
    /// period of their figures cannot move.
    async fn lock_accounts<C: ConnectionTrait>(&mut self, tx: &C, lines: &[(u64, UseRecord)]) -> Result<()> {
        let numbers: BTreeSet<_> =
            lines.iter().filter_map(|(_, line)| AccountNumber::parse(&line.account).ok()).collect();
        self.accounts.clear();
        for number in numbers {
            if let Some(found) = accounts::by_number(tx, &number).await? {
                self.accounts.insert(number, accounts::lock_without_version_bump(tx, &found.id).await?);
            }
        }
        Ok(())
    }
}

impl Services {
    /// Imports numbered lines in one transaction. Refused lines are recorded in the result; the others are imported.
    ///
    /// # Errors
    /// A database error, which rolls back all of these lines.
    pub async fn import_history(&self, importer: &mut Importer, lines: Vec<(u64, UseRecord)>) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        importer.lock_accounts(&tx, &lines).await?;
        for (number, line) in lines {
            match self.import_line(&tx, importer, line).await {
                Ok(true) => importer.counts.imported += 1,
                Ok(false) => importer.counts.known += 1,
                Err(LineError::Line(why)) => importer.counts.refused.push((number, why)),
                Err(LineError::All(error)) => return Err(error),
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Deletes uses older than 13 months (before 00:00 in the account's time zone on the same date 13 months ago);
    /// returns their number.
    pub async fn prune_history(&self) -> Result<u64> {
        let mut pruned = 0;
        for account in accounts::all(&self.db).await? {
            // Refreshed first, so that the list's figures no longer count the uses to be deleted.
            let (account, _) = self.with_fresh_stats(account).await?;
            pruned += users::delete_uses(&self.db, &account.id, account.listed_since).await?;
        }
        Ok(pruned)
    }

    async fn import_line<C: ConnectionTrait>(
        &self,
        tx: &C,
        importer: &mut Importer,
        line: UseRecord,
    ) -> std::result::Result<bool, LineError> {
        let refuse = |why: &str| Err(LineError::Line(why.to_owned()));
        let number = AccountNumber::parse(&line.account).map_err(|e| LineError::Line(e.to_string()))?;
        let Some(account) = importer.accounts.get(&number).cloned() else {
            return refuse("the account is not activated");
        };
        let email = super::parse_email(&line.email).map_err(|e| LineError::Line(e.to_string()))?;
        let calendar = self.calendar(&account, Locale::En);
        let Some(used_at) = calendar.read(&line.used_at) else {
            return refuse("used_at is not a time such as 2026-01-31T14:00:00Z");
        };
        if used_at > self.now().plus_days(1) {
            return refuse("used_at lies in the future");
        }
        if used_at < calendar.thirteen_months_ago() {
            return refuse("used_at lies more than 13 months back; older uses are not kept");
        }
        if line.application.trim().is_empty() {
            return refuse("the application is missing");
        }
        let name =
            applications::read_name(&line.application).map_err(|why| LineError::Line(format!("application: {why}")))?;
        if !importer.applications.contains_key(&name) {
            let found = self.application_for_history(tx, &name).await?;
            importer.applications.insert(name.clone(), found);
        }
        let application = importer.applications[&name].id.clone();
        let user = users::ensure(tx, &account.id, &email, None, new_id(UserId::from_bytes), self.now())
            .await
            .map_err(ServiceError::from)?;
        let reference = SingleLine::parse(&line.reference, REFERENCE)
            .map_err(|error| LineError::Line(format!("reference: {error}")))?;
        let once = use_key(reference.as_ref(), used_at);
        let row = account_use::Model {
            id: UseId::new(hex::encode(crate::clock::random_bytes::<16>())),
            account_id: account.id,
            user_id: user.id,
            application_id: application,
            used_at,
            reference,
            once,
        };
        Ok(list_stats::record_use(tx, row, account.listed_since).await.map_err(ServiceError::from)?)
    }

    /// Finds or creates an application by name. An import may name one that has never sent a check; it has no key until
    /// it is registered.
    async fn application_for_history<C: ConnectionTrait>(
        &self,
        tx: &C,
        name: &SingleLine,
    ) -> Result<application::Model> {
        if let Some(found) = store::applications::by_name(tx, name).await? {
            return Ok(found);
        }
        let row = application::Model {
            id: new_id(ApplicationId::from_bytes),
            name: name.clone(),
            // The hash of a discarded random secret, so that no key matches.
            key_hash: tokens::hash(&tokens::secret()),
            scopes: Scopes::default(),
            created_at: self.now(),
            revoked_at: None,
        };
        store::applications::insert(tx, row.clone()).await?;
        Ok(row)
    }
}

/// Returns the idempotency key of an imported use.
fn use_key(reference: Option<&SingleLine>, used_at: Timestamp) -> String {
    match reference {
        Some(reference) => format!("reference:{reference}"),
        None => format!("time:{}", used_at.as_millis()),
    }
}

enum LineError {
    Line(String),
    All(ServiceError),
}

impl From<ServiceError> for LineError {
    fn from(error: ServiceError) -> Self {
        Self::All(error)
    }
}

impl Calendar {
    /// Parses RFC 3339, or a date with an optional time in the account's time zone.
    pub fn read(&self, text: &str) -> Option<Timestamp> {
        crate::calendar::read_instant(text).or_else(|| self.read_local(text))
    }
}
