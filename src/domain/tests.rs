use super::*;
use proptest::prelude::*;

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn parse(input: &str) -> Result<DomainName, DomainError> {
    DomainName::parse(input, &to_ascii)
}

#[test]
fn spellings_share_one_canonical_form() {
    for same in ["acme.test", " ACME.test ", "acme.test."] {
        assert_eq!(parse(same).unwrap().as_str(), "acme.test");
    }
    assert_eq!(parse("MÜNCHEN.example").unwrap().as_str(), "xn--mnchen-3ya.example");
    assert_eq!(parse("xn--mnchen-3ya.example").unwrap(), parse("münchen.example").unwrap());
}

#[test]
fn invalid_domain_is_refused_with_its_reason() {
    use DomainError::*;
    for (input, why) in [
        ("", Empty),
        (".", Empty),
        ("localhost", SingleLabel),
        ("a..test", EmptyLabel),
        (".acme.test", EmptyLabel),
        ("acme.test..", EmptyLabel),
        ("-a.test", Hyphen),
        ("a-.test", Hyphen),
        ("*.acme.test", Character),
        ("a_b.test", Character),
        ("a b.test", Character),
        ("a@b.test", Character),
        ("10.0.0.1", Numeric),
        ("xn--\u{7f}.test", International),
        ("ac\u{ad}me.test", Character),
        ("ac\u{200b}me.test", Character),
        ("ac\u{feff}me.test", Character),
    ] {
        assert_eq!(parse(input), Err(why), "{input:?}");
    }
    assert_eq!(parse(&format!("{}.test", "a".repeat(64))), Err(TooLong));
    assert_eq!(parse(&format!("{}test", "abcdefgh.".repeat(30))), Err(TooLong));
}

#[test]
fn below_compares_whole_labels() {
    let parent = parse("acme.test").unwrap();
    assert!(parse("a.acme.test").unwrap().is_below(&parent));
    assert!(!parse("acme.test").unwrap().is_below(&parent));
    assert!(!parse("evilacme.test").unwrap().is_below(&parent));
    assert!(!parse("acme.test.evil.test").unwrap().is_below(&parent));
}

proptest! {
    #[test]
    fn parse_never_panics(input in ".{0,80}") {
        let _ = parse(&input);
    }

    #[test]
    fn canonical_form_parses_to_itself(input in "[a-zA-ZäöüßéñçØ0-9-]{1,20}(\\.[a-zA-Zäöüß0-9-]{1,20}){1,3}\\.?") {
        if let Ok(name) = parse(&input) {
            prop_assert_eq!(parse(name.as_str()), Ok(name.clone()));
            prop_assert!(name.as_str().is_ascii());
            prop_assert!(!name.as_str().ends_with('.'));
            prop_assert_eq!(DomainName::from_canonical(name.as_str()), name);
        }
    }

    #[test]
    fn parse_ignores_case(input in "[a-zA-Z0-9-]{1,20}(\\.[a-zA-Z0-9-]{1,20}){1,3}") {
        prop_assert_eq!(parse(&input), parse(&input.to_ascii_uppercase()));
    }

    #[test]
    fn below_agrees_with_comparing_label_lists(
        a in "[ab](\\.[ab]){1,4}", b in "[ab](\\.[ab]){1,3}"
    ) {
        let (x, y) = (parse(&a).unwrap(), parse(&b).unwrap());
        let child: Vec<_> = a.split('.').rev().collect();
        let parent: Vec<_> = b.split('.').rev().collect();
        let expected = child.len() > parent.len() && child.starts_with(&parent);
        prop_assert_eq!(x.is_below(&y), expected);
    }
}
