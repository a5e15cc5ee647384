use super::*;
use proptest::prelude::*;

fn line(text: &str) -> Result<Option<String>, TextError> {
    Ok(SingleLine::parse(text, 80)?.map(String::from))
}

fn text(text: &str) -> Result<Option<String>, TextError> {
    Ok(MultiLine::parse(text, 500)?.map(String::from))
}

fn cleaned(text: &str) -> Option<String> {
    SingleLine::clean(text).map(String::from)
}

fn some(text: &str) -> Result<Option<String>, TextError> {
    Ok(Some(text.to_owned()))
}

#[test]
fn single_line_is_trimmed() {
    for name in ["Ann Lee", "J. Jansen & Zn.", "Zoë Ünal", "株式会社", "علی\u{200C}رضا", "👩\u{200D}🚀", "a\u{A0}b"]
    {
        assert_eq!(line(&format!(" \u{FEFF}{name}\u{3000}\r\n")), some(name));
    }
}

#[test]
fn single_line_with_control_character_is_refused_by_code_point() {
    for c in ('\0'..='\u{1F}').chain('\u{7F}'..='\u{9F}') {
        let error = line(&format!("Ann{c}Lee")).unwrap_err();
        let expected = if matches!(c, '\n' | '\r' | '\u{85}') { TextError::LineBreak } else { TextError::Control(c) };
        assert_eq!(error, expected, "U+{:04X}", u32::from(c));
    }
    assert_eq!(TextError::Control('\0').code_point().as_deref(), Some("U+0000"));
    assert_eq!(TextError::Control('\u{1B}').to_string(), "the control character U+001B is not accepted");
    for c in ['\u{2028}', '\u{2029}'] {
        assert_eq!(line(&format!("Ann{c}Lee")), Err(TextError::LineBreak));
    }
    assert_eq!(line("\0"), Err(TextError::Control('\0')), "a NUL is no blank");
}

#[test]
fn single_line_drops_direction_controls_and_keeps_marks() {
    assert_eq!(line("\u{2068}Ann\u{2069} \u{202E}Lee\u{202C}"), some("Ann Lee"));
    assert_eq!(line("\u{200F}רות\u{200E} B.V."), some("\u{200F}רות\u{200E} B.V."));
    assert_eq!(line("An\u{FEFF}n"), some("Ann"));
}

#[test]
fn text_without_visible_characters_is_none() {
    for blank in
        ["", " ", "\t\r\n", "\u{FEFF}", "\u{200B}", "\u{3164}\u{AD}", "\u{2028}", "\u{85}", "\u{202E} \u{202C}"]
    {
        assert_eq!((line(blank), text(blank)), (Ok(None), Ok(None)), "{blank:?}");
        assert_eq!((cleaned(blank), MultiLine::clean(blank)), (None, None), "{blank:?}");
    }
}

#[test]
fn length_limit_counts_characters_after_trimming() {
    assert_eq!(line(&format!("  {}  ", "é".repeat(80))), some(&"é".repeat(80)));
    assert_eq!(line(&"é".repeat(81)), Err(TextError::TooLong(80)));
    assert_eq!(text(&"é".repeat(501)), Err(TextError::TooLong(500)));
}

#[test]
fn multi_line_normalises_line_breaks_to_line_feeds() {
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        assert_eq!(text(&format!("{end}Dear\tAnn,{end}{end}hello{end}")), some("Dear Ann,\n\nhello"), "{end:?}");
    }
    assert_eq!(text("a\u{1B}[31m"), Err(TextError::Control('\u{1B}')));
    assert_eq!(text("\0"), Err(TextError::Control('\0')));
}

#[test]
fn clean_joins_stored_text_into_one_line() {
    assert_eq!(cleaned("Ann\r\nBcc: evil@evil.example").as_deref(), Some("Ann Bcc: evil@evil.example"));
    assert_eq!(cleaned("\0Jan\n de  Vries\0").as_deref(), Some("Jan de  Vries"));
    assert_eq!(cleaned("\0\u{1B}"), None);
    assert_eq!(MultiLine::clean("\0a\0\r\nb\0").as_deref(), Some("a \nb"));
    assert_eq!(MultiLine::clean("\0"), None);
}

/// Random texts with many of the characters that the rules mention.
fn any_text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\0', '\t', '\n', '\r', '\u{1B}', '\u{7F}', '\u{85}', '\u{9F}', '\u{A0}', '\u{AD}', '\u{200B}', '\u{2028}',
        '\u{202E}', '\u{2066}', '\u{3000}', '\u{FEFF}', ' ', 'a',
    ]);
    prop::collection::vec(prop_oneof![odd, any::<char>()], 0..24).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn parsed_single_line_contains_no_line_break(input in any_text(), limit in 0..30_usize) {
        if let Ok(Some(line)) = SingleLine::parse(&input, limit) {
            prop_assert!(!line.chars().any(|c| c.is_control() || is_line_break(c) || is_dropped(c)));
            prop_assert!(!line.trim().is_empty() && line.trim() == line.as_str() && line.chars().count() <= limit);
            prop_assert_eq!(SingleLine::clean(&input), Some(line.clone()));
            prop_assert_eq!(SingleLine::parse(&line, limit), Ok(Some(line)));
        }
    }

    #[test]
    fn cleaned_text_parses_unchanged(input in any_text()) {
        if let Some(line) = SingleLine::clean(&input) {
            prop_assert_eq!(SingleLine::parse(&line, usize::MAX), Ok(Some(line)));
        }
        if let Some(text) = MultiLine::clean(&input) {
            prop_assert_eq!(MultiLine::parse(&text, usize::MAX), Ok(Some(text)));
        }
    }

    #[test]
    fn control_character_between_letters_is_refused(before in "[a-z]{1,5}", after in "[a-z]{1,5}", c in any::<char>()) {
        let input = format!("{before}{c}{after}");
        let refused = c.is_control() || is_line_break(c);
        prop_assert_eq!(SingleLine::parse(&input, 80).is_err(), refused);
        prop_assert_eq!(MultiLine::parse(&input, 80).is_err(), c.is_control() && c != '\t' && !is_line_break(c));
    }

    #[test]
    fn multi_line_ignores_style_of_line_ends(input in any_text()) {
        let unix = input.replace("\r\n", "\n").replace('\r', "\n");
        let windows = unix.replace('\n', "\r\n");
        prop_assert_eq!(MultiLine::parse(&windows, 80), MultiLine::parse(&unix, 80));
    }
}
