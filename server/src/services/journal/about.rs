//! Entries about one address, for the page of that address.

use super::{EventCode, EventGroup, JournalEvent, Origin, page::to_entry};
use crate::{
    calendar::Calendar,
    error::Result,
    services::Services,
    store::{
        columns::EntryNumber,
        journal::{self, Filter, PageDirection},
    },
};
use app::pages::journal::dto::JournalEntry;
use esecure::{EmailKey, Timestamp, id::AccountId};

/// Entry about an address, in words and with its values.
#[derive(Debug, Clone)]
pub struct AddressEntry {
    pub at: Timestamp,
    /// `None` for an event that cannot be read.
    pub event: Option<JournalEvent>,
    pub origin: Option<Origin>,
    pub entry: JournalEntry,
}

/// Filter for the requests and decisions about an address.
pub fn about_address(address: EmailKey) -> Filter {
    let groups = [EventGroup::Requests, EventGroup::Addresses];
    let events: Vec<EventCode> = groups.into_iter().flat_map(EventGroup::events).collect();
    Filter { events, address: Some(address), ..Filter::default() }
}

impl Services {
    /// Loads up to `limit` requests and decisions about an address, newest first.
    pub(in crate::services) async fn entries_about(
        &self,
        account: &AccountId,
        address: EmailKey,
        limit: u64,
        calendar: &Calendar,
    ) -> Result<Vec<AddressEntry>> {
        let newest = PageDirection::Before(EntryNumber::new(i64::MAX));
        let kept = journal::page(&self.db, account, &about_address(address), newest, limit).await?;
        let names = self.names(&kept).await?;
        let worded = kept.into_iter().map(|one| {
            let (at, row) = (one.0.at, &one.0);
            let event = JournalEvent::read(row.event.as_str(), row.before.as_str(), row.after.as_str()).ok();
            let origin = Origin::from_code(row.origin.as_str());
            AddressEntry { at, event, origin, entry: to_entry(one, &names, calendar) }
        });
        Ok(worded.collect())
    }
}
