//! Configuration: a TOML file, every key also as an environment variable, secrets also as `…_FILE` (CONTRACT.md).

mod check;
mod problem;
mod read;
#[cfg(test)]
mod refusals;
mod urls;

pub use problem::Problem;
pub use urls::{redacted_url, without_secrets};

use crate::{http::source, idn};
use esecure::DomainName;
use ipnet::IpNet;
use serde::Deserialize;
use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

/// The whole configuration, with the defaults of CONTRACT.md.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Scheme, host and port of every link, without a trailing slash.
    pub origin: String,
    /// `sqlite://esecure.db` or `postgres://…`.
    pub database_url: String,
    /// `smtp://…` or `smtps://…`; without it, mails stay in the outbox.
    pub smtp_url: Option<String>,
    /// Sender of eSecure's own mails.
    pub mail_from_esecure: String,
    /// Sender of the profile's mails (*Create password*).
    pub mail_from_profile: String,
    /// Proxies whose `X-Forwarded-For` is trusted: addresses and networks.
    #[serde(deserialize_with = "source::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Address of `/metrics`. Not served yet; `serve` reports that if the key is set.
    pub metrics_listen: Option<SocketAddr>,
    pub brand: Brand,
    pub mail: Mail,
    pub checks: Checks,
    /// Expiry of requests.
    pub requests: Requests,
    pub operator: Operator,
    /// Names that the operator allows or refuses in the accounts' domain lists, regardless of other rules.
    pub domains: Domains,
}

/// Names under which a carrier runs the product.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    pub portal: String,
    pub product: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Approval-request mails to one administrator per hour; further requests go into one digest.
    pub approval_requests_per_hour: u64,
    /// *Request received* mails about one account per hour; further requests are opened without one. Counted in the
    /// database, so the limit holds across replicas.
    pub request_received_per_hour_per_account: u64,
}

/// Rate limits of checks; a check beyond one of them gets 429 with `Retry-After`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Checks {
    /// Addresses per key per minute, dry runs and batches included. Counted per process.
    pub per_key_per_minute: NonZeroU32,
    /// *Pending* verdicts per account per minute, without dry runs. Decided addresses are always answered.
    /// Counted per process.
    pub per_account_per_minute: NonZeroU32,
    /// Requests opened by checks, per account per hour. Counted in the database, so the limit holds across replicas.
    pub new_requests_per_account_per_hour: NonZeroU32,
}

/// Expiry of requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requests {
    /// Days after which an open request expires.
    pub expire_after_days: i64,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Operator {
    /// Recipient of the notices of; without it, none is sent.
    pub contact: Option<String>,
}

/// Names that the operator allows or refuses in the accounts' domain lists.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Domains {
    /// Exact names that are accepted, even a public suffix or a mail provider.
    #[serde(deserialize_with = "names")]
    pub allow: Vec<DomainName>,
    /// Names that are refused, with all their subdomains.
    #[serde(deserialize_with = "names")]
    pub refuse: Vec<DomainName>,
}

/// Deserializes a list of domain names.
fn names<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<DomainName>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let name = |text: &String| {
        DomainName::parse(text, &idn::to_ascii).map_err(|e| serde::de::Error::custom(format!("{text}: {e}")))
    };
    texts.iter().map(name).collect()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            origin: "http://127.0.0.1:3000".to_owned(),
            database_url: "sqlite://esecure.db".to_owned(),
            smtp_url: None,
            mail_from_esecure: "esecure@localhost".to_owned(),
            mail_from_profile: "dhlSender@localhost".to_owned(),
            trusted_proxies: Vec::new(),
            metrics_listen: None,
            brand: Brand::default(),
            mail: Mail::default(),
            checks: Checks::default(),
            requests: Requests::default(),
            operator: Operator::default(),
            domains: Domains::default(),
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self { portal: "MyDHL+".to_owned(), product: "eSecure".to_owned() }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self { approval_requests_per_hour: 60, request_received_per_hour_per_account: 200 }
    }
}

impl Default for Checks {
    fn default() -> Self {
        const fn bound(count: u32) -> NonZeroU32 {
            match NonZeroU32::new(count) {
                Some(count) => count,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            per_key_per_minute: bound(6_000),
            per_account_per_minute: bound(1_200),
            new_requests_per_account_per_hour: bound(500),
        }
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self { expire_after_days: 14 }
    }
}

/// Errors of the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// All keys that cannot be used.
    #[error("{}", problem::bullet_list(.0))]
    Read(Vec<Problem>),
    /// A `…_FILE` variable names a file that cannot be read.
    #[error("{variable} names {path}, which cannot be read: {source}")]
    Secret {
        variable: String,
        /// The file that the variable names.
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Keys that may also come from the file named by `ESECURE_…_FILE`.
const SECRETS: [&str; 2] = ["database_url", "smtp_url"];

impl Config {
    /// Reads `file`, if there is one, and overrides its values from the environment.
    ///
    /// # Errors
    /// A [`ConfigError`] that names every wrong key.
    pub fn load(file: Option<&std::path::Path>) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let mut builder = config::Config::builder();
        if let Some(path) = file {
            builder = builder.add_source(config::File::from(path).format(config::FileFormat::Toml));
        }
        // `ESECURE_BRAND__PORTAL` sets a key in a table; single underscores belong to the key.
        let environment = config::Environment::with_prefix("ESECURE")
            .prefix_separator("_")
            .separator("__")
            .ignore_empty(true)
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("trusted_proxies")
            .with_list_parse_key("domains.allow")
            .with_list_parse_key("domains.refuse")
            .source(Some(read::variables(std::env::vars_os(), &mut problems)));
        builder = builder.add_source(environment);
        for key in SECRETS {
            let variable = format!("ESECURE_{}_FILE", key.to_uppercase());
            if let Some(path) = std::env::var_os(&variable).map(PathBuf::from) {
                let text =
                    std::fs::read_to_string(&path).map_err(|source| ConfigError::Secret { variable, path, source })?;
                builder = builder
                    .set_override(key, text.trim())
                    .map_err(|error| ConfigError::Read(vec![Problem::new(key, error.to_string())]))?;
            }
        }
        let (mut config, unread) = read::parse_leniently(builder.build());
        problems.extend(unread);
        problems.extend(check::check(&mut config));
        problems.sort();
        if problems.is_empty() { Ok(config) } else { Err(ConfigError::Read(problems)) }
    }

    /// Checks that browsers reach the pages over https.
    pub fn secure(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// Returns the host of the origin, for Message-IDs.
    pub fn host(&self) -> &str {
        let rest = self.origin.split("://").nth(1).unwrap_or("localhost");
        // The colons of an IPv6 address are inside brackets.
        let end = rest.find(']').map_or_else(|| rest.find(':'), |bracket| Some(bracket + 1));
        &rest[..end.unwrap_or(rest.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("esecure.toml");
        std::fs::write(&file, text).unwrap();
        Config::load(Some(&file))
    }

    #[test]
    fn a_file_sets_what_it_names_and_the_rest_stays() {
        let config = with(
            "origin = 'https://portal.example/'\n[brand]\nportal = 'MyCarrier'\n[requests]\nexpire_after_days = 7",
        )
        .unwrap();
        assert_eq!((config.origin.as_str(), config.host()), ("https://portal.example", "portal.example"));
        assert_eq!((config.brand.portal.as_str(), config.brand.product.as_str()), ("MyCarrier", "eSecure"));
        assert_eq!(config.requests.expire_after_days, 7);
        assert!(config.secure());
    }

    #[test]
    fn bounds_on_checks_are_read_and_zero_is_refused() {
        let config =
            with("[checks]\nper_key_per_minute = 60\n[mail]\nrequest_received_per_hour_per_account = 0").unwrap();
        assert_eq!(config.checks.per_key_per_minute.get(), 60);
        assert_eq!(
            config.checks.new_requests_per_account_per_hour,
            Checks::default().new_requests_per_account_per_hour
        );
        assert_eq!(config.mail.request_received_per_hour_per_account, 0);
        assert!(matches!(with("[checks]\nper_account_per_minute = 0"), Err(ConfigError::Read(_))));
    }

    #[test]
    fn names_are_read_as_names() {
        let config = with("[domains]\nallow = ['Gmail.com']\nrefuse = ['münchen.example']").unwrap();
        assert_eq!(config.domains.allow[0].as_str(), "gmail.com");
        assert_eq!(config.domains.refuse[0].as_str(), "xn--mnchen-3ya.example");
        let error = with("[domains]\nallow = ['gmail']").unwrap_err().to_string();
        assert!(error.contains("gmail"), "{error}");
    }

    #[test]
    fn trusted_proxies_that_cannot_be_read_name_their_key() {
        let config = with("trusted_proxies = ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32']").unwrap();
        let networks: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(networks, ["192.0.2.1/32", "10.0.0.0/8", "2001:db8::/32"]);
        let error = with("trusted_proxies = ['abc']").unwrap_err().to_string();
        assert!(error.contains("trusted_proxies") && error.contains("abc"), "{error}");
    }

    #[test]
    fn a_misspelt_key_and_an_origin_that_is_none_are_refused() {
        let misspelt = with("orgin = 'https://portal.example'").unwrap_err().to_string();
        assert!(misspelt.contains("ESECURE_ORGIN (orgin in a file): there is no such key"), "{misspelt}");
        for origin in [
            "http://portal.example",
            "ftp://portal.example",
            "https://portal.example/path",
            "https://a@b.example",
            "portal",
        ] {
            assert!(matches!(with(&format!("origin = '{origin}'")), Err(ConfigError::Read(_))), "{origin}");
        }
        assert!(with("origin = 'http://localhost:8080'").is_ok());
    }
}
