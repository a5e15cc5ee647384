//! Pagination: a page renders a bounded number of rows, names their range and links the other parts.

use super::account_url;
use crate::{
    routes,
    ui::{Glyph, Icon, locale},
};
use i18n::users as t;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// Rows per part of a list.
pub const PART: usize = 50;

/// Suffix of all part parameters. Links between parts keep those of the page's other lists.
const SUFFIX: &str = "-part";

/// Paginated list of a page.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub path: &'static str,
    /// Query parameter of the part, ending in `-part`.
    pub name: &'static str,
    /// `id` of the element the links jump to.
    pub anchor: &'static str,
}

impl List {
    /// Cuts `rows` to the part in the query. Returns the links to other parts, if there are any.
    pub fn cut<T>(self, rows: Vec<T>) -> (Vec<T>, Option<AnyView>) {
        let query = use_query_map().get_untracked();
        let (total, asked) = (rows.len(), query.get_str(self.name).and_then(|part| part.parse().ok()));
        let (part, parts) = part_of(total, asked);
        let first = (part - 1) * PART;
        let rows: Vec<T> = rows.into_iter().skip(first).take(PART).collect();
        if parts == 1 {
            return (rows, None);
        }
        let locale = locale();
        let previous = (part > 1).then(|| {
            let to = self.address(&query, part - 1);
            view! { <a class="btn small" rel="prev" href=to><Icon of=Glyph::Left/>{t::previous(locale)}</a> }.into_any()
        });
        let next = (part < parts).then(|| {
            let to = self.address(&query, part + 1);
            view! { <a class="btn small" rel="next" href=to>{t::next(locale)}<Icon of=Glyph::Right/></a> }.into_any()
        });
        let pager = view! {
            <nav class="parts" aria-label=t::pages(locale)>
                <span class="muted">{t::Range { first: first + 1, last: first + rows.len(), total }.text(locale)}</span>
                <span class="btns">{previous}{next}</span>
            </nav>
        };
        (rows, Some(pager.into_any()))
    }

    /// URL of a part of this list.
    fn address(self, query: &ParamsMap, part: usize) -> String {
        let mut address = account_url(self.path);
        let others = query.clone().into_iter().filter(|(name, part)| {
            name.ends_with(SUFFIX) && *name != self.name && part.bytes().all(|b| b.is_ascii_digit())
        });
        let others = others.map(|(name, part)| (name.into_owned(), part));
        for (name, part) in others.chain([(self.name.to_owned(), part.to_string())]) {
            // Known names and digits need no encoding; foreign parameters are dropped.
            if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                address = routes::with_query(&address, &format!("{name}={part}"));
            }
        }
        format!("{address}#{}", self.anchor)
    }
}

/// Current part from 1, and the number of parts, at least 1.
fn part_of(total: usize, asked: Option<usize>) -> (usize, usize) {
    let parts = total.div_ceil(PART).max(1);
    (asked.unwrap_or(1).clamp(1, parts), parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_lies_within_the_list() {
        assert_eq!(part_of(0, None), (1, 1));
        assert_eq!(part_of(PART, Some(2)), (1, 1));
        assert_eq!(part_of(PART + 1, Some(2)), (2, 2));
        assert_eq!(part_of(10 * PART, Some(0)), (1, 10));
        assert_eq!(part_of(10 * PART, Some(usize::MAX)), (10, 10));
    }
}
