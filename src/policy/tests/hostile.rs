//! Spoofed addresses that imitate an authorised domain: suffixes, a second `@`, dots, A-labels, look-alike letters,
//! width and case. Each table row gives the expected outcome; some rows are generated.

use super::*;
use Outcome::*;

/// Expected outcome for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Authorised by the domain list.
    In,
    /// Valid address outside the authorised domain: awaiting decision.
    Out,
    /// Not a valid address.
    Refused,
}

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn outcome(address: &str, entry: &str, with_subdomains: bool) -> Outcome {
    let Ok(email) = EmailAddress::parse(address, &to_ascii) else {
        return Refused;
    };
    let domain = DomainName::parse(entry, &to_ascii).unwrap();
    let policy = Policy { authorised: vec![DomainRule { domain, with_subdomains }], ..enforced() };
    match decide(&policy, &email, NOW).rule {
        Rule::DomainAuthorised => In,
        Rule::AwaitingDecision => Out,
        other => panic!("{address} at {entry}: {other:?}"),
    }
}

/// Cases for `acme.test`, without and with subdomains.
const BY_HAND: &[(&str, Outcome, Outcome)] = &[
    ("ann@acme.test", In, In),
    ("Ann.Lee+parcels@acme.test", In, In),
    (" ann@acme.test ", In, In),
    ("ann@acme.test\r\n", In, In),
    ("ann@a.acme.test", Out, In),
    ("ann@acme.tes", Out, Out),
    ("ann@cme.test", Out, Out),
    ("ann@acme.test.test", Out, Out),
    ("ann@acme.acme.test", Out, In),
    ("ann@test", Refused, Refused),
    ("ann@acme", Refused, Refused),
    ("ann@.test", Refused, Refused),
    ("@acme.test", Refused, Refused),
    ("acme.test", Refused, Refused),
    ("ann", Refused, Refused),
    // The local part never authorises.
    ("acme.test@evil.test", Out, Out),
    ("ann%acme.test@evil.test", Out, Out),
    ("ann!acme.test@evil.test", Out, Out),
    ("ann=acme.test@evil.test", Out, Out),
    ("ann+acme.test@evil.test", Out, Out),
    // Several addresses in one string.
    ("ann@evil.test@acme.test", Refused, Refused),
    ("ann@acme.test@evil.test", Refused, Refused),
    ("ann@@acme.test", Refused, Refused),
    ("ann@acme.test@", Refused, Refused),
    ("ann@evil.test,bob@acme.test", Refused, Refused),
    ("ann@acme.test;bob@evil.test", Refused, Refused),
    ("ann@acme.test bob@evil.test", Refused, Refused),
    ("ann@evil.test\nbob@acme.test", Refused, Refused),
    ("ann@acme.test\r\nBcc: bob@evil.test", Refused, Refused),
    ("<ann@acme.test>", Refused, Refused),
    ("Ann <ann@acme.test>", Refused, Refused),
    ("ann@evil.test <ann@acme.test>", Refused, Refused),
    ("mailto:ann@acme.test", Refused, Refused),
    // Quotes, comments, address literals, source routes.
    ("\"ann@evil.test\"@acme.test", Refused, Refused),
    ("\"ann\"@acme.test", Refused, Refused),
    ("ann@evil.test(@acme.test)", Refused, Refused),
    ("ann(x)@acme.test", Refused, Refused),
    ("ann@(x)acme.test", Refused, Refused),
    ("ann@[acme.test]", Refused, Refused),
    ("ann@[192.0.2.1]", Refused, Refused),
    ("ann@192.0.2.1", Refused, Refused),
    ("@evil.test:ann@acme.test", Refused, Refused),
    ("ann@acme.test:25", Refused, Refused),
    ("ann@acme.test/evil.test", Refused, Refused),
    ("ann@evil.test?acme.test", Refused, Refused),
    ("ann@evil.test#acme.test", Refused, Refused),
    ("ann@evil.test\\acme.test", Refused, Refused),
    ("ann@evil.test%2eacme.test", Refused, Refused),
    ("ann@%61cme.test", Refused, Refused),
    ("ann@acme_test", Refused, Refused),
    ("ann@_acme.test", Refused, Refused),
    ("ann@*.acme.test", Refused, Refused),
    ("ann@*", Refused, Refused),
    // Dots and blanks.
    ("ann@acme.test.", In, In),
    ("ann@acme.test..", Refused, Refused),
    ("ann@.acme.test", Refused, Refused),
    ("ann@acme..test", Refused, Refused),
    ("ann@a.acme.test.", Out, In),
    ("ann@ acme.test", In, In),
    ("ann @acme.test", Refused, Refused),
    ("ann@acme .test", Refused, Refused),
    ("ann@evil.test acme.test", Refused, Refused),
    ("ann@evil.test\tacme.test", Refused, Refused),
    ("ann@acme.test\0", Refused, Refused),
    ("ann@evil.test\0.acme.test", Refused, Refused),
    ("ann@evil.test\0acme.test", Refused, Refused),
    (".ann@acme.test", Refused, Refused),
    ("ann.@acme.test", Refused, Refused),
    ("a..n@acme.test", Refused, Refused),
    // Hyphens.
    ("ann@-acme.test", Refused, Refused),
    ("ann@acme-.test", Refused, Refused),
    ("ann@evil-acme.test", Out, Out),
    ("ann@acme-evil.test", Out, Out),
    ("ann@acme.test-evil", Out, Out),
    // Width: full-width letters and dots are the same name (UTS 46), but a full-width @ is not an @.
    ("ann@ａｃｍｅ.test", In, In),
    ("ann@acme．test", In, In),
    ("ann@acme。test", In, In),
    ("ann@acme｡test", In, In),
    ("ann@a．acme.test", Out, In),
    ("ann@evil．acme．test．evil.test", Out, Out),
    ("ann＠acme.test", Refused, Refused),
    ("ann@evil.test＠acme.test", Refused, Refused),
    ("ann@acme.test＠evil.test", Refused, Refused),
    ("ann@evil.test﹫acme.test", Refused, Refused),
    ("ann@evil.test／acme.test", Refused, Refused),
    ("ann@evil.test℀acme.test", Refused, Refused),
    ("ａnn@acme.test", Refused, Refused),
    // Case: characters that fold to the name are the name; those that only look similar are not.
    ("ANN@ACME.TEST", In, In),
    ("ann@acme.teſt", In, In),
    ("ann@ᴀᴄᴍᴇ.test", Out, Out),
    ("ann@ⓐⓒⓜⓔ.test", In, In),
    ("ann@𝐚𝐜𝐦𝐞.test", In, In),
    ("ann@acme.teﬆ", In, In),
    ("aſn@acme.test", Refused, Refused),
    // Look-alike letters, combining marks, invisible characters.
    ("ann@аcme.test", Out, Out),
    ("ann@асме.test", Out, Out),
    ("ann@αcme.test", Out, Out),
    ("ann@acmе.test", Out, Out),
    ("ann@acrne.test", Out, Out),
    ("ann@acmé.test", Out, Out),
    ("ann@acme\u{301}.test", Out, Out),
    ("ann@acme.teṣt", Out, Out),
    ("ann@açme.test", Out, Out),
    ("ann@ácme.test", Out, Out),
    ("ann@acme.tést", Out, Out),
    ("а@evil.test", Refused, Refused),
    ("ann@acme.test\u{202e}", Refused, Refused),
    ("ann@tset.emca\u{202e}.test", Refused, Refused),
    ("ann\u{200b}@acme.test", Refused, Refused),
    ("ann@xn--acme.test", Refused, Refused),
    ("ann@xn--.test", Refused, Refused),
    ("ann@xn--a.test", Refused, Refused),
];

/// Cases for `münchen.test`, with subdomains.
const INTERNATIONAL: &[(&str, Outcome)] = &[
    ("ann@münchen.test", In),
    ("ann@MÜNCHEN.test", In),
    ("ann@mu\u{308}nchen.test", In),
    ("ann@MU\u{308}NCHEN.TEST", In),
    ("ann@xn--mnchen-3ya.test", In),
    ("ann@XN--MNCHEN-3YA.test", In),
    ("ann@Xn--Mnchen-3Ya.TEST.", In),
    ("ann@ｍüｎｃｈｅｎ.test", In),
    ("ann@a.münchen.test", In),
    ("ann@ä.münchen.test", In),
    ("ann@xn--4ca.xn--mnchen-3ya.test", In),
    ("ann@munchen.test", Out),
    ("ann@muenchen.test", Out),
    ("ann@xmünchen.test", Out),
    ("ann@münchen.test.evil.test", Out),
    ("ann@münсhen.test", Out),
    ("ann@xn--mnchen-3yb.test", Out),
    ("ann@xxn--mnchen-3ya.test", Out),
    ("ann@xn--mnchen-3ya.evil.test", Out),
    ("ann@mnchen-3ya.test", Out),
    ("münchen.test@evil.test", Refused),
    ("ann@evil.test@münchen.test", Refused),
];

/// Generated cases: every entry with every trick, every letter with every mapping.
fn by_rule() -> Vec<(String, String, bool, Outcome)> {
    let mut rows = Vec::new();
    for entry in ["acme.test", "sales.acme.test", "a.b.example", "x-1.example", "acme.co.uk", "1.test"] {
        for sub in [false, true] {
            let below = if sub { In } else { Out };
            let mut add = |address: String, outcome| rows.push((address, entry.to_owned(), sub, outcome));
            add(format!("ann@{entry}"), In);
            for glued in ["evil", "x", "1", "not-", "a.b-", "www"] {
                add(format!("ann@{glued}{entry}"), Out);
            }
            for appended in [".evil.test", ".com", "evil", "-evil.test", "1.com", ".acme"] {
                add(format!("ann@{entry}{appended}"), Out);
            }
            for label in ["a", "www", "evil", "a.b", "a.b.c.d", "1", "x--y", "com", "xn--mnchen-3ya", "ä"] {
                add(format!("ann@{label}.{entry}"), below);
            }
            for (address, outcome) in [
                (format!("ann@evil.test@{entry}"), Refused),
                (format!("ann@{entry}@evil.test"), Refused),
                (format!("ann@{entry}."), In),
                (format!("ann@{entry}.."), Refused),
                (format!("ann@.{entry}"), Refused),
                (format!("ann@-.{entry}"), Refused),
                (format!("ann@_.{entry}"), Refused),
                (format!("{entry}@evil.test"), Out),
            ] {
                add(address, outcome);
            }
            // Replace one letter at a time, over the whole name.
            for (at, letter) in entry.char_indices() {
                let with = |other: char| format!("ann@{}{other}{}", &entry[..at], &entry[at + 1..]);
                if letter.is_ascii_alphanumeric() {
                    let wide = char::from_u32(u32::from(letter) + 0xfee0).unwrap();
                    add(with(wide), In);
                    add(with(letter.to_ascii_uppercase()), In);
                }
                for (ascii, cyrillic) in [('a', 'а'), ('c', 'с'), ('e', 'е'), ('x', 'х')] {
                    if letter == ascii {
                        add(with(cyrillic), Out);
                    }
                }
            }
        }
    }
    rows
}

#[test]
fn disguised_domain_is_not_authorised() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    let mut row = |address: &str, entry: &str, sub: bool, expected: Outcome| {
        rows += 1;
        let found = outcome(address, entry, sub);
        if found != expected {
            wrong.push(format!("{address:?} at {entry}, sub-domains {sub}: {found:?}, not {expected:?}"));
        }
    };
    for &(address, plain, with_subdomains) in BY_HAND {
        row(address, "acme.test", false, plain);
        row(address, "acme.test", true, with_subdomains);
    }
    for &(address, expected) in INTERNATIONAL {
        row(address, "münchen.test", true, expected);
        row(address, "xn--mnchen-3ya.test", true, expected);
    }
    for (address, entry, sub, expected) in by_rule() {
        row(&address, &entry, sub, expected);
    }
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 500, "{rows} rows");
}

/// Hosts over a small alphabet, so that names often match.
fn host() -> impl Strategy<Value = String> {
    "[abAB]{1,2}(\\.[abAB]{1,2}){1,3}"
}

proptest! {
    /// An address is authorised if and only if its domain equals an entry, or is below an entry that includes
    /// subdomains. Checked against a second implementation on lists of labels.
    #[test]
    fn authorised_domain_agrees_with_comparing_label_lists(
        host in host(), entries in proptest::collection::vec((host(), any::<bool>()), 0..4)
    ) {
        let email = address(&format!("ann@{host}"));
        let authorised: Vec<_> = entries.iter().map(|(entry, sub)| rule(entry, *sub)).collect();
        let allowed = verdict(&Policy { authorised, ..enforced() }, &format!("ann@{host}")) == Rule::DomainAuthorised;
        let labels = |name: &str| name.to_ascii_lowercase().rsplit('.').map(str::to_owned).collect::<Vec<_>>();
        let asked = labels(&host);
        let expected = entries.iter().any(|(entry, sub)| {
            let entry = labels(entry);
            asked == entry || (*sub && asked.len() > entry.len() && asked.starts_with(&entry))
        });
        prop_assert_eq!(allowed, expected, "{:?} at {:?}", email, entries);
    }
}
