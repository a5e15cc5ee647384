//! The requester's status page, and the administrators who share their contact details with requesters.

use super::{Services, request_view};
use crate::{
    error::Result,
    store::{
        accounts,
        columns::Version,
        entity::request,
        people::{self, AdministratorSeat},
        requests,
    },
};
use app::pages::{
    queue::request_dto::StateView,
    request_status::dto::{Contact, StatusPage},
};
use esecure::{Locale, id::RequestId};

impl Services {
    /// Loads a status page in the browser's language, else the check's. `None` for an unknown token.
    pub async fn status_page(&self, token: &str, browser: Option<Locale>) -> Result<Option<(Locale, StatusPage)>> {
        let Some(row) = requests::by_status_token(&self.db, token).await? else {
            return Ok(None);
        };
        let locale = browser.unwrap_or(row.locale);
        let account = accounts::get(&self.db, &row.account_id).await?;
        let calendar = self.calendar(&account, locale);
        let seats = people::seats(&self.db, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<AdministratorSeat> = seats.into_iter().filter(AdministratorSeat::is_active).collect();
        let shipment = request_view::shipment(&row);
        let newer = requests::latest_of(&self.db, &row.user_id).await?;
        let newer = newer.filter(|latest| latest.number > row.number);
        let state = self.state_for_requester(&row, &active, &calendar)?;
        Ok(Some((
            locale,
            StatusPage {
                token: row.status_token.as_str().to_owned(),
                version: row.version.get(),
                account_number: account.number.masked(),
                application: self.application_of(&self.db, &row).await?,
                reference: shipment.reference,
                draft: shipment.draft.filter(|link| is_web_link(link)),
                asked: calendar.when(row.opened_at),
                told: (u64::try_from(row.told).unwrap_or(0), calendar.when(row.opened_at)),
                expires: calendar.on(request_view::last_day(&row)),
                state,
                message: row.message.as_deref().map(str::to_owned),
                silent: u64::try_from(active.iter().filter(|s| !s.profile.share_contact).count()).unwrap_or(0),
                contacts: contacts(&active),
                newer: newer.map(|latest| latest.status_token.as_str().to_owned()),
            },
        )))
    }

    /// Builds the state of a request, with the name of the deciding administrator only if they share it.
    fn state_for_requester(
        &self,
        row: &request::Model,
        active: &[AdministratorSeat],
        calendar: &crate::calendar::Calendar,
    ) -> Result<StateView> {
        let shared = row
            .decided_by
            .as_ref()
            .is_some_and(|by| active.iter().any(|seat| seat.profile.id == *by && seat.profile.share_contact));
        let mut state = request_view::state_view(row, calendar)?;
        if let StateView::Approved { by, .. } | StateView::Rejected { by, .. } = &mut state
            && !shared
        {
            by.clear();
        }
        Ok(state)
    }

    /// Returns the id and the version of a request, for its live page; every change increases the version.
    pub async fn status_version(&self, token: &str) -> Result<Option<(RequestId, Version)>> {
        let row = requests::by_status_token(&self.db, token).await?;
        Ok(row.map(|row| (row.id, row.version)))
    }
}

/// Lists the contacts of administrators who share them.
pub(crate) fn contacts(active: &[AdministratorSeat]) -> Vec<Contact> {
    let sharing = active.iter().filter(|seat| seat.profile.share_contact);
    sharing
        .map(|seat| Contact {
            name: seat.profile.name.clone(),
            email: seat.profile.email.to_string(),
            phone: seat.profile.phone.as_deref().map(str::to_owned),
        })
        .collect()
}

/// Checks that a browser can safely follow an application's link to its draft.
pub(crate) fn is_web_link(link: &str) -> bool {
    link.starts_with("https://") && link.len() <= 2000 && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}
