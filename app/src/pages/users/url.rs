//! State of the list in its URL: filter, search, page and account. So *Back* works, and links can be shared.

use super::dto::{StandingFilter, UsersQuery, UsersSort};
use crate::routes;
use esecure::id::{AccountId, ApplicationId, UserId};
use leptos_router::params::ParamsMap;

/// Parses the query parameters of a request for the page, or for its export.
#[cfg(feature = "ssr")]
pub fn parse_query(parameters: impl IntoIterator<Item = (String, String)>) -> UsersQuery {
    query(&parameters.into_iter().collect())
}

/// Parses the query parameters of the URL.
pub(super) fn query(params: &ParamsMap) -> UsersQuery {
    UsersQuery {
        filter: params.get_str("filter").and_then(StandingFilter::from_code).unwrap_or_default(),
        search: params.get_str("q").unwrap_or_default().trim().to_owned(),
        page: params.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        sort: params.get_str("sort").and_then(UsersSort::from_code).unwrap_or_default(),
        application: params.get_str("application").and_then(ApplicationId::parse),
    }
}

/// Builds the URL of the list for `query`, without parameters at their default.
pub(crate) fn address(query: &UsersQuery, account: Option<&AccountId>) -> String {
    format!("{}{}", routes::USERS, parameters(query, account).to_query_string())
}

/// Builds the URL of one address's page. It holds the query of the list that links to it.
pub(super) fn of_user(user: &UserId, query: &UsersQuery, account: Option<&AccountId>) -> String {
    format!("{}{}", routes::user(user), parameters(query, account).to_query_string())
}

/// Builds the URL of the export: all pages, in the same order.
pub(super) fn export(query: &UsersQuery, account: Option<&AccountId>) -> String {
    let query = UsersQuery { page: 1, ..query.clone() };
    format!("{}{}", routes::USERS_EXPORT, parameters(&query, account).to_query_string())
}

fn parameters(query: &UsersQuery, account: Option<&AccountId>) -> ParamsMap {
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
    if let Some(application) = &query.application {
        params.insert("application", application.to_string());
    }
    if let Some(account) = account {
        params.insert("account", account.to_string());
    }
    params
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
        params.insert("application", ApplicationId::from_bytes([7; 16]).to_string());
        let asked = query(&params);
        let (filter, search) = (StandingFilter::Rejected, "a&b".to_owned());
        let id = ApplicationId::from_bytes([7; 16]);
        let application = Some(id.clone());
        assert_eq!(asked, UsersQuery { filter, search, page: 3, sort: UsersSort::Uses, application });
        let part = format!("sort=uses&application={}", id.as_str().replace('_', "%5F"));
        assert_eq!(address(&asked, None), format!("{}?filter=rejected&q=a%26b&page=3&{part}", routes::USERS));
        assert_eq!(export(&asked, None), format!("{}?filter=rejected&q=a%26b&{part}", routes::USERS_EXPORT));
        let user = UserId::from_bytes([7; 16]);
        let page = format!("{}?filter=rejected&q=a%26b&page=3&{part}", routes::user(&user));
        assert_eq!(of_user(&user, &asked, None), page);
    }

    #[test]
    fn nonsense_in_the_address_shows_the_first_page_of_all() {
        let mut params = ParamsMap::new();
        params.insert("filter", "none".to_owned());
        params.insert("page", "0".to_owned());
        params.insert("sort", "none".to_owned());
        params.insert("application", "none".to_owned());
        assert_eq!(query(&params), UsersQuery { page: 1, ..Default::default() });
        assert_eq!(address(&query(&params), None), routes::USERS);
    }
}
