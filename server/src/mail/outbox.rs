//! Transactional outbox: a mail is inserted in the transaction of the change that it reports, so it is sent if and only
//! if that change commits. [`worker`](super::worker) sends it.

use super::catalogue::{self, Brand, Mail};
use crate::{
    clock::random_bytes,
    error::Result,
    store::{
        columns::{CodeId, OutboxState},
        entity::outbox,
        outbox as rows,
    },
};
use esecure::{
    EmailSpelling, Locale, SingleLine, Timestamp,
    id::{AccountId, MailId, ProfileId, RequestId},
};
use sea_orm::ConnectionTrait;

/// IDs of the records that a mail belongs to.
#[derive(Debug, Clone, Default)]
pub struct MailRefs<'a> {
    /// Account that the mail is about.
    pub account: Option<&'a AccountId>,
    /// Request that the mail is about. Mails about the same request form a thread.
    pub request: Option<&'a RequestId>,
    /// Profile of the recipient.
    pub profile: Option<&'a ProfileId>,
    /// One-time code that the mail contains.
    pub code: Option<&'a CodeId>,
}

/// Recipient of a mail, and the records that it belongs to.
#[derive(Debug, Clone)]
pub struct Recipient<'a> {
    pub to_email: &'a EmailSpelling,
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
) -> Result<MailId> {
    let to = SingleLine::clean(letter.to_name);
    let rendered = catalogue::render(mail, to.as_deref(), letter.locale, brand);
    let id = MailId::from_bytes(random_bytes());
    let row = outbox::Model {
        id: id.clone(),
        kind: mail.kind(),
        sender: mail.sender(),
        to_email: letter.to_email.clone(),
        to_name: to.map(String::from).unwrap_or_default(),
        locale: letter.locale,
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        account_id: letter.refs.account.cloned(),
        request_id: letter.refs.request.cloned(),
        profile_id: letter.refs.profile.cloned(),
        code_id: letter.refs.code.cloned(),
        created_at: now,
        next_at: not_before,
        leased_until: None,
        attempts: 0,
        state: OutboxState::Queued,
        ended_at: None,
        last_error: None,
    };
    rows::insert(tx, row).await?;
    Ok(id)
}
