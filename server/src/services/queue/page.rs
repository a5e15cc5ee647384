//! Pages of the queue and their updates. Rows, ids and memory are bounded; only counts and searches visit every open
//! request.

use super::{QueueReader, bulk::reader_locale};
use crate::{
    error::{Result, ServiceError},
    services::Services,
    store::{
        open_requests::{self, QueueEntry, QueuePosition},
        requests,
    },
};
use app::pages::queue::dto::{KNOWN_LIMIT, Listed, QUEUE_PAGE, Queue, QueueDelta, QueueOrder, QueueRow};
use esecure::{
    id::{AccountId, RequestId},
    person::Administrator,
    request::StateKind,
};
use i18n::error as t;
use std::collections::{HashMap, HashSet};

/// Number of lines that a search reads at a time.
const BATCH: usize = 1000;

impl Services {
    pub(in crate::services) async fn open_requests(
        &self,
        seats: &[Administrator],
        search: &str,
        order: QueueOrder,
        after: Option<&RequestId>,
    ) -> Result<Queue> {
        // Reads the version first, so that every later change has a newer one.
        let version = self.seats_version(seats).await?;
        let wanted = QueueQuery { after: self.position_of(seats, after).await?, ..QueueQuery::of(search, order) };
        let mut reader = QueueReader::new(self, seats);
        let mut found = reader.find(&wanted).await?;
        let more = found.lines.len() > QUEUE_PAGE;
        found.lines.truncate(QUEUE_PAGE);
        let last = found.lines.last().filter(|_| more);
        Ok(Queue {
            version,
            search: search.to_owned(),
            order,
            next: last.map(|line| line.id.clone()),
            rows: reader.rows(&found.lines).await?,
            open: reader.count_open().await?,
            found: found.all,
            oldest: reader.oldest().await?,
        })
    }

    pub(in crate::services) async fn queue_changes(
        &self,
        seats: &[Administrator],
        listed: &Listed,
    ) -> Result<QueueDelta> {
        if listed.known.len() > KNOWN_LIMIT {
            return Err(ServiceError::field("known", t::queue_long(reader_locale(seats), KNOWN_LIMIT)));
        }
        let version = self.seats_version(seats).await?;
        let known: Vec<&RequestId> = listed.known.iter().collect();
        let wanted = QueueQuery {
            until: self.position_of(seats, listed.until.as_ref()).await?,
            known: known.iter().copied().collect(),
            ..QueueQuery::of(&listed.search, listed.order)
        };
        let mut reader = QueueReader::new(self, seats);
        let mut found = reader.find(&wanted).await?;
        found.lines.truncate(QUEUE_PAGE);
        let mut settled = Vec::new();
        for row in open_requests::closed_among(&self.db, &reader.accounts_of_seats(), &known).await? {
            settled.push(reader.resolution(&row).await?);
        }
        Ok(QueueDelta {
            version,
            fresh: reader.rows(&found.lines).await?,
            fresh_count: found.count,
            settled,
            open: reader.count_open().await?,
            found: found.all,
            oldest: reader.oldest().await?,
        })
    }

    /// Returns the place of a request in the queue, even if the request has left it.
    async fn position_of(&self, seats: &[Administrator], id: Option<&RequestId>) -> Result<Option<QueuePosition>> {
        match id {
            Some(id) => Ok(Some(QueuePosition::from(&self.find_request(seats, id).await?.1))),
            None => Ok(None),
        }
    }
}

#[derive(Default)]
struct QueueQuery<'a> {
    /// Part of a name, an address or an application, in lower case; empty for all.
    search: String,
    order: QueueOrder,
    /// Only lines after this place.
    after: Option<QueuePosition>,
    /// Only lines up to this place.
    until: Option<QueuePosition>,
    /// Ids to leave out.
    known: HashSet<&'a RequestId>,
}

impl QueueQuery<'_> {
    fn of(search: &str, order: QueueOrder) -> Self {
        Self { search: search.trim().to_lowercase(), order, ..Self::default() }
    }

    fn includes(&self, line: &QueueEntry) -> bool {
        let place = line.position();
        self.after.as_ref().is_none_or(|after| place.follows(after, self.order))
            && self.until.as_ref().is_none_or(|until| !place.follows(until, self.order))
            && !self.known.contains(&line.id)
    }
}

/// Result of a search for lines.
struct QueueMatches {
    /// The first matches in order: at least one more than fits on a page, if there are so many.
    lines: Vec<QueueEntry>,
    /// Number of all matches.
    count: u64,
    /// Number of open requests that match the search, regardless of the other conditions.
    all: u64,
}

impl<'a> QueueReader<'a> {
    fn accounts_of_seats(&self) -> Vec<&'a AccountId> {
        self.seats.iter().map(Administrator::account).collect()
    }

    async fn count_open(&self) -> Result<u64> {
        self.count_until(QueueOrder::default(), None, None).await
    }

    /// Counts the open requests up to a place, or only those `among` them.
    async fn count_until(
        &self,
        order: QueueOrder,
        until: Option<&QueuePosition>,
        among: Option<&[&RequestId]>,
    ) -> Result<u64> {
        Ok(open_requests::count(&self.services.db, &self.accounts_of_seats(), order, until, among).await?)
    }

    async fn oldest(&mut self) -> Result<Option<String>> {
        let mut first: Option<QueueEntry> = None;
        for seat in self.seats {
            let db = &self.services.db;
            let line = open_requests::entries(db, seat.account(), QueueOrder::Oldest, None, 1).await?.pop();
            first = [first, line].into_iter().flatten().min_by_key(QueueEntry::position);
        }
        match first {
            Some(line) => Ok(Some(self.oldest_age(&line.account_id, line.opened_at).await?)),
            None => Ok(None),
        }
    }

    /// Loads the rows of lines in their order, without those decided meanwhile.
    async fn rows(&mut self, lines: &[QueueEntry]) -> Result<Vec<QueueRow>> {
        let ids: Vec<&RequestId> = lines.iter().map(|line| &line.id).collect();
        let rows = requests::by_ids(&self.services.db, self.accounts_of_seats(), &ids).await?;
        let mut rows: HashMap<RequestId, _> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut shown = Vec::with_capacity(ids.len());
        for row in ids.into_iter().filter_map(|id| rows.remove(id)) {
            if row.state == StateKind::Open {
                shown.push(self.row(row).await?);
            }
        }
        Ok(shown)
    }

    async fn find(&mut self, wanted: &QueueQuery<'_>) -> Result<QueueMatches> {
        let mut found =
            if wanted.search.is_empty() { self.listed(wanted).await? } else { self.searched(wanted).await? };
        found.lines.sort_by_key(QueueEntry::position);
        if wanted.order == QueueOrder::Newest {
            found.lines.reverse();
        }
        Ok(found)
    }

    /// Reads the first matching lines, with a limit that allows for the known ones among them, and counts the rest.
    async fn listed(&self, wanted: &QueueQuery<'_>) -> Result<QueueMatches> {
        let limit = (QUEUE_PAGE + 1 + wanted.known.len()) as u64;
        let mut lines = Vec::new();
        for seat in self.seats {
            let (db, after) = (&self.services.db, wanted.after.as_ref());
            let first = open_requests::entries(db, seat.account(), wanted.order, after, limit).await?;
            lines.extend(first.into_iter().filter(|line| wanted.includes(line)));
        }
        let all = self.count_open().await?;
        let until = wanted.until.as_ref();
        let reached = if until.is_some() { self.count_until(wanted.order, until, None).await? } else { all };
        let known: Vec<&RequestId> = wanted.known.iter().copied().collect();
        let among = match known.as_slice() {
            [] => 0,
            known => self.count_until(wanted.order, until, Some(known)).await?,
        };
        Ok(QueueMatches { lines, count: reached.saturating_sub(among), all })
    }

    /// Reads every open request in batches, since no index finds a part of a name in every script.
    async fn searched(&mut self, wanted: &QueueQuery<'_>) -> Result<QueueMatches> {
        let mut found = QueueMatches { lines: Vec::new(), count: 0, all: 0 };
        for seat in self.seats {
            let (mut kept, mut at) = (0, None);
            loop {
                let (db, account) = (&self.services.db, seat.account());
                let batch = open_requests::entries(db, account, wanted.order, at.as_ref(), BATCH as u64).await?;
                at = batch.last().map(QueueEntry::position);
                let last = batch.len() < BATCH;
                for line in batch {
                    if !self.matches(&wanted.search, &line).await? {
                        continue;
                    }
                    found.all += 1;
                    if wanted.includes(&line) {
                        found.count += 1;
                        if kept <= QUEUE_PAGE {
                            kept += 1;
                            found.lines.push(line);
                        }
                    }
                }
                if last {
                    break;
                }
            }
        }
        Ok(found)
    }

    async fn matches(&mut self, search: &str, line: &QueueEntry) -> Result<bool> {
        let has = |text: &str| text.to_lowercase().contains(search);
        Ok(has(line.email.as_str())
            || line.name.as_deref().is_some_and(has)
            || has(self.application(&line.application_id).await?))
    }
}
