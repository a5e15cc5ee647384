//! The port of `app`, answered by the services: thin on purpose.

use super::Services;
use crate::{
    error::Result,
    store::{accounts, people},
};
use app::{
    AppError,
    backend::Backend,
    session::SignedIn,
    view::{
        AdministratorForm, Administrators, Choice, DecideForm, DomainChange, DomainForm, DomainNames, DomainPreview,
        Enforcement, NewUserForm, ProfileForm, Queue, QueueNews, RequestView, Ruled, Setup, StandingForm, SwitchForm,
        Undone, UserDetail, UserRow, UsersPage, UsersQuery, Viewer,
    },
};
use async_trait::async_trait;
use esecure::{
    Timestamp,
    id::{AdministratorId, DomainRuleId, RequestId, UserId},
    person::{Administrator, Person},
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

    async fn domain_names(&self, administrator: &Administrator) -> Answer<DomainNames> {
        Ok(Services::domain_names(self, administrator).await?)
    }

    async fn preview_domain(&self, administrator: &Administrator, change: DomainChange) -> Answer<DomainPreview> {
        Ok(Services::preview_domain(self, administrator, change).await?)
    }

    async fn add_domain(&self, administrator: &Administrator, form: DomainForm) -> Answer<DomainNames> {
        Ok(Services::add_domain(self, administrator, form).await?)
    }

    async fn remove_domain(&self, administrator: &Administrator, id: DomainRuleId) -> Answer<DomainNames> {
        Ok(Services::remove_domain(self, administrator, id).await?)
    }

    async fn administrators(&self, administrator: &Administrator) -> Answer<Administrators> {
        Ok(Services::administrators(self, administrator).await?)
    }

    async fn add_administrator(
        &self,
        administrator: &Administrator,
        form: AdministratorForm,
    ) -> Answer<Administrators> {
        Ok(self.name_administrator(administrator, form).await?)
    }

    async fn invite_again(&self, administrator: &Administrator, id: AdministratorId) -> Answer<Administrators> {
        Ok(Services::invite_again(self, administrator, id).await?)
    }

    async fn remove_administrator(&self, administrator: &Administrator, id: AdministratorId) -> Answer<()> {
        Ok(Services::remove_administrator(self, administrator, id).await?)
    }

    async fn user(&self, administrator: &Administrator, user: UserId) -> Answer<UserDetail> {
        Ok(Services::user(self, administrator, user).await?)
    }

    async fn rule_users(
        &self,
        administrator: &Administrator,
        ticked: Vec<UserId>,
        form: StandingForm,
    ) -> Answer<Vec<Ruled>> {
        Ok(Services::rule_users(self, administrator, ticked, form).await?)
    }

    async fn undecided_users(&self, administrator: &Administrator, query: UsersQuery) -> Answer<Vec<(UserId, String)>> {
        Ok(self.undecided(administrator, query).await?)
    }

    async fn add_user(&self, administrator: &Administrator, form: NewUserForm) -> Answer<UserRow> {
        Ok(Services::add_user(self, administrator, form).await?)
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

    async fn queue_news(&self, seats: &[Administrator], known: Vec<RequestId>) -> Answer<QueueNews> {
        Ok(Services::queue_news(self, seats, &known).await?)
    }

    async fn request(&self, seats: &[Administrator], id: RequestId) -> Answer<RequestView> {
        Ok(self.one_request(seats, &id).await?)
    }

    async fn decide(&self, seats: &[Administrator], id: RequestId, form: DecideForm) -> Answer<RequestView> {
        Ok(self.decide_on_page(seats, id, form).await?)
    }

    async fn undo(&self, seats: &[Administrator], id: RequestId) -> Answer<Undone> {
        Ok(Services::undo(self, seats, id).await?)
    }
}

impl Services {
    async fn four_steps(&self, by: &Administrator) -> Result<Setup> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let profile = people::profile(&self.db, by.person().profile.as_str()).await?;
        let seats = people::seats(&self.db, people::Of::Account(&account.id)).await?;
        let active = seats.iter().filter(|s| s.is_active()).count();
        let tally = self.tally(&account).await?;
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
}
