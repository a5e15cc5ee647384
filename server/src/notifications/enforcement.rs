//! Mails about a scheduled switch, to administrators and to the addresses that the switch will stop.

use super::to_seat;
use crate::{
    error::Result,
    mail::{
        catalogue::{ApprovalNeeded, EnforcementPlanned, Mail, PlanStep},
        outbox::{MailRefs, Recipient},
    },
    services::Services,
    store::{
        entity::{account, account_user, switch_plan},
        people,
    },
};
use app::routes;
use esecure::{id::MailId, person::Person};
use sea_orm::ConnectionTrait;

/// Change of a scheduled switch.
#[derive(Clone, Copy)]
pub(crate) enum ScheduleChange<'a> {
    /// Scheduled, or rescheduled if there is a `before`.
    Set {
        /// Schedule that `plan` replaces.
        before: Option<&'a switch_plan::Model>,
        plan: &'a switch_plan::Model,
    },
    /// Cancelled.
    Cancelled(&'a switch_plan::Model),
}

impl Services {
    /// Notifies every active administrator of a scheduled, changed or cancelled switch, including its author.
    pub(crate) async fn write_planned<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        by: &Person,
        planning: ScheduleChange<'_>,
    ) -> Result<()> {
        for seat in people::seats(tx, people::SeatFilter::Account(&account.id)).await?.iter().filter(|s| s.is_active())
        {
            let calendar = self.calendar(account, seat.profile.locale);
            let at = |plan: &switch_plan::Model| calendar.long(plan.switch_at);
            let (step, plan) = match planning {
                ScheduleChange::Set { before: None, plan } => (PlanStep::Set, plan),
                ScheduleChange::Set { before: Some(before), plan } => (PlanStep::Changed { before: at(before) }, plan),
                ScheduleChange::Cancelled(plan) => (PlanStep::CalledOff, plan),
            };
            let mail = Mail::EnforcementPlanned(EnforcementPlanned {
                step,
                at: at(plan),
                tells: plan.notices,
                by: by.name.clone(),
                company: account.company.to_string(),
                account: account.number.masked(),
                link: self.link(&routes::with_query(routes::ENFORCEMENT, &format!("account={}", account.id))),
            });
            self.write(tx, &mail, to_seat(seat, MailRefs::default())).await?;
        }
        Ok(())
    }

    /// Notifies an undecided address of a scheduled switch. Returns the mail's identifier.
    pub(crate) async fn write_approval_needed<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        plan: &switch_plan::Model,
        user: &account_user::Model,
        token: &str,
    ) -> Result<MailId> {
        let locale = self.language_of_user(tx, account, user).await?;
        let mail = Mail::ApprovalNeeded(ApprovalNeeded {
            account: account.number.masked(),
            email: user.email.to_string(),
            from: self.calendar(account, locale).long(plan.switch_at),
            begun: plan.switch_at <= self.now(),
            link: self.link(&routes::with_token(routes::ASK_AHEAD, token)),
        });
        let to_name = user.name.as_deref().unwrap_or_default();
        let refs = MailRefs { account: Some(&account.id), ..MailRefs::default() };
        self.queue(tx, &mail, Recipient { to_email: &user.email, to_name, locale, refs }, self.now()).await
    }
}
