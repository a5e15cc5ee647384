//! Outbox worker: claims mails with a lease, sends several concurrently, and retries.
//!
//! Another worker takes over the mails of a crashed one after their lease ends, and sends them with the same
//! Message-ID.

use super::{
    obsolete,
    render::sanitize::{REASON, clean},
    smtp::{PATIENCE, SmtpError, Transport},
};
use crate::{
    error::Result,
    panics::caught,
    services::Services,
    store::{
        self,
        entity::outbox,
        outbox::{self as rows, Outcome},
    },
};
use esecure::Timestamp;
use std::time::Duration;
use tokio::{task::JoinSet, time::Instant};

/// Lease of a claimed mail, in seconds. Longer than an SMTP session, so that no other worker claims a mail that is
/// still being sent.
const LEASE_SECONDS: i64 = 300;
const _: () = assert!(PATIENCE.as_secs() as i64 + 30 < LEASE_SECONDS, "a conversation would outlive its lease");
/// Maximum number of mails sent concurrently, so that one slow session does not delay the others.
const CONCURRENCY: usize = 4;
/// Number of due mails read per pass: more than [`CONCURRENCY`], because replicas may claim the same ones.
const BATCH: u64 = 16;
/// Days after which an undeliverable mail is given up (RFC 5321, 4.5.4.1: four to five days).
const GIVE_UP_DAYS: i64 = 5;
/// Minimum number of attempts before a mail is given up: more than a day of half-hour retries. Age alone is not enough,
/// since the server may have been down, or the operator may have requeued the mail.
const GIVE_UP_TRIES: i64 = 50;
/// Poll interval without a notification; finds the mails queued by the command line.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Sends due mails until shutdown begins, then waits for the open SMTP sessions. The caller drops this future if that
/// takes too long: the connections close, and the mails are taken over after their lease.
pub async fn work(services: Services, transport: Transport, keep: bool) {
    let worker = MailWorker { services: services.clone(), transport, keep };
    let mut sending = JoinSet::new();
    while !services.stopping.is_cancelled() {
        match caught(worker.claim_due(&mut sending)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the outbox cannot be read"),
            Err(panic) => tracing::error!(panic, "the outbox cannot be read"),
        }
        tokio::select! {
            Some(_) = sending.join_next() => {}
            () = services.mail_bell.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => worker.transport.close_idle(),
            () = services.stopping.cancelled() => {}
        }
    }
    while sending.join_next().await.is_some() {}
}

/// Mail with the lease under which this worker sends it.
struct Claimed {
    mail: outbox::Model,
    /// End of the lease, as stored in the outbox.
    lease: Timestamp,
    /// Start of the lease, on the monotonic clock.
    since: Instant,
}

#[derive(Clone)]
struct MailWorker {
    services: Services,
    transport: Transport,
    keep: bool,
}

impl MailWorker {
    /// Claims due mails and starts sending them, up to [`CONCURRENCY`] at a time.
    async fn claim_due(&self, sending: &mut JoinSet<()>) -> Result<()> {
        if sending.len() >= CONCURRENCY {
            return Ok(());
        }
        for mail in rows::due(&self.services.db, self.services.now(), BATCH).await? {
            if sending.len() >= CONCURRENCY || self.services.stopping.is_cancelled() {
                break;
            }
            let since = Instant::now();
            let now = self.services.now();
            let lease = now.plus_seconds(LEASE_SECONDS);
            if rows::claim(&self.services.db, &mail.id, now, lease).await? {
                sending.spawn(self.clone().deliver(Claimed { mail, lease, since }));
            }
        }
        Ok(())
    }

    async fn deliver(self, claimed: Claimed) {
        let mail = &claimed.mail;
        let outcome = match caught(self.attempt(&claimed)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                let mail = mail.id.as_str();
                tracing::warn!(%error, mail, "a mail cannot be judged; it waits until its lease ends");
                return;
            }
            // A panic counts as a temporary failure: the mail is retried, and given up like any other.
            Err(panic) => retry(mail, clean(&panic, REASON), self.services.now()),
        };
        if let Outcome::Failed(why) | Outcome::Again(why, _) = &outcome {
            let why = without_addresses(why);
            tracing::warn!(mail = mail.id.as_str(), kind = mail.kind.code(), why, "a mail was not taken");
        }
        // Retried until the lease ends, so that a short database outage does not cause a second delivery.
        while let Err(error) = self.save_outcome(&claimed, &outcome).await {
            tracing::warn!(%error, mail = mail.id.as_str(), "what became of a mail cannot be written");
            if claimed.since.elapsed().as_secs() >= LEASE_SECONDS.unsigned_abs() {
                return;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Attempts to send a mail once, and returns the outcome.
    async fn attempt(&self, claimed: &Claimed) -> Result<Outcome> {
        let mail = &claimed.mail;
        if let Some(reason) = obsolete::find(&self.services, mail).await? {
            return Ok(Outcome::Dropped(reason));
        }
        Ok(match self.transport.send(mail, claimed.since).await {
            Ok(_) => Outcome::Sent { keep: self.keep },
            Err(SmtpError::Permanent(why)) => Outcome::Failed(why),
            Err(SmtpError::Temporary(why)) => retry(mail, why, self.services.now()),
        })
    }

    /// Stores the outcome of a mail, even if creating the operator's notice panics.
    async fn save_outcome(&self, claimed: &Claimed, outcome: &Outcome) -> Result<()> {
        match caught(self.save_outcome_and_notify(claimed, outcome)).await {
            Ok(written) => written,
            Err(panic) => {
                let (services, mail) = (&self.services, &claimed.mail);
                tracing::error!(panic, mail = mail.id.as_str(), "the operator cannot be told of a mail");
                rows::finish(&services.db, &mail.id, claimed.lease, outcome, services.now()).await?;
                Ok(())
            }
        }
    }

    /// Stores the outcome of a mail; a permanent failure also queues the operator's notice in the same transaction.
    async fn save_outcome_and_notify(&self, claimed: &Claimed, outcome: &Outcome) -> Result<()> {
        let (services, mail) = (&self.services, &claimed.mail);
        let Outcome::Failed(why) = outcome else {
            rows::finish(&services.db, &mail.id, claimed.lease, outcome, services.now()).await?;
            return Ok(());
        };
        let tx = store::begin(&services.db).await?;
        if rows::finish(&tx, &mail.id, claimed.lease, outcome, services.now()).await? {
            services.notify_dead_letter(&tx, mail, why).await?;
        }
        tx.commit().await?;
        services.mail_bell.notify_one();
        Ok(())
    }
}

/// Removes addresses from a server's reply before it is logged. The outbox keeps the recipient.
fn without_addresses(why: &str) -> String {
    let words = why.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Schedules the next attempt: after 30 s, 2 min and 10 min, then every half hour as RFC 5321 suggests.
fn retry(mail: &outbox::Model, why: String, now: Timestamp) -> Outcome {
    let old = mail.created_at.plus_days(GIVE_UP_DAYS) < now;
    if old && mail.attempts >= GIVE_UP_TRIES {
        return Outcome::Failed(why);
    }
    let wait = match mail.attempts {
        0 => 30,
        1 => 120,
        2 => 600,
        _ => 1800,
    };
    Outcome::Again(why, now.plus_seconds(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_names_no_recipient() {
        let said = "550 5.1.1 <ann@acme.test>: Recipient address rejected: mailto:ann@acme.test";
        assert_eq!(without_addresses(said), "550 5.1.1 … Recipient address rejected: …");
        assert_eq!(without_addresses("451 try later"), "451 try later");
    }
}
