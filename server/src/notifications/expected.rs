//! Mails about an announcement that its first shipment used.

use super::to_seat;
use crate::{
    error::Result,
    mail::{
        catalogue::{ExpectedApproved, ExpectedArrived, Mail, Party},
        outbox::{MailRefs, Recipient},
    },
    services::{Services, request_status},
    store::{
        entity::{account, account_user, announcement},
        people::{self, AdministratorSeat},
    },
};
use app::routes;
use sea_orm::ConnectionTrait;

impl Services {
    /// Notifies the announcer of the shipper's arrival, and with `tell_shipper` also the shipper. A shipper whose open request
    /// was answered has its outcome mail already.
    pub(crate) async fn write_expected_arrival<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        announced: &announcement::Model,
        user: &account_user::Model,
        tell_shipper: bool,
    ) -> Result<()> {
        let day = |locale| self.calendar(account, locale).last_day(announced.until);
        let seats = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<AdministratorSeat> = seats.into_iter().filter(AdministratorSeat::is_active).collect();
        if let Some(announcer) = active.iter().find(|seat| seat.seat.id == announced.announced_by) {
            let mail = Mail::ExpectedArrived(ExpectedArrived {
                account: account.number.masked(),
                company: account.company.to_string(),
                who: Party { name: user.name.as_ref().map(ToString::to_string), email: user.email.to_string() },
                day: day(announcer.profile.locale),
                reference: announced.reference.to_string(),
                link: self.link(&routes::with_account(&routes::user(&user.id), Some(&account.id))),
            });
            self.write(tx, &mail, to_seat(announcer, MailRefs::default())).await?;
        }
        if !tell_shipper {
            return Ok(());
        }
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::ExpectedApproved(ExpectedApproved {
            account: account.number.masked(),
            email: user.email.to_string(),
            day: day(locale),
            contacts: request_status::contacts(&active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let refs = MailRefs { account: Some(&account.id), ..MailRefs::default() };
        self.write(tx, &mail, Recipient { to_email: &user.email, to_name, locale, refs }).await
    }
}
