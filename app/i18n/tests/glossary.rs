//! Holds the texts of both languages to the words of `locales/glossary.toml`.

use std::{collections::BTreeSet, fs};
use toml::{Table, Value};

const LANGUAGES: [&str; 2] = ["en", "nl"];

fn read(name: &str) -> Table {
    let path = format!("{}/locales/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.parse().unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Lists every text with its key, such as `queue.title`; the two forms of a plural have one key.
fn texts(table: &Table, path: &str) -> Vec<(String, String)> {
    let below = |(key, value): (&String, &Value)| match value {
        Value::String(text) if key == "one" || key == "other" => {
            vec![(path.trim_end_matches('.').to_owned(), text.clone())]
        }
        Value::String(text) => vec![(format!("{path}{key}"), text.clone())],
        Value::Table(inner) => texts(inner, &format!("{path}{key}.")),
        other => panic!("{path}{key}: a text or a table, not {other}"),
    };
    table.iter().flat_map(below).collect()
}

fn words<'a>(of: &'a Value, key: &str) -> Vec<&'a str> {
    of.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn terms(glossary: &Table) -> &[Value] {
    glossary["terms"].as_array().expect("terms are an array")
}

/// Lists the banned words of a language.
fn banned<'a>(glossary: &'a Table, language: &str) -> Vec<&'a str> {
    let key = format!("not_{language}");
    terms(glossary).iter().chain([&glossary["style"]]).flat_map(|of| words(of, &key)).collect()
}

/// Lists the keys that may have a word: `exceptions.WORD` is a table of keys with reasons.
fn exceptions(glossary: &Table) -> BTreeSet<(String, String)> {
    let of = |(word, keys): (&String, &Value)| {
        let keys = keys.as_table().expect("keys with reasons").keys();
        keys.map(|key| (key.clone(), word.clone())).collect::<Vec<_>>()
    };
    glossary["exceptions"].as_table().expect("exceptions by word").iter().flat_map(of).collect()
}

/// Returns the text in lower case, without its parameters.
fn spoken(text: &str) -> String {
    let mut parts = text.split('{');
    let mut spoken = parts.next().unwrap_or_default().to_lowercase();
    for part in parts {
        let (_, rest) = part.split_once('}').expect("parameters are closed");
        spoken.push('#');
        spoken.push_str(&rest.to_lowercase());
    }
    spoken
}

/// Looks for a whole word or phrase, or for one that begins with it (`word*`). A hyphen belongs to a word.
fn has_word(spoken: &str, word: &str) -> bool {
    let (word, prefix) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
    let is_border = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '\u{2011}');
    spoken.match_indices(word).any(|(at, _)| {
        let before = spoken[..at].chars().next_back();
        let after = spoken[at + word.len()..].chars().next();
        is_border(before) && (prefix || is_border(after))
    })
}

#[test]
fn words_are_compared_whole() {
    for (text, word) in [("No mail yet", "mail"), ("Mail.", "mail"), ("E-mailadres", "e-mail*"), ("By  it", "by")] {
        assert!(has_word(&spoken(text), word), "{word} in {text}");
    }
    for (text, word) in [("email", "mail"), ("e‑mail", "mail"), ("mailserver", "mail"), ("To {mail}", "mail")] {
        assert!(!has_word(&spoken(text), word), "{word} in {text}");
    }
}

#[test]
fn texts_keep_to_the_glossary() {
    let glossary = read("glossary");
    let excepted = exceptions(&glossary);
    let (mut faults, mut needed) = (Vec::new(), BTreeSet::new());
    for language in LANGUAGES {
        let banned = banned(&glossary, language);
        for (key, text) in texts(&read(language), "") {
            for word in banned.iter().filter(|word| has_word(&spoken(&text), word)) {
                let of = (key.clone(), (*word).to_owned());
                if excepted.contains(&of) {
                    needed.insert(of);
                } else {
                    faults.push(format!("{language}.toml, {key}: \"{word}\" in \"{text}\""));
                }
            }
        }
    }
    assert!(faults.is_empty(), "banned by glossary.toml:\n{}", faults.join("\n"));
    assert_eq!(excepted, needed, "exceptions without need");
}

#[test]
fn every_term_is_in_use() {
    let glossary = read("glossary");
    for language in LANGUAGES {
        let texts: Vec<_> = texts(&read(language), "").into_iter().map(|(_, text)| text.to_lowercase()).collect();
        for term in terms(&glossary) {
            let term = term[language].as_str().expect("a term in each language");
            assert!(texts.iter().any(|text| text.contains(term)), "{language}.toml: no text says \"{term}\"");
        }
    }
}
