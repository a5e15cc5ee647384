//! Switches enforcement on or off, for a manual and a scheduled switch alike.

use crate::{
    error::Result,
    services::{
        Services,
        command::{Author, CommandContext},
        journal::{
            Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
            event::{EnforcementState, SwitchedEnforcement},
        },
        requests::{ApprovalOptions, DecideOutcome},
    },
    store::{
        accounts,
        entity::{request, switch_plan},
        requests,
        switch_plans::{self, Ending},
    },
};
use app::pages::enforcement::dto::{Enforcement, OpenRequests, SwitchForm};
use esecure::{
    Locale, SingleLine,
    id::{ProfileId, RequestId},
    person::{Administrator, Person},
    request::{CloseReason, Command},
};
use futures::FutureExt as _;

/// Origin of a switch.
#[derive(Clone, Copy)]
pub(crate) enum SwitchedBy<'a> {
    Person(&'a Person),
    /// The scheduled time of this plan.
    Plan(&'a switch_plan::Model),
}

impl<'a> SwitchedBy<'a> {
    /// Returns the name of the responsible administrator.
    pub(crate) fn name(self) -> SingleLine {
        match self {
            Self::Person(person) => person.recorded_name(),
            Self::Plan(plan) => plan.set_by_name.clone(),
        }
    }

    /// Returns the author of the schedule, if the switch was scheduled.
    fn schedule_author(self) -> Option<&'a ProfileId> {
        match self {
            Self::Person(_) => None,
            Self::Plan(plan) => Some(&plan.set_by),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Target {
    On,
    Off(OpenRequests),
}

impl Services {
    /// Switches enforcement on or off and mails every active administrator. Does nothing if it is already in that
    /// state.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for a wrong password.
    pub async fn switch(&self, by: &Administrator, form: SwitchForm) -> Result<Enforcement> {
        self.check_password_limited(by.person(), form.password, "password").await?;
        let target = if form.on { Target::On } else { Target::Off(form.open) };
        self.command(by, move |services, cx| {
            async move {
                if cx.account.enforced == form.on {
                    cx.roll_back();
                    return Ok(());
                }
                let person = cx.person().clone();
                services.set_enforcement(cx, SwitchedBy::Person(&person), target).await
            }
            .boxed()
        })
        .await?;
        self.enforcement(by).await
    }

    /// Switches an account to the opposite state and updates its plan, open requests, journal and mails.
    pub(super) async fn set_enforcement<By: Author>(
        &self,
        cx: &mut CommandContext<By>,
        switched_by: SwitchedBy<'_>,
        target: Target,
    ) -> Result<()> {
        let (tx, account, now) = (&cx.tx, &cx.account, cx.now);
        let on = matches!(target, Target::On);
        accounts::set_enforced(tx, &account.id, on, &switched_by.name(), now).await?;
        let plan = switch_plans::waiting(tx, &account.id).await?;
        if let Some(plan) = &plan {
            let ending = if matches!(switched_by, SwitchedBy::Plan(_)) { Ending::Switched } else { Ending::Overtaken };
            switch_plans::end(tx, &plan.id, ending, now).await?;
        }
        let before =
            EnforcementState { enforced: account.enforced, scheduled_for: plan.as_ref().map(|plan| plan.switch_at) };
        let after = match target {
            Target::On => SwitchedEnforcement::On { set_by: switched_by.schedule_author().cloned() },
            Target::Off(open_requests) => SwitchedEnforcement::Off { open_requests },
        };
        let entry = Entry {
            event: JournalEvent::EnforcementSwitched(Change::new(before, after)),
            actor: cx.by.actor(),
            origin: if matches!(switched_by, SwitchedBy::Plan(_)) { Origin::Schedule } else { Origin::Page },
            subject: Subject::Account(&account.id),
            personal: PersonalFields::None,
        };
        cx.record(entry).await?;
        let waiting = requests::open(tx, [&account.id]).await?;
        let mut closed = Vec::new();
        match target {
            Target::On => self.extend_expiry(cx, &waiting).await?,
            Target::Off(OpenRequests::Close) => closed = self.close_all(cx, waiting).await?,
            Target::Off(OpenRequests::Keep) => {}
        }
        self.write_switched(tx, account, switched_by, on, closed.len()).await?;
        cx.publish_account();
        closed.iter().for_each(|request| cx.publish(request));
        Ok(())
    }

    /// Closes open requests that are no longer needed.
    async fn close_all<By: Author>(
        &self,
        cx: &CommandContext<By>,
        waiting: Vec<request::Model>,
    ) -> Result<Vec<RequestId>> {
        let (mut closed, options) = (Vec::new(), ApprovalOptions::default());
        for row in waiting {
            let close = Command::Close(CloseReason::NotEnforced);
            if let DecideOutcome::Applied(row) = self.apply_command(cx, row, close, &options).await? {
                closed.push(row.id);
            }
        }
        Ok(closed)
    }

    /// Extends the expiry of open requests by the days that enforcement was off: their time does not run meanwhile
    ///
    async fn extend_expiry<By: Author>(&self, cx: &CommandContext<By>, waiting: &[request::Model]) -> Result<()> {
        let calendar = self.calendar(&cx.account, Locale::En);
        for row in waiting {
            let stopped = cx.account.switched_at.map_or(row.opened_at, |at| at.max(row.opened_at));
            let ends = calendar.moved_on(row.expires_at, stopped, cx.now);
            if ends != row.expires_at {
                requests::set_expiry(&cx.tx, &row.id, ends).await?;
            }
        }
        Ok(())
    }
}
