//! Port between the pages and the server: every query of a page and every command of the client. `server` implements
//! the trait.
//!
//! Authority is in the types: methods for administrators take an [`Administrator`] (or all seats of one person), and
//! only the session layer can create one. Errors are [`AppError`]s in the user's language.

use crate::{
    AppError,
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
use leptos::prelude::use_context;
use std::sync::Arc;

/// Queries and commands of the pages.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Returns the signed-in person and the accounts that this person administers.
    async fn viewer(&self, person: &Person, seats: &[Administrator]) -> Result<Viewer, AppError>;
    /// Returns the entries of the command palette that match `words`.
    async fn palette(
        &self,
        person: &Person,
        seats: &[Administrator],
        account: Option<AccountId>,
        words: String,
    ) -> Result<Vec<PaletteGroup>, AppError>;
    /// accepts this version of the terms.
    async fn accept_terms(&self, person: &Person, version: u32) -> Result<(), AppError>;
    /// Returns all data of the profile page, as requested from `session`.
    async fn profile(&self, person: &Person, session: &SessionId) -> Result<ProfilePage, AppError>;
    /// stores name, phone number, language and the choices about contact and keyboard.
    async fn save_profile(&self, person: &Person, form: ProfileForm) -> Result<(), AppError>;
    /// stores the authentication required behind a mail link.
    async fn save_approving(&self, person: &Person, approving: Approving) -> Result<(), AppError>;
    /// mails a confirmation link to the new address, after checking the password.
    async fn change_email(&self, person: &Person, form: EmailForm) -> Result<(), AppError>;
    /// mails the confirmation link again.
    async fn resend_email_change(&self, person: &Person) -> Result<(), AppError>;
    /// cancels the pending change of address.
    async fn cancel_email_change(&self, person: &Person) -> Result<(), AppError>;
    /// changes the password, after checking the current one, and ends all other sessions.
    async fn change_password(&self, person: &Person, session: &SessionId, form: PasswordForm) -> Result<(), AppError>;
    /// ends one session of the person.
    async fn end_session(&self, person: &Person, id: &SessionId) -> Result<(), AppError>;
    /// ends all sessions of the person except `session`.
    async fn end_other_sessions(&self, person: &Person, session: &SessionId) -> Result<(), AppError>;
    /// forgets a remembered device.
    async fn forget_device(&self, person: &Person, id: &DeviceId) -> Result<(), AppError>;
    /// shows or hides the person's contact details.
    async fn share_contact(&self, person: &Person, on: bool) -> Result<(), AppError>;

    /// Returns the four setup steps with their figures.
    async fn setup(&self, administrator: &Administrator) -> Result<Setup, AppError>;
    /// lists the users of the account.
    async fn users(&self, administrator: &Administrator, query: UsersQuery) -> Result<UsersPage, AppError>;
    /// approves or rejects one address of the list.
    async fn decide_user(
        &self,
        administrator: &Administrator,
        user: UserId,
        choice: Choice,
    ) -> Result<UserRow, AppError>;
    /// approves the own address of the only active administrator, after checking the password.
    async fn approve_own(
        &self,
        administrator: &Administrator,
        user: UserId,
        password: String,
    ) -> Result<UserRow, AppError>;
    /// returns both domain lists.
    async fn domain_names(&self, administrator: &Administrator) -> Result<DomainNames, AppError>;
    /// previews the addresses that a change of the domain lists would affect.
    async fn preview_domain(
        &self,
        administrator: &Administrator,
        change: DomainChange,
    ) -> Result<DomainPreview, AppError>;
    /// adds a domain to a list, and answers the open requests that it covers.
    async fn add_domain(&self, administrator: &Administrator, form: DomainForm) -> Result<(), AppError>;
    /// removes a domain from its list.
    async fn remove_domain(&self, administrator: &Administrator, id: DomainRuleId) -> Result<(), AppError>;
    /// lists the account's administrators.
    async fn administrators(&self, administrator: &Administrator) -> Result<Administrators, AppError>;
    /// adds an administrator, and mails the invitation.
    async fn add_administrator(&self, administrator: &Administrator, form: AdministratorForm) -> Result<(), AppError>;
    /// mails the invitation again.
    async fn invite_again(&self, administrator: &Administrator, id: AdministratorId) -> Result<(), AppError>;
    /// removes an administrator; the last active one cannot be removed.
    async fn remove_administrator(&self, administrator: &Administrator, id: AdministratorId) -> Result<(), AppError>;
    /// returns one address of the list with source, end date and note.
    async fn user(&self, administrator: &Administrator, user: UserId) -> Result<UserDetail, AppError>;
    /// applies a decision to the ticked addresses (or one), each with its own result.
    async fn rule_users(
        &self,
        administrator: &Administrator,
        ticked: Vec<UserId>,
        form: UserActionInput,
    ) -> Result<Vec<UserActionResult>, AppError>;
    /// returns id and email of the undecided addresses that match a query, at most
    /// [`crate::pages::users::standing_dto::TICKED_LIMIT`].
    async fn undecided_users(
        &self,
        administrator: &Administrator,
        query: UsersQuery,
    ) -> Result<Vec<(UserId, String)>, AppError>;
    /// approves an address, even one that has never shipped.
    async fn add_user(&self, administrator: &Administrator, form: NewUserForm) -> Result<UserRow, AppError>;
    /// returns the account data needed to judge a file, and the earlier uploads.
    async fn upload_knowledge(&self, administrator: &Administrator) -> Result<UploadKnowledge, AppError>;
    /// returns the standings of addresses of a file, given in canonical form; at most
    /// [`crate::pages::upload::dto::STANDINGS_LIMIT`] per call.
    async fn upload_standings(
        &self,
        administrator: &Administrator,
        keys: Vec<String>,
    ) -> Result<Vec<UploadStanding>, AppError>;
    /// parses and judges a file again, then approves all of its approvals or nothing. Idempotent: the same file
    /// with the same edits and ticks changes nothing and gets the first answer.
    async fn commit_upload(&self, administrator: &Administrator, form: UploadForm) -> Result<Uploaded, AppError>;
    /// restores the previous standing of every address of an upload. [`AppError::Conflict`] if one was decided
    /// again since.
    async fn undo_upload(&self, administrator: &Administrator, id: UploadId) -> Result<(), AppError>;
    /// lists the announcements of expected shippers.
    async fn expected_shippers(&self, administrator: &Administrator) -> Result<ExpectedShippers, AppError>;
    /// announces an address or a domain.
    async fn announce(&self, administrator: &Administrator, form: AnnouncementForm) -> Result<(), AppError>;
    /// moves the last day of an announcement that waits.
    async fn move_announcement(
        &self,
        administrator: &Administrator,
        id: AnnouncementId,
        last_day: String,
    ) -> Result<(), AppError>;
    /// withdraws an announcement that waits.
    async fn withdraw_announcement(&self, administrator: &Administrator, id: AnnouncementId) -> Result<(), AppError>;
    /// returns the verdict on an address as typed, and the rules behind it. [`AppError::Invalid`] at `email`.
    async fn explain(&self, administrator: &Administrator, email: String) -> Result<VerdictExplanation, AppError>;
    /// returns one page of the journal.
    async fn journal(&self, administrator: &Administrator, query: JournalQuery) -> Result<JournalPage, AppError>;
    /// verifies the hash chain of the journal.
    async fn verify_journal(&self, administrator: &Administrator) -> Result<Verified, AppError>;
    /// returns the current state of the enforcement switch.
    async fn enforcement(&self, administrator: &Administrator) -> Result<Enforcement, AppError>;
    /// replays 13 months of history by today's rules, with one page of the blocked addresses, or the first few.
    async fn rehearsal(&self, administrator: &Administrator, page: Option<u64>) -> Result<Rehearsal, AppError>;
    /// approves a blocked address; `anyway` also one that was rejected or may not ask.
    async fn approve_blocked(&self, administrator: &Administrator, user: UserId, anyway: bool) -> Result<(), AppError>;
    /// approves the undecided addresses, at most [`crate::pages::users::standing_dto::TICKED_LIMIT`], and returns
    /// their number.
    async fn approve_undecided(&self, administrator: &Administrator) -> Result<u64, AppError>;
    /// validates the moment entered for the switch; `None` means now.
    async fn check_schedule(
        &self,
        administrator: &Administrator,
        form: ScheduleForm,
    ) -> Result<Option<ZonedDisplayTime>, AppError>;
    /// switches enforcement on now or at a time, after checking the password.
    async fn schedule_switch(
        &self,
        administrator: &Administrator,
        form: ScheduleForm,
        password: String,
    ) -> Result<(), AppError>;
    /// cancels the schedule, after checking the password.
    async fn cancel_schedule(&self, administrator: &Administrator, password: String) -> Result<(), AppError>;
    /// switches enforcement on or off, after checking the password.
    async fn switch(&self, administrator: &Administrator, form: SwitchForm) -> Result<(), AppError>;

    /// returns a part of the open requests of these accounts that match `search`, starting after `after`.
    async fn queue(
        &self,
        seats: &[Administrator],
        search: String,
        order: QueueOrder,
        after: Option<RequestId>,
    ) -> Result<Queue, AppError>;
    /// Returns the changes of the queue since a page loaded a part of it.
    async fn queue_news(&self, seats: &[Administrator], listed: Listed) -> Result<QueueDelta, AppError>;
    /// Returns one request of these accounts.
    async fn request(&self, seats: &[Administrator], id: RequestId) -> Result<RequestView, AppError>;
    /// decides requests of these accounts, each as its own decision. For a request that was already decided, the
    /// answer says who did what and when. A single request that is refused gives an error:
    /// [`AppError::Conflict`] if it was already decided.
    async fn decide(
        &self,
        seats: &[Administrator],
        ids: Vec<RequestId>,
        form: DecisionInput,
    ) -> Result<BulkOutcome, AppError>;
    /// undoes the administrator's own decisions on the page within ten seconds, as many as still can be undone.
    async fn undo(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Result<BulkOutcome, AppError>;
    /// previews the effect of approving everyone at the domain of this request's address, one sentence per
    /// paragraph.
    async fn preview_everyone(&self, seats: &[Administrator], id: RequestId) -> Result<String, AppError>;
    /// authorises the domain of this request's address, and answers the open requests that the domain
    /// covers.
    async fn approve_everyone(&self, seats: &[Administrator], id: RequestId) -> Result<BulkOutcome, AppError>;
}

/// Returns the backend of this request from context. Call before the first `.await`.
///
/// # Errors
/// [`AppError::Unavailable`] outside a request, for example during route generation.
pub fn backend() -> Result<Arc<dyn Backend>, AppError> {
    use_context::<Arc<dyn Backend>>().ok_or(AppError::Unavailable)
}
