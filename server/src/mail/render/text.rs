//! Text part of a mail: the same blocks in the same order, in lines of at most 78 columns.

use super::{Block, Letter, Marked};
use app::pages::queue::request_dto::Weight;

/// Maximum line length in columns (RFC 5322, 2.1.1).
const COLUMNS: usize = 78;

pub(super) fn letter(letter: &Letter) -> String {
    let mut parts = vec![wrap(&letter.greeting, "", "")];
    parts.extend(letter.blocks.iter().map(block));
    parts.extend(letter.foot.iter().map(paragraph));
    let last = format!("{}. {}", letter.label, letter.why.plain());
    // Signature delimiter, including its trailing space.
    parts.push(format!("-- \n{}", wrap(&last, "", "")));
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) | Block::Note(text) => paragraph(text),
        Block::Buttons(buttons) => {
            let one = buttons.iter().map(|b| format!("{}\n{}", b.label.to_uppercase(), b.link));
            one.collect::<Vec<_>>().join("\n\n")
        }
        Block::Rows { title, rows } => {
            let widest = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
            titled(
                title,
                rows.iter().map(|(label, value)| {
                    let first = format!("  {label:widest$}   ");
                    wrap(&value.plain(), &first, &" ".repeat(first.chars().count()))
                }),
            )
        }
        Block::Facts { title, facts } => titled(
            title,
            facts.iter().map(|(weight, sentence)| {
                let first = match weight {
                    Weight::For => "  + ",
                    Weight::Neutral => "  - ",
                };
                wrap(&sentence.plain(), first, "    ")
            }),
        ),
        Block::Steps { title, steps } => titled(
            title,
            steps.iter().enumerate().map(|(i, step)| wrap(&step.plain(), &format!("  {}. ", i + 1), "     ")),
        ),
        Block::Quote { text, caption } => titled(caption, [wrap(&text.plain(), "  > ", "  > ")].into_iter()),
        Block::Code(code) => format!("    {code}"),
        Block::Contacts { title, contacts } => {
            let people = contacts.iter().map(|c| {
                let phone = c.phone.as_ref().map(|p| format!("\n  {p}")).unwrap_or_default();
                format!("  {}\n  {}{phone}", c.name.plain(), c.email)
            });
            titled(title, [people.collect::<Vec<_>>().join("\n\n")].into_iter())
        }
    }
}

fn paragraph(text: &Marked) -> String {
    wrap(&text.plain(), "", "")
}

fn titled(title: &str, lines: impl Iterator<Item = String>) -> String {
    let body = lines.collect::<Vec<_>>().join("\n");
    format!("{}\n{body}", wrap(&title.to_uppercase(), "", ""))
}

/// Wraps text at spaces only; a word longer than a line, such as a link, keeps its own line.
fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::from(first);
    let mut column = first.chars().count();
    let mut fresh = true;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let width = word.chars().count();
        if !fresh && column + 1 + width > COLUMNS {
            out.push('\n');
            out.push_str(rest);
            column = rest.chars().count();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
        fresh = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_links_never() {
        let link = format!("https://portal.example/{}", "x".repeat(90));
        let text = format!("{} {link} {}", "word ".repeat(20), "more ".repeat(20));
        let wrapped = wrap(&text, "  > ", "  > ");
        assert!(wrapped.lines().all(|l| l.chars().count() <= 78 || l == format!("  > {link}")), "{wrapped}");
        assert!(wrapped.lines().any(|l| l.contains(&link)));
        assert_eq!(wrap("", "", ""), "");
    }
}
