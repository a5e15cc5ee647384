//! Mails of the commands: recipients, language and links. The catalogue (`mail::catalogue`) holds the texts; callers
//! write a mail in the transaction of the change that it reports.

mod accounts;
mod enforcement;
mod expected;
mod profiles;
mod requests;
mod users;

pub(crate) use enforcement::ScheduleChange;

use crate::{
    error::Result,
    mail::{
        catalogue::{Brand, Mail, Party},
        outbox::{self, MailRefs, Recipient},
    },
    services::{Services, parse_email},
    store::{entity::request, people::AdministratorSeat},
};
use esecure::{EmailSpelling, Timestamp, id::MailId};
use sea_orm::ConnectionTrait;

impl Services {
    async fn write<C: ConnectionTrait>(&self, tx: &C, mail: &Mail, letter: Recipient<'_>) -> Result<()> {
        self.queue(tx, mail, letter, self.now()).await.map(drop)
    }

    /// Queues a mail to be sent no earlier than `not_before`; returns the mail's identifier.
    async fn queue<C: ConnectionTrait>(
        &self,
        tx: &C,
        mail: &Mail,
        letter: Recipient<'_>,
        not_before: Timestamp,
    ) -> Result<MailId> {
        let brand = Brand { portal: &self.config.brand.portal, product: &self.config.brand.product };
        outbox::queue(tx, mail, letter, &brand, self.now(), not_before).await
    }

    /// Returns the address of the operator's contact, if configured. The configuration was checked when it was loaded.
    pub(crate) fn operator_contact(&self) -> Option<EmailSpelling> {
        let contact = parse_email(self.config.operator.contact.as_deref()?).ok()?;
        Some(EmailSpelling::from(&contact))
    }
}

fn to_seat<'a>(seat: &'a AdministratorSeat, refs: MailRefs<'a>) -> Recipient<'a> {
    Recipient {
        to_email: &seat.profile.email,
        to_name: &seat.profile.name,
        locale: seat.profile.locale,
        refs: MailRefs { account: Some(&seat.account.id), profile: Some(&seat.profile.id), ..refs },
    }
}

fn to_requester(row: &request::Model) -> Recipient<'_> {
    Recipient {
        to_email: &row.email,
        to_name: row.name.as_deref().unwrap_or_default(),
        locale: row.locale,
        refs: MailRefs { account: Some(&row.account_id), request: Some(&row.id), ..MailRefs::default() },
    }
}

fn number(row: &request::Model) -> u64 {
    u64::try_from(row.number.get()).unwrap_or(0)
}

fn requester(row: &request::Model) -> Party {
    Party { name: row.name.as_ref().map(ToString::to_string), email: row.email.to_string() }
}
