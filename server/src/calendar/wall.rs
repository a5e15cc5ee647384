//! Wall-clock times in the account's zone. At a change of the clocks some times occur twice, and some not at all.

use super::{Calendar, nth, zoned};
use esecure::Timestamp;
use i18n::calendar as t;
use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, Time, Weekday},
    tz::AmbiguousOffset,
};

/// The instant of a wall-clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallTime {
    /// The time is unambiguous.
    Once(Timestamp),
    /// The clocks go back over this time: the earlier of its two instants.
    Twice(Timestamp),
    /// The clocks go forward over this time: the first instant after the gap.
    Never(Timestamp),
}

/// Time of day proposed for a switch: administrators are then at work to see its effect.
const PROPOSED: Time = Time::constant(8, 0, 0, 0);

/// Parses a day as a browser sends it: `2026-12-01`.
pub fn read_day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// Parses a time (`08:00`, `8:00` or `8.00`) and drops its seconds.
pub fn read_clock(text: &str) -> Option<Time> {
    let mut parts = text.trim().split([':', '.']);
    let number = |part: &str| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i8>().ok()).flatten()
    };
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let seconds = parts.next().is_none_or(|part| number(part.split(',').next().unwrap_or_default()).is_some());
    if !seconds || parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, 0, 0).ok()
}

impl Calendar {
    /// Converts a wall-clock time of the account's zone; `None` outside jiff's range.
    pub fn wall_time(&self, day: Date, clock: Time) -> Option<WallTime> {
        let at = self.zone.to_ambiguous_timestamp(day.to_datetime(clock));
        let read = |instant: jiff::Timestamp| Timestamp::from_millis(instant.as_millisecond());
        Some(match at.offset() {
            AmbiguousOffset::Unambiguous { .. } => WallTime::Once(read(at.compatible().ok()?)),
            AmbiguousOffset::Fold { .. } => WallTime::Twice(read(at.earlier().ok()?)),
            AmbiguousOffset::Gap { .. } => {
                let inside = at.later().ok()?;
                let after = inside.checked_add(SignedDuration::from_secs(1)).ok()?;
                WallTime::Never(read(self.zone.preceding(after).next().map_or(inside, |change| change.timestamp())))
            }
        })
    }

    /// Formats the zone's offset from UTC at an instant: `UTC+1`, `UTC+5:30`.
    pub fn offset(&self, instant: Timestamp) -> String {
        let seconds = self.at(instant).offset().seconds();
        let (sign, minutes) = (if seconds < 0 { '−' } else { '+' }, seconds.abs() / 60);
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// Returns the city in the zone's name: `Amsterdam`.
    pub fn place(&self) -> String {
        let name = self.zone.iana_name().unwrap_or("UTC");
        name.rsplit('/').next().unwrap_or(name).replace('_', " ")
    }

    /// Formats date and time for a button: `1 December, 08:00`, with the year if it is not the current one.
    pub fn appointment(&self, instant: Timestamp) -> String {
        let at = self.at(instant);
        let clock = self.clock(instant);
        if at.year() == self.now.year() {
            t::Appointment { clock, day: at.day(), month: nth(t::months(self.locale), at.month() - 1) }
                .text(self.locale)
        } else {
            t::AppointmentIn { clock, day: self.written_day(at.date()) }.text(self.locale)
        }
    }

    /// Checks that an instant's wall-clock time occurs twice on its day.
    pub fn comes_twice(&self, instant: Timestamp) -> bool {
        let shown = self.zone.to_ambiguous_timestamp(self.at(instant).datetime());
        matches!(shown.offset(), AmbiguousOffset::Fold { .. })
    }

    /// Formats a day that has no instant: `1 December 2026`.
    pub fn day_of(&self, day: Date) -> String {
        self.written_day(day)
    }

    /// Returns the proposed time of a switch: the first weekday at least a week ahead, in the morning.
    pub fn proposed(&self) -> Timestamp {
        let mut day = self.now.date().saturating_add(1.weeks());
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(1.days());
        }
        match self.wall_time(day, PROPOSED) {
            Some(WallTime::Once(at) | WallTime::Twice(at) | WallTime::Never(at)) => at,
            None => Timestamp::from_millis(i64::MAX),
        }
    }

    /// Returns the same day and time a year ahead.
    pub fn in_a_year(&self) -> Timestamp {
        let then = self.now.checked_add(1.years());
        Timestamp::from_millis(then.map_or(i64::MAX, |then| then.timestamp().as_millisecond()))
    }

    /// Moves an end date (the first instant after its last day) by the number of days between two instants.
    pub fn moved_on(&self, end: Timestamp, from: Timestamp, to: Timestamp) -> Timestamp {
        let day = |instant| zoned(instant, &self.zone).date();
        let days = day(from).until(day(to)).map_or(0, |span| span.get_days());
        day(end).checked_add(days.days()).map_or(end, |day| self.start_of(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{read_instant, utc};
    use esecure::Locale;

    fn calendar(zone: &str, now: &str) -> Calendar {
        Calendar::new(Locale::En, zone, read_instant(now).unwrap())
    }

    /// Returns the kind and the instant of a wall-clock time.
    fn at(zone: &str, day: &str, clock: &str) -> (&'static str, String) {
        let calendar = calendar(zone, "2026-11-23T13:14:00Z");
        match calendar.wall_time(read_day(day).unwrap(), read_clock(clock).unwrap()).unwrap() {
            WallTime::Once(instant) => ("once", utc(instant)),
            WallTime::Twice(instant) => ("twice", utc(instant)),
            WallTime::Never(instant) => ("never", utc(instant)),
        }
    }

    fn is(how: &'static str, instant: &str) -> (&'static str, String) {
        (how, instant.to_owned())
    }

    #[test]
    fn an_hour_is_missing_in_spring() {
        let amsterdam = |clock| at("Europe/Amsterdam", "2027-03-28", clock);
        assert_eq!(amsterdam("01:59"), is("once", "2027-03-28T00:59:00Z"));
        for missing in ["02:00", "02:30", "02:59"] {
            assert_eq!(amsterdam(missing), is("never", "2027-03-28T01:00:00Z"), "{missing}");
        }
        assert_eq!(amsterdam("03:00"), is("once", "2027-03-28T01:00:00Z"));
        // Lord Howe Island moves its clocks by half an hour, and forward in October.
        assert_eq!(at("Australia/Lord_Howe", "2026-10-04", "02:15"), is("never", "2026-10-03T15:30:00Z"));
        assert_eq!(at("Australia/Lord_Howe", "2026-10-04", "02:30"), is("once", "2026-10-03T15:30:00Z"));
        // Santiago skips midnight itself.
        assert_eq!(at("America/Santiago", "2026-09-06", "00:10"), is("never", "2026-09-06T04:00:00Z"));
    }

    #[test]
    fn an_hour_comes_twice_in_autumn() {
        let amsterdam = |clock| at("Europe/Amsterdam", "2027-10-31", clock);
        assert_eq!(amsterdam("01:59"), is("once", "2027-10-30T23:59:00Z"));
        assert_eq!(amsterdam("02:00"), is("twice", "2027-10-31T00:00:00Z"));
        assert_eq!(amsterdam("02:59"), is("twice", "2027-10-31T00:59:00Z"));
        assert_eq!(amsterdam("03:00"), is("once", "2027-10-31T02:00:00Z"));
        assert_eq!(at("America/New_York", "2026-11-01", "01:30"), is("twice", "2026-11-01T05:30:00Z"));
        assert_eq!(at("America/New_York", "2027-03-14", "02:30"), is("never", "2027-03-14T07:00:00Z"));
    }

    #[test]
    fn the_offset_tells_the_two_apart() {
        let amsterdam = calendar("Europe/Amsterdam", "2026-11-23T13:14:00Z");
        let offset = |instant| amsterdam.offset(read_instant(instant).unwrap());
        assert_eq!(offset("2027-10-31T00:30:00Z"), "UTC+2");
        assert_eq!(offset("2027-10-31T01:30:00Z"), "UTC+1");
        let twice = |instant| amsterdam.comes_twice(read_instant(instant).unwrap());
        assert!(twice("2027-10-31T00:30:00Z") && !twice("2027-10-31T02:30:00Z") && !twice("2027-10-30T00:30:00Z"));
        let now = read_instant("2026-11-23T13:14:00Z").unwrap();
        let of = |zone| calendar(zone, "2026-11-23T13:14:00Z").offset(now);
        assert_eq!((of("Asia/Kolkata").as_str(), of("UTC").as_str()), ("UTC+5:30", "UTC"));
        assert_eq!(of("America/St_Johns"), "UTC−3:30");
    }

    #[test]
    fn what_is_no_day_and_no_time_is_not_read() {
        for day in ["", "tomorrow", "2026-02-29", "01-12-2026", "2026-13-01"] {
            assert_eq!(read_day(day), None, "{day}");
        }
        for clock in ["", "8", "24:00", "08:60", "08:0x", "08:00:00:00", "-8:00", "08:+1", "08:"] {
            assert_eq!(read_clock(clock), None, "{clock}");
        }
        for clock in ["08:00", "8:00", "8.00", "08:00:59", " 08:00 "] {
            assert_eq!(read_clock(clock), Time::new(8, 0, 0, 0).ok(), "{clock}");
        }
    }

    #[test]
    fn a_working_day_a_week_ahead_is_proposed() {
        let proposed = |now| utc(calendar("Europe/Amsterdam", now).proposed());
        assert_eq!(proposed("2026-11-25T13:14:00Z"), "2026-12-02T07:00:00Z");
        assert_eq!(proposed("2026-11-27T22:59:00Z"), "2026-12-04T07:00:00Z");
        // By then it is Saturday in Amsterdam.
        assert_eq!(proposed("2026-11-27T23:00:00Z"), "2026-12-07T07:00:00Z");
        assert_eq!(proposed("2026-06-27T12:00:00Z"), "2026-07-06T06:00:00Z");
    }

    #[test]
    fn appointments_name_the_year_where_it_is_another() {
        let en = calendar("Europe/Amsterdam", "2026-11-23T13:14:00Z");
        let nl = Calendar { locale: Locale::Nl, ..en.clone() };
        let (this, next) = ("2026-12-01T07:00:00Z", "2027-01-04T07:00:00Z");
        let read = |text| read_instant(text).unwrap();
        assert_eq!(en.appointment(read(this)), "1 December, 08:00");
        assert_eq!(nl.appointment(read(this)), "1 december, 08:00 uur");
        assert_eq!(en.appointment(read(next)), "4 January 2027, 08:00");
        assert_eq!((en.place().as_str(), utc(en.in_a_year()).as_str()), ("Amsterdam", "2027-11-23T13:14:00Z"));
    }

    #[test]
    fn stopped_days_are_added_to_an_end() {
        let amsterdam = calendar("Europe/Amsterdam", "2026-11-23T13:14:00Z");
        let moved = |end, from, to| {
            let read = |text| read_instant(text).unwrap();
            utc(amsterdam.moved_on(read(end), read(from), read(to)))
        };
        // Three days, across the night on which the clocks go forward.
        assert_eq!(
            moved("2027-03-27T23:00:00Z", "2027-03-20T09:00:00Z", "2027-03-23T08:00:00Z"),
            "2027-03-30T22:00:00Z"
        );
        // Within one day nothing moves.
        assert_eq!(
            moved("2026-12-08T23:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T20:00:00Z"),
            "2026-12-08T23:00:00Z"
        );
    }
}
