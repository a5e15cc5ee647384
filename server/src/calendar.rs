//! Time zones, and the localised text of dates, weights and amounts. Crate `esecure` knows only UTC instants.

mod periods;
mod wall;

pub use periods::Period;
pub use wall::{WallTime, read_clock, read_day};

use app::dto::DisplayTime;
use esecure::{Locale, Timestamp};
use i18n::calendar as t;
use jiff::{Span, ToSpan as _, ZonedDateTime, civil::Date, tz::TimeZone};

/// Locale, time zone and current time, for formatting.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub locale: Locale,
    /// The account's time zone (UI.md: dates are shown in it).
    zone: TimeZone,
    now: ZonedDateTime,
}

impl Calendar {
    /// Creates a calendar from an IANA zone name. An unknown name becomes UTC; activation refuses those.
    pub fn new(locale: Locale, zone: &str, now: Timestamp) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let now = zoned(now, &zone);
        Self { locale, zone, now }
    }

    fn at(&self, instant: Timestamp) -> ZonedDateTime {
        zoned(instant, &self.zone)
    }

    /// Formats the time for pages and tables: `14:14`.
    pub fn clock(&self, instant: Timestamp) -> String {
        self.at(instant).strftime("%H:%M").to_string()
    }

    /// Formats the time with seconds: `14:14:09`.
    pub fn clock_with_seconds(&self, instant: Timestamp) -> String {
        self.at(instant).strftime("%H:%M:%S").to_string()
    }

    /// Formats the time for mails: `14:46`, in Dutch `14.46 uur`.
    pub fn mail_clock(&self, instant: Timestamp) -> String {
        self.at(instant).strftime(t::mail_clock(self.locale)).to_string()
    }

    /// Formats the date: `12 June 2026`.
    pub fn day(&self, instant: Timestamp) -> String {
        self.written_day(self.at(instant).date())
    }

    /// Formats the last day of a period with an exclusive end: `12 June 2026`.
    pub fn last_day(&self, end: Timestamp) -> String {
        self.day(end.plus_seconds(-1))
    }

    /// Formats date and time for mails: `Monday 23 November 2026 at 14:14`. Never "today", because a mail is read
    /// later.
    pub fn long(&self, instant: Timestamp) -> String {
        let at = self.at(instant);
        let weekday = nth(t::weekdays(self.locale), at.weekday().to_monday_zero_offset());
        let clock = self.mail_clock(instant);
        t::Long { clock, day: self.written_day(at.date()), weekday }.text(self.locale)
    }

    /// Formats a past instant briefly, with the exact time in `full`: `today 14:14`, `yesterday 14:14`, `Thu 19 Nov`,
    /// `12 June 2026`.
    pub fn when(&self, instant: Timestamp) -> DisplayTime {
        let at = self.at(instant);
        let days = self.now.date().since(at.date()).map_or(0, |span| span.get_days());
        let clock = self.clock(instant);
        let text = if days == 0 {
            t::today(self.locale, clock)
        } else if days == 1 {
            t::yesterday(self.locale, clock)
        } else if (0..300).contains(&days) {
            let weekday = nth(t::short_weekdays(self.locale), at.weekday().to_monday_zero_offset());
            t::Short { day: at.day(), month: nth(t::short_months(self.locale), at.month() - 1), weekday }
                .text(self.locale)
        } else {
            self.written_day(at.date())
        };
        DisplayTime { iso: iso(&at), text, full: self.long(instant) }
    }

    /// Formats the day of a past instant in the words of [`Self::when`], without its clock; the exact time is in `full`.
    pub fn past_day(&self, instant: Timestamp) -> DisplayTime {
        let when = self.when(instant);
        let text = when.text.strip_suffix(&self.clock(instant)).map_or(when.text.as_str(), str::trim_end).to_owned();
        DisplayTime { text, ..when }
    }

    /// Formats a future day, with the ISO date and the exact time.
    pub fn on(&self, instant: Timestamp) -> DisplayTime {
        let at = self.at(instant);
        DisplayTime { iso: at.date().to_string(), text: self.written_day(at.date()), full: self.long(instant) }
    }

    /// Formats the time elapsed since an instant, with the exact time in `full`: `now`, `18 min`, `2 h`, `12 days`.
    pub fn age(&self, instant: Timestamp) -> DisplayTime {
        let at = self.at(instant);
        let minutes = u64::try_from((self.now.timestamp().as_second() - at.timestamp().as_second()) / 60).unwrap_or(0);
        let text = match minutes {
            0 => t::now(self.locale).to_owned(),
            1..60 => t::minutes(self.locale, minutes),
            60..1440 => t::hours(self.locale, minutes / 60),
            _ => t::days(self.locale, minutes / 1440),
        };
        DisplayTime { iso: iso(&at), text, full: self.long(instant) }
    }

    /// Start of the list's period: the same date 13 months earlier, clamped to the end of that month, at 00:00
    /// in the account's zone.
    pub fn thirteen_months_ago(&self) -> Timestamp {
        let day = self.now.date().checked_sub(13.months()).unwrap_or(Date::MIN);
        self.start_of(day)
    }

    /// Starts of the 13 month-long periods that end today, oldest first: the same date in each of the last 13 months,
    /// clamped to the month's end. The first is [`Self::thirteen_months_ago`].
    pub fn thirteen_months(&self) -> Vec<Timestamp> {
        let day = |months: i32| self.now.date().checked_sub(months.months()).unwrap_or(Date::MIN);
        (1..=13).rev().map(|months| self.start_of(day(months))).collect()
    }

    /// Formats a range of days: `23 October 2025 to 23 November 2026`.
    pub fn span(&self, first: Timestamp, last: Timestamp) -> String {
        t::Span { first: self.day(first), last: self.day(last) }.text(self.locale)
    }

    /// Formats date and time for spreadsheets: `2026-11-23 14:14`.
    pub fn table(&self, instant: Timestamp) -> String {
        self.at(instant).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Formats the date for spreadsheets: `2026-11-23`.
    pub fn table_day(&self, instant: Timestamp) -> String {
        self.at(instant).date().to_string()
    }

    /// Returns the first instant after the day `days` ahead of today, because an end date is inclusive.
    ///
    /// # Errors
    /// The day is outside jiff's range.
    pub fn end_of_day_in(&self, days: i64) -> Result<Timestamp, jiff::Error> {
        let days = Span::new().try_days(days.saturating_add(1))?;
        let day = self.now.date().checked_add(days)?;
        Ok(Timestamp::from_millis(day.to_zoned_datetime(self.zone.clone())?.timestamp().as_millisecond()))
    }

    /// Parses a day (`2026-12-31`) and returns the first instant after it, because an end date is inclusive.
    pub fn end_of_day(&self, day: &str) -> Option<Timestamp> {
        let day: Date = day.trim().parse().ok()?;
        Some(self.start_of(day.checked_add(1.days()).ok()?))
    }

    /// Parses a day (`2026-12-31`) and returns its first instant.
    pub fn start_of_day(&self, day: &str) -> Option<Timestamp> {
        Some(self.start_of(day.trim().parse().ok()?))
    }

    /// Parses a date with an optional time, in the account's zone.
    pub fn read_local(&self, text: &str) -> Option<Timestamp> {
        let at: jiff::civil::DateTime = text.trim().parse().ok()?;
        let at = at.to_zoned_datetime(self.zone.clone()).ok()?;
        Some(Timestamp::from_millis(at.timestamp().as_millisecond()))
    }

    fn start_of(&self, day: Date) -> Timestamp {
        // If midnight does not exist (a zone that changes its clocks at 00:00), jiff returns the first instant after
        // the gap.
        let start = day.to_zoned_datetime(self.zone.clone()).map(|z| z.timestamp().as_millisecond());
        Timestamp::from_millis(start.unwrap_or(i64::MIN))
    }

    fn written_day(&self, day: Date) -> String {
        t::Day { day: day.day(), month: nth(t::months(self.locale), day.month() - 1), year: day.year() }
            .text(self.locale)
    }

    /// Formats a weight like an amount: `4.2 kg`, `1,234.5 kg`.
    pub fn weight(&self, kilograms: f64) -> String {
        format!("{} kg", self.number(&format!("{kilograms:.1}")))
    }

    /// Formats an amount with grouped thousands, whole amounts without decimals: `€ 1,850` or `1,850.50 CHF`.
    pub fn money(&self, amount: &str, currency: &str) -> String {
        let number = self.number(amount);
        match currency {
            "EUR" => format!("€ {number}"),
            "USD" => format!("US$ {number}"),
            "GBP" => format!("£ {number}"),
            other => format!("{number} {other}"),
        }
    }

    /// Formats a number as a computer writes it, `-1234.50`, with the locale's separators; a whole one without decimals.
    fn number(&self, number: &str) -> String {
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let (minus, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
        let mut grouped = minus.to_owned();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push_str(t::thousands(self.locale));
            }
            grouped.push(digit);
        }
        if !decimals.trim_matches('0').is_empty() {
            grouped.push_str(t::decimal(self.locale));
            grouped.push_str(decimals);
        }
        grouped
    }
}

/// Checks that the text is the IANA name of a time zone.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// Parses an RFC 3339 instant, for imports.
pub fn read_instant(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp::from_millis(instant.as_millisecond()))
}

/// Formats an instant as RFC 3339 in UTC, for exports and logs.
pub fn utc(instant: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(instant.as_millis()).map(|at| at.to_string()).unwrap_or_default()
}

/// Converts to `SystemTime`, for the RFC 5322 date of a mail.
pub fn system_time(instant: Timestamp) -> std::time::SystemTime {
    std::time::UNIX_EPOCH + std::time::Duration::from_millis(u64::try_from(instant.as_millis()).unwrap_or(0))
}

fn zoned(instant: Timestamp, zone: &TimeZone) -> ZonedDateTime {
    jiff::Timestamp::from_millisecond(instant.as_millis()).unwrap_or_default().to_zoned_datetime(zone.clone())
}

fn iso(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Returns the n-th name, counted from 0, of a comma-separated list.
fn nth(names: &'static str, n: i8) -> &'static str {
    names.split(',').nth(usize::try_from(n).unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(locale: Locale, now: &str) -> Calendar {
        Calendar::new(locale, "Europe/Amsterdam", read_instant(now).unwrap())
    }

    fn instant(text: &str) -> Timestamp {
        read_instant(text).unwrap()
    }

    #[test]
    fn thirteen_months_are_clamped_and_begin_at_midnight_in_the_zone() {
        let since = |now: &str| utc(calendar(Locale::En, now).thirteen_months_ago());
        // Amsterdam is at UTC+1 in winter and at UTC+2 in summer.
        assert_eq!(since("2026-11-23T12:00:00Z"), "2025-10-22T22:00:00Z");
        assert_eq!(since("2027-03-31T12:00:00Z"), "2026-02-27T23:00:00Z");
        assert_eq!(since("2026-12-31T23:30:00Z"), "2025-11-30T23:00:00Z");
    }

    #[test]
    fn thirteen_periods_begin_on_the_same_date() {
        let at = |now: &str| calendar(Locale::En, now).thirteen_months().into_iter().map(utc).collect::<Vec<_>>();
        let months = at("2027-03-31T12:00:00Z");
        assert_eq!(months.len(), 13);
        assert_eq!(months[0], "2026-02-27T23:00:00Z");
        // 31 March in summer time, 31 May, 30 September; the last period begins on 28 February.
        assert_eq!((months[1].as_str(), months[3].as_str()), ("2026-03-30T22:00:00Z", "2026-05-30T22:00:00Z"));
        assert_eq!((months[7].as_str(), months[12].as_str()), ("2026-09-29T22:00:00Z", "2027-02-27T23:00:00Z"));
    }

    #[test]
    fn dates_read_as_people_say_them() {
        let at = instant("2026-11-23T13:14:00Z");
        let nl = calendar(Locale::Nl, "2026-11-23T14:00:00Z");
        let en = calendar(Locale::En, "2026-11-23T14:00:00Z");
        assert_eq!(nl.long(at), "maandag 23 november 2026 om 14.14 uur");
        assert_eq!(en.long(at), "Monday 23 November 2026 at 14:14");
        assert_eq!(en.when(at).text, "today 14:14");
        assert_eq!(nl.when(instant("2026-11-22T13:14:00Z")).text, "gisteren 14:14");
        assert_eq!(en.when(instant("2026-11-19T13:14:00Z")).text, "Thu 19 Nov");
        assert_eq!(en.when(instant("2025-06-12T13:14:00Z")).text, "12 June 2025");
        assert_eq!(en.when(at).iso, "2026-11-23T14:14:00+01:00");
        assert_eq!(en.age(at).text, "46 min");
        assert_eq!(en.age(instant("2026-11-23T13:59:01Z")).text, "now");
        assert_eq!(nl.age(instant("2026-11-23T13:59:00Z")).text, "1 min.");
        assert_eq!(nl.age(instant("2026-11-11T13:14:00Z")).text, "12 dagen");
        assert_eq!(en.day(instant("2026-12-31T23:30:00Z")), "1 January 2027");
    }

    #[test]
    fn end_of_day_beyond_the_calendar_is_an_error() {
        let calendar = calendar(Locale::En, "2026-11-23T14:00:00Z");
        assert_eq!(calendar.end_of_day_in(14).map(utc).unwrap(), "2026-12-07T23:00:00Z");
        assert_eq!(calendar.end_of_day_in(365).map(utc).unwrap(), "2027-11-23T23:00:00Z");
        for days in [3_000_000, 99_999_999_999, i64::MAX, i64::MIN] {
            assert!(calendar.end_of_day_in(days).is_err(), "{days}");
        }
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        let (nl, en) = (calendar(Locale::Nl, "2026-11-23T14:00:00Z"), calendar(Locale::En, "2026-11-23T14:00:00Z"));
        assert_eq!((nl.weight(4.2), en.weight(4.2)), ("4,2 kg".into(), "4.2 kg".into()));
        assert_eq!(en.weight(12.0), "12 kg");
        assert_eq!((nl.weight(1234.5), en.weight(1234.5)), ("1.234,5 kg".into(), "1,234.5 kg".into()));
        assert_eq!((nl.weight(4.2), en.weight(12_000.0)), ("4,2 kg".into(), "12,000 kg".into()));
        assert_eq!((nl.money("1850.00", "EUR"), en.money("1850.00", "EUR")), ("€ 1.850".into(), "€ 1,850".into()));
        assert_eq!(nl.money("1234567.50", "CHF"), "1.234.567,50 CHF");
        assert_eq!(en.money("850", "USD"), "US$ 850");
    }
}
