//! Mails about an account: its administrators and its enforcement.

use super::to_seat;
use crate::{
    error::Result,
    mail::{
        catalogue::{
            AdministratorChanged, AdministratorMoved, EnforcementSwitched, Mail, MembershipChange, OwnAddressApproved,
            Party, Switched,
        },
        outbox::{MailRefs, Recipient},
    },
    services::{Services, enforcement::SwitchedBy},
    store::{
        entity::account,
        people::{self, AdministratorSeat},
        requests,
    },
};
use app::routes;
use esecure::{EmailAddress, person::Person};
use sea_orm::ConnectionTrait;

/// Change of an account's administrators, for its mail.
struct AdministratorChange<'a> {
    change: MembershipChange,
    whom: Party,
    /// Name of the author; `None` for the operator.
    by: Option<&'a str>,
}

impl Services {
    /// Notifies an administrator of a new colleague.
    pub(crate) async fn write_administrator_added<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &AdministratorSeat,
        whom: Party,
        by: Option<&str>,
    ) -> Result<()> {
        let change = AdministratorChange { change: MembershipChange::Added, whom, by };
        self.write_administrator_changed(tx, account, to, change).await
    }

    /// Notifies an administrator of a removed colleague.
    pub(crate) async fn write_administrator_removed<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &AdministratorSeat,
        whom: Party,
        by: &str,
    ) -> Result<()> {
        let change = AdministratorChange { change: MembershipChange::Removed, whom, by: Some(by) };
        self.write_administrator_changed(tx, account, to, change).await
    }

    async fn write_administrator_changed<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &AdministratorSeat,
        AdministratorChange { change, whom, by }: AdministratorChange<'_>,
    ) -> Result<()> {
        let mail = Mail::AdministratorChanged(AdministratorChanged {
            change,
            whom,
            by: by.map(str::to_owned),
            when: self.calendar(account, to.profile.locale).long(self.now()),
            company: account.company.to_string(),
            account: account.number.masked(),
            link: self.link(&routes::with_query(routes::ADMINISTRATORS, &format!("account={}", account.id))),
        });
        self.write(tx, &mail, to_seat(to, MailRefs::default())).await
    }

    /// Notifies the other active administrators of an account that a colleague's address changed: they must
    /// know who decides, and must not trust mails from an unknown address. `seat` is the state before the
    /// change.
    pub(crate) async fn write_administrator_moved<C: ConnectionTrait>(
        &self,
        tx: &C,
        seat: &AdministratorSeat,
        email: &EmailAddress,
    ) -> Result<()> {
        let account = &seat.account;
        let others = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        for to in others.iter().filter(|other| other.is_active() && other.profile.id != seat.profile.id) {
            let mail = Mail::AdministratorMoved(AdministratorMoved {
                whom: Party { name: Some(seat.profile.name.clone()), email: email.original().to_owned() },
                before: seat.profile.email.to_string(),
                when: self.calendar(account, to.profile.locale).long(self.now()),
                company: account.company.to_string(),
                account: account.number.masked(),
                link: self.link(&routes::with_query(routes::ADMINISTRATORS, &format!("account={}", account.id))),
            });
            self.write(tx, &mail, to_seat(to, MailRefs::default())).await?;
        }
        Ok(())
    }

    /// Notifies every active administrator of a switch of enforcement, including its author.
    pub(crate) async fn write_switched<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        hand: SwitchedBy<'_>,
        on: bool,
        closed: usize,
    ) -> Result<()> {
        let open = requests::count_open(tx, [&account.id]).await?;
        let closed = u64::try_from(closed).unwrap_or(0);
        for seat in people::seats(tx, people::SeatFilter::Account(&account.id)).await?.iter().filter(|s| s.is_active())
        {
            let mail = Mail::EnforcementSwitched(EnforcementSwitched {
                switched: match (on, hand, closed) {
                    (true, SwitchedBy::Person(_), _) => Switched::On,
                    (true, SwitchedBy::Plan(_), _) => Switched::OnAsSet,
                    (false, _, 0) => Switched::OffKept(open),
                    (false, _, closed) => Switched::OffClosed(closed),
                },
                by: Some(hand.name().into()),
                when: self.calendar(account, seat.profile.locale).long(self.now()),
                company: account.company.to_string(),
                account: account.number.masked(),
                link: self.link(&routes::with_query(routes::ENFORCEMENT, &format!("account={}", account.id))),
            });
            self.write(tx, &mail, to_seat(seat, MailRefs::default())).await?;
        }
        Ok(())
    }

    /// Notifies the operator's contact, if configured, that an administrator approved their own address.
    pub(crate) async fn write_own_address_approved<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        who: &Person,
    ) -> Result<()> {
        let Some(contact) = self.operator_contact() else {
            return Ok(());
        };
        let locale = account.locale;
        let mail = Mail::OwnAddressApproved(OwnAddressApproved {
            company: account.company.to_string(),
            account: account.number.masked(),
            administrator: Party { name: Some(who.name.clone()), email: who.email.original().to_owned() },
            when: self.calendar(account, locale).long(self.now()),
        });
        let refs = MailRefs { account: Some(&account.id), ..MailRefs::default() };
        self.write(tx, &mail, Recipient { to_email: &contact, to_name: "", locale, refs }).await
    }
}
