//! Files of a hundred thousand rows: outcome, and time per file.

use super::{malformed_files::many, *};
use crate::upload::split;
use std::time::{Duration, Instant};

#[test]
fn hundred_thousand_rows_are_judged_correctly() {
    let judge = judged(many(100_000));
    let summary = Summary::of(&judge);
    assert_eq!((summary.rows, summary.new, summary.invalid, summary.duplicate), (100_002, 100_000, 1, 1));
    assert_eq!((summary.blank, summary.counted, summary.beyond), (1, 100_000, 99_000));
    assert_eq!(split::beyond_limit(&judge).next(), Some(RowId { number: 1003, part: 0 }));
    assert_eq!(split::ranges(&judge).len(), 100);
    assert_eq!(judge.unresolved_addresses().count(), 0);
}

/// Run with `cargo test --release -p esecure -- --ignored --nocapture time_per_file`.
#[test]
#[ignore = "prints, and asserts nothing"]
fn time_per_file() {
    for rows in [1_000, 100_000] {
        let bytes = many(rows).into_bytes();
        let mut best = [Duration::MAX; 3];
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            let bytes = bytes.clone();
            let times = {
                let start = Instant::now();
                let sheet = Sheet::read(bytes, FormatOverrides::default()).unwrap();
                let read = start.elapsed();
                let mut judge = Judge::new(sheet, AccountContext::default());
                let start = Instant::now();
                loop {
                    let slice = Instant::now();
                    let done = judge.step(1000, &to_ascii);
                    longest = longest.max(slice.elapsed());
                    if done {
                        break;
                    }
                }
                judge.assume_undecided();
                let judged = start.elapsed();
                let start = Instant::now();
                assert!(Summary::of(&judge).new > 0);
                [read, judged, start.elapsed()]
            };
            for (best, time) in best.iter_mut().zip(times) {
                *best = time.min(*best);
            }
        }
        let [read, judged, counted] = best;
        println!(
            "{rows} rows, {} kB: read {read:?}, judged {judged:?}, counted {counted:?}; longest thousand {longest:?}",
            bytes.len() / 1000
        );
    }
}
