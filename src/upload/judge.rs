//! One judgement for each row: the first that fits, in the order of [`Kind`].
//!
//! A judgement is never stored. Of each row its fault or the number of its address is kept, of each address the first
//! row that has it and what the account knows of it, of each domain whether an entry covers it and whether it is
//! doubted. So an edit costs what its own row costs, and the rows behind it are right at once.

use super::{
    Day, Fault, Format, MAX_CELLS, MAX_NAME, MAX_NOTE, Problem, Sheet, address,
    distinct::Distinct,
    doubt::{Doubt, Doubts},
    repair,
    sheet::Row,
};
use crate::{DomainName, EmailAddress, Standing, Timestamp, ToAscii, policy::DomainRule};
use serde::{Deserialize, Serialize};

/// What is known of the account before any address of the file.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// The domains whose every address may ship.
    pub authorised: Vec<DomainRule>,
    /// Domains of addresses that the account has dealt with: what a mistyped one may have been.
    pub domains: Vec<DomainName>,
    /// Whoever uploads: nobody approves their own address.
    pub own: Option<EmailAddress>,
    /// Today in the account's zone; without it no end date has passed.
    pub today: Option<Day>,
}

/// What the account has decided about an address, at the time of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Nothing, or an approval that has lapsed.
    #[default]
    Undecided,
    /// It may ship.
    Approved,
    /// It may not.
    Rejected,
}

impl Known {
    /// What a standing means at an instant.
    pub fn at(standing: Standing, now: Timestamp) -> Self {
        match standing {
            Standing::Rejected => Self::Rejected,
            Standing::Approved { until } if until.is_none_or(|until| now < until) => Self::Approved,
            Standing::Approved { .. } | Standing::Undecided => Self::Undecided,
        }
    }
}

/// The kinds of judgement, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Cannot be approved as it stands.
    Invalid,
    /// An earlier row has the same address.
    Duplicate,
    /// The account said no.
    PreviouslyRejected,
    /// The account said yes.
    AlreadyApproved,
    /// An authorised domain covers it.
    CoveredByDomain,
    /// A likely typing mistake or look-alike.
    Doubtful,
    /// Will be approved.
    New,
}

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Invalid,
        Self::Duplicate,
        Self::PreviouslyRejected,
        Self::AlreadyApproved,
        Self::CoveredByDomain,
        Self::Doubtful,
        Self::New,
    ];

    /// The code, in the output of `esecure upload check` too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Duplicate => "duplicate",
            Self::PreviouslyRejected => "previously_rejected",
            Self::AlreadyApproved => "already_approved",
            Self::CoveredByDomain => "covered_by_domain",
            Self::Doubtful => "doubtful",
            Self::New => "new",
        }
    }
}

/// What is to be said of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement<'a> {
    /// See [`Kind::Invalid`].
    Invalid(Fault),
    /// Of which row.
    Duplicate(RowId),
    /// See [`Kind::PreviouslyRejected`].
    PreviouslyRejected,
    /// See [`Kind::AlreadyApproved`].
    AlreadyApproved,
    /// By which entry.
    CoveredByDomain(&'a DomainRule),
    /// What was probably meant.
    Doubtful(&'a Doubt),
    /// See [`Kind::New`].
    New,
}

impl Judgement<'_> {
    /// Without its particulars.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Duplicate(_) => Kind::Duplicate,
            Self::PreviouslyRejected => Kind::PreviouslyRejected,
            Self::AlreadyApproved => Kind::AlreadyApproved,
            Self::CoveredByDomain(_) => Kind::CoveredByDomain,
            Self::Doubtful(_) => Kind::Doubtful,
            Self::New => Kind::New,
        }
    }
}

/// Which row: its number in a spreadsheet, and which part of it, once it was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowId {
    /// As a spreadsheet shows it.
    pub number: u32,
    /// 0 unless the row came out of another by [`Edit::Split`].
    #[serde(default)]
    pub part: u16,
}

/// A change that somebody made on the page. The list of them goes to the server with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Another text in a cell.
    Cell {
        /// The row.
        row: RowId,
        /// The column, counted from 0.
        column: u16,
        /// The whole new text.
        text: String,
    },
    /// A row for each of the addresses in its cell, all else alike.
    Split {
        /// The row.
        row: RowId,
    },
}

/// What would make a row better, in one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// Another text in the address column.
    Replace(String),
    /// One row for each of these addresses.
    Split(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Fault(Fault),
    Address(u32),
}

#[derive(Debug)]
struct OfAddress {
    /// The first row that has it; `NONE` once no row has it any more.
    first: u32,
    domain: u32,
    known: Option<Known>,
}

#[derive(Debug)]
struct OfDomain {
    covered: Option<u32>,
    doubt: Option<Doubt>,
}

const NONE: u32 = u32::MAX;

/// A sheet with what is known about each of its rows.
#[derive(Debug)]
pub struct Judge {
    pub(super) sheet: Sheet,
    format: Format,
    knowledge: Knowledge,
    doubts: Doubts,
    seen: Vec<Seen>,
    addresses: Distinct,
    of_address: Vec<OfAddress>,
    domains: Distinct,
    of_domain: Vec<OfDomain>,
    scratch: String,
}

impl Judge {
    /// Nothing is judged yet: [`Self::step`] does that.
    pub fn new(sheet: Sheet, knowledge: Knowledge) -> Self {
        let own = knowledge.domains.iter().chain(knowledge.authorised.iter().map(|rule| &rule.domain)).cloned();
        let doubts = Doubts::new(&own.collect::<Vec<_>>());
        Self {
            format: sheet.format(),
            seen: Vec::with_capacity(sheet.len()),
            sheet,
            knowledge,
            doubts,
            addresses: Distinct::default(),
            of_address: Vec::new(),
            domains: Distinct::default(),
            of_domain: Vec::new(),
            scratch: String::new(),
        }
    }

    /// Judges a whole sheet at once.
    pub fn all(sheet: Sheet, knowledge: Knowledge, to_ascii: ToAscii<'_>) -> Self {
        let mut judge = Self::new(sheet, knowledge);
        judge.step(usize::MAX, to_ascii);
        judge
    }

    /// Judges up to `rows` more rows; true once all are judged.
    pub fn step(&mut self, rows: usize, to_ascii: ToAscii<'_>) -> bool {
        let end = self.sheet.len().min(self.seen.len().saturating_add(rows));
        for at in self.seen.len()..end {
            let seen = self.look(at, to_ascii);
            self.seen.push(seen);
            self.enter(at, seen);
        }
        end == self.sheet.len()
    }

    /// The sheet as it stands, edits included.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// How many rows are judged, from the first.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Which row this is.
    ///
    /// # Panics
    /// Beyond the last row.
    pub fn id(&self, row: usize) -> RowId {
        let Row { number, part, .. } = self.sheet.rows[row];
        RowId { number, part }
    }

    /// Where a row is.
    pub fn find(&self, id: RowId) -> Option<usize> {
        let rows = &self.sheet.rows;
        // Numbers rise, and the parts of a row stand together.
        let from = rows.partition_point(|row| row.number < id.number);
        let of_number = rows[from..].iter().take_while(|row| row.number == id.number);
        of_number.enumerate().find(|(_, row)| row.part == id.part).map(|(at, _)| from + at)
    }

    /// The judgement of a row. Before the standings are known, no row is rejected or approved.
    ///
    /// # Panics
    /// Beyond [`Self::len`].
    pub fn judgement(&self, row: usize) -> Judgement<'_> {
        let address = match self.seen[row] {
            Seen::Fault(fault) => return Judgement::Invalid(fault),
            Seen::Address(number) => &self.of_address[number as usize],
        };
        if address.first as usize != row {
            return Judgement::Duplicate(self.id(address.first as usize));
        }
        match address.known {
            Some(Known::Rejected) => return Judgement::PreviouslyRejected,
            Some(Known::Approved) => return Judgement::AlreadyApproved,
            Some(Known::Undecided) | None => {}
        }
        let domain = &self.of_domain[address.domain as usize];
        if let Some(rule) = domain.covered {
            return Judgement::CoveredByDomain(&self.knowledge.authorised[rule as usize]);
        }
        domain.doubt.as_ref().map_or(Judgement::New, Judgement::Doubtful)
    }

    /// What would make the row better.
    pub fn suggestion(&self, row: usize, to_ascii: ToAscii<'_>) -> Option<Suggestion> {
        let column = self.format.columns.address;
        let cell = self.sheet.cell(row, column);
        match self.judgement(row) {
            Judgement::Doubtful(doubt) => {
                let local = cell.trim().split('@').next().unwrap_or_default();
                Some(Suggestion::Replace(format!("{local}@{}", doubt.likely)))
            }
            Judgement::Invalid(fault) if fault.column == column => match fault.problem {
                Problem::SeveralAddresses(_) => address::several(&cell, to_ascii).map(Suggestion::Split),
                Problem::Own => None,
                _ if cell.len() > 1000 => None,
                _ => repair::repair(&cell, to_ascii, &|label| self.whole(label)).map(Suggestion::Replace),
            },
            _ => None,
        }
    }

    /// The domain of which only the first label was typed: known to the account or to all, else of another row.
    fn whole(&self, label: &str) -> Option<String> {
        if let Some(name) = self.doubts.beginning_with(label) {
            return Some(name.to_owned());
        }
        let names = (0..self.domains.len() as u32).map(|number| self.domains.get(number));
        let mut found = names.filter(|name| name.split('.').next() == Some(label));
        let first = found.next()?;
        found.next().is_none().then(|| first.to_owned())
    }

    /// The row's address, if it has one.
    pub fn email(&self, row: usize, to_ascii: ToAscii<'_>) -> Option<EmailAddress> {
        let Seen::Address(_) = self.seen[row] else { return None };
        EmailAddress::parse(&self.sheet.cell(row, self.format.columns.address), to_ascii).ok()
    }

    /// Whether a row counts towards the limit: it is neither invalid nor duplicate.
    pub fn counts(&self, row: usize) -> bool {
        self.first(row) == Some(row)
    }

    /// The first row with the same address, which may be this one; `None` for an invalid row.
    pub(super) fn first(&self, row: usize) -> Option<usize> {
        match self.seen[row] {
            Seen::Address(number) => Some(self.of_address[number as usize].first as usize),
            Seen::Fault(_) => None,
        }
    }

    /// The distinct addresses whose standing is not known yet, in canonical form: what one call asks for.
    pub fn unasked(&self) -> impl Iterator<Item = &str> {
        let open = self.of_address.iter().zip(0..).filter(|(of, _)| of.known.is_none() && of.first != NONE);
        open.map(|(_, number)| self.addresses.get(number))
    }

    /// Takes what the account has decided about an address of the file; others are ignored.
    pub fn learn(&mut self, canonical: &str, known: Known) {
        if let Some(number) = self.addresses.find(canonical) {
            self.of_address[number as usize].known = Some(known);
        }
    }

    /// Takes that the account has decided nothing about all the addresses that were not named.
    pub fn learn_rest(&mut self) {
        for of in &mut self.of_address {
            of.known.get_or_insert_default();
        }
    }

    /// Makes a change, and judges again what it concerns. False where the row or the cell does not exist, or nothing is
    /// there to split; then nothing has changed.
    pub fn edit(&mut self, edit: &Edit, to_ascii: ToAscii<'_>) -> bool {
        match edit {
            Edit::Cell { row, column, text } => {
                let Some(at) = self.find(*row) else { return false };
                if !self.sheet.set(at, *column, text) {
                    return false;
                }
                self.again(at, to_ascii);
            }
            Edit::Split { row } => {
                let Some(at) = self.find(*row) else { return false };
                let column = self.format.columns.address;
                let Some(addresses) = address::several(&self.sheet.cell(at, column), to_ascii) else { return false };
                // Nothing is split while rows are still to come: the server applies the list when all are judged.
                if self.seen.len() < self.sheet.len() {
                    return false;
                }
                let copies = addresses.len() - 1;
                self.sheet.repeat(at, copies);
                for of in &mut self.of_address {
                    if of.first != NONE && of.first as usize > at {
                        of.first += copies as u32;
                    }
                }
                let placeholder = Seen::Fault(Fault { problem: Problem::SeveralAddresses(0), column });
                self.seen.splice(at + 1..at + 1, std::iter::repeat_n(placeholder, copies));
                for (part, address) in addresses.iter().enumerate() {
                    self.sheet.set(at + part, column, address);
                    self.again(at + part, to_ascii);
                }
            }
        }
        true
    }

    fn again(&mut self, at: usize, to_ascii: ToAscii<'_>) {
        if at >= self.seen.len() {
            return;
        }
        let before = self.seen[at];
        let now = self.look(at, to_ascii);
        self.seen[at] = now;
        if before == now {
            return;
        }
        if let Seen::Address(number) = before
            && self.of_address[number as usize].first as usize == at
        {
            let next = self.seen[at..].iter().position(|seen| *seen == before);
            self.of_address[number as usize].first = next.map_or(NONE, |next| (at + next) as u32);
        }
        self.enter(at, now);
    }

    /// Makes the row the first of its address, if it is.
    fn enter(&mut self, at: usize, seen: Seen) {
        if let Seen::Address(number) = seen {
            let first = &mut self.of_address[number as usize].first;
            *first = (*first).min(at as u32);
        }
    }

    /// Reads a row by itself: its fault, or the number of its address.
    fn look(&mut self, at: usize, to_ascii: ToAscii<'_>) -> Seen {
        let row = self.sheet.rows[at];
        let fault = |column, problem| Seen::Fault(Fault { problem, column });
        let columns = self.format.columns;
        if self.sheet.place(&row, columns.address).is_broken() {
            return fault(columns.address, Problem::LoneQuote);
        }
        let cell = self.sheet.text_at(&row, columns.address);
        let host = match address::check(&cell, to_ascii, &mut self.scratch) {
            Ok(host) => host,
            Err(problem) => return fault(columns.address, problem),
        };
        if self.knowledge.own.as_ref().is_some_and(|own| own.canonical() == self.scratch) {
            return fault(columns.address, Problem::Own);
        }
        if let Some(found) = self.fault_beside(&row) {
            return Seen::Fault(found);
        }
        let (number, is_new) = self.addresses.insert(&self.scratch);
        if is_new {
            let (domain, is_new) = self.domains.insert(&self.scratch[host..]);
            if is_new {
                let name = &self.scratch[host..];
                let covered = self.covering(name);
                let doubt = if covered.is_some() { None } else { self.doubts.about(name) };
                self.of_domain.push(OfDomain { covered, doubt });
            }
            self.of_address.push(OfAddress { first: NONE, domain, known: None });
        }
        Seen::Address(number)
    }

    fn covering(&self, name: &str) -> Option<u32> {
        if self.knowledge.authorised.is_empty() {
            return None;
        }
        let domain = DomainName::from_canonical(name);
        let at = self.knowledge.authorised.iter().position(|rule| rule.covers(&domain))?;
        u32::try_from(at).ok()
    }

    /// The first fault of a row whose address is right: in its other columns, then beyond them.
    fn fault_beside(&self, row: &Row) -> Option<Fault> {
        let columns = self.format.columns;
        let in_column = |column: Option<u16>, fault: &dyn Fn(&str) -> Option<Problem>| {
            let column = column?;
            let problem = if self.sheet.place(row, column).is_broken() {
                Some(Problem::LoneQuote)
            } else {
                fault(self.sheet.text_at(row, column).trim())
            };
            problem.map(|problem| Fault { problem, column })
        };
        in_column(columns.until, &|text| self.day_fault(text))
            .or_else(|| in_column(columns.name, &|text| text_fault(text, MAX_NAME, Problem::NameTooLong)))
            .or_else(|| in_column(columns.note, &|text| text_fault(text, MAX_NOTE, Problem::NoteTooLong)))
            .or_else(|| self.extra_cell(row))
    }

    /// The first cell beyond the others' width that has something in it, or that is not even kept.
    fn extra_cell(&self, row: &Row) -> Option<Fault> {
        let kept = row.width.min(MAX_CELLS as u32) as u16;
        let filled = |column: &u16| !self.sheet.text_at(row, *column).trim().is_empty();
        let beyond = || (row.width > u32::from(kept)).then_some(kept);
        let column = (self.format.width..kept).find(filled).or_else(beyond)?;
        Some(Fault { problem: Problem::ExtraCells, column })
    }

    fn day_fault(&self, text: &str) -> Option<Problem> {
        if text.is_empty() {
            return None;
        }
        match Day::parse(text, self.format.days) {
            Err(error) => Some(Problem::Day(error)),
            Ok(day) if self.knowledge.today.is_some_and(|today| day < today) => Some(Problem::DayPassed),
            Ok(_) => None,
        }
    }

    /// The last day of the row's approval, if it says one.
    pub fn until(&self, row: usize) -> Option<Day> {
        Day::parse(&self.sheet.cell(row, self.format.columns.until?), self.format.days).ok()
    }

    /// The row's name and note, as far as it has them.
    pub fn name_and_note(&self, row: usize) -> (String, String) {
        let text = |column: Option<u16>| {
            column.map_or_else(String::new, |column| self.sheet.cell(row, column).trim().to_owned())
        };
        (text(self.format.columns.name), text(self.format.columns.note))
    }
}

fn text_fault(text: &str, most: usize, too_long: Problem) -> Option<Problem> {
    // Four bytes a character at most: what is longer needs no counting.
    if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
        return Some(too_long);
    }
    let unreadable = |c: char| c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(&c);
    if text.chars().any(unreadable) {
        Some(Problem::Unreadable)
    } else if text.bytes().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')) {
        Some(Problem::Control)
    } else {
        None
    }
}
