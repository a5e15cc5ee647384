//! The outbox: a mail is a row, written in the transaction of the change it tells of, so that none is lost and none tells
//! of what did not happen. A worker claims rows by a lease, sends, and retries; one that died is taken over when
//! its lease ends, and the repeat carries the same Message-ID.

use super::{
    catalogue::{self, Brand, Mail, Sender},
    transport::{Refusal, Transport},
};
use crate::{
    clock::random_bytes,
    error::Result,
    services::Services,
    store::{
        entity::{one_time_code, outbox, request},
        outbox::{self as rows, Outcome},
    },
};
use esecure::{Locale, Timestamp, id::MailId};
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use std::time::Duration;

/// What belongs to a mail beside its text.
#[derive(Debug, Clone, Default)]
pub struct Belongs<'a> {
    /// The account it is about.
    pub account: Option<&'a str>,
    /// The request it is about: mails about one request form a thread.
    pub request: Option<&'a str>,
    /// The profile it goes to.
    pub profile: Option<&'a str>,
    /// The one-time code in it.
    pub code: Option<&'a str>,
}

/// To whom a mail goes, and what belongs to it.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// To which address.
    pub to_email: &'a str,
    /// To which name; empty where none is known.
    pub to_name: &'a str,
    /// In which language.
    pub locale: Locale,
    /// What belongs to it.
    pub belongs: Belongs<'a>,
}

/// Queues a mail within the transaction of the change it tells of.
///
/// # Errors
/// As the database.
pub async fn queue<C: ConnectionTrait>(
    tx: &C,
    mail: &Mail,
    letter: Letter<'_>,
    brand: &Brand<'_>,
    now: Timestamp,
) -> Result<()> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let to = (!letter.to_name.is_empty()).then_some(letter.to_name);
    let rendered = catalogue::render(mail, to, letter.locale, brand);
    let sender = match mail.sender() {
        Sender::Profile => "profile",
        Sender::Product => "esecure",
    };
    outbox::Entity::insert(outbox::ActiveModel {
        id: Set(MailId::from_bytes(random_bytes()).to_string()),
        kind: Set(mail.kind().to_owned()),
        sender: Set(sender.to_owned()),
        to_email: Set(letter.to_email.to_owned()),
        to_name: Set(letter.to_name.to_owned()),
        locale: Set(letter.locale.code().to_owned()),
        subject: Set(rendered.subject),
        html: Set(rendered.html),
        text: Set(rendered.text),
        account_id: Set(own(letter.belongs.account)),
        request_id: Set(own(letter.belongs.request)),
        profile_id: Set(own(letter.belongs.profile)),
        code_id: Set(own(letter.belongs.code)),
        created_at: Set(now.as_millis()),
        next_at: Set(now.as_millis()),
        leased_until: Set(None),
        attempts: Set(0),
        state: Set("queued".to_owned()),
        ended_at: Set(None),
        last_error: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Seconds for which a claimed mail belongs to its worker: longer than any conversation with the mail server may take.
const LEASE_SECONDS: i64 = 300;
/// How many mails a worker takes at once.
const BATCH: u64 = 20;
/// Days after which a mail that could not be delivered is given up (RFC 5321 4.5.4.1: four to five).
const GIVE_UP_DAYS: i64 = 5;
/// How long the worker sleeps when nobody rings: what the command line queues is found then.
const LOOK: Duration = Duration::from_secs(1);

/// Sends what is due until the process stops.
pub async fn work(services: Services, transport: Transport, keep: bool) {
    loop {
        match step(&services, &transport, keep).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        tokio::select! {
            () = services.mail_bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            () = services.stopping.cancelled() => return,
        }
    }
}

/// Takes what is due now, once. Says how many mails it finished.
///
/// # Errors
/// As the database; mails in hand are taken over when their lease ends.
pub async fn step(services: &Services, transport: &Transport, keep: bool) -> Result<usize> {
    let mut finished = 0;
    for mail in rows::due(&services.db, services.now(), BATCH).await? {
        if services.stopping.is_cancelled() {
            break;
        }
        let now = services.now();
        if !rows::claim(&services.db, &mail.id, now, now.plus_seconds(LEASE_SECONDS)).await? {
            continue;
        }
        let outcome = if pointless(services, &mail).await? {
            Outcome::Dropped
        } else {
            match transport.send(&mail).await {
                Ok(()) => Outcome::Sent { keep },
                Err(Refusal::ForGood(why)) => Outcome::Failed(why),
                Err(Refusal::ForNow(why)) => again(&mail, why, services.now()),
            }
        };
        if let Outcome::Failed(why) | Outcome::Again(why, _) = &outcome {
            tracing::warn!(mail = mail.id, kind = mail.kind, why, "a mail was not taken");
        }
        rows::finish(&services.db, &mail.id, &outcome, services.now()).await?;
        finished += 1;
    }
    Ok(finished)
}

/// When to try again: soon after a first hiccup, then at the half-hours that RFC 5321 asks for.
fn again(mail: &outbox::Model, why: String, now: Timestamp) -> Outcome {
    if Timestamp::from_millis(mail.created_at).plus_days(GIVE_UP_DAYS) < now {
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

/// What has become pointless while it waited: a code that no longer holds, a question that was answered.
async fn pointless(services: &Services, mail: &outbox::Model) -> Result<bool> {
    if let Some(id) = &mail.code_id {
        let code = one_time_code::Entity::find_by_id(id).one(&services.db).await?;
        return Ok(code.is_none_or(|c| c.ended_at.is_some() || c.expires_at <= services.now().as_millis()));
    }
    if let ("approval_request", Some(id)) = (mail.kind.as_str(), &mail.request_id) {
        let request = request::Entity::find_by_id(id).one(&services.db).await?;
        return Ok(request.is_none_or(|r| r.state != "open"));
    }
    Ok(false)
}
