//! Implements [`Backend`] of `app` by the services; delegates only.

use super::Services;
use crate::error::ServiceError;
use app::{
    AppError,
    backend::Backend,
    layout::{dto::Viewer, palette::dto::PaletteGroup},
    pages::{
        administrators::dto::{AdministratorForm, Administrators},
        domains::dto::{DomainChange, DomainForm, DomainNames, DomainPreview},
        enforcement::{
            dto::{Enforcement, ScheduleForm, SwitchForm, ZonedDisplayTime},
            rehearsal_dto::Rehearsal,
        },
        expected::dto::{AnnouncementForm, ExpectedShippers},
        explain::dto::VerdictExplanation,
        journal::dto::{JournalPage, JournalQuery, Verified},
        profile::dto::{Approving, EmailForm, PasswordForm, ProfileForm, ProfilePage},
        queue::{
            dto::{BulkOutcome, DecisionInput, Listed, Queue, QueueDelta, QueueOrder},
            request_dto::RequestView,
        },
        setup::dto::Setup,
        upload::dto::{UploadForm, UploadKnowledge, UploadStanding, Uploaded},
        users::{
            dto::{Choice, UserRow, UsersPage, UsersQuery},
            standing_dto::{NewUserForm, UserActionInput, UserActionResult, UserDetail},
        },
    },
};
use async_trait::async_trait;
use esecure::{
    id::{AccountId, AdministratorId, AnnouncementId, DeviceId, DomainRuleId, RequestId, SessionId, UploadId, UserId},
    person::{Administrator, Person},
};

type AppResult<T> = std::result::Result<T, AppError>;

#[async_trait]
impl Backend for Services {
    async fn viewer(&self, person: &Person, seats: &[Administrator]) -> AppResult<Viewer> {
        Services::viewer(self, person, seats).await.map_err(ServiceError::into_app)
    }

    async fn palette(
        &self,
        person: &Person,
        seats: &[Administrator],
        account: Option<AccountId>,
        words: String,
    ) -> AppResult<Vec<PaletteGroup>> {
        self.palette_entries(person, seats, account.as_ref(), &words).await.map_err(ServiceError::into_app)
    }

    async fn profile(&self, person: &Person, session: &SessionId) -> AppResult<ProfilePage> {
        Services::profile(self, person, session).await.map_err(ServiceError::into_app)
    }

    async fn accept_terms(&self, person: &Person, version: u32) -> AppResult<()> {
        Services::accept_terms(self, person, version).await.map_err(ServiceError::into_app)
    }

    async fn save_profile(&self, person: &Person, form: ProfileForm) -> AppResult<()> {
        Services::save_profile(self, person, form).await.map_err(ServiceError::into_app)
    }

    async fn save_approving(&self, person: &Person, approving: Approving) -> AppResult<()> {
        Services::save_approving(self, person, approving).await.map_err(ServiceError::into_app)
    }

    async fn change_email(&self, person: &Person, form: EmailForm) -> AppResult<()> {
        Services::change_email(self, person, form).await.map_err(ServiceError::into_app)
    }

    async fn resend_email_change(&self, person: &Person) -> AppResult<()> {
        Services::resend_email_change(self, person).await.map_err(ServiceError::into_app)
    }

    async fn cancel_email_change(&self, person: &Person) -> AppResult<()> {
        Services::cancel_email_change(self, person).await.map_err(ServiceError::into_app)
    }

    async fn change_password(&self, person: &Person, session: &SessionId, form: PasswordForm) -> AppResult<()> {
        Services::change_password(self, person, session, form).await.map_err(ServiceError::into_app)
    }

    async fn end_session(&self, person: &Person, id: &SessionId) -> AppResult<()> {
        Services::end_session(self, person, id).await.map_err(ServiceError::into_app)
    }

    async fn end_other_sessions(&self, person: &Person, session: &SessionId) -> AppResult<()> {
        Services::end_other_sessions(self, person, session).await.map_err(ServiceError::into_app)
    }

    async fn forget_device(&self, person: &Person, id: &DeviceId) -> AppResult<()> {
        Services::forget_device(self, person, id).await.map_err(ServiceError::into_app)
    }

    async fn share_contact(&self, person: &Person, on: bool) -> AppResult<()> {
        Services::share_contact(self, person, on).await.map_err(ServiceError::into_app)
    }

    async fn setup(&self, administrator: &Administrator) -> AppResult<Setup> {
        self.setup_steps(administrator).await.map_err(ServiceError::into_app)
    }

    async fn users(&self, administrator: &Administrator, query: UsersQuery) -> AppResult<UsersPage> {
        Services::users(self, administrator, query).await.map_err(ServiceError::into_app)
    }

    async fn decide_user(&self, administrator: &Administrator, user: UserId, choice: Choice) -> AppResult<UserRow> {
        Services::decide_user(self, administrator, user, choice).await.map_err(ServiceError::into_app)
    }

    async fn approve_own(&self, administrator: &Administrator, user: UserId, password: String) -> AppResult<UserRow> {
        Services::approve_own(self, administrator, user, password).await.map_err(ServiceError::into_app)
    }

    async fn domain_names(&self, administrator: &Administrator) -> AppResult<DomainNames> {
        Services::domain_names(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn preview_domain(&self, administrator: &Administrator, change: DomainChange) -> AppResult<DomainPreview> {
        Services::preview_domain(self, administrator, change).await.map_err(ServiceError::into_app)
    }

    async fn add_domain(&self, administrator: &Administrator, form: DomainForm) -> AppResult<()> {
        Services::add_domain(self, administrator, form).await.map(drop).map_err(ServiceError::into_app)
    }

    async fn remove_domain(&self, administrator: &Administrator, id: DomainRuleId) -> AppResult<()> {
        Services::remove_domain(self, administrator, id).await.map(drop).map_err(ServiceError::into_app)
    }

    async fn administrators(&self, administrator: &Administrator) -> AppResult<Administrators> {
        Services::administrators(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn add_administrator(&self, administrator: &Administrator, form: AdministratorForm) -> AppResult<()> {
        self.name_administrator(administrator, form).await.map(drop).map_err(ServiceError::into_app)
    }

    async fn invite_again(&self, administrator: &Administrator, id: AdministratorId) -> AppResult<()> {
        Services::invite_again(self, administrator, id).await.map(drop).map_err(ServiceError::into_app)
    }

    async fn remove_administrator(&self, administrator: &Administrator, id: AdministratorId) -> AppResult<()> {
        Services::remove_administrator(self, administrator, id).await.map_err(ServiceError::into_app)
    }

    async fn user(&self, administrator: &Administrator, user: UserId) -> AppResult<UserDetail> {
        Services::user(self, administrator, user).await.map_err(ServiceError::into_app)
    }

    async fn rule_users(
        &self,
        administrator: &Administrator,
        ticked: Vec<UserId>,
        form: UserActionInput,
    ) -> AppResult<Vec<UserActionResult>> {
        Services::change_standings(self, administrator, ticked, form).await.map_err(ServiceError::into_app)
    }

    async fn undecided_users(
        &self,
        administrator: &Administrator,
        query: UsersQuery,
    ) -> AppResult<Vec<(UserId, String)>> {
        self.undecided(administrator, query).await.map_err(ServiceError::into_app)
    }

    async fn add_user(&self, administrator: &Administrator, form: NewUserForm) -> AppResult<UserRow> {
        Services::add_user(self, administrator, form).await.map_err(ServiceError::into_app)
    }

    async fn upload_knowledge(&self, administrator: &Administrator) -> AppResult<UploadKnowledge> {
        Services::upload_knowledge(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn upload_standings(
        &self,
        administrator: &Administrator,
        keys: Vec<String>,
    ) -> AppResult<Vec<UploadStanding>> {
        Services::upload_standings(self, administrator, keys).await.map_err(ServiceError::into_app)
    }

    async fn commit_upload(&self, administrator: &Administrator, form: UploadForm) -> AppResult<Uploaded> {
        Services::commit_upload(self, administrator, form).await.map_err(ServiceError::into_app)
    }

    async fn undo_upload(&self, administrator: &Administrator, id: UploadId) -> AppResult<()> {
        Services::undo_upload(self, administrator, id).await.map_err(ServiceError::into_app)
    }

    async fn expected_shippers(&self, administrator: &Administrator) -> AppResult<ExpectedShippers> {
        Services::expected_shippers(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn announce(&self, administrator: &Administrator, form: AnnouncementForm) -> AppResult<()> {
        Services::announce(self, administrator, form).await.map_err(ServiceError::into_app)
    }

    async fn move_announcement(
        &self,
        administrator: &Administrator,
        id: AnnouncementId,
        last_day: String,
    ) -> AppResult<()> {
        Services::move_announcement(self, administrator, id, last_day).await.map_err(ServiceError::into_app)
    }

    async fn withdraw_announcement(&self, administrator: &Administrator, id: AnnouncementId) -> AppResult<()> {
        Services::withdraw_announcement(self, administrator, id).await.map_err(ServiceError::into_app)
    }

    async fn explain(&self, administrator: &Administrator, email: String) -> AppResult<VerdictExplanation> {
        Services::why(self, administrator, &email).await.map_err(ServiceError::into_app)
    }

    async fn journal(&self, administrator: &Administrator, query: JournalQuery) -> AppResult<JournalPage> {
        Services::journal(self, administrator, &query).await.map_err(ServiceError::into_app)
    }

    async fn verify_journal(&self, administrator: &Administrator) -> AppResult<Verified> {
        Services::verify_journal(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn enforcement(&self, administrator: &Administrator) -> AppResult<Enforcement> {
        Services::enforcement(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn rehearsal(&self, administrator: &Administrator, page: Option<u64>) -> AppResult<Rehearsal> {
        Services::rehearsal(self, administrator, page).await.map_err(ServiceError::into_app)
    }

    async fn approve_blocked(&self, administrator: &Administrator, user: UserId, anyway: bool) -> AppResult<()> {
        Services::approve_blocked(self, administrator, user, anyway).await.map_err(ServiceError::into_app)
    }

    async fn approve_undecided(&self, administrator: &Administrator) -> AppResult<u64> {
        Services::approve_undecided(self, administrator).await.map_err(ServiceError::into_app)
    }

    async fn check_schedule(
        &self,
        administrator: &Administrator,
        form: ScheduleForm,
    ) -> AppResult<Option<ZonedDisplayTime>> {
        self.preview_schedule(administrator, form).await.map_err(ServiceError::into_app)
    }

    async fn schedule_switch(
        &self,
        administrator: &Administrator,
        form: ScheduleForm,
        password: String,
    ) -> AppResult<()> {
        Services::schedule_switch(self, administrator, form, password).await.map_err(ServiceError::into_app)
    }

    async fn cancel_schedule(&self, administrator: &Administrator, password: String) -> AppResult<()> {
        Services::cancel_schedule(self, administrator, password).await.map_err(ServiceError::into_app)
    }

    async fn switch(&self, administrator: &Administrator, form: SwitchForm) -> AppResult<()> {
        Services::switch(self, administrator, form).await.map(drop).map_err(ServiceError::into_app)
    }

    async fn queue(
        &self,
        seats: &[Administrator],
        search: String,
        order: QueueOrder,
        after: Option<RequestId>,
    ) -> AppResult<Queue> {
        self.open_requests(seats, &search, order, after.as_ref()).await.map_err(ServiceError::into_app)
    }

    async fn queue_news(&self, seats: &[Administrator], listed: Listed) -> AppResult<QueueDelta> {
        Services::queue_changes(self, seats, &listed).await.map_err(ServiceError::into_app)
    }

    async fn request(&self, seats: &[Administrator], id: RequestId) -> AppResult<RequestView> {
        self.viewed_request(seats, &id).await.map_err(ServiceError::into_app)
    }

    async fn decide(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecisionInput,
    ) -> AppResult<BulkOutcome> {
        self.decide_and_summarise(seats, ids, form).await.map_err(ServiceError::into_app)
    }

    async fn undo(&self, seats: &[Administrator], ids: Vec<RequestId>) -> AppResult<BulkOutcome> {
        self.undo_and_summarise(seats, ids).await.map_err(ServiceError::into_app)
    }

    async fn preview_everyone(&self, seats: &[Administrator], id: RequestId) -> AppResult<String> {
        Services::preview_everyone(self, seats, &id).await.map_err(ServiceError::into_app)
    }

    async fn approve_everyone(&self, seats: &[Administrator], id: RequestId) -> AppResult<BulkOutcome> {
        Services::approve_everyone(self, seats, &id).await.map_err(ServiceError::into_app)
    }
}
