//! What can be made right in one press: of each row its suggestion's kind, and how many rows have the same mistake.

use esecure::{
    ToAscii,
    upload::{Edit, Judge, Judgement, RowId, Suggestion},
};
use std::collections::{BTreeMap, HashMap};

/// The rows that have a suggestion, each with the domain that it replaces, where that is all it does.
#[derive(Default)]
pub(super) struct Offers {
    rows: BTreeMap<RowId, Option<String>>,
    domains: HashMap<String, u32>,
}

impl Offers {
    /// Looks at a row again.
    pub(super) fn look(&mut self, judge: &Judge, row: usize, to_ascii: ToAscii<'_>) {
        let id = judge.id(row);
        if let Some(Some(domain)) = self.rows.remove(&id) {
            self.count(&domain, false);
        }
        // Most rows are right: those need no second look.
        let may = matches!(judge.judgement(row), Judgement::Doubtful(_) | Judgement::Invalid(_));
        let Some(suggestion) = may.then(|| judge.suggestion(row, to_ascii)).flatten() else { return };
        let domain = replaces(judge, row, &suggestion);
        if let Some(domain) = &domain {
            self.count(domain, true);
        }
        self.rows.insert(id, domain);
    }

    fn count(&mut self, domain: &str, more: bool) {
        let count = self.domains.entry(domain.to_owned()).or_default();
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
    }

    /// How many rows have one.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many rows have the same mistake as this one, itself included.
    pub(super) fn alike(&self, id: RowId) -> u32 {
        let domain = self.rows.get(&id).and_then(Option::as_ref);
        domain.and_then(|domain| self.domains.get(domain)).copied().unwrap_or(0)
    }

    /// The rows with the same mistake as this one; all that have a suggestion, where no row is named.
    pub(super) fn of(&self, like: Option<RowId>) -> Vec<RowId> {
        let domain = like.and_then(|id| self.rows.get(&id)).and_then(Option::as_ref);
        let is_alike = |found: &Option<String>| like.is_none() || found.is_some() && found.as_ref() == domain;
        self.rows.iter().filter(|(_, found)| is_alike(found)).map(|(id, _)| *id).collect()
    }
}

/// The domain that a suggestion replaces by another, where it leaves all else alone.
fn replaces(judge: &Judge, row: usize, suggestion: &Suggestion) -> Option<String> {
    let Suggestion::Replace(text) = suggestion else { return None };
    let cell = judge.sheet().cell(row, judge.sheet().format().columns.address);
    let (local, domain) = cell.trim().split_once('@')?;
    (text.split_once('@')?.0 == local).then(|| domain.to_lowercase())
}

/// The change that takes a row's suggestion.
pub(super) fn edit(judge: &Judge, id: RowId, to_ascii: ToAscii<'_>) -> Option<Edit> {
    let row = judge.find(id)?;
    Some(match judge.suggestion(row, to_ascii)? {
        Suggestion::Replace(text) => Edit::Cell { row: id, column: judge.sheet().format().columns.address, text },
        Suggestion::Split(_) => Edit::Split { row: id },
    })
}
