//! Calendar days as people type them, in Dutch or English. Time zones are left to the server. An ambiguous day is
//! refused, unless the file determines the order of day and month.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// Calendar year, from 1900 to 9999.
    pub year: u16,
    /// Month number, from 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// Order of day and month in numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// Day first: 31-12-2027 in most of Europe.
    DayFirst,
    /// Month first: 12/31/2027 in the United States.
    MonthFirst,
}

/// Parse error of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DayError {
    /// The text is not in any known date format.
    #[error("not written as a day")]
    Form,
    /// The text has two readings (3/4/2027), and no order is given.
    #[error("the day can be read in two ways")]
    Ambiguous,
    /// The calendar has no such day: 31-02-2027, or month 13.
    #[error("the calendar has no such day")]
    NoSuchDay,
}

const MONTHS: [&[&str]; 12] = [
    &["jan", "januari", "january"],
    &["feb", "februari", "february"],
    &["mrt", "maa", "maart", "mar", "march"],
    &["apr", "april"],
    &["mei", "may"],
    &["jun", "juni", "june"],
    &["jul", "juli", "july"],
    &["aug", "augustus", "august"],
    &["sep", "sept", "september"],
    &["okt", "oktober", "oct", "october"],
    &["nov", "november"],
    &["dec", "december"],
];

impl Day {
    /// Creates a day, or `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        ((1900..=9999).contains(&year) && (1..=length).contains(&day)).then_some(Self { year, month, day })
    }

    /// Parses 2027-12-31, 20271231, 31-12-2027, 31/12/2027, 31.12.2027, 12/31/2027, 31 december 2027, 31 Dec 2027, and
    /// December 31, 2027. Ignores a trailing time of midnight, which spreadsheets export.
    ///
    /// # Errors
    /// The [`DayError`] that applies.
    pub fn parse(text: &str, order: Option<DayOrder>) -> Result<Self, DayError> {
        let make = |year, month, day| Self::new(year, month, day).ok_or(DayError::NoSuchDay);
        match Form::of(text).ok_or(DayError::Form)? {
            Form::Sure(year, month, day) => make(year, month, day),
            Form::Pair(a, b, year) => match order {
                Some(DayOrder::DayFirst) => make(year, b, a),
                Some(DayOrder::MonthFirst) => make(year, a, b),
                None if a == b || b > 12 => make(year, a, b),
                None if a > 12 => make(year, b, a),
                None => Err(DayError::Ambiguous),
            },
        }
    }
}

/// Returns true if a text has a date format, whether or not the day exists.
pub(super) fn is_like_day(text: &str) -> bool {
    Form::of(text).is_some()
}

/// Infers the order of day and month from a number above twelve.
pub(super) fn order_evidence(text: &str) -> Option<DayOrder> {
    match Form::of(text)? {
        Form::Pair(a, b, _) if a > 12 && b <= 12 => Some(DayOrder::DayFirst),
        Form::Pair(a, b, _) if b > 12 && a <= 12 => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

enum Form {
    /// Unambiguous year, month and day.
    Sure(u16, u8, u8),
    /// Two small numbers and the year, in unknown order.
    Pair(u8, u8, u16),
}

impl Form {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        // No date format is longer, and a cell may be as large as the file.
        if text.len() > 40 || !text.is_ascii() {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        let date = ["t00:00:00z", "t00:00:00", " 00:00:00", " 00:00", " 0:00:00", " 0:00"]
            .iter()
            .find_map(|midnight| lower.strip_suffix(midnight))
            .unwrap_or(&lower);
        if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Sure(date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?));
        }
        for separator in ['-', '/', '.'] {
            if let Some([a, b, c]) = three(date.split(separator)) {
                return match (a.len(), c.len()) {
                    (4, _) => Some(Self::Sure(number(a)?, small(b)?, small(c)?)),
                    (_, 4) => match month(b) {
                        Some(month) => Some(Self::Sure(number(c)?, month, small(a)?)),
                        None => Some(Self::Pair(small(a)?, small(b)?, number(c)?)),
                    },
                    _ => None,
                };
            }
        }
        let words = date.split([' ', ',']).filter(|word| !word.is_empty());
        let [a, b, year] = three(words)?;
        let year = if year.len() == 4 { number(year)? } else { return None };
        match (month(a), month(b)) {
            (Some(month), None) => Some(Self::Sure(year, month, small(b)?)),
            (None, Some(month)) => Some(Self::Sure(year, month, small(a)?)),
            _ => None,
        }
    }
}

fn three<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<[&'a str; 3]> {
    let found = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(found)
}

fn number(text: &str) -> Option<u16> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Parses one or two digits, with an optional English ordinal suffix.
fn small(text: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    if digits.len() > 2 { None } else { number(digits).and_then(|n| u8::try_from(n).ok()) }
}

fn month(word: &str) -> Option<u8> {
    let word = word.strip_suffix('.').unwrap_or(word);
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    u8::try_from(at + 1).ok()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
