//! Mails about requests, to administrators and requesters.

use super::{language, masked, number, requester, to_requester, to_seat};
use crate::{
    error::Result,
    mail::{
        catalogue::{
            ApprovalRequest, Mail, OneTimeCode, RequestApproved, RequestClosed, RequestDigest, RequestReceived,
            RequestRejected, WhyClosed,
        },
        outbox::Belongs,
    },
    services::{Services, evidence, requests::Came, status, undo},
    store::{
        entity::{account, decision_link, one_time_code, request},
        outbox as rows,
        people::{self, Seat},
        requests,
    },
    tokens,
};
use app::routes;
use esecure::{
    Timestamp,
    request::{CloseReason, State},
};
use sea_orm::{ConnectionTrait, EntityTrait, Set};

impl Services {
    /// Sends *Approval request* to each active administrator with a personal link, or a digest beyond the hourly limit
    /// . Returns the number of administrators notified.
    pub(in crate::services) async fn write_approval_requests<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[Seat],
        came: Came,
    ) -> Result<usize> {
        let hour_ago = self.now().plus_seconds(-3600);
        let application = self.application_of(tx, row).await?;
        let mut told = 0;
        for seat in seats {
            let written = rows::written_since(tx, &seat.profile.id, "approval_request", hour_ago).await?;
            if written >= self.config.mail.approval_requests_per_hour {
                told += usize::from(self.write_digest(tx, account, seat, hour_ago).await?);
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
                ahead: came == Came::ByMail,
                link: self.link(&routes::with_token(routes::DECISION, &token)),
                expires: calendar.day(evidence::last_day(row)),
            }));
            self.write(tx, &mail, to_seat(seat, Belongs { request: Some(&row.id), ..Belongs::default() })).await?;
            told += 1;
        }
        Ok(told)
    }

    /// Sends the digest, at most once per administrator and hour. Returns `true` if it was sent.
    async fn write_digest<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        seat: &Seat,
        hour_ago: Timestamp,
    ) -> Result<bool> {
        if rows::written_since(tx, &seat.profile.id, "request_digest", hour_ago).await? > 0 {
            return Ok(false);
        }
        let mail = Mail::RequestDigest(RequestDigest {
            waiting: requests::count_open(tx, [account.id.as_str()]).await?,
            link: self.link(routes::QUEUE),
        });
        self.write(tx, &mail, to_seat(seat, Belongs::default())).await?;
        Ok(true)
    }

    /// Sends *Request received* to the requester, within the account's hourly limit. Returns `true` if it was
    /// sent.
    pub(in crate::services) async fn write_request_received<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        row: &request::Model,
        seats: &[Seat],
        came: Came,
    ) -> Result<bool> {
        let hour_ago = self.now().plus_seconds(-3600);
        let written = rows::written_about_since(tx, &account.id, "request_received", hour_ago).await?;
        if written >= self.config.mail.request_received_per_hour_per_account {
            return Ok(false);
        }
        let mail = Mail::RequestReceived(RequestReceived {
            number: number(row),
            account: masked(account),
            asked: u64::try_from(row.told).unwrap_or(0),
            ahead: came == Came::ByMail,
            application: self.application_of(tx, row).await?,
            reference: evidence::shipment(row).reference,
            link: self.status_link(row),
            contacts: status::contacts(seats),
        });
        self.write(tx, &mail, to_requester(row)).await?;
        Ok(true)
    }

    /// Sends the outcome to the requester; nothing for open, withdrawn and expired requests.
    pub(in crate::services) async fn write_outcome<C: ConnectionTrait>(
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
                until: until.map(|end| self.calendar(account, language(&row.locale)).last_day(end)),
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
        let turn = undo::mail_leaves(state.decision(), self.now());
        self.queue(tx, &mail, to_requester(row), turn).await.map(drop)
    }

    /// Sends the one-time code in a mail without links.
    pub(in crate::services) async fn write_one_time_code<C: ConnectionTrait>(
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

    fn status_link(&self, row: &request::Model) -> String {
        self.link(&routes::with_token(routes::REQUEST_STATUS, &row.status_token))
    }
}
