//! URLs in the configuration: the origin of pages, and the database.

use super::problem::{without_passwords, without_user};
use sea_orm::sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use std::str::FromStr as _;
use url::{Host, Url};

/// Supported parameters of a PostgreSQL URL; sqlx would ignore and log any other.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Normalises the origin to the form that browsers send: scheme, ASCII host, and port unless it is the default.
///
/// # Errors
/// A text that says how to correct the value.
pub(super) fn origin(text: &str) -> Result<String, &'static str> {
    const FORM: &str = "write http:// or https:// with a host, a port from 1 to 65535 if need be, and no path, such as https://portal.example";
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '@' | '?' | '#');
    let Some((_, rest)) = text.split_once("://").filter(|_| !text.contains(odd)) else { return Err(FORM) };
    if rest.trim_end_matches('/').contains('/') {
        return Err(FORM);
    }
    let url = Url::parse(text).map_err(|_| FORM)?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) if name.split('.').any(str::is_empty) => return Err(FORM),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(FORM),
    };
    match (url.scheme(), url.port()) {
        (_, Some(0)) => Err(FORM),
        ("https", _) => Ok(url.origin().ascii_serialization()),
        ("http", _) if loopback => Ok(url.origin().ascii_serialization()),
        ("http", _) => Err("plain http is for this machine only; write https://"),
        _ => Err(FORM),
    }
}

/// Checks the URL of the database.
///
/// # Errors
/// The fault and its correction, without secrets.
pub(super) fn database(text: &str) -> Result<(), String> {
    const FORMS: &str =
        "write sqlite://FILE or postgres://HOST/DATABASE, for PostgreSQL with USER:PASSWORD and @ before the host";
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    match scheme {
        "sqlite" => {
            let file =
                text.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or_default();
            if file.is_empty() || file.contains(":memory:") || text.contains("mode=memory") {
                return Err(format!("it names no file: {FORMS}"));
            }
            // The message of sqlx would repeat the parameter, which may be part of a password with a question mark.
            SqliteConnectOptions::from_str(text)
                .map(drop)
                .map_err(|_| format!("a parameter is unknown or has an impossible value: {FORMS}"))
        }
        "postgres" | "postgresql" => {
            if !text[scheme.len()..].starts_with("://") {
                return Err(FORMS.to_owned());
            }
            // The parser's message would repeat a part of the password.
            let whole = |url: &Url| url.fragment().is_none() && !url.path().contains('@');
            let Some(url) = Url::parse(text).ok().filter(whole) else {
                return Err(format!(
                    "it is no address: {FORMS}, and %40 for @, %2F for /, %3A for :, %3F for ? and %23 for # in a password"
                ));
            };
            if url.query_pairs().any(|(key, _)| !is_parameter(&key)) {
                return Err(format!("a parameter is none of {}; {FORMS}", PARAMETERS.join(", ")));
            }
            if url.port() == Some(0) {
                return Err(format!("there is no port 0; {FORMS}"));
            }
            PgConnectOptions::from_str(text)
                .map(drop)
                .map_err(|_| format!("a parameter has an impossible value: {FORMS}"))
        }
        _ if text[scheme.len()..].starts_with("://") => Err(format!("{scheme:?} is no database's scheme: {FORMS}")),
        _ => Err(format!("it is no address of a database: {FORMS}")),
    }
}

fn is_parameter(key: &str) -> bool {
    PARAMETERS.contains(&key) || (key.starts_with("options[") && key.ends_with(']'))
}

/// Formats a database URL for display: without user, password and parameters.
pub fn redacted_url(text: &str) -> String {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    if scheme == "sqlite" {
        return without_user(text).split('?').next().unwrap_or_default().to_owned();
    }
    match Url::parse(text) {
        Ok(url) if matches!(scheme, "postgres" | "postgresql") => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            without_user(&format!("{scheme}://{}{port}{}", url.host_str().unwrap_or_default(), url.path()))
        }
        _ => "…".to_owned(),
    }
}

/// Removes the secrets of an address from a message: the address itself, and its password as written and decoded.
pub fn without_secrets(message: &str, address: &str) -> String {
    let mut text = message.replace(address, &redacted_url(address));
    if let Ok(url) = Url::parse(address) {
        let query = url.query_pairs().filter(|(key, _)| key == "password").map(|(_, value)| value.into_owned());
        let written = url.password().map(str::to_owned);
        let decoded =
            written.as_deref().map(|p| percent_encoding::percent_decode_str(p).decode_utf8_lossy().into_owned());
        for secret in query.chain(written).chain(decoded).filter(|secret| !secret.is_empty()) {
            text = text.replace(&secret, "…");
        }
    }
    without_passwords(&text)
}
