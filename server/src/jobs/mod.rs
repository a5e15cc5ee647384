//! Scheduled jobs: one loop in every process. Each job finds its due work by the injected clock and claims it in the
//! database, so neither the number of replicas nor a missed run makes a difference. Add a new job to [`run`].

use crate::{
    error::{Result, ServiceError},
    panics::caught,
    services::Services,
    store::wal,
};
use std::{fmt::Display, future::Future, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Interval of [`run`].
const POLL_INTERVAL: Duration = Duration::from_secs(60);
/// Interval of scheduled switches. Cheap: it reads two indexes that are almost empty.
const SWITCH_POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Interval of [`cleanup`].
const CLEANUP_INTERVAL: Duration = Duration::from_secs(3600);

/// Runs the jobs now and at their intervals until the process stops. A running job finishes: each is short and checks
/// between accounts for a stop. If it takes too long, the caller drops this future, and the next run does the
/// uncommitted work.
pub async fn work(services: Services) {
    let begin = Instant::now();
    let (mut looks, mut hours) = (interval_at(begin, POLL_INTERVAL), interval_at(begin, CLEANUP_INTERVAL));
    let mut seconds = interval_at(begin, SWITCH_POLL_INTERVAL);
    for clock in [&mut seconds, &mut looks, &mut hours] {
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            () = services.stopping.cancelled() => return,
            _ = hours.tick() => cleanup(&services).await,
            _ = looks.tick() => run(&services).await,
            _ = seconds.tick() => run_switches(&services).await,
        }
    }
}

/// Runs the jobs that are due. A failing job does not hold up the others.
pub async fn run(services: &Services) {
    run_switches(services).await;
    run_job("approvals come to their last week", services.notify_expiring_approvals()).await;
    truncate_wal(services).await;
}

/// Truncates SQLite's write-ahead log, which still contains sent mails with their links and codes. Writers wait at most
/// 100 ms.
async fn truncate_wal(services: &Services) {
    if let Err(error) = wal::truncate_wal(&services.db, Duration::from_millis(100)).await {
        tracing::warn!(%error, "the database's log is not emptied");
    }
}

/// Switches on the enforcement that is due, and notifies the undecided addresses.
async fn run_switches(services: &Services) {
    run_job("accounts are switched on, as was set", services.apply_due_switches()).await;
    run_job("undecided addresses are told of a switch", services.notify_undecided()).await;
}

/// Deletes data whose retention has ended.
pub async fn cleanup(services: &Services) {
    run_job("uses older than 13 months are forgotten", services.prune_history()).await;
    run_job("attempts that no longer count are forgotten", services.prune_attempts()).await;
    run_job("rate limits of checks without effect are forgotten", async { Ok(services.prune_check_limits()) }).await;
}

/// Runs a job and logs its result in one line. A panic ends this run of the job, not the loop.
async fn run_job<N: Display + Default + PartialEq>(what: &str, job: impl Future<Output = Result<N>>) {
    match caught(job).await.unwrap_or_else(|panic| Err(ServiceError::Internal(panic))) {
        Ok(count) if count == N::default() => {}
        Ok(count) => tracing::info!(%count, "{what}"),
        Err(error) => tracing::warn!(%error, "not done: {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn job_that_panics_ends_alone() {
        run_job("a job that panics", async { panic!("provoked") as Result<u64> }).await;
        run_job("a job behind it", async { Ok(1_u64) }).await;
    }
}
