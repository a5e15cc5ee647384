//! A calendar day as people type it, Dutch or English. Zones and instants are the server's; a day that can be read in two
//! ways is refused, unless the file itself tells which it means.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// 1900 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// Which of the two small numbers comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// 31-12-2027
    DayFirst,
    /// 12/31/2027
    MonthFirst,
}

/// Why a text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DayError {
    /// Not written as a day.
    #[error("not written as a day")]
    Form,
    /// 3/4/2027: two days, and nothing tells which.
    #[error("the day can be read in two ways")]
    Ambiguous,
    /// 31-02-2027, or month 13.
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
    /// A day, if the calendar has it.
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

    /// Reads 2027-12-31, 20271231, 31-12-2027, 31/12/2027, 31.12.2027, 12/31/2027, 31 december 2027, 31 Dec 2027,
    /// December 31, 2027. A time of midnight behind it, as spreadsheets export, is dropped.
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

/// Whether a text is written as a day, whichever it is.
pub(super) fn is_like_day(text: &str) -> bool {
    Form::of(text).is_some()
}

/// The order that a text proves by a number beyond twelve.
pub(super) fn proof(text: &str) -> Option<DayOrder> {
    match Form::of(text)? {
        Form::Pair(a, b, _) if a > 12 && b <= 12 => Some(DayOrder::DayFirst),
        Form::Pair(a, b, _) if b > 12 && a <= 12 => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

enum Form {
    /// Year, month and day are told apart by how they are written.
    Sure(u16, u8, u8),
    /// Two small numbers and the year.
    Pair(u8, u8, u16),
}

impl Form {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        // No form is longer, and a cell may be a whole file.
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

/// One or two digits; an English ordinal's ending is dropped.
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
