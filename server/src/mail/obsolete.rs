//! Mails that became obsolete while they waited: they are dropped, and the outbox keeps the reason.

use super::catalogue::{DropReason, MailKind};
use crate::{
    error::Result,
    services::Services,
    store::{columns::OutboxState, email_changes, entity::outbox, expiring_approvals, one_time_codes, requests},
};

/// Returns the reason of a dropped mail; `None` for other mails, and for those that earlier versions dropped.
pub fn drop_reason(mail: &outbox::Model) -> Option<DropReason> {
    match mail.state {
        OutboxState::Dropped => DropReason::from_code(mail.last_error.as_deref()?),
        _ => None,
    }
}

/// Returns the reason for not sending a mail, if it became obsolete while it waited.
pub(super) async fn find(services: &Services, mail: &outbox::Model) -> Result<Option<DropReason>> {
    let (db, now) = (&services.db, services.now());
    if let Some(id) = &mail.code_id {
        let code = one_time_codes::get(db, id).await?;
        let ended = code.is_none_or(|c| c.ended_at.is_some() || c.expires_at <= now);
        return Ok(ended.then_some(DropReason::CodeEnded));
    }
    Ok(match (mail.kind, &mail.request_id, &mail.profile_id) {
        (MailKind::ApprovalRequest, Some(id), _) => {
            (!requests::is_open(db, id).await?).then_some(DropReason::RequestEnded)
        }
        (MailKind::ApprovalEnds | MailKind::ApprovalsEnd, ..) => {
            (!expiring_approvals::still_ahead(db, &mail.id, now).await?).then_some(DropReason::ApprovalChanged)
        }
        (MailKind::ApprovalNeeded, ..) => {
            (!services.notice_still_valid(&mail.id).await?).then_some(DropReason::NoticeOutdated)
        }
        (MailKind::ConfirmEmail, _, Some(profile)) => {
            let waiting = email_changes::pending(db, profile).await?;
            let ended = waiting.is_none_or(|w| w.email != mail.to_email || w.expires_at <= now);
            ended.then_some(DropReason::EmailChangeEnded)
        }
        _ => None,
    })
}
