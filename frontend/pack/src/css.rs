//! Style sheets: concatenates an entry's imports in order and removes comments and white space.
//!
//! Not a CSS parser: handles strings, comments and white space only, and keeps all other characters.

use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

/// Concatenates and minifies the files imported by `entry`, which may hold only comments and `@import "file.css";`.
pub(crate) fn bundle(entry: &Path) -> Result<String> {
    let text = read(entry)?;
    let mut whole = String::new();
    for statement in minify(&text).split(';').filter(|statement| !statement.is_empty()) {
        let Some(name) = statement.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix('"')) else {
            bail!("{}: only @import \"file.css\"; belongs here, not {statement:?}", entry.display());
        };
        whole.push_str(&read(&entry.with_file_name(name))?);
        whole.push('\n');
    }
    Ok(minify(&whole))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Removes comments and unneeded white space. Keeps a space before `:`, since `a :hover` differs from `a:hover`, and
/// around `+`, `-` and `>`.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut blank = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            blank = true;
            continue;
        }
        if next.is_ascii_whitespace() {
            blank = true;
            rest = &rest[1..];
            continue;
        }
        let tight = matches!(next, '{' | '}' | ';' | ',') || out.is_empty() || out.ends_with(['{', '}', ';', ',', ':']);
        if std::mem::take(&mut blank) && !tight {
            out.push(' ');
        }
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        let length = if matches!(next, '"' | '\'') { string(rest, next) } else { next.len_utf8() };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Length of the string literal at the start of `css`, including quotes.
fn string(css: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in css.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::{bundle, minify};

    #[test]
    fn white_space_and_comments_go() {
        assert_eq!(minify("/* one */\n a ,\n b { color : red; /* two */ top:\t0 ; }\n"), "a,b{color :red;top:0}");
    }

    #[test]
    fn what_separates_stays() {
        assert_eq!(
            minify("a :hover > b { width: calc(1px + 2px); margin: 0 -1px }"),
            "a :hover > b{width:calc(1px + 2px);margin:0 -1px}"
        );
        assert_eq!(minify("margin:0/**/auto"), "margin:0 auto");
        assert_eq!(minify("@media (width > 1px) and (hover) { }"), "@media (width > 1px) and (hover){}");
    }

    #[test]
    fn strings_are_left_alone() {
        assert_eq!(minify(r#"a::before { content: " ; /* \" */ }  " ; }"#), r#"a::before{content:" ; /* \" */ }  "}"#);
        assert_eq!(minify("a{content:'·  ·'}"), "a{content:'·  ·'}");
    }

    #[test]
    fn the_projects_own_entries_bundle() {
        let style = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
        for entry in ["main.css", "standalone.css"] {
            let css = bundle(&style.join(entry)).unwrap();
            assert!(
                css.starts_with("@layer reset,tokens,base,components,pages;"),
                "{entry} must begin with the layers' order"
            );
            assert!(!css.contains("@import") && !css.contains("/*"));
            assert_eq!(css.matches('{').count(), css.matches('}').count(), "{entry} has unbalanced braces");
        }
        assert!(bundle(&style.join("tokens.css")).is_err());
    }
}
