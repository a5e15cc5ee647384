//! Password hashing with bounded memory and CPU. One hash takes 19 MiB and about 40 ms of a core, so two slots exist,
//! each with a reused buffer: freeing 19 MiB after every hash leaves the allocator with memory that it does not return.
//!
//! A short queue precedes the slots; beyond its limits a caller is refused immediately.

use crate::error::{Result, ServiceError};
use app::AppError;
use argon2::{Block, Params};
use esecure::{attempts::Source, id::ProfileId};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Semaphore;

pub const CONCURRENT_HASHES: usize = 2;
/// Callers queued or hashing; the last one waits for about 0.7 s.
const ALL: usize = 32;
/// Limit on callers from unknown sources; the rest of the queue is reserved for known ones.
const UNKNOWN: usize = 24;
/// Limit per caller.
const EACH: usize = 8;
/// Seconds until a refused caller may retry.
const RETRY_SECONDS: u64 = 5;

/// Originator of a hash, for the queue limits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The operator at the command line; has no limit per caller.
    Operator,
    /// A signed-in profile, or one whose mailed link was used.
    Profile(ProfileId),
    /// A sign-in from a known source or a remembered device.
    Known(Source),
    /// A sign-in from any other source.
    Unknown(Source),
}

/// Hashing slots with their buffers and queue.
#[derive(Debug)]
pub struct Hashing {
    places: Arc<Semaphore>,
    queue: Mutex<HashMap<Caller, usize>>,
    buffers: Mutex<Vec<Vec<Block>>>,
    made: AtomicUsize,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(CONCURRENT_HASHES)),
            queue: Mutex::default(),
            buffers: Mutex::default(),
            made: AtomicUsize::new(0),
        }
    }
}

/// Guard of a caller's place in the queue; frees it when dropped.
struct Entry {
    hashing: Arc<Hashing>,
    caller: Caller,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut queue = lock(&self.hashing.queue);
        if let Some(count) = queue.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                queue.remove(&self.caller);
            }
        }
    }
}

impl Hashing {
    /// Allocates both buffers at start, so that memory use does not grow with the first sign-ins.
    pub fn allocate(&self) {
        let made: Vec<_> = (0..CONCURRENT_HASHES).map(|_| self.buffer()).collect();
        made.into_iter().for_each(|buffer| self.keep(buffer));
    }

    /// Returns the number of buffers allocated so far.
    pub fn buffers_made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    /// Runs `work` with a buffer in one of the slots, off the async threads.
    ///
    /// # Errors
    /// [`AppError::TooMany`] if the caller has too many entries in the queue; [`AppError::Unavailable`] if the queue is
    /// full.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        caller: Caller,
        work: impl FnOnce(&mut [Block]) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let internal = |e: &dyn std::error::Error| ServiceError::Internal(e.to_string());
        let entry = self.enter(caller)?;
        let place = self.places.clone().acquire_owned().await.map_err(|e| internal(&e))?;
        tokio::task::spawn_blocking(move || {
            let (entry, _place) = (entry, place);
            let mut buffer = entry.hashing.buffer();
            let done = work(&mut buffer);
            entry.hashing.keep(buffer);
            done
        })
        .await
        .map_err(|e| internal(&e))?
    }

    fn enter(self: &Arc<Self>, caller: Caller) -> Result<Entry> {
        let mut queue = lock(&self.queue);
        let sum = |wanted: fn(&Caller) -> bool| -> usize {
            queue.iter().filter(|(caller, _)| wanted(caller)).map(|(_, count)| count).sum()
        };
        let unknown = |caller: &Caller| matches!(caller, Caller::Unknown(_));
        if sum(|_| true) >= ALL || (unknown(&caller) && sum(unknown) >= UNKNOWN) {
            return Err(AppError::Unavailable.into());
        }
        let count = queue.entry(caller.clone()).or_default();
        if *count >= EACH && caller != Caller::Operator {
            return Err(AppError::TooMany { seconds: RETRY_SECONDS }.into());
        }
        *count += 1;
        Ok(Entry { hashing: self.clone(), caller })
    }

    fn buffer(&self) -> Vec<Block> {
        let kept = lock(&self.buffers).pop();
        kept.unwrap_or_else(|| {
            self.made.fetch_add(1, Ordering::SeqCst);
            vec![Block::default(); Params::DEFAULT.block_count()]
        })
    }

    fn keep(&self, buffer: Vec<Block>) {
        lock(&self.buffers).push(buffer);
    }
}

/// Locks a mutex and ignores poisoning: the critical sections leave no partial state on panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn unknown(n: usize) -> Caller {
        Caller::Unknown(Source::of(std::net::IpAddr::from([192, 0, 2, u8::try_from(n).unwrap()])))
    }

    fn error<T>(result: Result<T>) -> AppError {
        match result {
            Ok(_) => panic!("it was taken"),
            Err(error) => error.into_app(),
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn two_buffers_serve_any_number_of_hashes() {
        let hashing = Arc::new(Hashing::default());
        for _ in 0..5 {
            let many = (0..ALL).map(|n| {
                let hashing = hashing.clone();
                async move {
                    let work = |buffer: &mut [Block]| Ok(buffer.len());
                    hashing
                        .run(Caller::Profile(ProfileId::from_bytes([u8::try_from(n).unwrap(); 16])), work)
                        .await
                        .unwrap()
                }
            });
            let lengths = futures::future::join_all(many).await;
            assert!(lengths.iter().all(|length| *length == Params::DEFAULT.block_count()));
        }
        assert!(hashing.buffers_made() <= CONCURRENT_HASHES, "{}", hashing.buffers_made());
        hashing.allocate();
        assert_eq!(hashing.buffers_made(), CONCURRENT_HASHES);
        assert!(lock(&hashing.queue).is_empty());
    }

    #[tokio::test]
    async fn full_queue_refuses_at_once_and_keeps_room_for_the_known() {
        let hashing = Arc::new(Hashing::default());
        let mut held: Vec<_> = (0..EACH).map(|_| hashing.enter(unknown(1)).unwrap()).collect();
        assert_eq!(error(hashing.enter(unknown(1))), AppError::TooMany { seconds: RETRY_SECONDS });
        held.extend((0..UNKNOWN - EACH).map(|n| hashing.enter(unknown(2 + n)).unwrap()));
        assert_eq!(error(hashing.enter(unknown(200))), AppError::Unavailable);
        let known = Caller::Known(Source::default());
        held.extend((0..ALL - UNKNOWN).map(|_| hashing.enter(known.clone()).unwrap()));
        assert_eq!(error(hashing.enter(Caller::Operator)), AppError::Unavailable);
        held.clear();
        assert!(hashing.enter(unknown(1)).is_ok());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn caller_that_gives_up_waiting_leaves_the_queue() {
        let hashing = Arc::new(Hashing::default());
        let (free, blocked) = mpsc::channel::<()>();
        let blocked = Arc::new(Mutex::new(blocked));
        let work = move |_: &mut [Block]| {
            let _ = lock(&blocked).recv();
            Ok(())
        };
        let at_work: Vec<_> = (0..CONCURRENT_HASHES)
            .map(|n| {
                let (hashing, work) = (hashing.clone(), work.clone());
                tokio::spawn(async move {
                    hashing.run(Caller::Profile(ProfileId::from_bytes([u8::try_from(n).unwrap(); 16])), work).await
                })
            })
            .collect();
        while hashing.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let waiting = hashing.clone();
        let waiting = tokio::spawn(async move { waiting.run(unknown(1), |_| Ok(())).await });
        while !lock(&hashing.queue).contains_key(&unknown(1)) {
            tokio::task::yield_now().await;
        }
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert!(!lock(&hashing.queue).contains_key(&unknown(1)));
        drop(free);
        for one in at_work {
            one.await.unwrap().unwrap();
        }
    }
}
