use super::*;

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn name(text: &str) -> DomainName {
    DomainName::parse(text, &to_ascii).unwrap()
}

/// Validates an entry against a few known names: public suffixes `co.uk` and `pages.test`, mail provider `mail.test`.
fn read_as(input: &str, sub: bool, list: DomainList, allow: &[&str], refuse: &[&str]) -> Result<String, EntryError> {
    let suffixes = [name("co.uk"), name("pages.test")];
    let names = |texts: &[&str]| texts.iter().map(|text| name(text)).collect::<Vec<_>>();
    let (providers, allow, refuse) = (names(&["mail.test", "vip.post.test"]), names(allow), names(refuse));
    let known = KnownNames {
        is_public_suffix: &|domain| suffixes.contains(domain),
        providers: &providers,
        allow: &allow,
        refuse: &refuse,
    };
    read(input, sub, list, &to_ascii, known).map(|rule| rule.domain.to_string())
}

fn authorised(input: &str) -> Result<String, EntryError> {
    read_as(input, false, DomainList::Authorised, &[], &[])
}

#[test]
fn organisation_domain_is_accepted_in_canonical_form() {
    for (input, stored) in [
        ("acme.test", "acme.test"),
        (" ACME.test. ", "acme.test"),
        ("acme.co.uk", "acme.co.uk"),
        ("me.pages.test", "me.pages.test"),
        ("München.test", "xn--mnchen-3ya.test"),
        ("ａｃｍｅ.test", "acme.test"),
    ] {
        assert_eq!(authorised(input).as_deref(), Ok(stored), "{input:?}");
    }
}

#[test]
fn shared_domain_is_refused_with_its_reason() {
    use EntryError::*;
    for (input, why) in [
        ("co.uk", PublicSuffix(name("co.uk"))),
        (".co.uk", PublicSuffix(name("co.uk"))),
        ("CO.UK.", PublicSuffix(name("co.uk"))),
        ("pages.test", PublicSuffix(name("pages.test"))),
        ("com", TopLevel),
        (".nl", TopLevel),
        ("localhost", TopLevel),
        ("*.acme.test", Wildcard),
        ("acme.*", Wildcard),
        ("＊.acme.test", Wildcard),
        ("mail.test", MailProvider(name("mail.test"))),
        ("ann.mail.test", MailProvider(name("ann.mail.test"))),
        ("@acme.test", Address),
        ("ann@acme.test", Address),
        ("ann＠acme.test", Address),
        (".acme.test", Domain(DomainError::EmptyLabel)),
        ("", Domain(DomainError::Empty)),
        ("https://acme.test/", Domain(DomainError::Character)),
        ("acme.test, bolt.test", Domain(DomainError::Character)),
        ("192.0.2.1", Domain(DomainError::Numeric)),
    ] {
        assert_eq!(authorised(input), Err(why), "{input:?}");
    }
}

#[test]
fn mail_provider_is_accepted_on_may_ask_list() {
    let may_ask = |input| read_as(input, true, DomainList::MayAsk, &[], &[]);
    assert_eq!(may_ask("mail.test").as_deref(), Ok("mail.test"));
    assert_eq!(may_ask("co.uk"), Err(EntryError::PublicSuffix(name("co.uk"))));
    assert_eq!(may_ask("*.acme.test"), Err(EntryError::Wildcard));
}

#[test]
fn subdomains_that_include_refused_name_are_refused() {
    let with_subdomains = |input| read_as(input, true, DomainList::Authorised, &[], &["lab.acme.test"]);
    assert_eq!(with_subdomains("post.test"), Err(EntryError::Includes(name("vip.post.test"))));
    assert_eq!(with_subdomains("acme.test"), Err(EntryError::Includes(name("lab.acme.test"))));
    assert_eq!(with_subdomains("bolt.test").as_deref(), Ok("bolt.test"));
    assert_eq!(authorised("post.test").as_deref(), Ok("post.test"));
}

#[test]
fn operator_lists_override_built_in_lists() {
    let list = DomainList::Authorised;
    let read = |input, sub| read_as(input, sub, list, &["mail.test", "co.uk", "ok.bad.test"], &["bad.test", "co.uk"]);
    for taken in ["mail.test", "co.uk", "ok.bad.test"] {
        assert_eq!(read(taken, false).as_deref(), Ok(taken));
    }
    // The allow list matches the exact name; the refuse list matches subdomains too, for both domain lists.
    assert_eq!(read("ann.mail.test", false), Err(EntryError::MailProvider(name("ann.mail.test"))));
    assert_eq!(read("x.bad.test", false), Err(EntryError::Refused(name("x.bad.test"))));
    assert_eq!(
        read_as("bad.test", false, DomainList::MayAsk, &[], &["bad.test"]),
        Err(EntryError::Refused(name("bad.test")))
    );
}
