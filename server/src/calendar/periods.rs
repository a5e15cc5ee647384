//! The 13 month-long periods that end today, with their names.

use super::{Calendar, nth};
use esecure::Timestamp;
use i18n::calendar as t;
use jiff::{ToSpan as _, civil::Date};

/// A named period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `Nov`: the calendar month that contains most of the period, so that the 13 names follow one another without a
    /// gap.
    pub name: &'static str,
    pub year: i16,
    /// First and last day: `24 October 2025 to 23 November 2025`.
    pub span: String,
}

impl Calendar {
    /// Returns the periods of [`Self::thirteen_months`], in the same order. The last one ends today.
    pub fn periods(&self) -> Vec<Period> {
        let begins = self.thirteen_months();
        let today = self.now.date();
        // If today is in the first half of a month, each period lies mostly in the month it begins in.
        let back = if today.day() > 15 { 12 } else { 13 };
        let named = (0..13).map(|n: i32| today.checked_sub((back - n).months()).unwrap_or(Date::MIN));
        named
            .zip(&begins)
            .enumerate()
            .map(|(n, (month, &first))| {
                let last = begins.get(n + 1).map(|next| Timestamp::from_millis(next.as_millis() - 1));
                Period {
                    name: nth(t::short_months(self.locale), month.month() - 1),
                    year: month.year(),
                    span: self.span(first, last.unwrap_or_else(|| self.this_instant())),
                }
            })
            .collect()
    }

    fn this_instant(&self) -> Timestamp {
        Timestamp::from_millis(self.now.timestamp().as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::read_instant;
    use esecure::Locale;

    fn periods(now: &str) -> Vec<Period> {
        Calendar::new(Locale::En, "Europe/Amsterdam", read_instant(now).unwrap()).periods()
    }

    #[test]
    fn thirteen_months_are_named_without_a_gap() {
        let names = |now: &str| {
            let named = periods(now).into_iter().map(|period| format!("{} {}", period.name, period.year));
            named.collect::<Vec<_>>()
        };
        let late = names("2026-11-23T12:00:00Z");
        assert_eq!((late.len(), late[0].as_str(), late[2].as_str()), (13, "Nov 2025", "Jan 2026"));
        assert_eq!(late[12], "Nov 2026");
        // 1 November to 30 November is named November, also on 1 December.
        let early = names("2026-12-01T12:00:00Z");
        assert_eq!((early[0].as_str(), early[1].as_str(), early[12].as_str()), ("Nov 2025", "Dec 2025", "Nov 2026"));
        // Clamped if a month has no 31st.
        let clamped = names("2027-03-31T12:00:00Z");
        assert_eq!(
            (clamped[0].as_str(), clamped[11].as_str(), clamped[12].as_str()),
            ("Mar 2026", "Feb 2027", "Mar 2027")
        );
    }

    #[test]
    fn each_begins_the_day_after_the_one_before_ends() {
        let spans: Vec<_> = periods("2026-11-23T12:00:00Z").into_iter().map(|period| period.span).collect();
        assert_eq!(spans[0], "23 October 2025 to 22 November 2025");
        assert_eq!(spans[1], "23 November 2025 to 22 December 2025");
        assert_eq!(spans[12], "23 October 2026 to 23 November 2026");
    }
}
