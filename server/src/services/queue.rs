//! The queue: open requests on the accounts of one person, with live updates. The actions of its buttons are in
//! [`bulk`].

mod approve_domain;
pub mod bulk;
pub(super) mod look_alikes;
mod page;

use super::{
    Services, not_found,
    request_view::{self, Number},
    seat_for,
};
use crate::{
    error::Result,
    store::{
        accounts, applications,
        entity::{account, request},
        requests,
    },
};
use app::pages::queue::{
    dto::{QueueRow, ResolvedRequest},
    request_dto::{RequestView, StateView},
};
use esecure::{
    Locale, Timestamp,
    id::{AccountId, ApplicationId, RequestId},
    person::Administrator,
};
use i18n::{error as e, queue as t};
use look_alikes::LookAlikes;
use std::collections::HashMap;

impl Services {
    pub(super) async fn viewed_request(&self, seats: &[Administrator], id: &RequestId) -> Result<RequestView> {
        let (seat, row) = self.find_request(seats, id).await?;
        self.view_for(seat, &row).await
    }

    /// Finds a request on these accounts, with the seat on its account.
    async fn find_request<'a>(
        &self,
        seats: &'a [Administrator],
        id: &RequestId,
    ) -> Result<(&'a Administrator, request::Model)> {
        let row = requests::get(&self.db, seats.iter().map(Administrator::account), id).await?.ok_or_else(not_found)?;
        Ok((seat_for(seats, &row.account_id)?, row))
    }

    async fn view_for(&self, seat: &Administrator, row: &request::Model) -> Result<RequestView> {
        let account = accounts::get(&self.db, seat.account()).await?;
        let calendar = self.calendar(&account, seat.person().locale);
        self.request_view(row, &account, &calendar, Number::Full, &seat.person().email).await
    }
}

/// Number of days from which the queue shows how long a request still waits.
const FEW_DAYS: u64 = 3;

/// Reads rows for one person. Loads each account and application only once, as they are few.
struct QueueReader<'a> {
    services: &'a Services,
    seats: &'a [Administrator],
    accounts: HashMap<AccountId, account::Model>,
    applications: HashMap<ApplicationId, String>,
    look_alikes: HashMap<AccountId, LookAlikes>,
    /// Accounts with the administrator's own request: true if the administrator is the only active one.
    sole: HashMap<AccountId, bool>,
}

impl<'a> QueueReader<'a> {
    fn new(services: &'a Services, seats: &'a [Administrator]) -> Self {
        Self {
            services,
            seats,
            accounts: HashMap::new(),
            applications: HashMap::new(),
            look_alikes: HashMap::new(),
            sole: HashMap::new(),
        }
    }

    async fn account(&mut self, id: &AccountId) -> Result<(&'a Administrator, account::Model)> {
        let seat = seat_for(self.seats, id)?;
        if let Some(account) = self.accounts.get(id) {
            return Ok((seat, account.clone()));
        }
        let account = accounts::get(&self.services.db, seat.account()).await?;
        self.accounts.insert(id.clone(), account.clone());
        Ok((seat, account))
    }

    async fn application(&mut self, id: &ApplicationId) -> Result<&str> {
        if !self.applications.contains_key(id) {
            let name = applications::name(&self.services.db, id).await?;
            self.applications.insert(id.clone(), name);
        }
        Ok(self.applications.get(id).map_or("", String::as_str))
    }

    /// Compares the domain of an address with the names that the account knows.
    async fn look_alike(&mut self, row: &request::Model, locale: Locale) -> Result<Option<String>> {
        if !self.look_alikes.contains_key(&row.account_id) {
            let known = LookAlikes::of_account(&self.services.db, &row.account_id).await?;
            self.look_alikes.insert(row.account_id.clone(), known);
        }
        let imitated = self.look_alikes.get(&row.account_id).and_then(|known| known.imitated_by(row));
        Ok(imitated.map(|name| t::look_alike_of(locale, name)))
    }

    /// Returns true for the own address of the only active administrator.
    async fn is_sole(&mut self, seat: &Administrator) -> Result<bool> {
        if let Some(sole) = self.sole.get(seat.account()) {
            return Ok(*sole);
        }
        let sole = self.services.is_sole(&self.services.db, seat).await?;
        self.sole.insert(seat.account().clone(), sole);
        Ok(sole)
    }

    /// Formats the age of the oldest request for the sentence with the number of requests.
    async fn oldest_age(&mut self, account: &AccountId, opened_at: Timestamp) -> Result<String> {
        let (seat, account) = self.account(account).await?;
        let locale = seat.person().locale;
        let minutes = self.services.now().as_millis().saturating_sub(opened_at.as_millis()) / 60_000;
        Ok(match minutes {
            ..1 => t::just_now(locale).to_owned(),
            _ => self.services.calendar(&account, locale).age(opened_at).text,
        })
    }

    async fn row(&mut self, row: request::Model) -> Result<QueueRow> {
        let (seat, account) = self.account(&row.account_id).await?;
        let locale = seat.person().locale;
        let calendar = self.services.calendar(&account, locale);
        let shipment = request_view::shipment(&row);
        let own = row.email_key == seat.person().email.key();
        Ok(QueueRow {
            look_alike: self.look_alike(&row, locale).await?,
            sole: own && self.is_sole(seat).await?,
            days_left: days_left(&row, self.services.now()).map(|days| t::days_left(locale, days)),
            id: row.id,
            application: self.application(&row.application_id).await?.to_owned(),
            own,
            age: calendar.age(row.opened_at),
            name: row.name.map(String::from),
            email: row.email.into(),
            from: shipment.origin.city,
            to: shipment.destination.city,
            waits: shipment.draft.is_some(),
            company: if self.seats.len() > 1 { account.company.into() } else { String::new() },
        })
    }

    async fn resolution(&mut self, row: &request::Model) -> Result<ResolvedRequest> {
        let (seat, account) = self.account(&row.account_id).await?;
        let locale = seat.person().locale;
        let state = request_view::state_view(row, &self.services.calendar(&account, locale))?;
        Ok(ResolvedRequest { id: row.id.clone(), what: resolution_text(&state, locale) })
    }
}

/// Counts the days until a request expires, rounded up, if they are few. `None` for a request that has expired.
fn days_left(row: &request::Model, now: Timestamp) -> Option<u64> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let left = row.expires_at.as_millis().saturating_sub(now.as_millis());
    let days = u64::try_from((left + DAY - 1) / DAY).ok()?;
    (left > 0 && days <= FEW_DAYS).then_some(days)
}

/// Builds the sentence about a settled request, for other viewers of the queue.
fn resolution_text(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => e::SettledApproved { by, when: &when.text }.text(locale),
        StateView::Rejected { by, when, .. } => e::SettledRejected { by, when: &when.text }.text(locale),
        _ => e::settled_otherwise(locale).to_owned(),
    }
}
