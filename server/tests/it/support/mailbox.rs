//! A received mail, parsed from the raw message.

use mail_parser::MessageParser;

#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub from: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    pub raw: String,
}

impl Mail {
    pub fn parse(raw: &str) -> Self {
        let message = MessageParser::default().parse(raw.as_bytes()).expect("a message");
        let first = |address: Option<&mail_parser::Address<'_>>| {
            address.and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned()
        };
        Self {
            to: first(message.to()),
            from: first(message.from()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            raw: raw.to_owned(),
        }
    }

    /// Returns true if the text part contains `words`, ignoring line breaks.
    pub fn text_contains(&self, words: &str) -> bool {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
    }

    /// Returns the first link in the text part with a path that starts with `start`.
    pub fn link(&self, start: &str) -> String {
        self.links()
            .into_iter()
            .find(|link| path(link).starts_with(start))
            .unwrap_or_else(|| panic!("no link to {start} in:\n{}", self.text))
    }

    /// Lists the links in the text part.
    pub fn links(&self) -> Vec<String> {
        self.text
            .split_whitespace()
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(|word| word.trim_end_matches(['.', ',', ')', '>']).to_owned())
            .collect()
    }

    /// Extracts the six digits of the one-time code.
    pub fn code(&self) -> String {
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let compact = self.text.replace(' ', "\n");
        compact.lines().find(digits).unwrap_or_else(|| panic!("no code in:\n{}", self.text)).to_owned()
    }
}

/// Returns the path of a link.
pub fn path(link: &str) -> &str {
    link.splitn(4, '/').nth(3).map_or("/", |rest| &link[link.len() - rest.len() - 1..])
}
