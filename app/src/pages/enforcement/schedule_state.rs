//! State of the schedule form: the input, its check by the server, and the words of the button.

use super::{
    api::CheckSchedule,
    dto::{ScheduleForm, SwitchTimes, ZonedDisplayTime},
};
use crate::AppError;
use esecure::{Locale, id::AccountId};
use i18n::{calendar, enforcement as t};
use leptos::{html, prelude::*};

/// Fields that show their own errors.
const FIELDS: [&str; 2] = ["date", "time"];

/// State of the form; outlives the fetches of the page's data.
#[derive(Clone, Copy)]
pub(super) struct ScheduleState {
    /// Open state of the confirmation dialog.
    pub(super) asking: RwSignal<bool>,
    pub(super) check: ServerAction<CheckSchedule>,
    /// Input of the last check.
    pub(super) entered: RwSignal<Option<ScheduleForm>>,
    /// Answer of the last check: a moment, `None` for now, or the error.
    checked: RwSignal<Option<Result<Option<ZonedDisplayTime>, AppError>>>,
    /// Date and time in the fields; `None` until the client has read them.
    typed: RwSignal<Option<(String, String)>>,
    pub(super) form: NodeRef<html::Form>,
    pub(super) date: NodeRef<html::Input>,
    pub(super) time: NodeRef<html::Input>,
}

impl ScheduleState {
    /// Creates the state. A valid input opens the dialog by setting `asking`.
    pub(super) fn new(asking: RwSignal<bool>) -> Self {
        let state = Self {
            asking,
            check: ServerAction::new(),
            entered: RwSignal::new(None),
            checked: RwSignal::new(None),
            typed: RwSignal::new(None),
            form: NodeRef::new(),
            date: NodeRef::new(),
            time: NodeRef::new(),
        };
        let answer = state.check.value();
        Effect::new(move |_| {
            if let Some(answer) = answer.get() {
                untrack(|| state.settle(answer));
            }
        });
        state
    }

    /// Sends the input to the server, unless a check is pending.
    pub(super) fn submit(self, account: Option<AccountId>, form: ScheduleForm) {
        if !self.check.pending().get_untracked() {
            self.entered.set(Some(form.clone()));
            self.check.dispatch(CheckSchedule { account, form });
        }
    }

    /// Opens the dialog, or moves the focus to the invalid field.
    fn settle(self, answer: Result<Option<ZonedDisplayTime>, AppError>) {
        let invalid = answer.as_ref().err().and_then(|error| {
            let mut fields = FIELDS.into_iter().zip([self.date, self.time]);
            fields.find(|(field, _)| error.of(field).is_some())?.1.get_untracked()
        });
        if let Some(input) = invalid {
            // An input can always take the focus.
            let _ = input.focus();
        }
        let is_valid = answer.is_ok();
        self.checked.set(Some(answer));
        self.asking.set(is_valid);
    }

    /// Forgets the input once it is carried out, and shows the proposal again.
    pub(super) fn reset(self) {
        self.asking.set(false);
        self.entered.set(None);
        self.checked.set(None);
        if let Some(form) = self.form.get_untracked() {
            form.reset();
        }
        self.read_typed();
    }

    /// Reads date and time from the fields, for the words of the button.
    pub(super) fn read_typed(self) {
        if let (Some(date), Some(time)) = (self.date.get_untracked(), self.time.get_untracked()) {
            self.typed.set(Some((date.value(), time.value())));
        }
    }

    /// Words of the button for a scheduled start: the typed moment, or the proposal.
    pub(super) fn words(self, times: &SwitchTimes, locale: Locale) -> String {
        let when = self.typed.with(|typed| match typed {
            Some((date, time)) if *date != times.date || *time != times.time => {
                appointment(date, time, &times.first, locale)
            }
            _ => Some(times.words.clone()),
        });
        when.map_or_else(|| t::set_a_date(locale).to_owned(), |when| t::set_for(locale, when))
    }

    /// Error of one field.
    pub(super) fn problem(self, field: &str) -> Option<String> {
        self.checked.with(|checked| checked.as_ref()?.as_ref().err()?.of(field).map(str::to_owned))
    }

    /// Error of the check that belongs to no field.
    pub(super) fn refusal(self) -> Option<AppError> {
        self.checked.get()?.err().filter(|error| FIELDS.iter().all(|field| error.of(field).is_none()))
    }

    /// Valid moment; `None` for an immediate start, and without a valid input.
    pub(super) fn moment(self) -> Option<ZonedDisplayTime> {
        self.checked.get()?.ok()?
    }

    /// Returns true if the input asks for an immediate start.
    pub(super) fn is_now(self) -> bool {
        self.entered.with_untracked(|entered| entered.as_ref().is_some_and(|form| form.now))
    }
}

/// Formats the content of a date and a time field like the server: `1 December, 08:00`, with the year if it is not that
/// of `today`. `None` while a field is incomplete.
fn appointment(date: &str, time: &str, today: &str, locale: Locale) -> Option<String> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<usize>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = calendar::months(locale).split(',').nth(month.checked_sub(1)?)?;
    let clock = time.get(..5)?;
    let this_year = today.split('-').next()?.parse::<usize>() == Ok(year);
    Some(if this_year {
        calendar::Appointment { clock, day, month }.text(locale)
    } else {
        calendar::AppointmentIn { clock, day: calendar::Day { day, month, year }.text(locale) }.text(locale)
    })
}

#[cfg(test)]
mod tests {
    use super::appointment;
    use esecure::Locale;

    #[test]
    fn appointment_names_the_year_unless_it_is_the_current_one() {
        let written = |date, time, locale| appointment(date, time, "2026-11-24", locale);
        assert_eq!(written("2026-12-01", "08:00", Locale::En).as_deref(), Some("1 December, 08:00"));
        assert_eq!(written("2027-03-09", "14:30", Locale::En).as_deref(), Some("9 March 2027, 14:30"));
        assert_eq!(written("2026-12-01", "08:00:30", Locale::Nl).as_deref(), Some("1 december, 08:00 uur"));
    }

    #[test]
    fn appointment_of_incomplete_fields_is_none() {
        for (date, time) in [("", "08:00"), ("2026-12-01", ""), ("2026-13-01", "08:00"), ("2026-00-01", "08:00")] {
            assert_eq!(appointment(date, time, "2026-11-24", Locale::En), None, "{date} {time}");
        }
    }
}
