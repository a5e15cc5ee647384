//! Input of the schedule form: from the query on a preview, from the body after a refused submit.

use super::dto::{Enforcement, ScheduleForm, ZonedDisplayTime};
use crate::{
    AppError,
    forms::{PRESSED, Posted},
    ui::locale,
};
use i18n::enforcement as t;
use leptos_router::params::ParamsMap;

/// Input with the server's validation result.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// `None` if the page was opened without input.
    form: Option<ScheduleForm>,
    /// Validation result: a moment, `None` for now, or the error.
    looked: Option<Result<Option<ZonedDisplayTime>, AppError>>,
}

impl Typed {
    /// Parses the input, not yet validated.
    pub(super) fn of(query: &ParamsMap, posted: &Posted) -> Option<ScheduleForm> {
        if posted.is_there() && posted.fields.get(PRESSED).is_some_and(|pressed| pressed == "plan") {
            let text = |name: &str| posted.value(name, "");
            return Some(ScheduleForm {
                now: text("when") == "now",
                date: text("date"),
                time: text("time"),
                tell: posted.ticked("tell", false),
            });
        }
        let text = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
        query.get_str("when").map(|when| ScheduleForm {
            now: when == "now",
            date: text("date"),
            time: text("time"),
            tell: query.get_str("tell").is_some(),
        })
    }

    /// Combines input and validation result.
    pub(super) fn looked(form: ScheduleForm, looked: Result<Option<ZonedDisplayTime>, AppError>) -> Self {
        Self { form: Some(form), looked: Some(looked) }
    }

    /// True if there is input.
    pub(super) fn is_there(&self) -> bool {
        self.form.is_some()
    }

    /// Values of the form's fields: the input, otherwise the proposal.
    pub(super) fn wish(&self, now: &Enforcement) -> ScheduleForm {
        let proposed = || {
            let (date, time) = (now.times.date.clone(), now.times.time.clone());
            ScheduleForm { now: false, date, time, tell: true }
        };
        self.form.clone().unwrap_or_else(proposed)
    }

    /// Label of the button for a scheduled start.
    pub(super) fn words(&self, now: &Enforcement) -> String {
        let locale = locale();
        match (&self.form, self.moment()) {
            (None, _) => t::set_for(locale, &now.times.words),
            (Some(_), Some(Some(moment))) => t::set_for(locale, &moment.short),
            (Some(_), _) => t::set_a_date(locale).to_owned(),
        }
    }

    /// Error of a field.
    pub(super) fn problem(&self, field: &str) -> Option<String> {
        match &self.looked {
            Some(Err(error)) => error.of(field).map(str::to_owned),
            _ => None,
        }
    }

    /// Valid start: a moment, or `Some(None)` for now.
    pub(super) fn moment(&self) -> Option<Option<ZonedDisplayTime>> {
        self.looked.clone()?.ok()
    }

    /// Input with its valid start.
    pub(super) fn plan(&self) -> Option<(ScheduleForm, Option<ZonedDisplayTime>)> {
        Some((self.form.clone()?, self.moment()?))
    }
}
