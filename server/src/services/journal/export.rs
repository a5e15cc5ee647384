//! CSV export of the journal: the entries that match the page's filters, in words, oldest first. It is
//! streamed in batches, so memory use does not depend on its length.

use super::page::{read, to_entry};
use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    services::{
        Services,
        users::{Export, delimiter},
    },
    store::{
        accounts,
        columns::EntryNumber,
        journal::{self, Filter, PageDirection, StoredEntry},
    },
};
use app::pages::journal::dto::{JournalAbout, JournalChange, JournalQuery, JournalWho};
use esecure::{
    Locale, export,
    id::{AccountId, ProfileId},
    person::Administrator,
};
use futures::{Stream, StreamExt as _, stream};
use i18n::journal as t;
use std::collections::HashMap;

/// Entries per batch.
const BATCH: u64 = 500;

impl Services {
    /// Exports all entries that match a query, as CSV in the reader's language.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for invalid filters.
    pub async fn export_journal(
        &self,
        by: &Administrator,
        query: &JournalQuery,
    ) -> Result<Export<impl Stream<Item = Result<Vec<u8>>> + use<>>> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let (filter, problems) = read(query, &calendar);
        if !problems.is_empty() {
            return Err(ServiceError::fields(problems));
        }
        let locale = calendar.locale;
        let name = format!("{}-{}-{}.csv", t::file(locale), account.number, calendar.table_day(self.now()));
        let writing = JournalCsv { services: self.clone(), account: account.id, filter, calendar };
        let head = stream::once(std::future::ready(Ok(head(locale))));
        let rows = stream::try_unfold((writing, EntryNumber::default()), |(writing, after)| async move {
            let kept = writing.next_batch(after).await?;
            let Some((last, _)) = kept.last() else { return Ok(None) };
            let after = last.seq;
            let part = writing.csv_rows(kept).await?;
            Ok(Some((part, (writing, after))))
        });
        Ok(Export { name, parts: head.chain(rows) })
    }
}

fn head(locale: Locale) -> Vec<u8> {
    let mut out = export::BYTE_ORDER_MARK.as_bytes().to_vec();
    let columns = [
        t::entry(locale),
        t::when(locale),
        t::who(locale),
        t::who_email(locale),
        t::what(locale),
        t::from_where(locale),
        t::address_column(locale),
        t::name_column(locale),
        t::before(locale),
        t::after(locale),
        t::hash(locale),
    ];
    export::write_row(&mut out, delimiter(locale), columns);
    out
}

/// State of a running export.
struct JournalCsv {
    services: Services,
    account: AccountId,
    filter: Filter,
    calendar: Calendar,
}

impl JournalCsv {
    async fn next_batch(&self, after: EntryNumber) -> Result<Vec<StoredEntry>> {
        Ok(journal::page(&self.services.db, &self.account, &self.filter, PageDirection::After(after), BATCH).await?)
    }

    async fn csv_rows(&self, kept: Vec<StoredEntry>) -> Result<Vec<u8>> {
        let names = self.services.names(&kept).await?;
        let mut out = Vec::new();
        for one in kept {
            export::write_row(&mut out, delimiter(self.calendar.locale), self.cells(one, &names));
        }
        Ok(out)
    }

    fn cells(&self, kept: StoredEntry, names: &HashMap<ProfileId, String>) -> [String; 11] {
        let locale = self.calendar.locale;
        let at = self.calendar.table(kept.0.at);
        let hash = kept.0.hash.to_string();
        let entry = to_entry(kept, names, &self.calendar);
        let (who, who_email) = match entry.who {
            JournalWho::Person { name, email } => (name, email.unwrap_or_default()),
            JournalWho::Erased => (t::erased(locale).to_owned(), String::new()),
            JournalWho::Other(other) => (other, String::new()),
        };
        let (address, name) = match entry.about {
            JournalAbout::Address { email, name } => (email, name.unwrap_or_default()),
            JournalAbout::Erased => (t::erased_address(locale).to_owned(), String::new()),
            JournalAbout::Nobody => Default::default(),
        };
        let side = |of: fn(&JournalChange) -> &Option<String>| {
            let texts =
                entry.changes.iter().filter_map(|change| Some(format!("{}: {}", change.field, of(change).as_ref()?)));
            texts.collect::<Vec<_>>().join("; ")
        };
        let (before, after) = (side(|change| &change.before), side(|change| &change.after));
        [entry.number.to_string(), at, who, who_email, entry.what, entry.origin, address, name, before, after, hash]
    }
}
