//! The port of `app`, answered by the services: thin on purpose.

use super::{
    Services,
    evidence::Number,
    mail_links::read_reason,
    not_found,
    requests::{Decide, Decided},
};
use crate::{
    error::Result,
    store::{accounts, people, requests},
};
use app::{
    AppError,
    backend::Backend,
    locales::error as t,
    session::SignedIn,
    view::{
        Choice, DecideForm, Enforcement, ProfileForm, Queue, QueueRow, RequestView, Setup, StateView, SwitchForm,
        UserRow, UsersPage, UsersQuery, Viewer, When,
    },
};
use async_trait::async_trait;
use esecure::{
    Locale, Timestamp,
    id::{RequestId, UserId},
    person::{Administrator, Person},
    request::Way,
};

type Answer<T> = std::result::Result<T, AppError>;

#[async_trait]
impl Backend for Services {
    async fn viewer(&self, person: &Person, seats: &[Administrator]) -> Answer<Viewer> {
        let who = SignedIn { person: person.clone(), seats: seats.to_vec() };
        Ok(Services::viewer(self, &who).await?)
    }

    async fn accept_terms(&self, person: &Person, version: u32) -> Answer<()> {
        Ok(Services::accept_terms(self, person, version).await?)
    }

    async fn save_profile(&self, person: &Person, form: ProfileForm) -> Answer<()> {
        Ok(Services::save_profile(self, person, form).await?)
    }

    async fn share_contact(&self, person: &Person, on: bool) -> Answer<()> {
        Ok(Services::share_contact(self, person, on).await?)
    }

    async fn setup(&self, administrator: &Administrator) -> Answer<Setup> {
        Ok(self.four_steps(administrator).await?)
    }

    async fn users(&self, administrator: &Administrator, query: UsersQuery) -> Answer<UsersPage> {
        Ok(Services::users(self, administrator, query).await?)
    }

    async fn decide_user(&self, administrator: &Administrator, user: UserId, choice: Choice) -> Answer<UserRow> {
        Ok(Services::decide_user(self, administrator, user, choice).await?)
    }

    async fn approve_own(&self, administrator: &Administrator, user: UserId, password: String) -> Answer<UserRow> {
        Ok(Services::approve_own(self, administrator, user, password).await?)
    }

    async fn enforcement(&self, administrator: &Administrator) -> Answer<Enforcement> {
        Ok(Services::enforcement(self, administrator).await?)
    }

    async fn switch(&self, administrator: &Administrator, form: SwitchForm) -> Answer<Enforcement> {
        Ok(Services::switch(self, administrator, form).await?)
    }

    async fn queue(&self, seats: &[Administrator]) -> Answer<Queue> {
        Ok(self.open_requests(seats).await?)
    }

    async fn request(&self, seats: &[Administrator], id: RequestId) -> Answer<RequestView> {
        Ok(self.one_request(seats, &id).await?)
    }

    async fn decide(&self, seats: &[Administrator], id: RequestId, form: DecideForm) -> Answer<RequestView> {
        Ok(self.decide_on_page(seats, id, form).await?)
    }
}

impl Services {
    async fn four_steps(&self, by: &Administrator) -> Result<Setup> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let profile = people::profile(&self.db, by.person().profile.as_str()).await?;
        let seats = people::seats(&self.db, people::Of::Account(&account.id)).await?;
        let active = seats.iter().filter(|s| s.is_active()).count();
        let tally = self.tally(&account, &calendar, by).await?;
        let accepted = Timestamp::from_millis(profile.terms_accepted_at.unwrap_or_default());
        Ok(Setup {
            account: self.account_choice(&account).await?,
            terms: (u32::try_from(profile.terms_version.unwrap_or(0)).unwrap_or(0), calendar.on(accepted)),
            addresses: tally.addresses,
            may_ship: tally.may_ship,
            undecided: tally.undecided,
            administrators: u64::try_from(active).unwrap_or(0),
            invited: u64::try_from(seats.len() - active).unwrap_or(0),
            share_contact: profile.share_contact,
        })
    }

    async fn open_requests(&self, seats: &[Administrator]) -> Result<Queue> {
        let rows = requests::open(&self.db, seats.iter().map(|s| s.account().as_str())).await?;
        let mut queue = Queue { rows: Vec::with_capacity(rows.len()), oldest: None };
        for row in rows {
            let Some(seat) = seats.iter().find(|s| s.account().as_str() == row.account_id) else {
                continue;
            };
            let account = accounts::get(&self.db, seat.account()).await?;
            let age: When = self.calendar(&account, seat.person().locale).age(Timestamp::from_millis(row.opened_at));
            queue.oldest.get_or_insert_with(|| age.text.clone());
            let shipment = super::evidence::shipment(&row);
            queue.rows.push(QueueRow {
                id: RequestId::parse(&row.id).ok_or_else(not_found)?,
                application: self.application_of(&self.db, &row).await?,
                own: row.email_key == seat.person().email.canonical(),
                name: row.name,
                email: row.email,
                from: shipment.origin.city,
                to: shipment.destination.city,
                age,
                waits: shipment.draft.is_some(),
                company: account.company,
            });
        }
        Ok(queue)
    }

    async fn one_request(&self, seats: &[Administrator], id: &RequestId) -> Result<RequestView> {
        let accounts = seats.iter().map(|s| s.account().as_str());
        let row = requests::get(&self.db, accounts, id).await?.ok_or_else(not_found)?;
        let seat = seat_for(seats, &row.account_id)?;
        self.seen_by(seat, &row).await
    }

    async fn decide_on_page(&self, seats: &[Administrator], id: RequestId, form: DecideForm) -> Result<RequestView> {
        let accounts = seats.iter().map(|s| s.account().as_str());
        let row = requests::get(&self.db, accounts, &id).await?.ok_or_else(not_found)?;
        let seat = seat_for(seats, &row.account_id)?;
        let reason = read_reason(&form, seat.person().locale)?;
        let decision = match form.choice {
            Choice::Approve => Decide::Approve { way: Way::Page },
            Choice::Reject => Decide::Reject { way: Way::Page, reason },
        };
        match self.decide_request(seat.clone(), id, decision).await? {
            Decided::Won(row) => self.seen_by(seat, &row).await,
            Decided::Lost(row) => {
                let request = self.seen_by(seat, &row).await?;
                Err(AppError::Conflict(who_was_first(&request.state, seat.person().locale)).into())
            }
        }
    }

    async fn seen_by(&self, seat: &Administrator, row: &crate::store::entity::request::Model) -> Result<RequestView> {
        let account = accounts::get(&self.db, seat.account()).await?;
        let calendar = self.calendar(&account, seat.person().locale);
        self.request_view(row, &account, &calendar, Number::Full, &seat.person().email).await
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

fn seat_for<'a>(seats: &'a [Administrator], account: &str) -> Result<&'a Administrator> {
    seats.iter().find(|s| s.account().as_str() == account).ok_or_else(not_found)
}
