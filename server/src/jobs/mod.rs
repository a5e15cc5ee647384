//! What happens because its time has come: one small loop in every process. Each job looks for itself whether there is
//! something to do, by the injected clock and the database, and claims it there: how many replicas run, and whether one
//! ran in time, makes no difference. A new job is a line in [`run`].

use crate::{
    error::{Result, ServiceError},
    panics::caught,
    services::Services,
    store::secrets,
};
use std::{fmt::Display, future::Future, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// How often the loop looks.
const LOOK: Duration = Duration::from_secs(60);
/// The same for what is set to a minute: two indexes that hold next to nothing.
const LOOK_AT_SWITCHES: Duration = Duration::from_secs(1);
/// How often it keeps house.
const KEEP_HOUSE: Duration = Duration::from_secs(3600);

/// Looks now and every minute, until the process is asked to stop. A job under way is finished: each is short, and looks
/// between two accounts whether to go on. Where that takes too long, whoever awaits this drops it; what was not
/// committed then is done by the next look.
pub async fn work(services: Services) {
    let begin = Instant::now();
    let (mut looks, mut hours) = (interval_at(begin, LOOK), interval_at(begin, KEEP_HOUSE));
    let mut seconds = interval_at(begin, LOOK_AT_SWITCHES);
    for clock in [&mut seconds, &mut looks, &mut hours] {
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            () = services.stopping.cancelled() => return,
            _ = hours.tick() => keep_house(&services).await,
            _ = looks.tick() => run(&services).await,
            _ = seconds.tick() => switches(&services).await,
        }
    }
}

/// Does what is due now. One job that fails holds up no other.
pub async fn run(services: &Services) {
    switches(services).await;
    said("approvals come to their last week", services.tell_of_endings()).await;
    empty_log(services).await;
}

/// Empties SQLite's log, in which mails that were sent still stand with their links and codes. Writers wait at most this long.
async fn empty_log(services: &Services) {
    if let Err(error) = secrets::empty_log(&services.db, Duration::from_millis(100)).await {
        tracing::warn!(%error, "the database's log is not emptied");
    }
}

/// Switches on what was set for now, and tells those whom it stops.
async fn switches(services: &Services) {
    said("accounts are switched on, as was set", services.switch_what_is_due()).await;
    said("undecided addresses are told of a switch", services.tell_the_undecided()).await;
}

/// Forgets what is no longer kept.
pub async fn keep_house(services: &Services) {
    said("uses older than 13 months are forgotten", services.prune_history()).await;
    said("attempts that no longer count are forgotten", services.prune_attempts()).await;
    said("rate limits of checks without effect are forgotten", async { Ok(services.prune_check_limits()) }).await;
}

/// Does a job, with one line in the log for what was done, or why not. A panic ends this look at it, not the loop.
async fn said<N: Display + Default + PartialEq>(what: &str, job: impl Future<Output = Result<N>>) {
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
        said("a job that panics", async { panic!("provoked") as Result<u64> }).await;
        said("a job behind it", async { Ok(1_u64) }).await;
    }
}
