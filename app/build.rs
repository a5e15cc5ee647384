//! Generates a function for each translated text (`src/locales/<code>.toml`), so that the compiler checks every key and
//! every parameter: `t::users::title(locale)`, `t::users::count(locale, 212)`.
//!
//! A text may hold `{name}` parameters; a text with the two forms `one` and `other` takes its number `n` first. The
//! build fails if a key, parameter or form is missing in one of the languages.

#[path = "build/fingerprint.rs"]
mod fingerprint;

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// Variants of `esecure::Locale`, with the names of their files in `src/locales`.
const LOCALES: [(&str, &str); 2] = [("En", "en"), ("Nl", "nl")];

fn main() {
    println!("cargo:rerun-if-changed=src/locales");
    println!("cargo:rerun-if-changed=build.rs");
    let tables: Vec<Table> = LOCALES.iter().map(|(_, code)| read(code)).collect();
    let mut out = String::new();
    module(&mut out, &tables.iter().collect::<Vec<_>>(), "");
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("texts.rs");
    fs::write(path, out).expect("the build folder can be written");
    write_fingerprint();
}

/// Writes the fingerprint of the sources of both crates with serialised types (`build/fingerprint.rs`).
fn write_fingerprint() {
    let mut files: Vec<_> = ["src", "../src"].iter().flat_map(|path| sources(Path::new(path))).collect();
    files.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let texts: Vec<_> = files.iter().map(read).collect();
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("fingerprint.rs");
    // No form and no text begins with 0xff.
    let [a, b, c, d] = fingerprint::fingerprint(texts.iter().map(String::as_str)).to_le_bytes();
    fs::write(path, format!("[0xff, {a}, {b}, {c}, {d}]")).expect("the build folder can be written");
}

/// Lists the Rust files at or below `path`, and makes cargo watch them.
fn sources(path: &Path) -> Vec<PathBuf> {
    println!("cargo:rerun-if-changed={}", path.display());
    if path.is_file() {
        return if path.extension().is_some_and(|end| end == "rs") { vec![path.to_owned()] } else { Vec::new() };
    }
    let entries = fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    entries.flat_map(|entry| sources(&entry.expect("the folder can be read").path())).collect()
}

fn read(code: &str) -> Table {
    let path = format!("src/locales/{code}.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.parse().unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Writes one table as a module: its texts as functions, its sub-tables as modules.
fn module(out: &mut String, tables: &[&Table], path: &str) {
    for ((_, code), table) in LOCALES.iter().zip(tables) {
        for key in tables[0].keys() {
            assert!(table.contains_key(key), "{code}.toml lacks {path}{key}");
        }
        for key in table.keys() {
            assert!(tables[0].contains_key(key), "{}.toml lacks {path}{key}", LOCALES[0].1);
        }
    }
    for key in tables[0].keys() {
        let values: Vec<&Value> = tables.iter().map(|t| &t[key]).collect();
        let at = format!("{path}{key}");
        match values[0] {
            Value::String(_) => function(out, key, &values.iter().map(|v| text(v, &at)).collect::<Vec<_>>(), &at),
            Value::Table(first) if first.contains_key("other") => plural(out, key, &values, &at),
            Value::Table(_) => {
                let inner: Vec<&Table> = values
                    .iter()
                    .map(|v| v.as_table().unwrap_or_else(|| panic!("{at} is a table in one language only")))
                    .collect();
                let _ = writeln!(out, "/// Texts of `{at}`.\npub mod {key} {{ use super::*;");
                module(out, &inner, &format!("{at}."));
                out.push_str("}\n");
            }
            other => panic!("{at}: a text or a table, not {other}"),
        }
    }
}

fn text<'a>(value: &'a Value, at: &str) -> &'a str {
    value.as_str().unwrap_or_else(|| panic!("{at} is a text in one language only"))
}

/// Returns the `{name}` parameters of a text, in alphabetical order.
fn parameters(text: &str, at: &str) -> Vec<String> {
    let mut names = BTreeMap::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        let close = after.find('}').unwrap_or_else(|| panic!("{at}: '{{' without '}}'"));
        names.insert(after[..close].to_owned(), ());
        rest = &after[close + 1..];
    }
    names.into_keys().collect()
}

fn function(out: &mut String, key: &str, texts: &[&str], at: &str) {
    let names = parameters(texts[0], at);
    for (text, (_, code)) in texts.iter().zip(LOCALES) {
        assert_eq!(parameters(text, at), names, "{code}.toml: {at} has other parameters");
    }
    let _ = writeln!(out, "/// {:?}", texts[0].replace('\n', " "));
    if names.is_empty() {
        let _ = writeln!(out, "pub fn {key}(locale: Locale) -> &'static str {{ match locale {{");
        for (text, (variant, _)) in texts.iter().zip(LOCALES) {
            let _ = writeln!(out, "Locale::{variant} => {text:?},");
        }
    } else {
        let arguments: String = names.iter().map(|n| format!(", {n}: impl Display")).collect();
        let _ = writeln!(out, "pub fn {key}(locale: Locale{arguments}) -> String {{ match locale {{");
        for (text, (variant, _)) in texts.iter().zip(LOCALES) {
            let _ = writeln!(out, "Locale::{variant} => format!({text:?}),");
        }
    }
    out.push_str("} }\n");
}

/// Writes a text with plural forms. English and Dutch have two: one and other. A language with more forms adds them
/// here.
fn plural(out: &mut String, key: &str, values: &[&Value], at: &str) {
    let form = |value: &Value, name: &str| {
        let found = value.get(name).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("{at} lacks the form {name}")).to_owned()
    };
    let all: Vec<(String, String)> = values.iter().map(|v| (form(v, "one"), form(v, "other"))).collect();
    let mut names = parameters(&all[0].1, at);
    names.retain(|n| n != "n");
    let arguments: String = names.iter().map(|n| format!(", {n}: impl Display")).collect();
    let _ = writeln!(
        out,
        "/// {:?}\npub fn {key}(locale: Locale, n: u64{arguments}) -> String {{ match locale {{",
        all[0].1
    );
    for ((one, other), (variant, _)) in all.iter().zip(LOCALES) {
        let _ = writeln!(out, "Locale::{variant} if n == 1 => format!({one:?}),");
        let _ = writeln!(out, "Locale::{variant} => format!({other:?}),");
    }
    out.push_str("} }\n");
}
