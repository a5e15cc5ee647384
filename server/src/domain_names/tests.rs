use super::*;
use crate::idn::readable;
use app::pages::domains::dto::LookAlike;

fn name(text: &str) -> DomainName {
    DomainName::parse(text, &to_ascii).unwrap()
}

fn read(input: &str) -> Result<String, EntryError> {
    read_entry(input, false, DomainList::Authorised, &Domains::default()).map(|rule| rule.domain.to_string())
}

#[test]
fn both_sections_of_the_public_suffix_list_are_refused() {
    for suffix in [
        "co.uk",
        "com.au",
        "gov.nl",
        "ac.jp",
        "kobe.jp",
        "github.io",
        "blogspot.com",
        "onmicrosoft.com",
        "公司.cn",
        "xn--55qx5d.cn",
    ] {
        assert!(matches!(read(suffix), Err(EntryError::PublicSuffix(_))), "{suffix}: {:?}", read(suffix));
    }
    for taken in ["acme.co.uk", "acme.github.io", "acme.onmicrosoft.com", "city.kobe.jp", "acme.公司.cn", "acme.test"]
    {
        assert!(read(taken).is_ok(), "{taken}: {:?}", read(taken));
    }
}

#[test]
fn the_providers_are_canonical_and_none_is_named_twice() {
    let mut seen = std::collections::HashSet::new();
    for provider in providers() {
        assert_eq!(&name(provider.as_str()), provider);
        assert!(seen.insert(provider), "{provider} twice");
        assert_eq!(read(provider.as_str()), Err(EntryError::MailProvider(provider.clone())));
    }
    assert!(seen.len() > 150);
}

#[test]
fn the_operators_lists_decide_over_ours() {
    let operator = Domains { allow: vec![name("ziggo.nl"), name("github.io")], refuse: vec![name("rival.example")] };
    let read = |input| read_entry(input, false, DomainList::Authorised, &operator);
    assert!(read("ziggo.nl").is_ok() && read("github.io").is_ok());
    assert!(matches!(read("rival.example"), Err(EntryError::Refused(_))));
    assert!(matches!(read("gmail.com"), Err(EntryError::MailProvider(_))));
}

#[test]
fn an_international_name_reads_as_it_was_meant() {
    assert_eq!(readable(&name("xn--mnchen-3ya.example")), "münchen.example");
    assert_eq!(readable(&name("acme.example")), "acme.example");
}

#[test]
fn look_alikes_are_warned_of() {
    let of = |text: &str, listed: &[&str]| {
        look_alike::LookAlikeIndex::of(listed.iter().map(|text| name(text))).warnings(&name(text))
    };
    let ascii = |name: &str| LookAlike::Ascii { name: name.into() };
    let same = |name: &str| LookAlike::Listed { name: name.into() };
    // One Cyrillic letter in a Latin name; a whole Cyrillic name; digits for letters; r and n for m.
    assert_eq!(of("аcme.example", &[]), [LookAlike::MixedScripts, ascii("acme.example")]);
    assert_eq!(of("асе.example", &["ace.example"]), [ascii("ace.example"), same("ace.example")]);
    assert_eq!(of("acrne.example", &["acme.example", "bolt.example"]), [same("acme.example")]);
    assert_eq!(of("b0lt.example", &["bolt.example"]), [same("bolt.example")]);
    assert_eq!(of("gmai1.com", &[]), [same("gmail.com")]);
    // Ordinary names cause no warning.
    for plain in ["acme.example", "münchen.example", "東京タワー.example", "пример.example", "acme-1.example"]
    {
        assert_eq!(of(plain, &["acme.example", "munchen.example"]), [], "{plain}");
    }
}
