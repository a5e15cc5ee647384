//! The outbox: a mail is a row, written in the transaction of the change it tells of, so that none is lost and none tells
//! of what did not happen. Here it is written; the worker carries it.

use super::catalogue::{self, Brand, Mail, Sender};
use crate::{clock::random_bytes, error::Result, store::entity::outbox};
use esecure::{Locale, SingleLine, Timestamp, id::MailId};
use sea_orm::{ConnectionTrait, EntityTrait, Set};

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
    pub to_email: &'a str,
    /// To which name; empty where none is known.
    pub to_name: &'a str,
    pub locale: Locale,
    /// What belongs to it.
    pub belongs: Belongs<'a>,
}

/// Queues a mail within the transaction of the change it tells of, to leave at `turn`. Gives its name.
pub async fn queue<C: ConnectionTrait>(
    tx: &C,
    mail: &Mail,
    letter: Letter<'_>,
    brand: &Brand<'_>,
    now: Timestamp,
    turn: Timestamp,
) -> Result<String> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let to = SingleLine::clean(letter.to_name);
    let rendered = catalogue::render(mail, to.as_deref(), letter.locale, brand);
    let sender = match mail.sender() {
        Sender::Profile => "profile",
        Sender::Product => "esecure",
    };
    let id = MailId::from_bytes(random_bytes()).to_string();
    outbox::Entity::insert(outbox::ActiveModel {
        id: Set(id.clone()),
        kind: Set(mail.kind().to_owned()),
        sender: Set(sender.to_owned()),
        to_email: Set(letter.to_email.to_owned()),
        to_name: Set(to.map(String::from).unwrap_or_default()),
        locale: Set(letter.locale.code().to_owned()),
        subject: Set(rendered.subject),
        html: Set(rendered.html),
        text: Set(rendered.text),
        account_id: Set(own(letter.belongs.account)),
        request_id: Set(own(letter.belongs.request)),
        profile_id: Set(own(letter.belongs.profile)),
        code_id: Set(own(letter.belongs.code)),
        created_at: Set(now.as_millis()),
        next_at: Set(turn.as_millis()),
        leased_until: Set(None),
        attempts: Set(0),
        state: Set("queued".to_owned()),
        ended_at: Set(None),
        last_error: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}
