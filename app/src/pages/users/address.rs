//! The list's state lives in its address: filter, search, page and account. *Back* works, and a link can be passed on.

use crate::view::{StandingFilter, UsersQuery, UsersSort};
use esecure::id::AccountId;
use leptos_router::params::ParamsMap;

/// What the address asks for.
pub(super) fn query(params: &ParamsMap) -> UsersQuery {
    UsersQuery {
        filter: params.get_str("filter").map(StandingFilter::from_code).unwrap_or_default(),
        search: params.get_str("q").unwrap_or_default().trim().to_owned(),
        page: params.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        sort: params.get_str("sort").map(UsersSort::from_code).unwrap_or_default(),
    }
}

/// The address that asks for `query`; what is left at its default stays out of it.
pub(super) fn address(query: &UsersQuery, account: Option<&AccountId>) -> String {
    let mut params = ParamsMap::new();
    if query.filter != StandingFilter::All {
        params.insert("filter", query.filter.code().to_owned());
    }
    if !query.search.is_empty() {
        params.insert("q", query.search.clone());
    }
    if query.page > 1 {
        params.insert("page", query.page.to_string());
    }
    if query.sort != UsersSort::default() {
        params.insert("sort", query.sort.code().to_owned());
    }
    if let Some(account) = account {
        params.insert("account", account.to_string());
    }
    format!("/esecure/users{}", params.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_asks_comes_back_from_it() {
        let mut params = ParamsMap::new();
        params.insert("filter", "rejected".to_owned());
        params.insert("q", " a&b ".to_owned());
        params.insert("page", "3".to_owned());
        params.insert("sort", "uses".to_owned());
        let asked = query(&params);
        let (filter, search) = (StandingFilter::Rejected, "a&b".to_owned());
        assert_eq!(asked, UsersQuery { filter, search, page: 3, sort: UsersSort::Uses });
        assert_eq!(address(&asked, None), "/esecure/users?filter=rejected&q=a%26b&page=3&sort=uses");
    }

    #[test]
    fn nonsense_in_the_address_shows_the_first_page_of_all() {
        let mut params = ParamsMap::new();
        params.insert("filter", "none".to_owned());
        params.insert("page", "0".to_owned());
        params.insert("sort", "none".to_owned());
        assert_eq!(query(&params), UsersQuery { page: 1, ..Default::default() });
        assert_eq!(address(&query(&params), None), "/esecure/users");
    }
}
