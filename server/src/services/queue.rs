//! The queue: open requests on the accounts of one person, with live updates. The actions of its buttons are in
//! [`bulk`].

mod approve_domain;
pub mod bulk;
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
use i18n::error as t;
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

/// Reads rows for one person. Loads each account and application only once, as they are few.
struct QueueReader<'a> {
    services: &'a Services,
    seats: &'a [Administrator],
    accounts: HashMap<AccountId, account::Model>,
    applications: HashMap<ApplicationId, String>,
}

impl<'a> QueueReader<'a> {
    fn new(services: &'a Services, seats: &'a [Administrator]) -> Self {
        Self { services, seats, accounts: HashMap::new(), applications: HashMap::new() }
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

    /// Formats the age of a request on this account.
    async fn age(&mut self, account: &AccountId, opened_at: Timestamp) -> Result<String> {
        let (seat, account) = self.account(account).await?;
        let calendar = self.services.calendar(&account, seat.person().locale);
        Ok(calendar.age(opened_at).text)
    }

    async fn row(&mut self, row: request::Model) -> Result<QueueRow> {
        let (seat, account) = self.account(&row.account_id).await?;
        let calendar = self.services.calendar(&account, seat.person().locale);
        let shipment = request_view::shipment(&row);
        Ok(QueueRow {
            id: row.id,
            application: self.application(&row.application_id).await?.to_owned(),
            own: row.email_key == seat.person().email.key(),
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

/// Builds the sentence about a settled request, for other viewers of the queue.
fn resolution_text(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => t::SettledApproved { by, when: &when.text }.text(locale),
        StateView::Rejected { by, when, .. } => t::SettledRejected { by, when: &when.text }.text(locale),
        _ => t::settled_otherwise(locale).to_owned(),
    }
}
