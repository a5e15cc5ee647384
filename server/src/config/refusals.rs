//! Tests of accepted and refused values: messages name the key in both spellings, and never a password.

use super::{Config, ConfigError, Problem, problem::without_passwords, read, redacted_url, without_secrets};
use proptest::prelude::*;
use std::ffi::OsString;

fn with(text: &str) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("esecure.toml");
    std::fs::write(&file, text).unwrap();
    Config::load(Some(&file))
}

/// Writes a file with one key, at the top level or in a table (`brand.portal`).
fn file(key: &str, value: &str) -> String {
    let value = match value.parse::<i64>() {
        Ok(number) => number.to_string(),
        // TOML accepts the strings of JSON.
        Err(_) => serde_json::to_string(value).unwrap(),
    };
    match key.split_once('.') {
        Some((table, key)) => format!("[{table}]\n{key} = {value}"),
        None => format!("{key} = {value}"),
    }
}

/// Name of 61 characters.
const LONG: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// Settings with values that are refused.
const REFUSED: &[(&str, &[&str])] = &[
    ("listen", &["3000", "localhost:3000", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:abc", "[::1:3000", ""]),
    ("metrics_listen", &["9090", "nowhere"]),
    (
        "origin",
        &[
            "https://a.example:abc",
            "https://:443",
            "https://a.example:0",
            "https://a.example:65536",
            "https://",
            "https:a.example",
            "https:/a.example",
            "//a.example",
            "a.example",
            "portal",
            "",
            "ftp://a.example",
            "http://a.example",
            "http://10.0.0.1",
            "https://a.example/path",
            "https://a.example/?x",
            "https://a.example?x",
            "https://a.example#x",
            "https://user@a.example",
            "https://a..example",
            "https://a example",
            "https://a.example\\path",
            "https://a.exa\nmple",
            "https://[::1",
        ],
    ),
    (
        "database_url",
        &[
            "mysql://a@localhost/x",
            "postgre://a@localhost/x",
            "postgresq://localhost/x",
            "sqlit://esecure.db",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://x?mode=memory",
            "sqlite://x?mode=what",
            "esecure.db",
            "/var/lib/esecure.db",
            "",
            "postgres:localhost/x",
            "postgres://localhost:abc/x",
            "postgres://localhost:0/x",
            "postgres://localhost:70000/x",
            "postgres://localhost/x?sslmod=require",
            "postgres://localhost/x?sslmode=what",
            "https://localhost/x",
        ],
    ),
    (
        "smtp_url",
        &[
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://mail.example?tls=maybe",
            "smtp://mail.example:abc",
            "",
        ],
    ),
    (
        "mail_from_esecure",
        &[
            "esecure",
            "X <a@b.example>",
            "<a@b.example>",
            "a@",
            "@b.example",
            "a@b",
            "a b@c.example",
            "a@b.example, c@d.example",
            "a@b.example\r\nBcc: evil@evil.example",
            "a@bücher.example",
            "",
        ],
    ),
    ("mail_from_profile", &["dhlSender", "dhlSender@carrier", "Sender <s@c.example>"]),
    (
        "operator.contact",
        &["desk", "desk@", "desk@carrier", "Desk <desk@carrier.example>", "a@b.example,c@d.example", ""],
    ),
    ("brand.portal", &["", "  ", "My\r\nCarrier", "My\tCarrier", "My\u{0}", "My\u{202e}DHL", LONG]),
    ("brand.product", &["", "e\nSecure", "e\u{2028}Secure", LONG]),
    ("requests.expire_after_days", &["0", "-5", "366", "99999999999", "9223372036854775807", "14 days", "two"]),
    ("mail.approval_requests_per_hour", &["0", "-1", "1000001", "many"]),
    ("domains.allow", &["gmail"]),
    ("brand.portals", &["x"]),
    ("orgin", &["https://a.example"]),
];

#[test]
fn values_that_lose_mails_or_refuse_checks_are_refused() {
    for (key, values) in REFUSED {
        for value in *values {
            let text = match *key {
                "domains.allow" => format!("[domains]\nallow = [{value:?}]"),
                _ => file(key, value),
            };
            let error = with(&text).map(|_| ()).expect_err(&text).to_string();
            let named = format!("ESECURE_{} ({key} in a file): ", key.replace('.', "__").to_uppercase());
            assert!(error.contains(&named), "{text}: {error}");
            assert!(error.len() > named.len() + 50, "{text}: it says what to write instead: {error}");
        }
    }
}

#[test]
fn values_that_work_are_taken() {
    let cases: &[(&str, &[&str])] = &[
        ("listen", &["0.0.0.0:3000", "[::]:3000", "127.0.0.1:0"]),
        (
            "database_url",
            &[
                "sqlite://esecure.db",
                "sqlite:///var/lib/e.db?mode=rwc",
                "sqlite:e.db",
                "postgres://a:s%40cret@localhost:5433/x?sslmode=require",
                "postgresql://localhost/x",
                "postgres:///x?host=/run/postgresql&user=a&options[search_path]=e",
            ],
        ),
        ("smtp_url", &["smtp://mail.example", "smtps://a:b@mail.example:465", "smtp://mail.example?tls=required"]),
        ("mail_from_esecure", &["esecure@localhost", "esecure@carrier.example", "no-reply+e@mail.carrier.example"]),
        ("mail_from_profile", &["dhlSender@localhost", "dhlSender@dhl.com"]),
        ("operator.contact", &["desk@carrier.example", "desk@bücher.example"]),
        ("brand.portal", &["MyDHL+", "Mijn Vervoerder · België", "運送"]),
        ("requests.expire_after_days", &["1", "14", "365"]),
        ("mail.approval_requests_per_hour", &["1", "60", "1000000"]),
    ];
    for (key, values) in cases {
        for value in *values {
            with(&file(key, value)).unwrap_or_else(|error| panic!("{key} {value}: {error}"));
        }
    }
}

#[test]
fn origin_is_kept_as_browsers_send_it() {
    for (written, kept, host) in [
        ("https://Portal.Example:443/", "https://portal.example", "portal.example"),
        ("https://portal.example:8443", "https://portal.example:8443", "portal.example"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000", "127.0.0.1"),
        ("http://[::1]:3000", "http://[::1]:3000", "[::1]"),
        ("http://[::1]", "http://[::1]", "[::1]"),
        ("http://esecure.localhost", "http://esecure.localhost", "esecure.localhost"),
    ] {
        let config = with(&file("origin", written)).unwrap();
        assert_eq!((config.origin.as_str(), config.host()), (kept, host), "{written}");
    }
}

#[test]
fn every_problem_is_named_at_once() {
    let text =
        "listen = 'x'\norigin = 'y'\nsurplus = 1\n[requests]\nexpire_after_days = 0\n[brand]\nportal = ''\nother = 2";
    let Err(ConfigError::Read(problems)) = with(text) else { panic!("it is taken") };
    let keys: Vec<_> = problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["brand.other", "brand.portal", "listen", "origin", "requests.expire_after_days", "surplus"]);
}

#[test]
fn mistyped_scheme_of_the_database_is_named_without_the_rest() {
    let text = with("database_url = 'postgre://a:hunter22@localhost/x'").unwrap_err().to_string();
    assert!(text.contains("\"postgre\" is no database's scheme") && text.contains("postgres://HOST"), "{text}");
    assert!(!text.contains("hunter22"), "{text}");
}

#[test]
fn file_that_is_no_toml_is_told_without_the_line_that_holds_a_password() {
    let error =
        with("listen = '127.0.0.1:3000'\ndatabase_url = 'postgres://a:hunter22@localhost/x\n").unwrap_err().to_string();
    assert!(error.contains("line 2") && !error.contains("hunter22"), "{error}");
    let error = with("requests = 'smtp://a:hunter22@mail.example'").unwrap_err().to_string();
    assert!(error.contains("ESECURE_REQUESTS") && !error.contains("hunter22"), "{error}");
}

#[test]
fn variables_that_are_no_keys_are_passed_by_and_unreadable_ones_named() {
    use std::os::unix::ffi::OsStringExt as _;
    let variable = |name: &str, value: &[u8]| (OsString::from(name), OsString::from_vec(value.to_vec()));
    let all = [
        variable("PATH", b"/bin\xff"),
        variable("ESECURE_CONFIG", b"/etc/esecure.toml"),
        variable("ESECURE_TEST_POSTGRES_URL", b"x"),
        variable("ESECURE_SMTP_URL_FILE", b"/run/secrets/smtp"),
        variable("ESECURE_SMTP_URL", b""),
        variable("ESECURE_BRAND__PORTAL", b"My\xff"),
        variable("ESECURE_ORIGIN_FILE", b"/run/secrets/origin"),
        variable("ESECURE_LISTEN", b"127.0.0.1:0"),
    ];
    let mut problems = Vec::new();
    let found = read::variables(all.into_iter(), &mut problems);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [("ESECURE_LISTEN".to_owned(), "127.0.0.1:0".to_owned())]);
    let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("ESECURE_BRAND__PORTAL (") && told[1].starts_with("ESECURE_ORIGIN_FILE ("), "{told:?}");
}

#[test]
fn messages_about_an_address_lose_its_secrets() {
    let url = "postgres://ann:s%40cret@db.example:5432/x?password=other1";
    let said = format!("cannot reach {url}: wrong password s@cret (s%40cret) or other1");
    let told = without_secrets(&said, url);
    assert_eq!(told, "cannot reach postgres://db.example:5432/x: wrong password … (…) or …");
    assert_eq!(redacted_url("mysql://a:b@c/x"), "…");
    assert_eq!(redacted_url("sqlite:///var/lib/e.db?mode=rwc"), "sqlite:///var/lib/e.db");
    assert_eq!(without_passwords("a://b:c@d/e and f://g?Passwd=h"), "a://…@d/e and f://g?…");
}

proptest! {
    /// No message contains a password, whatever else is wrong with the address.
    #[test]
    fn no_message_tells_a_password(
        key in prop::sample::select(vec!["database_url", "smtp_url", "origin", "mail_from_esecure", "operator.contact", "listen", "brand.portal"]),
        scheme in prop::sample::select(vec!["mysql", "postgre", "postgres", "postgresql", "sqlite", "smtp", "smtps", "https", "x"]),
        password in "[A-Za-z0-9%@/:?#=&!$ '\"]{0,6}Q7w[A-Za-z0-9]{6,200}",
        place in prop::sample::select(vec!["localhost/x", "localhost:abc/x", "", "/x", "[::1/x", "h?tls=maybe", "h/x?sslmode=what", "h/x\n"]),
    ) {
        let text = file(key, &format!("{scheme}://ann:{password}@{place}"));
        if let Err(error) = with(&text) {
            let told = format!("{error} {error:?}");
            prop_assert!(!told.contains("Q7w"), "{text}: {told}");
        }
        let address = format!("{scheme}://ann:{password}@{place}");
        let problem = Problem::value(key, &address, "write it otherwise").to_string();
        prop_assert!(!problem.contains("Q7w"), "{problem}");
        prop_assert!(!redacted_url(&address).contains("Q7w"), "{}", redacted_url(&address));
    }
}
