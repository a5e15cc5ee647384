//! Scheduling of the switch: setting, changing and cancelling its time. Each needs the password, since
//! cancelling leaves the account open from that time on, like switching off.

use super::{
    moment,
    switch::{SwitchedBy, Target},
};
use crate::{
    calendar::{Calendar, WallTime, read_clock, read_day},
    error::Result,
    notifications::ScheduleChange,
    services::{
        Services,
        command::{Author as _, CommandContext},
        journal::{
            Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
            event::{NewSchedule, Schedule},
        },
        new_id,
    },
    store::{
        accounts,
        entity::switch_plan,
        switch_plans::{self, Ending},
    },
};
use app::{
    AppError,
    error::Problem,
    pages::enforcement::dto::{ScheduleForm, ZonedDisplayTime},
};
use esecure::{Timestamp, id::SwitchPlanId, person::Administrator};
use futures::FutureExt as _;
use i18n::enforcement as t;

impl Services {
    /// Validates the form and returns the scheduled time, or `None` for an immediate switch. Changes nothing.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a time that cannot be parsed, is in the past, more than a year ahead, or does not
    /// exist on that day.
    pub async fn preview_schedule(&self, by: &Administrator, form: ScheduleForm) -> Result<Option<ZonedDisplayTime>> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        Ok(self.read_moment(&calendar, &form)?.map(|at| moment(at, &calendar)))
    }

    /// Sets or changes the scheduled time, or switches on immediately. With `tell`, undecided addresses are mailed.
    /// Submitting the current schedule again changes nothing.
    ///
    /// # Errors
    /// As [`Self::preview_schedule`]; [`AppError::Invalid`] for a wrong password; [`AppError::Conflict`] if enforcement
    /// is already on.
    pub async fn schedule_switch(&self, by: &Administrator, form: ScheduleForm, password: String) -> Result<()> {
        self.preview_schedule(by, form.clone()).await?;
        self.check_password_limited(by.person(), password, "password").await?;
        self.command(by, move |services, cx| {
            async move {
                if cx.account.enforced {
                    return Err(AppError::Conflict(t::on_already(cx.locale()).to_owned()).into());
                }
                let calendar = services.calendar(&cx.account, cx.locale());
                match services.read_moment(&calendar, &form)? {
                    Some(at) => {
                        if !services.set_plan(cx, at, form.tell).await? {
                            cx.roll_back();
                        }
                    }
                    None => {
                        let person = cx.person().clone();
                        services.set_enforcement(cx, SwitchedBy::Person(&person), Target::On).await?;
                        if form.tell {
                            let (ended_at, ending) = (Some(cx.now), Some(Ending::Switched));
                            let plan = switch_plan::Model { ended_at, ending, ..new_plan(cx, cx.now, true) };
                            switch_plans::insert(&cx.tx, plan).await?;
                        }
                    }
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Cancels the scheduled switch and mails every active administrator. Does nothing if no switch is scheduled.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong password; [`AppError::Conflict`] if enforcement is already on.
    pub async fn cancel_schedule(&self, by: &Administrator, password: String) -> Result<()> {
        self.check_password_limited(by.person(), password, "password").await?;
        self.command(by, |services, cx| {
            async move {
                if cx.account.enforced {
                    return Err(AppError::Conflict(t::on_already(cx.locale()).to_owned()).into());
                }
                let Some(plan) = switch_plans::waiting(&cx.tx, &cx.account.id).await? else {
                    cx.roll_back();
                    return Ok(());
                };
                switch_plans::end(&cx.tx, &plan.id, Ending::Cancelled, cx.now).await?;
                let (before, after) =
                    (Schedule { scheduled_for: Some(plan.switch_at) }, Schedule { scheduled_for: None });
                let entry = Entry {
                    event: JournalEvent::EnforcementUnscheduled(Change::new(before, after)),
                    actor: cx.by.actor(),
                    origin: Origin::Page,
                    subject: Subject::Account(&cx.account.id),
                    personal: PersonalFields::None,
                };
                cx.record(entry).await?;
                let change = ScheduleChange::Cancelled(&plan);
                services.write_planned(&cx.tx, &cx.account, cx.person(), change).await
            }
            .boxed()
        })
        .await
    }

    /// Stores the plan; returns `false` if the same plan is already stored.
    async fn set_plan(&self, cx: &CommandContext<Administrator>, at: Timestamp, tell: bool) -> Result<bool> {
        let before = switch_plans::waiting(&cx.tx, &cx.account.id).await?;
        if before.as_ref().is_some_and(|plan| plan.switch_at == at && (plan.notices || !tell)) {
            return Ok(false);
        }
        if let Some(before) = &before {
            switch_plans::end(&cx.tx, &before.id, Ending::Changed, cx.now).await?;
        }
        let plan = new_plan(cx, at, tell);
        switch_plans::insert(&cx.tx, plan.clone()).await?;
        let change = Change::new(
            Schedule { scheduled_for: before.as_ref().map(|plan| plan.switch_at) },
            NewSchedule { scheduled_for: at, undecided_mailed: tell },
        );
        let entry = Entry {
            event: JournalEvent::EnforcementScheduled(change),
            actor: cx.by.actor(),
            origin: Origin::Page,
            subject: Subject::Account(&cx.account.id),
            personal: PersonalFields::None,
        };
        cx.record(entry).await?;
        // Adding notices at the same time is not reported as a change of time.
        let before = before.as_ref().filter(|before| before.switch_at != plan.switch_at);
        self.write_planned(&cx.tx, &cx.account, cx.person(), ScheduleChange::Set { before, plan: &plan }).await?;
        Ok(true)
    }

    /// Parses the submitted time; `None` for an immediate switch.
    fn read_moment(
        &self,
        calendar: &Calendar,
        form: &ScheduleForm,
    ) -> std::result::Result<Option<Timestamp>, AppError> {
        if form.now {
            return Ok(None);
        }
        let l = calendar.locale;
        let (day, clock) = (read_day(&form.date), read_clock(&form.time));
        let wrong = |field: &str, text: &str| Problem { field: field.to_owned(), text: text.to_owned() };
        let (Some(day), Some(clock)) = (day, clock) else {
            let date = day.is_none().then(|| wrong("date", t::no_date(l)));
            let time = clock.is_none().then(|| wrong("time", t::no_time(l)));
            return Err(AppError::Invalid(date.into_iter().chain(time).collect()));
        };
        let late = || AppError::field("date", t::too_late(l, calendar.day(calendar.in_a_year())));
        let at = match calendar.wall_time(day, clock).ok_or_else(late)? {
            WallTime::Once(at) | WallTime::Twice(at) => at,
            WallTime::Never(next) => {
                let (typed, next) = (form.time.trim(), calendar.clock(next));
                let text =
                    t::NoSuchTime { day: calendar.day_of(day), next, place: calendar.place(), time: typed }.text(l);
                return Err(AppError::field("time", text));
            }
        };
        if at <= self.now() {
            return Err(AppError::field("date", t::passed(l)));
        }
        if at > calendar.in_a_year() {
            return Err(late());
        }
        Ok(Some(at))
    }
}

fn new_plan(cx: &CommandContext<Administrator>, at: Timestamp, tell: bool) -> switch_plan::Model {
    switch_plan::Model {
        id: new_id(SwitchPlanId::from_bytes),
        account_id: cx.account.id.clone(),
        switch_at: at,
        set_by: cx.person().profile.clone(),
        set_by_name: cx.person().recorded_name(),
        set_at: cx.now,
        ended_at: None,
        ending: None,
        notices: tell,
        noticed_to: String::new(),
        noticed_at: None,
    }
}
