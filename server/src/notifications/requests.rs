//! Mails about requests, to administrators and requesters.

use super::{number, requester, to_requester, to_seat};
use crate::{
    error::Result,
    mail::{
        catalogue::{
            ApprovalRequest, Deciders, Mail, MailKind, OneTimeCode, RequestApproved, RequestClosed, RequestDigest,
            RequestReceived, RequestRejected, WhyClosed,
        },
        outbox::MailRefs,
    },
    services::{
        Services, request_status, request_view,
        requests::{RequestSource, outcome_mail_time},
    },
    store::{
        decision_links,
        entity::{account, decision_link, one_time_code, request},
        outbox as rows,
        people::{self, AdministratorSeat},
        requests,
    },
    tokens,
};
use app::routes;
use esecure::{
    Timestamp,
    request::{CloseReason, State},
};
use sea_orm::ConnectionTrait;

impl Services {
    /// Sends *Approval request* to each active administrator with a personal link, or a digest beyond the hourly limit
    /// . Returns the number of administrators asked to decide: all but the one whose own address it is.
    pub(crate) async fn write_approval_requests<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[AdministratorSeat],
        came: RequestSource,
    ) -> Result<usize> {
        let hour_ago = self.now().plus_seconds(-3600);
        let application = self.application_of(tx, row).await?;
        let mut notified = 0;
        for seat in seats {
            let own = seat.profile.email_key == row.email_key;
            let written = rows::written_since(tx, &seat.profile.id, MailKind::ApprovalRequest, hour_ago).await?;
            if written >= self.config.mail.approval_requests_per_hour {
                notified += usize::from(self.write_digest(tx, account, seat, hour_ago).await? && !own);
                continue;
            }
            let calendar = self.calendar(account, seat.profile.locale);
            let token = tokens::link_token();
            let link = decision_link::Model {
                token_hash: tokens::hash(&token),
                request_id: row.id.clone(),
                administrator_id: seat.seat.id.clone(),
            };
            decision_links::insert(tx, link).await?;
            let mail = Mail::ApprovalRequest(Box::new(ApprovalRequest {
                number: number(row),
                account: account.number.masked(),
                company: account.company.to_string(),
                requester: requester(row),
                asked: calendar.long(row.opened_at),
                application: application.clone(),
                shipment: request_view::shipment_view(&request_view::shipment(row), &calendar),
                facts: self.facts(tx, row, &calendar, &application).await?,
                message: row.message.as_ref().map(ToString::to_string),
                ahead: came == RequestSource::MailLink,
                deciders: self.request_deciders(account, row, seats, seat),
                link: self.link(&routes::with_token(routes::DECISION, &token)),
                expires: calendar.day(request_view::last_day(row)),
            }));
            self.write(tx, &mail, to_seat(seat, MailRefs { request: Some(&row.id), ..MailRefs::default() })).await?;
            notified += usize::from(!own);
        }
        Ok(notified)
    }

    /// Returns the active administrators who can decide about the request, as seen by one of them.
    fn request_deciders(
        &self,
        account: &account::Model,
        row: &request::Model,
        seats: &[AdministratorSeat],
        reader: &AdministratorSeat,
    ) -> Deciders {
        let own = |seat: &AdministratorSeat| seat.profile.email_key == row.email_key;
        let others = || seats.iter().filter(|other| other.profile.id != reader.profile.id && !own(other));
        match (own(reader), others().next()) {
            (false, None) => Deciders::ReaderOnly,
            (false, Some(_)) => Deciders::ReaderAndOthers,
            (true, None) => {
                let user = routes::with_account(&routes::user(&row.user_id), Some(&account.id));
                Deciders::Nobody { user: self.link(&user) }
            }
            (true, Some(_)) => Deciders::Others(others().map(|other| other.profile.name.clone()).collect()),
        }
    }

    /// Sends the digest, at most once per administrator and hour. Returns `true` if it was sent.
    async fn write_digest<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        seat: &AdministratorSeat,
        hour_ago: Timestamp,
    ) -> Result<bool> {
        if rows::written_since(tx, &seat.profile.id, MailKind::RequestDigest, hour_ago).await? > 0 {
            return Ok(false);
        }
        let mail = Mail::RequestDigest(RequestDigest {
            waiting: requests::count_open(tx, [&account.id]).await?,
            account: account.number.masked(),
            company: account.company.to_string(),
            link: self.link(routes::QUEUE),
        });
        self.write(tx, &mail, to_seat(seat, MailRefs::default())).await?;
        Ok(true)
    }

    /// Sends *Request received* to the requester, within the account's hourly limit. Returns `true` if it was
    /// sent.
    pub(crate) async fn write_request_received<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[AdministratorSeat],
        came: RequestSource,
    ) -> Result<bool> {
        let hour_ago = self.now().plus_seconds(-3600);
        let written = rows::written_about_since(tx, &account.id, MailKind::RequestReceived, hour_ago).await?;
        if written >= self.config.mail.request_received_per_hour_per_account {
            return Ok(false);
        }
        let mail = Mail::RequestReceived(RequestReceived {
            number: number(row),
            account: account.number.masked(),
            asked: u64::try_from(row.told).unwrap_or(0),
            ahead: came == RequestSource::MailLink,
            application: self.application_of(tx, row).await?,
            reference: request_view::shipment(row).reference,
            link: self.status_link(row),
            contacts: request_status::contacts(seats),
        });
        self.write(tx, &mail, to_requester(row)).await?;
        Ok(true)
    }

    /// Sends the outcome to the requester; nothing for open, withdrawn and expired requests.
    pub(crate) async fn write_outcome<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        state: &State,
        until: Option<Timestamp>,
    ) -> Result<()> {
        let seats = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<AdministratorSeat> = seats.into_iter().filter(AdministratorSeat::is_active).collect();
        let shipment = request_view::shipment(row);
        let application = self.application_of(tx, row).await?;
        let (number, account_number, link) = (number(row), account.number.masked(), self.status_link(row));
        let contacts = request_status::contacts(&active);
        let mail = match state {
            State::Approved(_) => Mail::RequestApproved(RequestApproved {
                number,
                account: account_number,
                email: row.email.to_string(),
                application,
                reference: shipment.reference,
                link,
                draft: shipment.draft.filter(|draft| request_status::is_web_link(draft)),
                until: until.map(|end| self.calendar(account, row.locale).last_day(end)),
                contacts,
            }),
            State::Rejected(_, reason) => Mail::RequestRejected(RequestRejected {
                number,
                account: account_number,
                email: row.email.to_string(),
                application,
                reference: shipment.reference,
                reason: reason.as_ref().map(|r| request_view::reason_text(r, row.locale)),
                link,
                contacts,
            }),
            State::Closed { reason, .. } => Mail::RequestClosed(RequestClosed {
                number,
                account: account_number,
                application,
                reference: shipment.reference,
                why: match reason {
                    CloseReason::NotEnforced => WhyClosed::SwitchedOff,
                    CloseReason::AccountSuspended => WhyClosed::Suspended,
                },
                link,
            }),
            State::Open | State::Withdrawn { .. } | State::Expired { .. } => return Ok(()),
        };
        let not_before = outcome_mail_time(state.decision(), self.now());
        self.queue(tx, &mail, to_requester(row), not_before).await.map(drop)
    }

    /// Sends the one-time code in a mail without links.
    pub(crate) async fn write_one_time_code<C: ConnectionTrait>(
        &self,
        tx: &C,
        row: &request::Model,
        seat: &AdministratorSeat,
        code: &one_time_code::Model,
        digits: &str,
    ) -> Result<()> {
        let calendar = self.calendar(&seat.account, seat.profile.locale);
        let mail = Mail::OneTimeCode(OneTimeCode {
            code: digits.to_owned(),
            number: number(row),
            account: seat.account.number.masked(),
            company: seat.account.company.to_string(),
            requester: requester(row),
            valid_until: calendar.mail_clock(code.expires_at),
        });
        let refs = MailRefs { request: Some(&row.id), code: Some(&code.id), ..MailRefs::default() };
        self.write(tx, &mail, to_seat(seat, refs)).await
    }

    fn status_link(&self, row: &request::Model) -> String {
        self.link(&routes::with_token(routes::REQUEST_STATUS, row.status_token.as_str()))
    }
}
