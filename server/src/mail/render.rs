//! Renders a [`Letter`] into an HTML part and a text part. The catalogue writes each mail once, as a list of blocks, so
//! that both parts have the same content in the same order.

pub(super) mod sanitize;
mod text;

use app::pages::queue::request_dto::Weight;
use askama::Template;
use esecure::Locale;
use std::fmt;

/// Rendered mail, ready to be inserted into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters. The outbox keeps it after it has erased both parts, so it holds no secret
    /// but a one-time code, which the outbox erases from it.
    pub subject: String,
    /// Complete HTML part; loads no external resource.
    pub html: String,
    /// Text part; lines of at most 78 columns, except for a longer link.
    pub text: String,
}

/// Parts of a mail in one language, with all text from other people already neutralised.
pub(super) struct Letter {
    pub subject: String,
    /// Preview line that mail clients show after the subject.
    pub preheader: String,
    /// Header line, left: the sender's brand.
    pub speaker: String,
    /// Header line, right: the kind of mail, and the request number if there is one.
    pub label: String,
    /// Headline of the mail.
    pub heading: Marked,
    /// Salutation, such as `Hello Ann Lee,`.
    pub greeting: String,
    pub blocks: Vec<Block>,
    /// Footer: next steps, and the way to the page without the mail.
    pub foot: Vec<Marked>,
    /// Last line of the footer: the reason why the reader gets this mail.
    pub why: Marked,
}

/// Block of the body.
pub(super) enum Block {
    Paragraph(Marked),
    /// Small print below the block that it explains.
    Note(Marked),
    Buttons(Vec<Button>),
    /// Names and values, as on a waybill. The title appears in the text part only; the HTML part has a frame instead.
    Rows {
        /// Heading of the rows.
        title: String,
        rows: Vec<(String, Marked)>,
    },
    Facts {
        title: String,
        /// Weight and sentence of each fact.
        facts: Vec<(Weight, Marked)>,
    },
    Steps {
        title: String,
        steps: Vec<Marked>,
    },
    /// Text written by another person.
    Quote {
        text: Marked,
        caption: String,
    },
    /// Code that the reader types into a form.
    Code(String),
    /// People whom the reader may contact directly.
    Contacts {
        title: String,
        contacts: Vec<Person>,
    },
}

/// Link styled as a button.
pub(super) struct Button {
    pub label: String,
    pub link: String,
    pub look: ButtonStyle,
}

/// Styles of a button, the same as on the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ButtonStyle {
    /// Filled: the suggested action.
    Main,
    Second,
    /// Outlined in red: the action against the requester.
    Against,
}

impl ButtonStyle {
    /// CSS class that the dark colour scheme overrides.
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

/// Person with contact details.
pub(super) struct Person {
    pub name: Marked,
    pub email: String,
    /// Phone number, as the person wrote it.
    pub phone: Option<String>,
}

impl Person {
    /// Returns the phone number in the form of a `tel:` link, or `None` with fewer than three digits.
    fn dial(&self) -> Option<String> {
        let phone = self.phone.as_ref()?;
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let plus = if phone.starts_with('+') { "+" } else { "" };
        (digits.len() > 2).then(|| format!("{plus}{digits}"))
    }
}

/// Replaces two dots at the end of a word by one, for a company name such as `B.V.` at the end of a sentence. An
/// ellipsis stays.
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

/// Marks a value for bold type within a sentence.
pub(super) fn strong(text: &str) -> String {
    format!("{STRONG}{text}{WEAK}")
}

/// Text with optional bold values. Its HTML is escaped and splits address-like words into spans, so that mail clients
/// do not link them and copying yields the original text.
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

/// Splits a word after every `@`, and after every dot that may belong to a host name; `B.V.` stays whole.
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

/// Renders the subject and both parts.
pub(super) fn render(letter: &Letter, locale: Locale) -> Rendered {
    let html = Html { letter, lang: locale.code() }.render().expect("a String takes all that is written to it");
    // Template tags leave blank lines behind.
    let lines: Vec<&str> = html.lines().filter(|line| !line.trim().is_empty()).collect();
    Rendered {
        subject: sanitize::clean(&letter.subject, sanitize::SUBJECT),
        html: lines.join("\n") + "\n",
        text: text::letter(letter),
    }
}
