//! Suggestions of all rows, counted by mistake, for bulk edits.

use esecure::{
    ToAscii,
    upload::{Edit, Judge, Judgement, RowId, Suggestion},
};
use std::collections::{BTreeMap, HashMap};

/// Rows with a suggestion; each with the domain it replaces, if it replaces nothing else.
#[derive(Default)]
pub(super) struct Suggestions {
    rows: BTreeMap<RowId, Option<String>>,
    domains: HashMap<String, u32>,
}

impl Suggestions {
    /// Updates the suggestion of one row.
    pub(super) fn refresh(&mut self, judge: &Judge, row: usize, to_ascii: ToAscii<'_>) {
        let id = judge.id(row);
        if let Some(Some(domain)) = self.rows.remove(&id) {
            self.count(&domain, false);
        }
        // Most rows are valid and need no suggestion.
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

    /// Number of rows with a suggestion.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Number of rows with the same mistake as this one, itself included.
    pub(super) fn alike(&self, id: RowId) -> u32 {
        let domain = self.rows.get(&id).and_then(Option::as_ref);
        domain.and_then(|domain| self.domains.get(domain)).copied().unwrap_or(0)
    }

    /// Rows with the same mistake as `like`, or all rows with a suggestion.
    pub(super) fn of(&self, like: Option<RowId>) -> Vec<RowId> {
        let domain = like.and_then(|id| self.rows.get(&id)).and_then(Option::as_ref);
        let is_alike = |found: &Option<String>| like.is_none() || found.is_some() && found.as_ref() == domain;
        self.rows.iter().filter(|(_, found)| is_alike(found)).map(|(id, _)| *id).collect()
    }
}

/// Returns the domain that a suggestion replaces, if it changes nothing else.
fn replaces(judge: &Judge, row: usize, suggestion: &Suggestion) -> Option<String> {
    let Suggestion::Replace(text) = suggestion else { return None };
    let cell = judge.sheet().cell(row, judge.sheet().format().columns.address);
    let (local, domain) = cell.trim().split_once('@')?;
    (text.split_once('@')?.0 == local).then(|| domain.to_lowercase())
}

/// Returns the edit that accepts a row's suggestion.
pub(super) fn edit(judge: &Judge, id: RowId, to_ascii: ToAscii<'_>) -> Option<Edit> {
    let row = judge.find(id)?;
    Some(match judge.suggestion(row, to_ascii)? {
        Suggestion::Replace(text) => Edit::Cell { row: id, column: judge.sheet().format().columns.address, text },
        Suggestion::Split(_) => Edit::Split { row: id },
    })
}
