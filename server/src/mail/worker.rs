//! The worker: claims mails by a lease, carries several at a time, and retries. One that died is taken over when its lease
//! ends, and the repeat carries the same Message-ID.

use super::{
    render::inert::{REASON, clean},
    transport::{PATIENCE, Refusal, Transport},
};
use crate::{
    error::Result,
    panics::caught,
    services::Services,
    store::{
        self, endings,
        entity::{one_time_code, outbox, request},
        outbox::{self as rows, Outcome},
        people,
    },
};
use esecure::Timestamp;
use sea_orm::EntityTrait;
use std::time::Duration;
use tokio::{task::JoinSet, time::Instant};

/// Seconds for which a claimed mail belongs to its worker. A conversation ends well before: nobody else may claim a mail
/// that is still under way.
const LEASE_SECONDS: i64 = 300;
const _: () = assert!(PATIENCE.as_secs() as i64 + 30 < LEASE_SECONDS, "a conversation would outlive its lease");
/// How many mails are under way at once: one slow conversation holds up nobody else.
const AT_ONCE: usize = 4;
/// How many are looked at to fill those places: replicas may be after the same ones.
const LOOK_AT: u64 = 16;
/// Days after which a mail that could not be delivered is given up (RFC 5321 4.5.4.1: four to five)…
const GIVE_UP_DAYS: i64 = 5;
/// …and the tries that it has had then at least: more than a day of half-hours, since it may have waited for us, or have
/// been put back by the operator.
const GIVE_UP_TRIES: i64 = 50;
/// How long the worker sleeps when nobody rings: what the command line queues is found then.
const LOOK: Duration = Duration::from_secs(1);

/// Sends what is due until the process is asked to stop; then it waits for the conversations under way. Where that takes
/// too long, whoever awaits this drops it: the connections close, and the mails are taken over when their lease ends.
pub async fn work(services: Services, transport: Transport, keep: bool) {
    let carrier = Carrier { services: services.clone(), transport, keep };
    let mut under_way = JoinSet::new();
    while !services.stopping.is_cancelled() {
        match caught(carrier.take_up(&mut under_way)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the outbox cannot be read"),
            Err(panic) => tracing::error!(panic, "the outbox cannot be read"),
        }
        tokio::select! {
            Some(_) = under_way.join_next() => {}
            () = services.mail_bell.notified() => {}
            () = tokio::time::sleep(LOOK) => carrier.transport.hang_up(),
            () = services.stopping.cancelled() => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// A mail in hand.
struct Claimed {
    mail: outbox::Model,
    /// Until when it is ours, as the outbox has it.
    lease: Timestamp,
    /// When that began, on a clock that nobody sets.
    since: Instant,
}

#[derive(Clone)]
struct Carrier {
    services: Services,
    transport: Transport,
    keep: bool,
}

impl Carrier {
    /// Fills the free places with mails whose turn it is.
    async fn take_up(&self, under_way: &mut JoinSet<()>) -> Result<()> {
        if under_way.len() >= AT_ONCE {
            return Ok(());
        }
        for mail in rows::due(&self.services.db, self.services.now(), LOOK_AT).await? {
            if under_way.len() >= AT_ONCE || self.services.stopping.is_cancelled() {
                break;
            }
            let since = Instant::now();
            let now = self.services.now();
            let lease = now.plus_seconds(LEASE_SECONDS);
            if rows::claim(&self.services.db, &mail.id, now, lease).await? {
                under_way.spawn(self.clone().carry(Claimed { mail, lease, since }));
            }
        }
        Ok(())
    }

    async fn carry(self, claimed: Claimed) {
        let mail = &claimed.mail;
        let outcome = match caught(self.attempt(&claimed)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::warn!(%error, mail = mail.id, "a mail cannot be judged; it waits until its lease ends");
                return;
            }
            // Counts as a failed try: it is retried, and given up, as after any other failure for now.
            Err(panic) => again(mail, clean(&panic, REASON), self.services.now()),
        };
        if let Outcome::Failed(why) | Outcome::Again(why, _) = &outcome {
            let why = without_addresses(why);
            tracing::warn!(mail = mail.id, kind = mail.kind, why, "a mail was not taken");
        }
        // What was sent must not go out again because the database was away for a moment.
        while let Err(error) = self.put_down(&claimed, &outcome).await {
            tracing::warn!(%error, mail = mail.id, "what became of a mail cannot be written");
            if claimed.since.elapsed().as_secs() >= LEASE_SECONDS.unsigned_abs() {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Tries once to send a mail, and gives the outcome.
    async fn attempt(&self, claimed: &Claimed) -> Result<Outcome> {
        let mail = &claimed.mail;
        if pointless(&self.services, mail).await? {
            return Ok(Outcome::Dropped);
        }
        Ok(match self.transport.send(mail, claimed.since).await {
            Ok(_) => Outcome::Sent { keep: self.keep },
            Err(Refusal::ForGood(why)) => Outcome::Failed(why),
            Err(Refusal::ForNow(why)) => again(mail, why, self.services.now()),
        })
    }

    /// Writes the outcome of a mail, also where telling the operator panics.
    async fn put_down(&self, claimed: &Claimed, outcome: &Outcome) -> Result<()> {
        match caught(self.put_down_and_tell(claimed, outcome)).await {
            Ok(written) => written,
            Err(panic) => {
                let (services, mail) = (&self.services, &claimed.mail);
                tracing::error!(panic, mail = mail.id, "the operator cannot be told of a mail");
                rows::finish(&services.db, &mail.id, claimed.lease, outcome, services.now()).await?;
                Ok(())
            }
        }
    }

    /// Writes what became of a mail, and with a failure, in the same transaction, that the operator is told.
    async fn put_down_and_tell(&self, claimed: &Claimed, outcome: &Outcome) -> Result<()> {
        let (services, mail) = (&self.services, &claimed.mail);
        let Outcome::Failed(why) = outcome else {
            rows::finish(&services.db, &mail.id, claimed.lease, outcome, services.now()).await?;
            return Ok(());
        };
        let tx = store::begin(&services.db).await?;
        if rows::finish(&tx, &mail.id, claimed.lease, outcome, services.now()).await? {
            services.tell_undelivered(&tx, mail, why).await?;
        }
        tx.commit().await?;
        services.mail_bell.notify_one();
        Ok(())
    }
}

/// What a mail server said, for the log: such answers name the recipient, which the outbox keeps.
fn without_addresses(why: &str) -> String {
    let words = why.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// When to try again: soon after a first hiccup, then at the half-hours that RFC 5321 asks for.
fn again(mail: &outbox::Model, why: String, now: Timestamp) -> Outcome {
    let old = Timestamp::from_millis(mail.created_at).plus_days(GIVE_UP_DAYS) < now;
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

/// What has become pointless while it waited: a code that no longer holds, a question that was answered, an end that was
/// moved or reached, a switch that was called off, an address that is no longer asked for.
async fn pointless(services: &Services, mail: &outbox::Model) -> Result<bool> {
    if let Some(id) = &mail.code_id {
        let code = one_time_code::Entity::find_by_id(id).one(&services.db).await?;
        return Ok(code.is_none_or(|c| c.ended_at.is_some() || c.expires_at <= services.now().as_millis()));
    }
    if let ("approval_request", Some(id)) = (mail.kind.as_str(), &mail.request_id) {
        let request = request::Entity::find_by_id(id).one(&services.db).await?;
        return Ok(request.is_none_or(|r| r.state != "open"));
    }
    if let ("approval_ends" | "approvals_end", id) = (mail.kind.as_str(), &mail.id) {
        return Ok(!endings::still_ahead(&services.db, id, services.now()).await?);
    }
    if mail.kind == "approval_needed" {
        return Ok(!services.notice_holds(&mail.id).await?);
    }
    if let ("confirm_email", Some(profile)) = (mail.kind.as_str(), &mail.profile_id) {
        let waiting = people::email_change(&services.db, profile).await?;
        return Ok(waiting.is_none_or(|w| w.email != mail.to_email || w.expires_at <= services.now().as_millis()));
    }
    Ok(false)
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
