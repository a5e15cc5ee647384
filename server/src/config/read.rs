//! Tolerant reading of the file and the environment: one wrong value does not hide the others.

use super::{Config, Problem, problem::quoted};
use ::config::{ConfigError, Map, Value, ValueKind};
use std::ffi::OsString;

/// Reads every usable value; an unusable key keeps its default and becomes a problem.
pub(super) fn parse_leniently(built: Result<::config::Config, ConfigError>) -> (Config, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut table = match built.and_then(::config::Config::try_deserialize::<Map<String, Value>>) {
        Ok(table) => table,
        Err(error) => {
            return (Config::default(), vec![Problem::new("", format!("it cannot be read: {}", whole(&error)))]);
        }
    };
    loop {
        match Value::new(None, ValueKind::Table(table.clone())).try_deserialize::<Config>() {
            Ok(config) => return (config, problems),
            Err(error) => {
                let (path, text) = key_and_reason(&error);
                let key = match unknown_field(&text) {
                    Some(field) if path.is_empty() => field.to_owned(),
                    Some(field) => format!("{path}.{field}"),
                    None => path,
                };
                problems.push(Problem::new(&key, message(&key, &text, &table)));
                if !remove(&mut table, &key) {
                    return (Config::default(), problems);
                }
            }
        }
    }
}

/// Returns the key of an error, without the index in a list, and its message.
fn key_and_reason(error: &ConfigError) -> (String, String) {
    let path =
        |key: &Option<String>| key.as_deref().unwrap_or_default().split('[').next().unwrap_or_default().to_owned();
    match error {
        ConfigError::At { error, key, .. } => (path(key), error.to_string()),
        ConfigError::Type { expected, key, .. } => (path(key), format!("{expected} is expected")),
        other => (String::new(), other.to_string()),
    }
}

fn unknown_field(text: &str) -> Option<&str> {
    text.strip_prefix("unknown field `")?.split('`').next()
}

/// Builds the message about a key, with the value unless the key is secret.
fn message(key: &str, text: &str, table: &Map<String, Value>) -> String {
    if unknown_field(text).is_some() {
        return format!("there is no such key; {}", text.split_once(", ").map_or("", |(_, known)| known));
    }
    let value = find(table, key).and_then(|value| value.clone().into_string().ok());
    match value.filter(|_| !super::SECRETS.contains(&key)) {
        Some(value) => format!("{} cannot be used: {}", quoted(&value), with_hint(key, text)),
        None => with_hint(key, text),
    }
}

fn with_hint(key: &str, text: &str) -> String {
    match key {
        "listen" | "metrics_listen" => "write an address and a port from 0 to 65535, such as 127.0.0.1:3000".to_owned(),
        _ if text.contains("nonzero") => "write a whole number of at least 1".to_owned(),
        _ if text.contains("integer") || text.contains("number") => format!("{text}: write a whole number"),
        _ => text.to_owned(),
    }
}

fn find<'a>(table: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        None => table.get(key),
        Some((first, rest)) => match &table.get(first)?.kind {
            ValueKind::Table(inner) => find(inner, rest),
            _ => None,
        },
    }
}

fn remove(table: &mut Map<String, Value>, key: &str) -> bool {
    match key.split_once('.') {
        None => table.remove(key).is_some(),
        Some((first, rest)) => match table.get_mut(first).map(|value| &mut value.kind) {
            Some(ValueKind::Table(inner)) => remove(inner, rest),
            _ => false,
        },
    }
}

/// Formats an error about the whole file, without the line quoted from it, which may contain a password.
fn whole(error: &ConfigError) -> String {
    let text = error.to_string();
    let quoted = |line: &&str| {
        let start = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        !start.starts_with('|')
    };
    text.lines().filter(quoted).collect::<Vec<_>>().join("; ")
}

/// Collects the variables that are keys; `ESECURE_CONFIG`, `ESECURE_TEST_…` and the `…_FILE` forms are read elsewhere.
pub(super) fn variables(
    all: impl Iterator<Item = (OsString, OsString)>,
    problems: &mut Vec<Problem>,
) -> Map<String, String> {
    let mut found = Map::new();
    for (name, value) in all {
        let Some(name) = name.to_str().filter(|name| name.starts_with("ESECURE_")) else { continue };
        if name == "ESECURE_CONFIG" || name.starts_with("ESECURE_TEST_") || value.is_empty() {
            continue;
        }
        let key = name["ESECURE_".len()..].to_lowercase().replace("__", ".");
        if let Some(secret) = key.strip_suffix("_file") {
            if !super::SECRETS.contains(&secret) {
                problems
                    .push(Problem::new(&key, "only the database's and the mail server's address may come from a file"));
            }
            continue;
        }
        match value.into_string() {
            Ok(value) => {
                found.insert(name.to_owned(), value);
            }
            Err(_) => problems.push(Problem::new(&key, "it is not UTF-8")),
        }
    }
    found
}
