//! Scheduling of the switch: setting, changing and cancelling its time. Each needs the password, since
//! cancelling leaves the account open from that time on, like switching off.

use super::{
    moment,
    switch::{SwitchedBy, Target, scheduled_time},
};
use crate::{
    calendar::{Calendar, WallTime, read_clock, read_day, utc},
    error::Result,
    notifications::ScheduleChange,
    services::{
        Services,
        journal::{self, Actor, Entry},
        new_id, run_to_completion,
    },
    store::{
        self, accounts,
        entity::{account, switch_plan},
        switch_plans::{self, Ending},
    },
};
use app::{
    AppError,
    error::Problem,
    pages::enforcement::dto::{ScheduleForm, ZonedDisplayTime},
};
use esecure::{Timestamp, id::SwitchPlanId, person::Administrator};
use i18n::enforcement as t;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel as _};
use serde_json::{Value, json};

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
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            if account.enforced {
                return Err(AppError::Conflict(t::on_already(by.person().locale).to_owned()).into());
            }
            let calendar = services.calendar(&account, by.person().locale);
            let closed = match services.read_moment(&calendar, &form)? {
                Some(at) => {
                    if !services.set_plan(&tx, &account, &by, at, form.tell).await? {
                        return Ok(tx.rollback().await?);
                    }
                    Vec::new()
                }
                None => {
                    let closed =
                        services.set_enforcement(&tx, &account, SwitchedBy::Person(by.person()), Target::On).await?;
                    if form.tell {
                        let now = services.now().as_millis();
                        let ending = Some(Ending::Switched.code().to_owned());
                        let plan = services.new_plan(&account, &by, services.now(), true);
                        insert(&tx, switch_plan::Model { ended_at: Some(now), ending, ..plan }).await?;
                    }
                    closed
                }
            };
            tx.commit().await?;
            services.publish_switch(&account, &closed);
            Ok(())
        })
        .await
    }

    /// Cancels the scheduled switch and mails every active administrator. Does nothing if no switch is scheduled.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong password; [`AppError::Conflict`] if enforcement is already on.
    pub async fn cancel_schedule(&self, by: &Administrator, password: String) -> Result<()> {
        self.check_password_limited(by.person(), password, "password").await?;
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            if account.enforced {
                return Err(AppError::Conflict(t::on_already(by.person().locale).to_owned()).into());
            }
            let Some(plan) = switch_plans::waiting(&tx, &account.id).await? else {
                return Ok(());
            };
            switch_plans::end(&tx, &plan.id, Ending::Cancelled, now).await?;
            let entry = Entry {
                event: "enforcement_unscheduled",
                actor: Actor::Person(by.person()),
                origin: "page",
                subject: &account.id,
                before: json!({ "scheduled_for": scheduled_time(&plan) }),
                after: json!({ "scheduled_for": null }),
                personal: Value::Null,
            };
            journal::append(&tx, &account.id, entry, now).await?;
            services.write_planned(&tx, &account, by.person(), ScheduleChange::Cancelled(&plan)).await?;
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            Ok(())
        })
        .await
    }

    /// Stores the plan; returns `false` if the same plan is already stored.
    async fn set_plan(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        by: &Administrator,
        at: Timestamp,
        tell: bool,
    ) -> Result<bool> {
        let now = self.now();
        let before = switch_plans::waiting(tx, &account.id).await?;
        if before.as_ref().is_some_and(|plan| plan.switch_at == at.as_millis() && (plan.notices || !tell)) {
            return Ok(false);
        }
        if let Some(before) = &before {
            switch_plans::end(tx, &before.id, Ending::Changed, now).await?;
        }
        let plan = self.new_plan(account, by, at, tell);
        insert(tx, plan.clone()).await?;
        let entry = Entry {
            event: "enforcement_scheduled",
            actor: Actor::Person(by.person()),
            origin: "page",
            subject: &account.id,
            before: json!({ "scheduled_for": before.as_ref().map(super::switch::scheduled_time) }),
            after: json!({ "scheduled_for": utc(at), "undecided_mailed": tell }),
            personal: Value::Null,
        };
        journal::append(tx, &account.id, entry, now).await?;
        // Adding notices at the same time is not reported as a change of time.
        let before = before.as_ref().filter(|before| before.switch_at != plan.switch_at);
        self.write_planned(tx, account, by.person(), ScheduleChange::Set { before, plan: &plan }).await?;
        Ok(true)
    }

    fn new_plan(&self, account: &account::Model, by: &Administrator, at: Timestamp, tell: bool) -> switch_plan::Model {
        switch_plan::Model {
            id: new_id(SwitchPlanId::from_bytes).to_string(),
            account_id: account.id.clone(),
            switch_at: at.as_millis(),
            set_by: by.person().profile.to_string(),
            set_by_name: by.person().name.clone(),
            set_at: self.now().as_millis(),
            ended_at: None,
            ending: None,
            notices: tell,
            noticed_to: String::new(),
            noticed_at: None,
        }
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

async fn insert(tx: &DatabaseTransaction, plan: switch_plan::Model) -> Result<()> {
    switch_plan::Entity::insert(plan.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
