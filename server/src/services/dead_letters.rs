//! Notifies the operator of mails that could not be delivered: at most one mail an hour, and no failure is left
//! out.

use super::Services;
use crate::{
    error::Result,
    mail::{
        catalogue::{Brand, Mail, MailFailed, MailKind},
        outbox::{self, MailRefs, Recipient},
    },
    store::{accounts, dead_letters as rows, entity::outbox as stored},
};
use esecure::{Locale, Timestamp};
use sea_orm::ConnectionTrait;

/// Minimum seconds between two notices.
const BETWEEN_SECONDS: i64 = 3600;

impl Services {
    /// Queues a notice to the operator's contact, if there is one, in the transaction of the failure. Within an hour of
    /// the last notice one more is pending, and each further failure rewrites it.
    pub async fn notify_dead_letter<C: ConnectionTrait>(&self, tx: &C, mail: &stored::Model, why: &str) -> Result<()> {
        let Some(contact) = self.operator_contact() else {
            return Ok(());
        };
        // A notice to the contact about a failed mail to the contact would loop for ever.
        if mail.kind == MailKind::MailFailed || mail.to_email.as_str().eq_ignore_ascii_case(contact.as_str()) {
            return Ok(());
        }
        rows::lock_notices(tx).await?;
        let now = self.now();
        let mut notices = rows::notices(tx).await?.into_iter();
        let mut last = notices.next();
        let mut not_before = last.as_ref().map_or(now, next_notice_time).max(now);
        if let Some(waiting) = last.as_ref().filter(|n| n.attempts == 0 && n.next_at > now)
            && rows::cancel_notice(tx, &waiting.id).await?
        {
            not_before = waiting.next_at;
            last = notices.next();
        }
        let others = match &last {
            // Excludes the failure that the last notice reported and the one that this notice reports by itself.
            Some(last) => rows::failed_since(tx, last.created_at, &contact).await?.saturating_sub(2),
            None => 0,
        };
        let notice = Mail::MailFailed(MailFailed {
            id: mail.id.to_string(),
            kind: mail.kind,
            to: mail.to_email.to_string(),
            answer: why.to_owned(),
            others,
        });
        let refs = MailRefs { account: mail.account_id.as_ref(), ..MailRefs::default() };
        let letter = Recipient { to_email: &contact, to_name: "", locale: self.language_of(tx, mail).await?, refs };
        let brand = Brand { portal: &self.config.brand.portal, product: &self.config.brand.product };
        outbox::queue(tx, &notice, letter, &brand, now, not_before).await.map(drop)
    }

    /// Returns the account's language, as the operator's is not known.
    async fn language_of<C: ConnectionTrait>(&self, tx: &C, mail: &stored::Model) -> Result<Locale> {
        let Some(id) = &mail.account_id else {
            return Ok(Locale::default());
        };
        let account = accounts::find(tx, id).await?;
        Ok(account.map(|account| account.locale).unwrap_or_default())
    }
}

fn next_notice_time(notice: &stored::Model) -> Timestamp {
    notice.next_at.plus_seconds(BETWEEN_SECONDS)
}
