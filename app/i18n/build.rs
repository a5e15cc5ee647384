//! Generates a function for each translated text (`locales/<code>.toml`), so that the compiler checks every key and
//! every parameter: `t::users::title(locale)`, `t::users::count(locale, 212)`.
//!
//! A text may hold `{name}` parameters; a text with the two forms `one` and `other` has a number `n`. A text with several
//! parameters becomes a struct that names them, so that none can be swapped: `t::FromTo { before, after }.text(locale)`.
//! The build fails if a key, parameter or form is missing in one of the languages.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};
use toml::{Table, Value};

/// Variants of `esecure::Locale`, with the names of their files in `locales`.
const LOCALES: [(&str, &str); 2] = [("En", "en"), ("Nl", "nl")];

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=build.rs");
    let tables: Vec<Table> = LOCALES.iter().map(|(_, code)| read(code)).collect();
    let mut out = String::new();
    module(&mut out, &tables.iter().collect::<Vec<_>>(), "");
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("texts.rs");
    fs::write(path, out).expect("the build folder can be written");
}

fn read(code: &str) -> Table {
    let path = format!("locales/{code}.toml");
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

/// Writes a text without plural forms.
fn function(out: &mut String, key: &str, texts: &[&str], at: &str) {
    let names = parameters(texts[0], at);
    for (text, (_, code)) in texts.iter().zip(LOCALES) {
        assert_eq!(parameters(text, at), names, "{code}.toml: {at} has other parameters");
    }
    let doc = texts[0].replace('\n', " ");
    if names.is_empty() {
        let _ = writeln!(out, "/// {doc:?}\npub fn {key}(locale: Locale) -> &'static str {{ match locale {{");
        for (text, (variant, _)) in texts.iter().zip(LOCALES) {
            let _ = writeln!(out, "Locale::{variant} => {text:?},");
        }
        out.push_str("} }\n");
        return;
    }
    let arms = texts.iter().zip(LOCALES).map(|(text, (variant, _))| (format!("Locale::{variant}"), (*text).to_owned()));
    let parameters: Vec<_> = names.into_iter().map(|name| (name, "Display")).collect();
    formatted(out, key, &doc, &parameters, &arms.collect::<Vec<_>>());
}

/// Writes a text with plural forms. English and Dutch have two: one and other. A language with more forms adds them
/// here.
fn plural(out: &mut String, key: &str, values: &[&Value], at: &str) {
    let form = |value: &Value, name: &str| {
        let found = value.get(name).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("{at} lacks the form {name}")).to_owned()
    };
    let all: Vec<(String, String)> = values.iter().map(|v| (form(v, "one"), form(v, "other"))).collect();
    let others = parameters(&all[0].1, at).into_iter().filter(|name| name != "n").map(|name| (name, "Display"));
    let parameters: Vec<_> = [("n".to_owned(), "u64")].into_iter().chain(others).collect();
    let mut arms = Vec::new();
    for ((one, other), (variant, _)) in all.iter().zip(LOCALES) {
        arms.push((format!("Locale::{variant} if n == 1"), one.clone()));
        arms.push((format!("Locale::{variant}"), other.clone()));
    }
    formatted(out, key, &all[0].1, &parameters, &arms);
}

/// Writes a text with parameters (name, and `u64` or `Display`): a function for one, a struct with named fields for
/// more. `arms` are the patterns and texts of the `match` over the language.
fn formatted(out: &mut String, key: &str, doc: &str, parameters: &[(String, &str)], arms: &[(String, String)]) {
    let arms: String = arms.iter().map(|(pattern, text)| format!("{pattern} => format!({text:?}),\n")).collect();
    let body = format!("match locale {{\n{arms}}}");
    if let [(name, kind)] = parameters {
        let kind = if *kind == "u64" { "u64" } else { "impl Display" };
        let _ = writeln!(out, "/// {doc:?}\npub fn {key}(locale: Locale, {name}: {kind}) -> String {{ {body} }}");
        return;
    }
    let name = camel_case(key);
    let fields = |line: fn(usize, &(String, &str)) -> String| -> String {
        parameters.iter().enumerate().map(|(n, parameter)| line(n, parameter)).collect()
    };
    let is_generic = |(_, kind): &(String, &str)| *kind != "u64";
    let generics = |bound: &str| -> String {
        let of = parameters.iter().enumerate().filter(|(_, parameter)| is_generic(parameter));
        of.map(|(n, _)| format!("T{n}{bound}, ")).collect()
    };
    let declared = fields(|n, (name, kind)| match *kind {
        "u64" => format!("pub {name}: u64, "),
        _ => format!("pub {name}: T{n}, "),
    });
    let bound = fields(|_, (name, _)| format!("{name}, "));
    let (plain, bounded) = (generics(""), generics(": Display"));
    let _ = writeln!(out, "/// {doc:?}\npub struct {name}<{plain}> {{ {declared} }}");
    let _ = writeln!(out, "impl<{bounded}> {name}<{plain}> {{");
    let _ =
        writeln!(out, "pub fn text(self, locale: Locale) -> String {{ let Self {{ {bound} }} = self; {body} }}\n}}");
}

/// Converts `from_to` to `FromTo`.
fn camel_case(key: &str) -> String {
    let mut upper = true;
    let mut name = String::new();
    for letter in key.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            name.extend(letter.to_uppercase());
            upper = false;
        } else {
            name.push(letter);
        }
    }
    name
}
