//! The table of open connections.

use super::{
    limits::Limits,
    watch::{Rank, Watch},
};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// Source of a connection: an IPv4 address, or the /64 network of an IPv6 address, which belongs to one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Source(IpAddr);

impl Source {
    pub(super) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address => address,
        })
    }
}

#[derive(Default)]
struct Open {
    next: u64,
    places: HashMap<u64, (Source, Arc<Watch>)>,
    sources: HashMap<Source, usize>,
}

impl Open {
    fn remove(&mut self, id: u64) -> Option<Arc<Watch>> {
        let (source, watch) = self.places.remove(&id)?;
        if let Some(count) = self.sources.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                self.sources.remove(&source);
            }
        }
        Some(watch)
    }

    /// Closes up to `most` connections in the order of their ranks, the oldest of a rank first.
    fn close_first(&mut self, mut ranks: Vec<(Rank, Instant, u64)>, most: usize) {
        ranks.sort_unstable();
        for (_, _, id) in ranks.into_iter().take(most) {
            if let Some(watch) = self.remove(id) {
                watch.close();
            }
        }
    }

    fn ranks(&self, source: Option<Source>, limits: &Limits) -> Vec<(Rank, Instant, u64)> {
        let now = Instant::now();
        let of = self.places.iter().filter(|(_, (from, _))| source.is_none_or(|source| source == *from));
        of.filter_map(|(id, (_, watch))| watch.rank(limits, now).map(|(rank, since)| (rank, since, *id))).collect()
    }
}

/// All open connections, without those that are being closed.
#[derive(Clone, Default)]
pub(super) struct ConnectionTable(Arc<Mutex<Open>>);

impl ConnectionTable {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enter(&self, source: Source) -> Slot {
        let watch = Arc::new(Watch::new());
        let mut open = self.open();
        let id = open.next;
        open.next += 1;
        open.places.insert(id, (source, watch.clone()));
        *open.sources.entry(source).or_default() += 1;
        Slot { id, watch, table: self.clone() }
    }

    /// Counts the connections of a source.
    pub(super) fn count(&self, source: Source) -> usize {
        self.open().sources.get(&source).copied().unwrap_or(0)
    }

    /// Evicts up to `most` connections, of one source or of all; false if none can be evicted.
    pub(super) fn evict(&self, source: Option<Source>, most: usize, limits: &Limits) -> bool {
        let mut open = self.open();
        let ranks = open.ranks(source, limits);
        let any = !ranks.is_empty();
        open.close_first(ranks, most);
        any
    }

    /// Closes the oldest anonymous streams beyond their bound.
    pub(super) fn bound_streams(&self, limits: &Limits) {
        let mut open = self.open();
        let mut ranks = open.ranks(None, limits);
        ranks.retain(|(rank, ..)| *rank == Rank::Stream);
        let beyond = ranks.len().saturating_sub(limits.anonymous_streams);
        open.close_first(ranks, beyond);
    }

    /// Closes the overdue connections.
    pub(super) fn close_overdue(&self, limits: &Limits, now: Instant) {
        let mut open = self.open();
        let overdue = open.places.iter().filter(|(_, (_, watch))| watch.is_overdue(limits, now));
        for id in overdue.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Some(watch) = open.remove(id) {
                watch.close();
            }
        }
    }
}

/// A connection's entry in the table, removed on drop.
pub(super) struct Slot {
    id: u64,
    watch: Arc<Watch>,
    table: ConnectionTable,
}

impl Slot {
    pub(super) fn watch(&self) -> Arc<Watch> {
        self.watch.clone()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.table.open().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::Live;

    fn from(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    #[test]
    fn source_ipv6_addresses_of_one_network_are_one() {
        assert_eq!(from("2001:db8::1"), from("2001:db8::ffff:1"));
        assert_ne!(from("2001:db8::1"), from("2001:db8:0:1::1"));
        assert_eq!(from("::ffff:192.0.2.1"), from("192.0.2.1"));
    }

    #[test]
    fn eviction_takes_the_oldest_unused_connection_and_never_one_at_work() {
        let table = ConnectionTable::default();
        let (first, second) = (from("192.0.2.1"), from("192.0.2.2"));
        let (_oldest, _unused, busy) = (table.enter(first), table.enter(second), table.enter(second));
        let counts = || (table.count(first), table.count(second));
        busy.watch.request(false);
        let limits = Limits::of_process();
        assert!(table.evict(None, 1, &limits));
        assert_eq!(counts(), (0, 2));
        assert!(table.evict(Some(second), 8, &limits) && !table.evict(None, 8, &limits));
        assert_eq!(counts(), (0, 1));
        drop(busy);
        assert_eq!(counts(), (0, 0));
    }

    #[test]
    fn streams_of_visitors_beyond_the_bound_lose_the_oldest() {
        let table = ConnectionTable::default();
        let places: Vec<_> = (0..5).map(|_| table.enter(from("192.0.2.1"))).collect();
        places[0].watch.answering(Some(Live::SignedIn));
        for place in &places[1..] {
            place.watch.answering(Some(Live::Anonymous));
        }
        table.bound_streams(&Limits { anonymous_streams: 2, ..Limits::of_process() });
        let mut left: Vec<_> = table.open().places.keys().copied().collect();
        left.sort_unstable();
        assert_eq!(left, [0, 3, 4]);
    }
}
