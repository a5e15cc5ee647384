//! The queue: what is open on the accounts of one person, what becomes of it while they look, and the decision
//! on the page.

use super::{
    Services, complete,
    evidence::{self, Number},
    mail_links::read_reason,
    not_found,
    requests::{Decide, Decided, Terms},
    users::read_note,
};
use crate::{
    error::{Result, ServiceError},
    store::{
        accounts,
        entity::{account, request},
        requests,
    },
};
use app::{
    AppError,
    locales::error as t,
    view::{
        Choice, DECIDED_LIMIT, DecideForm, DecidedOne, DomainChange, DomainForm, DomainPreview, Queue, QueueNews,
        QueueRow, RequestView, Settled, StateView, UndoneOne,
    },
};
use esecure::{
    EmailAddress, Locale, Timestamp, id::RequestId, person::Administrator, policy::DomainList, request::Way,
};
use std::collections::{HashMap, HashSet};

/// More requests than these on one page are not looked after; nobody scrolls that far.
const KNOWN: usize = 2000;

impl Services {
    pub(super) async fn open_requests(&self, seats: &[Administrator]) -> Result<Queue> {
        // The version first: what changes from here on is a newer one.
        let version = self.version_of(seats).await?;
        let open = requests::open(&self.db, seats.iter().map(|s| s.account().as_str())).await?;
        let mut reader = Reader::new(self, seats);
        let oldest = reader.oldest(&open).await?;
        let mut rows = Vec::with_capacity(open.len());
        for row in open {
            rows.push(reader.row(row).await?);
        }
        Ok(Queue { version, rows, oldest })
    }

    pub(super) async fn queue_news(&self, seats: &[Administrator], known: &[RequestId]) -> Result<QueueNews> {
        let version = self.version_of(seats).await?;
        let known = known.get(..KNOWN).unwrap_or(known);
        let accounts = || seats.iter().map(|s| s.account().as_str());
        let open = requests::open(&self.db, accounts()).await?;
        let mut reader = Reader::new(self, seats);
        let oldest = reader.oldest(&open).await?;
        let is_open = |id: &RequestId| open.iter().any(|row| row.id == id.as_str());
        let ended: Vec<&str> = known.iter().filter(|id| !is_open(id)).map(RequestId::as_str).collect();
        let mut settled = Vec::with_capacity(ended.len());
        for row in requests::these(&self.db, accounts(), &ended).await? {
            settled.push(reader.settled(&row).await?);
        }
        let mut fresh = Vec::new();
        for row in open {
            if known.iter().all(|id| row.id != id.as_str()) {
                fresh.push(reader.row(row).await?);
            }
        }
        Ok(QueueNews { version, fresh, settled, oldest })
    }

    pub(super) async fn one_request(&self, seats: &[Administrator], id: &RequestId) -> Result<RequestView> {
        let (seat, row) = self.one_of(seats, id).await?;
        self.seen_by(seat, &row).await
    }

    pub(super) async fn decide_on_page(
        &self,
        seats: &[Administrator],
        id: RequestId,
        form: DecideForm,
    ) -> Result<RequestView> {
        let (seat, row) = self.decide_one(seats, id, &form).await?;
        self.seen_by(seat, &row).await
    }

    /// Decides several requests, each in a transaction of its own: what is refused for one does not hold for the others.
    /// All are decided, also where nobody waits for the answer any more.
    pub(super) async fn decide_many(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecideForm,
    ) -> Result<Vec<DecidedOne>> {
        let ids = distinct(seats, ids)?;
        if let Some(seat) = seats.first() {
            // What is wrong with the form is so for all of them, and nothing is decided then.
            read_reason(&form, seat.person().locale)?;
        }
        let (services, seats) = (self.clone(), seats.to_vec());
        complete(async move {
            let mut decided = Vec::with_capacity(ids.len());
            for id in ids {
                let result = services.decide_one(&seats, id.clone(), &form).await;
                decided.push(DecidedOne { id, result: result.map(|_| ()).map_err(AppError::from) });
            }
            Ok(decided)
        })
        .await
    }

    /// for several decisions: each is undone that still can be.
    pub(super) async fn undo_many(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Result<Vec<UndoneOne>> {
        let ids = distinct(seats, ids)?;
        let (services, seats) = (self.clone(), seats.to_vec());
        complete(async move {
            let mut undone = Vec::with_capacity(ids.len());
            for id in ids {
                let result = services.undo(&seats, id.clone()).await;
                undone.push(UndoneOne { id, result: result.map_err(AppError::from) });
            }
            Ok(undone)
        })
        .await
    }

    /// The decision about one request, on the page. Whoever is late hears who was first.
    async fn decide_one<'a>(
        &self,
        seats: &'a [Administrator],
        id: RequestId,
        form: &DecideForm,
    ) -> Result<(&'a Administrator, request::Model)> {
        let (seat, row) = self.one_of(seats, &id).await?;
        let locale = seat.person().locale;
        let decision = match form.choice {
            Choice::Approve => {
                let account = accounts::get(&self.db, seat.account()).await?;
                let until = self.read_until(&account, locale, &form.until)?;
                Decide::Approve { way: Way::Page, terms: Terms { until, note: read_note(locale, &form.note)? } }
            }
            Choice::Reject => Decide::Reject { way: Way::Page, reason: read_reason(form, locale)? },
        };
        match self.decide_request(seat.clone(), RequestId::parse(&row.id).ok_or_else(not_found)?, decision).await? {
            Decided::Won(row) => Ok((seat, *row)),
            Decided::Lost(row) => {
                let account = accounts::get(&self.db, seat.account()).await?;
                let state = evidence::state_view(&row, &self.calendar(&account, locale))?;
                Err(AppError::Conflict(who_was_first(&state, locale)).into())
            }
        }
    }

    /// What it would come to if everyone at the domain of this request's address might ship.
    pub(super) async fn preview_everyone(&self, seats: &[Administrator], id: &RequestId) -> Result<DomainPreview> {
        let (seat, row) = self.one_of(seats, id).await?;
        self.preview_domain(seat, DomainChange::Add(everyone_like(&row))).await
    }

    /// Authorises the domain of this request's address. Gives the open requests that it answered.
    pub(super) async fn approve_everyone(&self, seats: &[Administrator], id: &RequestId) -> Result<Vec<RequestId>> {
        let (seat, row) = self.one_of(seats, id).await?;
        let open = requests::open(&self.db, [row.account_id.as_str()]).await?;
        self.add_domain(seat, everyone_like(&row)).await?;
        let open: Vec<&str> = open.iter().map(|row| row.id.as_str()).collect();
        let answered = requests::these(&self.db, [row.account_id.as_str()], &open).await?;
        let answered = answered.iter().filter(|row| row.way.as_deref() == Some(Way::Domain.code()));
        Ok(answered.filter_map(|row| RequestId::parse(&row.id)).collect())
    }

    /// A request of these accounts, with the seat on its account.
    async fn one_of<'a>(
        &self,
        seats: &'a [Administrator],
        id: &RequestId,
    ) -> Result<(&'a Administrator, request::Model)> {
        let accounts = seats.iter().map(|s| s.account().as_str());
        let row = requests::get(&self.db, accounts, id).await?.ok_or_else(not_found)?;
        Ok((seat_for(seats, &row.account_id)?, row))
    }

    async fn seen_by(&self, seat: &Administrator, row: &crate::store::entity::request::Model) -> Result<RequestView> {
        let account = accounts::get(&self.db, seat.account()).await?;
        let calendar = self.calendar(&account, seat.person().locale);
        self.request_view(row, &account, &calendar, Number::Full, &seat.person().email).await
    }
}

/// Reads rows for one person. Accounts and applications are few, so each is asked for once.
struct Reader<'a> {
    services: &'a Services,
    seats: &'a [Administrator],
    accounts: HashMap<String, account::Model>,
    applications: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    fn new(services: &'a Services, seats: &'a [Administrator]) -> Self {
        Self { services, seats, accounts: HashMap::new(), applications: HashMap::new() }
    }

    async fn account(&mut self, id: &str) -> Result<(&'a Administrator, account::Model)> {
        let seat = seat_for(self.seats, id)?;
        if let Some(account) = self.accounts.get(id) {
            return Ok((seat, account.clone()));
        }
        let account = accounts::get(&self.services.db, seat.account()).await?;
        self.accounts.insert(id.to_owned(), account.clone());
        Ok((seat, account))
    }

    async fn application(&mut self, row: &request::Model) -> Result<String> {
        if let Some(name) = self.applications.get(&row.application_id) {
            return Ok(name.clone());
        }
        let name = self.services.application_of(&self.services.db, row).await?;
        self.applications.insert(row.application_id.clone(), name.clone());
        Ok(name)
    }

    async fn oldest(&mut self, open: &[request::Model]) -> Result<Option<String>> {
        let Some(first) = open.first() else {
            return Ok(None);
        };
        let (seat, account) = self.account(&first.account_id).await?;
        let calendar = self.services.calendar(&account, seat.person().locale);
        Ok(Some(calendar.age(Timestamp::from_millis(first.opened_at)).text))
    }

    async fn row(&mut self, row: request::Model) -> Result<QueueRow> {
        let (seat, account) = self.account(&row.account_id).await?;
        let calendar = self.services.calendar(&account, seat.person().locale);
        let shipment = evidence::shipment(&row);
        Ok(QueueRow {
            id: RequestId::parse(&row.id).ok_or_else(not_found)?,
            application: self.application(&row).await?,
            own: row.email_key == seat.person().email.canonical(),
            age: calendar.age(Timestamp::from_millis(row.opened_at)),
            name: row.name,
            email: row.email,
            from: shipment.origin.city,
            to: shipment.destination.city,
            waits: shipment.draft.is_some(),
            company: account.company,
        })
    }

    async fn settled(&mut self, row: &request::Model) -> Result<Settled> {
        let (seat, account) = self.account(&row.account_id).await?;
        let locale = seat.person().locale;
        let state = evidence::state_view(row, &self.services.calendar(&account, locale))?;
        let id = RequestId::parse(&row.id).ok_or_else(not_found)?;
        Ok(Settled { id, what: what_became(&state, locale) })
    }
}

/// The sentence for whoever looks on.
fn what_became(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => t::settled_approved(locale, by, &when.text),
        StateView::Rejected { by, when, .. } => t::settled_rejected(locale, by, &when.text),
        _ => t::settled_otherwise(locale).to_owned(),
    }
}

/// The sentence for whoever came late.
fn who_was_first(state: &StateView, locale: Locale) -> String {
    match state {
        StateView::Approved { by, when, .. } => t::first_approved(locale, by, &when.text),
        StateView::Rejected { by, when, .. } => t::first_rejected(locale, by, &when.text),
        _ => t::no_longer_open(locale).to_owned(),
    }
}

/// Each request once, and no more than can be decided in one go.
fn distinct(seats: &[Administrator], mut ids: Vec<RequestId>) -> Result<Vec<RequestId>> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.len() > DECIDED_LIMIT {
        let locale = seats.first().map(|seat| seat.person().locale).unwrap_or_default();
        return Err(ServiceError::field("ids", t::too_many_requests(locale, DECIDED_LIMIT)));
    }
    Ok(ids)
}

/// The domain of a request's address, as an entry of the authorised list. The names below it are not meant: nobody has
/// asked from there.
fn everyone_like(row: &request::Model) -> DomainForm {
    let email = EmailAddress::from_stored(&row.email, &row.email_key);
    DomainForm { list: DomainList::Authorised, domain: email.domain().to_string(), with_subdomains: false }
}

/// The seat on this account among a person's.
pub(super) fn seat_for<'a>(seats: &'a [Administrator], account: &str) -> Result<&'a Administrator> {
    seats.iter().find(|s| s.account().as_str() == account).ok_or_else(not_found)
}
