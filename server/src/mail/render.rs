//! How a letter becomes a mail: blocks in, an HTML part and a text part out. No mail is named here; they are in the
//! catalogue, and each is written once as a list of blocks, so that both parts say the same in the same order.

pub(super) mod inert;
mod text;

use super::catalogue::Rendered;
use app::view::Weight;
use askama::Template;
use esecure::Locale;
use std::fmt;

/// A mail as its parts, in one language, with every foreign text already inert.
pub(super) struct Letter {
    pub subject: String,
    /// The line that a list of mails shows after the subject.
    pub preheader: String,
    /// What stands above the paper: who speaks.
    pub speaker: String,
    /// Beside it: what kind of mail this is, and its number where it has one.
    pub label: String,
    /// The sentence that the mail is about.
    pub heading: Marked,
    /// How the reader is addressed.
    pub greeting: String,
    pub blocks: Vec<Block>,
    /// Below the paper: what happens next, how to get there without the mail.
    pub foot: Vec<Marked>,
    /// Below that: why the reader gets this mail.
    pub why: Marked,
}

/// A part of the body.
pub(super) enum Block {
    Paragraph(Marked),
    /// Running text of less weight, under what it explains.
    Note(Marked),
    /// One or two buttons.
    Buttons(Vec<Button>),
    /// Names and values, as on a waybill. The title stands in the text part only; in HTML the frame speaks.
    Rows {
        /// Title of the list.
        title: String,
        rows: Vec<(String, Marked)>,
    },
    Facts {
        title: String,
        /// How each speaks, and its sentence.
        facts: Vec<(Weight, Marked)>,
    },
    Steps {
        title: String,
        steps: Vec<Marked>,
    },
    /// Words of someone else.
    Quote {
        text: Marked,
        caption: String,
    },
    /// A code to be typed over.
    Code(String),
    /// People who may be reached directly.
    Contacts {
        title: String,
        contacts: Vec<Person>,
    },
}

/// A link that looks like a button.
pub(super) struct Button {
    pub label: String,
    pub link: String,
    pub look: Look,
}

/// Looks of a button, as on the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Filled: the step that the mail proposes.
    Main,
    Second,
    /// Outlined in red: against the requester.
    Against,
}

impl Look {
    /// The class that the dark scheme recolours.
    fn class(self) -> &'static str {
        match self {
            Self::Main => "ok",
            Self::Second => "two",
            Self::Against => "no",
        }
    }
    fn ink(self) -> &'static str {
        match self {
            Self::Main => "#ffffff",
            Self::Second => "#0b5b7c",
            Self::Against => "#a21f2c",
        }
    }
    fn edge(self) -> &'static str {
        match self {
            Self::Main | Self::Second => "#0b5b7c",
            Self::Against => "#a21f2c",
        }
    }
    fn ground(self) -> &'static str {
        match self {
            Self::Main => "#0b5b7c",
            Self::Second | Self::Against => "#ffffff",
        }
    }
}

/// A person whose contact details are shown.
pub(super) struct Person {
    pub name: Marked,
    pub email: String,
    /// Phone, as the person wrote it.
    pub phone: Option<String>,
}

impl Person {
    /// The phone as a `tel:` link wants it.
    fn dial(&self) -> Option<String> {
        let phone = self.phone.as_ref()?;
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let plus = if phone.starts_with('+') { "+" } else { "" };
        (digits.len() > 2).then(|| format!("{plus}{digits}"))
    }
}

/// A company that ends in a dot (`B.V.`) may end a sentence: two dots become one. Three are someone's own.
fn one_full_stop(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for word in &mut words {
        if word.ends_with("..") && !word.ends_with("...") {
            *word = &word[..word.len() - 1];
        }
    }
    words.join(" ")
}

const STRONG: char = '\u{E000}';
const WEAK: char = '\u{E001}';

/// Makes a value stand out within a sentence.
pub(super) fn strong(text: &str) -> String {
    format!("{STRONG}{text}{WEAK}")
}

/// A text in which some values may stand out. As HTML it is escaped, and what looks like an address is broken into
/// spans: a mail program makes no link of it, a copy of it is whole.
#[derive(Clone)]
pub(super) struct Marked(String);

impl<T: Into<String>> From<T> for Marked {
    fn from(text: T) -> Self {
        Self(one_full_stop(&text.into()))
    }
}

impl Marked {
    pub(super) fn plain(&self) -> String {
        self.0.replace([STRONG, WEAK], "")
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, run) in self.0.split([STRONG, WEAK]).enumerate() {
            let bold = i % 2 == 1;
            f.write_str(if bold { "<b>" } else { "" })?;
            for word in run.split_inclusive(' ') {
                for (j, piece) in pieces(word).into_iter().enumerate() {
                    let piece = askama::filters::escape(piece, askama::filters::Html).map_err(|_| fmt::Error)?;
                    if j == 0 { write!(f, "{piece}")? } else { write!(f, "<span>{piece}</span>")? }
                }
            }
            f.write_str(if bold { "</b>" } else { "" })?;
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Marked {}

/// Cuts a word after every `@`, and after every dot that a host may have: `B.V.` stays whole.
fn pieces(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in word.char_indices() {
        let rest = &word[i + c.len_utf8()..];
        let mut next = rest.chars();
        let host = next.next().is_some_and(char::is_alphabetic)
            && next.next().is_some_and(|n| n.is_alphanumeric() || n == '-');
        if c == '@' || (c == '.' && host) {
            out.push(&word[start..i + 1]);
            start = i + 1;
        }
    }
    out.push(&word[start..]);
    out
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    lang: &'static str,
}

/// Both parts and the subject.
pub(super) fn render(letter: &Letter, locale: Locale) -> Rendered {
    let html = Html { letter, lang: locale.code() }.render().expect("a String takes all that is written to it");
    // What the template's tags leave behind.
    let lines: Vec<&str> = html.lines().filter(|line| !line.trim().is_empty()).collect();
    Rendered {
        subject: inert::clean(&letter.subject, inert::SUBJECT),
        html: lines.join("\n") + "\n",
        text: text::letter(letter),
    }
}
