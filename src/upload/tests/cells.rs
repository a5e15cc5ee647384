//! Single cells: days, quotation marks, formulas, names.

use super::*;
use crate::{
    Standing, Timestamp,
    upload::{
        day::{DayError, order_evidence},
        doubt::{DoubtDetector, DoubtKind},
        encoding::Encoding,
        lookalike,
    },
};

#[test]
fn ambiguous_or_invalid_day_is_refused() {
    let read = |text: &str, order| Day::parse(text, order).map(|day| day.to_string());
    let last = Ok("2027-12-31".to_owned());
    for text in [
        "2027-12-31",
        " 2027/12/31 ",
        "2027.12.31",
        "20271231",
        "31-12-2027",
        "31/12/2027",
        "31.12.2027",
        "12/31/2027",
        "31 december 2027",
        "31 Dec. 2027",
        "31-dec-2027",
        "December 31st, 2027",
        "31-12-2027 00:00:00",
        "2027-12-31T00:00:00",
    ] {
        assert_eq!(read(text, None), last, "{text}");
    }
    assert_eq!(read("3/4/2027", None), Err(DayError::Ambiguous));
    assert_eq!(read("3/4/2027", Some(DayOrder::DayFirst)), Ok("2027-04-03".to_owned()));
    assert_eq!(read("3/4/2027", Some(DayOrder::MonthFirst)), Ok("2027-03-04".to_owned()));
    assert_eq!(read("4/4/2027", None), Ok("2027-04-04".to_owned()));
    // The order of a column holds for all its dates.
    assert_eq!(read("12/31/2027", Some(DayOrder::DayFirst)), Err(DayError::NoSuchDay));
    for text in ["31-02-2027", "2027-13-01", "2027-00-10", "29-02-2027", "32-01-2027", "13/13/2027", "99999999"] {
        assert_eq!(read(text, None), Err(DayError::NoSuchDay), "{text}");
    }
    assert!(read("29-02-2028", None).is_ok() && read("29-02-2100", None).is_err() && read("29-02-2000", None).is_ok());
    for text in
        ["", "31-12-27", "soon", "46387", "31-12-2027 13:00", "1-2-3-2027", "+1-2-2027", "٣١-12-2027", "31 13 2027"]
    {
        assert_eq!(read(text, None), Err(DayError::Form), "{text}");
    }
    assert_eq!(order_evidence("13/01/2027"), Some(DayOrder::DayFirst));
    assert_eq!(order_evidence("01/13/2027"), Some(DayOrder::MonthFirst));
    assert_eq!(order_evidence("2027-01-13").or(order_evidence("01/01/2027")).or(order_evidence("13 mei 2027")), None);
}

#[test]
fn neutralised_formula_is_read_without_its_apostrophe() {
    for (cell, written) in [
        ("=1+1", "'=1+1"),
        ("+31 10", "'+31 10"),
        ("\t=1", "'\t'=1"),
        ("'=1", "''=1"),
        ("Ann;=1", "Ann;'=1"),
        ("'t Hart", "'t Hart"),
        ("1=1", "1=1"),
        ("'", "'"),
    ] {
        let judge = judged(format!("email;note\nann@x.example;\"{written}\"\n"));
        assert_eq!(judge.sheet().cell(0, 1), cell);
        let again = String::from_utf8(split::part_file(&judge, 0..1).0).unwrap();
        assert!(again.contains(written), "{again}");
    }
}

#[test]
fn windows_1252_round_trips_every_byte() {
    let bytes: Vec<u8> = (1..=255).filter(|b| !b"\r\n;\"'".contains(b)).collect();
    let overrides = FormatOverrides {
        encoding: Some(Encoding::Windows1252),
        delimiter: Some(Delimiter::Semicolon),
        ..FormatOverrides::default()
    };
    let sheet = Sheet::read(bytes.clone(), overrides).unwrap();
    let text = sheet.cell(0, 0);
    assert!(text.contains('€') && text.contains('ÿ') && text.contains("š›œ"));
    assert_eq!(Encoding::Windows1252.encode(&text), Some(bytes));
    assert_eq!(Encoding::Windows1252.encode("例"), None);
}

#[test]
fn skeletons_of_look_alike_names_are_equal() {
    for (name, like) in [
        ("acrne.test", "acme.test"),
        ("paypa1.test", "paypal.test"),
        ("vvater.test", "water.test"),
        ("g00gle.test", "google.test"),
        ("clelta.test", "delta.test"),
        ("xn--gmil-63d.com", "gmail.com"),
        ("xn--mnchen-3ya.test", "munchen.test"),
    ] {
        assert_eq!(lookalike::skeleton(name), lookalike::skeleton(like), "{name}");
    }
    assert_ne!(lookalike::skeleton("acme.test"), lookalike::skeleton("acne.test"));
    // Names like the examples of RFC 3492, compared with the `idna` crate.
    for host in ["münchen.example", "例え.example", "παράδειγμα.example", "bücher-café.example", "gmаil.com"]
    {
        assert_eq!(lookalike::to_unicode(&to_ascii(host).unwrap()), host);
    }
    for broken in ["xn--", "xn--\u{7f}", "xn--99999999999", "xn---", "xn--a-", "xn--é"] {
        let _ = lookalike::to_unicode(broken);
        let _ = lookalike::skeleton(broken);
    }
    assert_eq!(lookalike::imitated_ascii_name(&to_ascii("klаnt.example").unwrap()).as_deref(), Some("klant.example"));
    assert_eq!(lookalike::imitated_ascii_name(&to_ascii("почта.example").unwrap()), None);
}

#[test]
fn similar_domain_is_doubted_and_known_domain_never() {
    let own = ["vandermeer.example", "acme.example"].map(|name| crate::DomainName::parse(name, &to_ascii).unwrap());
    let doubts = DoubtDetector::new(&own);
    let about = |name: &str| doubts.check(name).map(|doubt| (doubt.likely, doubt.kind));
    let typing = |name: &str| Some((name.to_owned(), DoubtKind::Typing));
    assert_eq!(about("gmial.com"), typing("gmail.com"));
    assert_eq!(about("gmaill.com"), typing("gmail.com"));
    assert_eq!(about("vandermer.example"), typing("vandermeer.example"));
    assert_eq!(about("vandemreer.example"), typing("vandermeer.example"));
    assert_eq!(about("anything.con"), typing("anything.com"));
    assert_eq!(about("acrne.example"), Some(("acme.example".to_owned(), DoubtKind::LookAlike)));
    for known in crate::upload::mail_domains::WELL_KNOWN.iter().copied().chain(["vandermeer.example", "acme.example"]) {
        assert_eq!(about(known), None, "{known}");
        assert!(crate::DomainName::parse(known, &to_ascii).is_ok_and(|name| name.as_str() == known), "{known}");
    }
    for other in ["acne.example", "vandermeer.test", "vandermeer2.example", "gmail.nl", "msm.com", "wandelmeer.example"]
    {
        assert_eq!(about(other), None, "{other}");
    }
}

#[test]
fn known_standing_treats_expired_approval_as_undecided() {
    let (now, later) = (Timestamp::from_millis(1000), Timestamp::from_millis(1001));
    assert_eq!(KnownStanding::at(Standing::Undecided, now), KnownStanding::Undecided);
    assert_eq!(KnownStanding::at(Standing::Rejected, now), KnownStanding::Rejected);
    assert_eq!(KnownStanding::at(Standing::Approved { until: None }, now), KnownStanding::Approved);
    assert_eq!(KnownStanding::at(Standing::Approved { until: Some(later) }, now), KnownStanding::Approved);
    assert_eq!(KnownStanding::at(Standing::Approved { until: Some(now) }, now), KnownStanding::Undecided);
}
