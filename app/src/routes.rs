//! Paths of every page and document, and the functions that build their URLs.

use esecure::id::{AccountId, RequestId, UserId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub const HOME: &str = "/";
pub const TERMS: &str = "/terms";
pub const PROFILE: &str = "/profile";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const RESET_PASSWORD: &str = "/reset-password";

/// Leads to the four steps, or to the queue once enforcement is on.
pub const SETUP: &str = "/esecure";
/// The four steps, whatever the state of enforcement.
pub const STEPS: &str = "/esecure?steps";
pub const QUEUE: &str = "/esecure/queue";
pub const USERS: &str = "/esecure/users";
pub const NEW_USER: &str = "/esecure/users/new";
pub const UNDECIDED_USERS: &str = "/esecure/users?filter=undecided";
pub const USERS_EXPORT: &str = "/esecure/users/export";
pub const DOMAINS: &str = "/esecure/domains";
pub const UPLOAD: &str = "/esecure/upload";
pub const EXPECTED: &str = "/esecure/expected";
pub const ENFORCEMENT: &str = "/esecure/enforcement";
pub const EXPLAIN: &str = "/esecure/why";
pub const ADMINISTRATORS: &str = "/esecure/administrators";
pub const JOURNAL: &str = "/esecure/journal";
pub const JOURNAL_EXPORT: &str = "/esecure/journal/export";
/// Event stream of the live pages.
pub const LIVE: &str = "/esecure/live";

/// Prefix of the pages below [`SETUP`].
pub const PRODUCT: &str = "/esecure/";

/// Prefix of all server functions.
pub const SERVER_FUNCTIONS: &str = "/fn/";

/// Prefixes of the documents whose URL holds a token.
pub const DECISION: &str = "/d/";
pub const ASK_AHEAD: &str = "/a/";
pub const REQUEST_STATUS: &str = "/r/";
pub const CREATE_PASSWORD: &str = "/create-password/";
pub const CONFIRM_EMAIL: &str = "/confirm-email/";

/// One request in the queue.
pub fn request(id: &RequestId) -> String {
    format!("{QUEUE}/{id}")
}

/// One user of the list.
pub fn user(id: &UserId) -> String {
    format!("{USERS}/{id}")
}

/// Document of a token: `prefix` is [`DECISION`] or one of its siblings.
pub fn with_token(prefix: &str, token: &str) -> String {
    format!("{prefix}{token}")
}

/// Adds the account to `path`, which may already have a query.
pub fn with_account(path: &str, account: Option<&AccountId>) -> String {
    match account {
        None => path.to_owned(),
        Some(account) => with_query(path, &format!("account={account}")),
    }
}

/// Adds `query`, already encoded and perhaps empty, to `path`, which may already have one.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}{query}")
}

/// Sign-in page that returns to `here`, a path with its query.
pub fn sign_in_again(here: &str) -> String {
    with_next(SIGN_IN, here)
}

/// Terms that lead on to `here`, a path with its query.
pub fn terms_first(here: &str) -> String {
    with_next(TERMS, here)
}

/// Adds the page to go on to.
fn with_next(page: &str, next: &str) -> String {
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    match next {
        "" | HOME => page.to_owned(),
        next => format!("{page}?next={}", utf8_percent_encode(next, ENCODED)),
    }
}

/// Returns `next` if it is a path on this site, else `/`. Prevents open redirects.
pub fn safe_next(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.chars().all(|c| c.is_ascii_graphic());
    if inside { next } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_joins_an_existing_query() {
        let id = AccountId::from_bytes([7; 16]);
        assert_eq!(with_account(SETUP, None), "/esecure");
        assert_eq!(with_account(SETUP, Some(&id)), format!("/esecure?account={id}"));
        assert_eq!(with_account(UNDECIDED_USERS, Some(&id)), format!("/esecure/users?filter=undecided&account={id}"));
        assert_eq!(with_query(SETUP, ""), "/esecure");
    }

    #[test]
    fn sign_in_keeps_the_query_of_the_page() {
        assert_eq!(
            sign_in_again("/esecure/users?account=acc_1&search=é"),
            "/sign-in?next=/esecure/users%3Faccount%3Dacc_1%26search%3D%C3%A9"
        );
        assert_eq!(sign_in_again("/esecure/queue?a=b&c"), "/sign-in?next=/esecure/queue%3Fa%3Db%26c");
        assert_eq!(sign_in_again(""), "/sign-in");
        assert_eq!(sign_in_again("/"), "/sign-in");
        assert_eq!(terms_first("/esecure/queue?a=b"), "/terms?next=/esecure/queue%3Fa%3Db");
    }

    #[test]
    fn next_leads_nowhere_else() {
        assert_eq!(safe_next("/esecure/users?account=acc_1"), "/esecure/users?account=acc_1");
        for away in ["", "https://evil.test", "//evil.test", "/\\evil.test", "/a\r\nSet-Cookie: x", "evil"] {
            assert_eq!(safe_next(away), "/", "{away:?}");
        }
    }
}
