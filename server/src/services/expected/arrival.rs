//! Use of an announcement by the first check that matches: in one transaction the announcement ends, the address is
//! approved until its last day by the announcer, an open request is answered, and the use is recorded.

use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        checks::Check,
        command::{Author as _, CommandContext},
        decision_link::vouch,
        journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject},
        new_id,
        requests::{ApprovalOptions, NewDecision},
    },
    store::{
        announcements::{self, AnnouncementState},
        entity::{account, announcement, application},
        people, policies,
        standings::{self, StandingRecord},
        users,
    },
};
use esecure::{
    Standing, Verdict, decide,
    id::{AnnouncementId, UserId},
    person::Administrator,
    policy::StandingSource,
    request::DecisionChannel,
};
use futures::FutureExt as _;

impl Services {
    /// Turns the announcement of a verdict into an approval. Returns the verdict of the check, computed again under the
    /// account's lock; `None` if another check or a decision came first, so that the check must be answered anew.
    pub(in crate::services) async fn use_announcement(
        &self,
        account: &account::Model,
        application: &application::Model,
        check: &Check,
        id: &AnnouncementId,
    ) -> Result<Option<Verdict>> {
        let Some(row) = announcements::get(&self.db, &account.id, id).await? else { return Ok(None) };
        let Some(seat) = people::seat(&self.db, &row.announced_by).await? else { return Ok(None) };
        let (application, check, row) = (application.clone(), check.clone(), row);
        // The command checks that the announcer's seat is still active.
        let announcer = vouch(&seat);
        let used = self.command(&announcer, move |services, cx| {
            async move {
                let verdict = settle(services, cx, &application, &check, &row).await?;
                if verdict.is_none() {
                    cx.roll_back();
                }
                Ok(verdict)
            }
            .boxed()
        });
        match used.await {
            // The seat was removed between the two reads.
            Err(ServiceError::App(app::AppError::Forbidden(_))) => Ok(None),
            answer => answer,
        }
    }
}

async fn settle(
    services: &Services,
    cx: &mut CommandContext<Administrator>,
    application: &application::Model,
    check: &Check,
    row: &announcement::Model,
) -> Result<Option<Verdict>> {
    let policy = policies::for_address(&cx.tx, &cx.account, &check.email, cx.now).await?;
    let verdict = decide(&policy, &check.email, cx.now);
    if verdict.announcement.as_ref().is_none_or(|announcement| announcement.id != row.id)
        || !announcements::end(&cx.tx, &row.id, AnnouncementState::Used, cx.now).await?
    {
        return Ok(None);
    }
    let user = new_id(UserId::from_bytes);
    let user = users::ensure(&cx.tx, &cx.account.id, &check.email, check.name.as_ref(), user, cx.now).await?;
    announcements::set_user(&cx.tx, &row.id, &user.id, &application.id).await?;
    let options = ApprovalOptions { until: Some(row.until), note: Some(row.reference.clone()) };
    let decision = NewDecision::Approve { channel: DecisionChannel::Announcement, options };
    let closed = services.resolve_open_request(cx, &check.email, decision).await?;
    let standing = Standing::Approved { until: Some(row.until) };
    let record = StandingRecord::decided(standing, StandingSource::Announcement, cx.person(), cx.now);
    standings::write(&cx.tx, &[&user.id], &record.with_note(Some(row.reference.clone()))).await?;
    let entry = Entry {
        event: JournalEvent::StandingChanged(Change::new(user.standing().into(), standing.into())),
        actor: cx.by.actor(),
        origin: Origin::Announcement,
        subject: Subject::User(&user.id),
        personal: PersonalFields::Standing { email: user.email_key.clone(), note: Some(row.reference.clone()) },
    };
    cx.record(entry).await?;
    services.write_expected_arrival(&cx.tx, &cx.account, row, &user, closed.is_none()).await?;
    services.record_use_in(&cx.tx, &cx.account, application, check).await?;
    if let Some(request) = &closed {
        cx.publish(&request.id);
    }
    cx.publish_account();
    Ok(Some(verdict))
}
