//! When it is to be switched on, as it was typed: in the address where it is only looked at, posted where it was refused.

use crate::{
    AppError,
    forms::{PRESSED, Posted},
    locales::enforcement as t,
    ui::locale,
    view::{Enforcement, Moment, PlanForm},
};
use leptos_router::params::ParamsMap;

/// What was typed, and what it comes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// Nothing, where the page is only opened.
    form: Option<PlanForm>,
    /// What the server reads in it: a moment, or now; or what is wrong with it.
    looked: Option<Result<Option<Moment>, AppError>>,
}

impl Typed {
    /// What was typed, not looked at yet.
    pub(super) fn of(query: &ParamsMap, posted: &Posted) -> Option<PlanForm> {
        if posted.is_there() && posted.fields.get(PRESSED).is_some_and(|pressed| pressed == "plan") {
            let text = |name: &str| posted.value(name, "");
            return Some(PlanForm {
                now: text("when") == "now",
                date: text("date"),
                time: text("time"),
                tell: posted.ticked("tell", false),
            });
        }
        let text = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
        query.get_str("when").map(|when| PlanForm {
            now: when == "now",
            date: text("date"),
            time: text("time"),
            tell: query.get_str("tell").is_some(),
        })
    }

    /// What was typed, with what the server reads in it.
    pub(super) fn looked(form: PlanForm, looked: Result<Option<Moment>, AppError>) -> Self {
        Self { form: Some(form), looked: Some(looked) }
    }

    /// Whether anything was typed.
    pub(super) fn is_there(&self) -> bool {
        self.form.is_some()
    }

    /// What stands in the form: as it was typed, or else what is proposed.
    pub(super) fn wish(&self, now: &Enforcement) -> PlanForm {
        let proposed = || {
            let (date, time) = (now.times.date.clone(), now.times.time.clone());
            PlanForm { now: false, date, time, tell: true }
        };
        self.form.clone().unwrap_or_else(proposed)
    }

    /// What the button says that it does on a date.
    pub(super) fn words(&self, now: &Enforcement) -> String {
        let locale = locale();
        match (&self.form, self.moment()) {
            (None, _) => t::set_for(locale, &now.times.words),
            (Some(_), Some(Some(moment))) => t::set_for(locale, &moment.short),
            (Some(_), _) => t::set_a_date(locale).to_owned(),
        }
    }

    /// What is wrong with a field.
    pub(super) fn problem(&self, field: &str) -> Option<String> {
        match &self.looked {
            Some(Err(error)) => error.of(field).map(str::to_owned),
            _ => None,
        }
    }

    /// The moment that was asked for, `Some(None)` for now, where it can be set.
    pub(super) fn moment(&self) -> Option<Option<Moment>> {
        self.looked.clone()?.ok()
    }

    /// What was asked for, with its moment, where it can be set.
    pub(super) fn asked(&self) -> Option<(PlanForm, Option<Moment>)> {
        Some((self.form.clone()?, self.moment()?))
    }
}
