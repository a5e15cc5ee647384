//! The port: every question that a page asks, and every command that the client sends, on one page. `server` implements it.
//! What a form posts without the client goes to the services by the handlers of `server/src/http`.
//!
//! Authority is in the types: what needs an administrator takes one (or all seats of one person), and only the session
//! layer can make those. Errors are [`AppError`]s in the asking person's language.

use crate::{
    AppError,
    view::{
        Administrators, Choice, DecideForm, DomainChange, DomainNames, DomainPreview, Enforcement, JournalPage,
        JournalQuery, Listed, Moment, NewUserForm, PlanForm, ProfilePage, Queue, QueueNews, Rehearsal, RehearsalQuery,
        RequestView, Ruled, Setup, StandingForm, Told, UploadForm, UploadKnowledge, UploadStanding, Uploaded,
        UserDetail, UserRow, UsersPage, UsersQuery, Viewer, Why,
    },
};
use async_trait::async_trait;
use esecure::{
    id::{RequestId, SessionId, UploadId, UserId},
    person::{Administrator, Person},
};
use leptos::prelude::use_context;
use std::sync::Arc;

/// What pages ask of the server.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Who is signed in, and the accounts they administer.
    async fn viewer(&self, person: &Person, seats: &[Administrator]) -> Result<Viewer, AppError>;
    /// Everything that the page of one's own profile shows, as asked from `session`.
    async fn profile(&self, person: &Person, session: &SessionId) -> Result<ProfilePage, AppError>;

    /// The four steps with their numbers.
    async fn setup(&self, administrator: &Administrator) -> Result<Setup, AppError>;
    /// who used the account.
    async fn users(&self, administrator: &Administrator, query: UsersQuery) -> Result<UsersPage, AppError>;
    /// approves or rejects one address of the list.
    async fn decide_user(
        &self,
        administrator: &Administrator,
        user: UserId,
        choice: Choice,
    ) -> Result<UserRow, AppError>;
    /// the only active administrator approves their own address, with the password.
    async fn approve_own(
        &self,
        administrator: &Administrator,
        user: UserId,
        password: String,
    ) -> Result<UserRow, AppError>;
    /// both lists of domains.
    async fn domain_names(&self, administrator: &Administrator) -> Result<DomainNames, AppError>;
    /// whom a change of the lists would touch.
    async fn preview_domain(
        &self,
        administrator: &Administrator,
        change: DomainChange,
    ) -> Result<DomainPreview, AppError>;
    /// who decides for the account.
    async fn administrators(&self, administrator: &Administrator) -> Result<Administrators, AppError>;
    /// one address of the list with source, end date and note.
    async fn user(&self, administrator: &Administrator, user: UserId) -> Result<UserDetail, AppError>;
    /// decides about the ticked addresses (or one), each with its own result.
    async fn rule_users(
        &self,
        administrator: &Administrator,
        ticked: Vec<UserId>,
        form: StandingForm,
    ) -> Result<Vec<Ruled>, AppError>;
    /// the addresses without a decision that a query lists, each with what it reads, at most [`crate::view::TICKED_LIMIT`].
    async fn undecided_users(
        &self,
        administrator: &Administrator,
        query: UsersQuery,
    ) -> Result<Vec<(UserId, String)>, AppError>;
    /// approves an address that may never have shipped.
    async fn add_user(&self, administrator: &Administrator, form: NewUserForm) -> Result<UserRow, AppError>;
    /// what judging a file needs beside the file, and what was uploaded before.
    async fn upload_knowledge(&self, administrator: &Administrator) -> Result<UploadKnowledge, AppError>;
    /// what is decided about addresses of a file, given in canonical form; at most
    /// [`crate::view::STANDINGS_LIMIT`] at a time.
    async fn upload_standings(
        &self,
        administrator: &Administrator,
        keys: Vec<String>,
    ) -> Result<Vec<UploadStanding>, AppError>;
    /// reads and judges a file again, and approves what is to be approved, all of it or nothing. The same file with
    /// the same edits and ticks a second time changes nothing, and is answered as the first time.
    async fn commit_upload(&self, administrator: &Administrator, form: UploadForm) -> Result<Uploaded, AppError>;
    /// puts back what every address of an upload was. [`AppError::Conflict`] once one was decided again.
    async fn undo_upload(&self, administrator: &Administrator, id: UploadId) -> Result<(), AppError>;
    /// the verdict on an address as it is typed, and the rules behind it. [`AppError::Invalid`] at `email`.
    async fn why(&self, administrator: &Administrator, email: String) -> Result<Why, AppError>;
    /// a page of the journal.
    async fn journal(&self, administrator: &Administrator, query: JournalQuery) -> Result<JournalPage, AppError>;
    /// how the switch stands.
    async fn enforcement(&self, administrator: &Administrator) -> Result<Enforcement, AppError>;
    /// whom it would block, by the 13 months of history and today's rules.
    async fn rehearsal(&self, administrator: &Administrator, query: RehearsalQuery) -> Result<Rehearsal, AppError>;
    /// the moment that somebody is about to set for the switch, nothing for now.
    async fn look_at_switch(&self, administrator: &Administrator, form: PlanForm) -> Result<Option<Moment>, AppError>;

    /// what waits on these accounts, oldest first: the part behind a request that `search` finds.
    async fn queue(&self, seats: &[Administrator], search: String, after: Option<RequestId>)
    -> Result<Queue, AppError>;
    /// What has become of the queue since a page was shown a part of it.
    async fn queue_news(&self, seats: &[Administrator], listed: Listed) -> Result<QueueNews, AppError>;
    /// One request of these accounts.
    async fn request(&self, seats: &[Administrator], id: RequestId) -> Result<RequestView, AppError>;
    /// decides requests of these accounts, each as a decision of its own. Where somebody was first, the answer says
    /// who did what and when. A refusal of the only one is an error: that one is [`AppError::Conflict`].
    async fn decide(&self, seats: &[Administrator], ids: Vec<RequestId>, form: DecideForm) -> Result<Told, AppError>;
    /// undoes one's own decisions on the page, within ten seconds, each that still can be.
    async fn undo(&self, seats: &[Administrator], ids: Vec<RequestId>) -> Result<Told, AppError>;
    /// what it would come to if everyone at the domain of this request's address might ship, a paragraph a
    /// sentence.
    async fn preview_everyone(&self, seats: &[Administrator], id: RequestId) -> Result<String, AppError>;
    /// authorises the domain of this request's address, and answers the open requests that it covers.
    async fn approve_everyone(&self, seats: &[Administrator], id: RequestId) -> Result<Told, AppError>;
}

/// The backend of this request, from context. Take it before the first `.await`.
///
/// # Errors
/// [`AppError::Unavailable`] outside a request (route generation, for one).
pub fn backend() -> Result<Arc<dyn Backend>, AppError> {
    use_context::<Arc<dyn Backend>>().ok_or(AppError::Unavailable)
}
