//! From what has happened to the mails that tell of it: who gets one, in which language, with which links. What a mail
//! says is the catalogue's; that it is written in the transaction of the change is the caller's.

use super::{Services, evidence, status, undo};
use crate::{
    error::Result,
    mail::{
        catalogue::{
            AdministratorChanged, ApprovalRequest, Brand, CreatePassword, EnforcementSwitched, Mail, MembershipChange,
            OneTimeCode, OwnAddressApproved, RequestApproved, RequestClosed, RequestDigest, RequestReceived,
            RequestRejected, Someone, StandingRevoked, Switched, Welcome, WhyClosed,
        },
        outbox::{self, Belongs, Letter},
    },
    store::{
        entity::{account, account_user, decision_link, one_time_code, profile, request},
        outbox as rows, people,
        people::Seat,
        requests,
    },
    tokens,
};
use esecure::{
    AccountNumber, Locale, Timestamp,
    person::Person,
    request::{Closing, State},
};
use sea_orm::{ConnectionTrait, EntityTrait, Set};

impl Services {
    async fn write<C: ConnectionTrait>(&self, tx: &C, mail: &Mail, letter: Letter<'_>) -> Result<()> {
        let brand = Brand { portal: &self.config.brand.portal, product: &self.config.brand.product };
        outbox::queue(tx, mail, letter, &brand, self.now()).await
    }

    /// R-1.2: *Create password*, with a fresh link. Without an account it answers "forgot my password"; `by` names the
    /// colleague who added them, nobody stands for the carrier.
    pub(super) async fn write_create_password<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
        account: Option<&account::Model>,
        by: Option<&str>,
    ) -> Result<()> {
        let locale = language(&profile.locale);
        let seats = people::seats(tx, people::Of::Profile(&profile.id)).await?;
        let first = account.or_else(|| seats.first().map(|seat| &seat.account));
        let token = self.password_link(tx, &profile.id).await?;
        let until = self.now().plus_seconds(super::profiles::LINK_HOURS * 3600);
        let zone = first.map_or("UTC", |account| account.time_zone.as_str());
        let mail = Mail::CreatePassword(CreatePassword {
            company: first.map_or_else(|| self.config.brand.portal.clone(), |account| account.company.clone()),
            added_by: by.map(str::to_owned),
            forgotten: profile.password_hash.is_some(),
            link: self.link(&format!("/create-password/{token}")),
            valid_until: crate::calendar::Calendar::new(locale, zone, self.now()).long(until),
        });
        let belongs =
            Belongs { profile: Some(&profile.id), account: first.map(|a| a.id.as_str()), ..Belongs::default() };
        self.write(tx, &mail, Letter { to_email: &profile.email, to_name: &profile.name, locale, belongs }).await
    }

    /// R-1.3: *Welcome*.
    pub(super) async fn write_welcome<C: ConnectionTrait>(&self, tx: &C, seat: &Seat) -> Result<()> {
        let mail = Mail::Welcome(Welcome {
            company: seat.account.company.clone(),
            account: masked(&seat.account),
            link: self.link(&format!("/esecure?account={}", seat.account.id)),
        });
        self.write(tx, &mail, to_seat(seat, Belongs::default())).await
    }

    /// tells a colleague of a new administrator.
    pub(super) async fn write_administrator_added<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &Seat,
        whom: Someone,
        by: Option<&str>,
    ) -> Result<()> {
        self.write_administrator_changed(tx, account, to, (MembershipChange::Added, whom), by).await
    }

    /// tells a colleague of one who is an administrator no longer.
    pub(super) async fn write_administrator_removed<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &Seat,
        whom: Someone,
        by: &str,
    ) -> Result<()> {
        self.write_administrator_changed(tx, account, to, (MembershipChange::Removed, whom), Some(by)).await
    }

    async fn write_administrator_changed<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        to: &Seat,
        (change, whom): (MembershipChange, Someone),
        by: Option<&str>,
    ) -> Result<()> {
        let mail = Mail::AdministratorChanged(AdministratorChanged {
            change,
            whom,
            by: by.map(str::to_owned),
            when: self.calendar(account, language(&to.profile.locale)).long(self.now()),
            company: account.company.clone(),
            account: masked(account),
            link: self.link(&format!("/esecure?account={}", account.id)),
        });
        self.write(tx, &mail, to_seat(to, Belongs::default())).await
    }

    /// R-5.1: *Approval request*, one message to each active administrator, each with a link of its own; beyond the bound
    /// per hour one digest instead.
    pub(super) async fn write_approval_requests<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[Seat],
    ) -> Result<()> {
        let hour_ago = self.now().plus_seconds(-3600);
        let application = self.application_of(tx, row).await?;
        for seat in seats {
            let written = rows::written_since(tx, &seat.profile.id, "approval_request", hour_ago).await?;
            if written >= self.config.mail.approval_requests_per_hour {
                self.write_digest(tx, account, seat, hour_ago).await?;
                continue;
            }
            let calendar = self.calendar(account, language(&seat.profile.locale));
            let token = tokens::locator();
            decision_link::Entity::insert(decision_link::ActiveModel {
                token_hash: Set(tokens::hash(&token)),
                request_id: Set(row.id.clone()),
                administrator_id: Set(seat.seat.id.clone()),
            })
            .exec_without_returning(tx)
            .await?;
            let mail = Mail::ApprovalRequest(Box::new(ApprovalRequest {
                number: number(row),
                account: masked(account),
                company: account.company.clone(),
                requester: requester(row),
                asked: calendar.long(Timestamp::from_millis(row.opened_at)),
                application: application.clone(),
                shipment: evidence::shipment_view(&evidence::shipment(row), &calendar),
                facts: self.facts(tx, row, &calendar, &application).await?,
                message: row.message.clone(),
                link: self.link(&format!("/d/{token}")),
                expires: calendar.day(evidence::last_day(row)),
            }));
            self.write(tx, &mail, to_seat(seat, Belongs { request: Some(&row.id), ..Belongs::default() })).await?;
        }
        Ok(())
    }

    async fn write_digest<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        seat: &Seat,
        hour_ago: Timestamp,
    ) -> Result<()> {
        if rows::written_since(tx, &seat.profile.id, "request_digest", hour_ago).await? > 0 {
            return Ok(());
        }
        let mail = Mail::RequestDigest(RequestDigest {
            waiting: requests::count_open(tx, [account.id.as_str()]).await?,
            link: self.link("/esecure/queue"),
        });
        self.write(tx, &mail, to_seat(seat, Belongs::default())).await
    }

    /// R-5.1: *Request received*, to the requester.
    pub(super) async fn write_request_received<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[Seat],
    ) -> Result<()> {
        let mail = Mail::RequestReceived(RequestReceived {
            number: number(row),
            account: masked(account),
            asked: u64::try_from(row.told).unwrap_or(0),
            application: self.application_of(tx, row).await?,
            reference: evidence::shipment(row).reference,
            link: self.status_link(row),
            contacts: status::contacts(seats),
        });
        self.write(tx, &mail, to_requester(row)).await
    }

    /// the outcome, to the requester. What the requester did themself needs no mail.
    pub(super) async fn write_outcome<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        state: &State,
        until: Option<Timestamp>,
    ) -> Result<()> {
        let seats = people::seats(tx, people::Of::Account(&account.id)).await?;
        let active: Vec<Seat> = seats.into_iter().filter(Seat::is_active).collect();
        let shipment = evidence::shipment(row);
        let application = self.application_of(tx, row).await?;
        let (number, account_number, link) = (number(row), masked(account), self.status_link(row));
        let contacts = status::contacts(&active);
        let mail = match state {
            State::Approved(_) => Mail::RequestApproved(RequestApproved {
                number,
                account: account_number,
                email: row.email.clone(),
                application,
                reference: shipment.reference,
                link,
                draft: shipment.draft.filter(|draft| status::is_web_link(draft)),
                until: until.map(|end| self.last_day(account, &row.locale, end)),
                contacts,
            }),
            State::Rejected(_, reason) => Mail::RequestRejected(RequestRejected {
                number,
                account: account_number,
                email: row.email.clone(),
                application,
                reference: shipment.reference,
                reason: reason.as_ref().map(|r| evidence::reason_text(r, language(&row.locale))),
                link,
                contacts,
            }),
            State::Closed { why, .. } => Mail::RequestClosed(RequestClosed {
                number,
                account: account_number,
                application,
                reference: shipment.reference,
                why: match why {
                    Closing::NotEnforced => WhyClosed::SwitchedOff,
                    Closing::AccountSuspended => WhyClosed::Suspended,
                },
                link,
            }),
            State::Open | State::Withdrawn { .. } | State::Expired { .. } => return Ok(()),
        };
        let brand = Brand { portal: &self.config.brand.portal, product: &self.config.brand.product };
        let turn = undo::mail_leaves(state.decision(), self.now());
        outbox::queue_for(tx, &mail, to_requester(row), &brand, self.now(), turn).await
    }

    /// an approved address was rejected on the list.
    pub(super) async fn write_revoked<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        user: &account_user::Model,
    ) -> Result<()> {
        let seats = people::seats(tx, people::Of::Account(&account.id)).await?;
        let active: Vec<Seat> = seats.into_iter().filter(Seat::is_active).collect();
        let latest = requests::latest_of(tx, &user.id).await?;
        let locale = language(latest.as_ref().map_or(&account.locale, |row| &row.locale));
        let mail = Mail::StandingRevoked(StandingRevoked {
            account: masked(account),
            email: user.email.clone(),
            revoked: self.calendar(account, locale).long(self.now()),
            reason: None,
            contacts: status::contacts(&active),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let belongs = Belongs { account: Some(&account.id), ..Belongs::default() };
        self.write(tx, &mail, Letter { to_email: &user.email, to_name, locale, belongs }).await
    }

    /// the one-time code, in a mail without any link.
    pub(super) async fn write_one_time_code<C: ConnectionTrait>(
        &self,
        tx: &C,
        row: &request::Model,
        seat: &Seat,
        code: &one_time_code::Model,
        digits: &str,
    ) -> Result<()> {
        let calendar = self.calendar(&seat.account, language(&seat.profile.locale));
        let mail = Mail::OneTimeCode(OneTimeCode {
            code: digits.to_owned(),
            number: number(row),
            account: masked(&seat.account),
            requester: requester(row),
            valid_until: calendar.mail_clock(Timestamp::from_millis(code.expires_at)),
        });
        let belongs = Belongs { request: Some(&row.id), code: Some(&code.id), ..Belongs::default() };
        self.write(tx, &mail, to_seat(seat, belongs)).await
    }

    /// the switch, to every active administrator, whoever pressed it included.
    pub(super) async fn write_switched<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        by: &Person,
        on: bool,
        closed: usize,
        now: Timestamp,
    ) -> Result<()> {
        let open = requests::count_open(tx, [account.id.as_str()]).await?;
        let closed = u64::try_from(closed).unwrap_or(0);
        for seat in people::seats(tx, people::Of::Account(&account.id)).await?.iter().filter(|s| s.is_active()) {
            let mail = Mail::EnforcementSwitched(EnforcementSwitched {
                switched: match (on, closed) {
                    (true, _) => Switched::On,
                    (false, 0) => Switched::OffKept(open),
                    (false, closed) => Switched::OffClosed(closed),
                },
                by: Some(by.name.clone()),
                when: self.calendar(account, language(&seat.profile.locale)).long(now),
                company: account.company.clone(),
                account: masked(account),
                link: self.link(&format!("/esecure/enforcement?account={}", account.id)),
            });
            self.write(tx, &mail, to_seat(seat, Belongs::default())).await?;
        }
        Ok(())
    }

    /// tells the operator's contact, where one is configured.
    pub(super) async fn write_own_address_approved<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        who: &Person,
    ) -> Result<()> {
        let Some(contact) = &self.config.operator.contact else {
            return Ok(());
        };
        let locale = language(&account.locale);
        let mail = Mail::OwnAddressApproved(OwnAddressApproved {
            company: account.company.clone(),
            account: masked(account),
            administrator: Someone { name: Some(who.name.clone()), email: who.email.original().to_owned() },
            when: self.calendar(account, locale).long(self.now()),
        });
        let belongs = Belongs { account: Some(&account.id), ..Belongs::default() };
        self.write(tx, &mail, Letter { to_email: contact, to_name: "", locale, belongs }).await
    }

    /// The last day before an instant, for the reader of a mail.
    fn last_day(&self, account: &account::Model, locale: &str, end: Timestamp) -> String {
        self.calendar(account, language(locale)).day(Timestamp::from_millis(end.as_millis() - 1))
    }

    fn status_link(&self, row: &request::Model) -> String {
        self.link(&format!("/r/{}", row.status_token))
    }
}

fn to_seat<'a>(seat: &'a Seat, belongs: Belongs<'a>) -> Letter<'a> {
    Letter {
        to_email: &seat.profile.email,
        to_name: &seat.profile.name,
        locale: language(&seat.profile.locale),
        belongs: Belongs { account: Some(&seat.account.id), profile: Some(&seat.profile.id), ..belongs },
    }
}

fn to_requester(row: &request::Model) -> Letter<'_> {
    Letter {
        to_email: &row.email,
        to_name: row.name.as_deref().unwrap_or_default(),
        locale: language(&row.locale),
        belongs: Belongs { account: Some(&row.account_id), request: Some(&row.id), ..Belongs::default() },
    }
}

fn language(code: &str) -> Locale {
    Locale::from_tag(code).unwrap_or_default()
}

fn masked(account: &account::Model) -> String {
    AccountNumber::from_stored(&account.number).masked()
}

fn number(row: &request::Model) -> u64 {
    u64::try_from(row.number).unwrap_or(0)
}

fn requester(row: &request::Model) -> Someone {
    Someone { name: row.name.clone(), email: row.email.clone() }
}
