//! Implementation of the port of `app` by the services; delegates only.

use super::Services;
use crate::{
    domain_names,
    error::Result,
    store::{accounts, people, switch_plans},
};
use app::{
    AppError,
    backend::Backend,
    layout::dto::Viewer,
    pages::{
        administrators::dto::Administrators,
        domains::dto::{DomainChange, DomainNames, DomainPreview},
        enforcement::{
            dto::{Enforcement, Moment, PlanForm},
            rehearsal_dto::{Rehearsal, RehearsalQuery},
        },
        explain::dto::Why,
        journal::dto::{JournalPage, JournalQuery},
        profile::dto::ProfilePage,
        queue::{
            dto::{DecideForm, Listed, Queue, QueueNews, Told},
            request_dto::RequestView,
        },
        setup::dto::Setup,
        upload::dto::{UploadForm, UploadKnowledge, UploadStanding, Uploaded},
        users::{
            dto::{Choice, UserRow, UsersPage, UsersQuery},
            standing_dto::{NewUserForm, Ruled, StandingForm, UserDetail},
        },
    },
};
use async_trait::async_trait;
use esecure::{
    Timestamp,
    id::{RequestId, SessionId, UploadId, UserId},
    person::{Administrator, Person},
};

type Answer<T> = std::result::Result<T, AppError>;

#[async_trait]
impl Backend for Services {
    async fn viewer(&self, person: &Person, seats: &[Administrator]) -> Answer<Viewer> {
        Ok(Services::viewer(self, person, seats).await?)
    }

    async fn profile(&self, person: &Person, session: &SessionId) -> Answer<ProfilePage> {
        Ok(Services::profile(self, person, session).await?)
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

    async fn administrators(&self, administrator: &Administrator) -> Answer<Administrators> {
        Ok(Services::administrators(self, administrator).await?)
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

    async fn upload_knowledge(&self, administrator: &Administrator) -> Answer<UploadKnowledge> {
        Ok(Services::upload_knowledge(self, administrator).await?)
    }

    async fn upload_standings(&self, administrator: &Administrator, keys: Vec<String>) -> Answer<Vec<UploadStanding>> {
        Ok(Services::upload_standings(self, administrator, keys).await?)
    }

    async fn commit_upload(&self, administrator: &Administrator, form: UploadForm) -> Answer<Uploaded> {
        Ok(Services::commit_upload(self, administrator, form).await?)
    }

    async fn undo_upload(&self, administrator: &Administrator, id: UploadId) -> Answer<()> {
        Ok(Services::undo_upload(self, administrator, id).await?)
    }

    async fn why(&self, administrator: &Administrator, email: String) -> Answer<Why> {
        Ok(Services::why(self, administrator, &email).await?)
    }

    async fn journal(&self, administrator: &Administrator, query: JournalQuery) -> Answer<JournalPage> {
        Ok(Services::journal(self, administrator, &query).await?)
    }

    async fn enforcement(&self, administrator: &Administrator) -> Answer<Enforcement> {
        Ok(Services::enforcement(self, administrator).await?)
    }

    async fn rehearsal(&self, administrator: &Administrator, query: RehearsalQuery) -> Answer<Rehearsal> {
        Ok(Services::rehearsal(self, administrator, query).await?)
    }

    async fn look_at_switch(&self, administrator: &Administrator, form: PlanForm) -> Answer<Option<Moment>> {
        Ok(Services::look_at_switch(self, administrator, form).await?)
    }

    async fn queue(&self, seats: &[Administrator], search: String, after: Option<RequestId>) -> Answer<Queue> {
        Ok(self.open_requests(seats, &search, after.as_ref()).await?)
    }

    async fn queue_news(&self, seats: &[Administrator], listed: Listed) -> Answer<QueueNews> {
        Ok(Services::queue_news(self, seats, &listed).await?)
    }

    async fn request(&self, seats: &[Administrator], id: RequestId) -> Answer<RequestView> {
        Ok(self.one_request(seats, &id).await?)
    }

    async fn decide(&self, seats: &[Administrator], ids: Vec<RequestId>, form: DecideForm) -> Answer<Told> {
        Ok(self.decide_and_tell(seats, ids, form).await?)
    }

    async fn undo(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Answer<Told> {
        Ok(self.undo_and_tell(seats, ids).await?)
    }

    async fn preview_everyone(&self, seats: &[Administrator], id: RequestId) -> Answer<String> {
        Ok(Services::preview_everyone(self, seats, &id).await?)
    }

    async fn approve_everyone(&self, seats: &[Administrator], id: RequestId) -> Answer<Told> {
        Ok(Services::approve_everyone(self, seats, &id).await?)
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
        let (authorised, _) = accounts::domain_rules(&self.db, &account.id).await?;
        let domains = authorised.iter().map(|rule| domain_names::readable(&rule.domain)).collect();
        let planned = switch_plans::waiting(&self.db, &account.id).await?;
        let accepted = Timestamp::from_millis(profile.terms_accepted_at.unwrap_or_default());
        Ok(Setup {
            account: self.account_choice(&account).await?,
            terms: (u32::try_from(profile.terms_version.unwrap_or(0)).unwrap_or(0), calendar.on(accepted)),
            addresses: tally.addresses,
            may_ship: tally.may_ship,
            undecided: tally.undecided,
            blocked: tally.blocked(),
            domains: (domains, tally.by_domain),
            administrators: u64::try_from(active).unwrap_or(0),
            invited: u64::try_from(seats.len() - active).unwrap_or(0),
            share_contact: profile.share_contact,
            planned: planned.map(|plan| calendar.appointment(Timestamp::from_millis(plan.switch_at))),
        })
    }
}
