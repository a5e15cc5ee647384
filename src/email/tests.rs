use super::*;
use proptest::prelude::*;

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn parse(input: &str) -> Result<EmailAddress, EmailError> {
    EmailAddress::parse(input, &to_ascii)
}

#[test]
fn spellings_share_canonical_form_and_keep_original() {
    let ann = parse("  Ann.Lee+Fair@ACME.test. ").unwrap();
    assert_eq!(ann.canonical(), "ann.lee+fair@acme.test");
    assert_eq!(ann.original(), "Ann.Lee+Fair@ACME.test");
    for stop in FULL_STOPS {
        let typed = parse(&format!("Ann@Bücher.example{stop}")).unwrap();
        assert_eq!(
            (typed.original(), typed.canonical()),
            ("Ann@Bücher.example", "ann@xn--bcher-kva.example"),
            "{stop:?}"
        );
    }
    assert_eq!(ann, parse("ann.lee+fair@acme.test").unwrap());
    assert_ne!(ann, parse("annlee@acme.test").unwrap());
    assert_eq!(parse("a@MÜNCHEN.example").unwrap().canonical(), "a@xn--mnchen-3ya.example");
    assert_eq!(ann.masked(), "a•••••@acme.test");
}

#[test]
fn invalid_address_is_refused_with_its_reason() {
    use EmailError::*;
    for (input, why) in [
        ("", Empty),
        ("ann", NoAt),
        ("@acme.test", NoLocalPart),
        ("a@evil@acme.test", TwoAts),
        ("\"a b\"@acme.test", Quoted),
        ("a(comment)@acme.test", Comment),
        ("a@[192.0.2.1]", Literal),
        ("änn@acme.test", International),
        ("ann\u{ff20}acme.test", NoAt),
        ("ann lee@acme.test", Character),
        ("Ann <ann@acme.test>", Character),
        ("ann,bob@acme.test", Character),
        (".ann@acme.test", Dots),
        ("ann.@acme.test", Dots),
        ("a..b@acme.test", Dots),
        ("ann@", Domain(DomainError::Empty)),
        ("ann@acme", Domain(DomainError::SingleLabel)),
        ("ann@acme.test\u{ff20}evil.test", Domain(DomainError::Character)),
        ("ann@10.0.0.1", Domain(DomainError::Numeric)),
    ] {
        assert_eq!(parse(input).map(|e| e.canonical().to_owned()), Err(why), "{input:?}");
    }
    assert_eq!(parse(&format!("{}@acme.test", "a".repeat(65))), Err(TooLong));
}

proptest! {
    #[test]
    fn parse_never_panics(input in ".{0,80}") {
        let _ = parse(&input);
    }

    #[test]
    fn canonical_form_parses_to_itself(local in "[a-zA-Z0-9.+_'-]{1,20}", host in "[a-zA-Zäöü0-9-]{1,12}\\.[a-z]{2,6}") {
        if let Ok(address) = parse(&format!("{local}@{host}")) {
            let again = parse(address.canonical()).unwrap();
            prop_assert_eq!(again.canonical(), address.canonical());
            prop_assert_eq!(&again, &address);
            prop_assert!(address.canonical().is_ascii());
            prop_assert_eq!(address.canonical().matches('@').count(), 1);
            prop_assert_eq!(parse(&address.original().to_ascii_uppercase()).unwrap(), address.clone());
            prop_assert_eq!(EmailAddress::from_stored(&EmailSpelling::from(&address), &address.key()), address);
        }
    }

    #[test]
    fn two_ats_are_refused(a in "[a-z]{1,5}", b in "[a-z.]{1,9}", c in "[a-z]{1,5}\\.test") {
        let typed = format!("{}@{}@{}", a, b, c);
        prop_assert_eq!(parse(&typed), Err(EmailError::TwoAts));
    }

    /// The fast path accepts nothing that the full parser refuses, and gives the same result.
    #[test]
    fn fast_path_agrees_with_full_parser(
        typed in "[aB1.+_#-]{0,9}[@ö\"]?[aB1.-]{0,4}(--)?[aB1.-]{0,3}|[a-z.]{0,70}@([a-z1-]{0,70}\\.){1,5}[a-z1]{0,3}"
    ) {
        let typed = typed.trim();
        let mut slow = String::new();
        let slow_begin = parse_slow(typed, &to_ascii, &mut slow);
        if let Some(FastPath { host, upper }) = parse_fast(typed) {
            prop_assert_eq!((Ok(host), typed.to_ascii_lowercase()), (slow_begin, slow));
            prop_assert_eq!(upper, typed.contains(|c: char| c.is_ascii_uppercase()));
        } else if slow_begin.is_ok() {
            // The fast path leaves a valid address to the full parser only if the address has something rare in it.
            let (local, host) = typed.split_once('@').unwrap_or_default();
            let odd = |c: char| !c.is_ascii_alphanumeric() && !"._+-".contains(c);
            let rare = typed.len() < 8 || host.len() > 63 || host.contains("--") || host.ends_with('.');
            let rare = rare || local.contains(odd) || !typed.is_ascii();
            prop_assert!(rare, "{}", typed);
        }
    }
}
