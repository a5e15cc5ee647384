//! Transactional outbox: a mail is inserted in the transaction of the change that it reports, so it is sent if and only
//! if that change commits. [`worker`](super::worker) sends it.

use super::catalogue::{self, Brand, Mail, Sender};
use crate::{clock::random_bytes, error::Result, store::entity::outbox};
use esecure::{Locale, SingleLine, Timestamp, id::MailId};
use sea_orm::{ConnectionTrait, EntityTrait, Set};

/// IDs of the records that a mail belongs to.
#[derive(Debug, Clone, Default)]
pub struct MailRefs<'a> {
    /// Account that the mail is about.
    pub account: Option<&'a str>,
    /// Request that the mail is about. Mails about the same request form a thread.
    pub request: Option<&'a str>,
    /// Profile of the recipient.
    pub profile: Option<&'a str>,
    /// One-time code that the mail contains.
    pub code: Option<&'a str>,
}

/// Recipient of a mail, and the records that it belongs to.
#[derive(Debug, Clone)]
pub struct Recipient<'a> {
    pub to_email: &'a str,
    /// Name of the recipient; empty if unknown.
    pub to_name: &'a str,
    pub locale: Locale,
    pub refs: MailRefs<'a>,
}

/// Inserts a mail into the outbox within the caller's transaction, due at `not_before`, and returns its ID.
pub async fn queue<C: ConnectionTrait>(
    tx: &C,
    mail: &Mail,
    letter: Recipient<'_>,
    brand: &Brand<'_>,
    now: Timestamp,
    not_before: Timestamp,
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
        account_id: Set(own(letter.refs.account)),
        request_id: Set(own(letter.refs.request)),
        profile_id: Set(own(letter.refs.profile)),
        code_id: Set(own(letter.refs.code)),
        created_at: Set(now.as_millis()),
        next_at: Set(not_before.as_millis()),
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
