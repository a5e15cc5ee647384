//! Snapshots of every mail in every language, and properties common to all mails.

mod cases;
mod enforcement_cases;
mod operator_cases;
mod users_cases;

use super::catalogue::*;
use cases::{Case, cases, link, some, text};
use esecure::Locale;
use i18n::mail::approval_request as t;

const BRAND: Brand<'static> = Brand { portal: "MyDHL+", product: "eSecure" };
const ORIGIN: &str = "https://portaal.example";

fn all() -> impl Iterator<Item = (Locale, Case, Rendered)> {
    Locale::ALL.into_iter().flat_map(|locale| {
        cases(locale).into_iter().map(move |case| {
            let rendered = render(&case.mail, case.to, locale, &BRAND);
            (locale, case, rendered)
        })
    })
}

/// Returns the links in a rendered part, with HTML entities decoded.
fn links(text: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>');
    let starts = text.match_indices("http").map(|(at, _)| at);
    starts
        .map(|at| text[at..].split(ends).next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

#[test]
fn each_mail_reads_as_it_should() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (locale, case, mail) in all() {
            let name = format!("{}.{}", case.name, locale.code());
            insta::assert_snapshot!(format!("{name}.text"), format!("{}\n\n{}", mail.subject, mail.text));
            insta::assert_snapshot!(format!("{name}.html"), mail.html);
        }
    });
}

#[test]
fn every_mail_has_a_case() {
    let kinds: std::collections::HashSet<_> = cases(Locale::En).iter().map(|case| case.mail.kind()).collect();
    assert_eq!(kinds.len(), MailKind::ALL.len());
}

#[test]
fn no_mail_links_or_loads_anything_but_what_it_was_given() {
    for (locale, case, mail) in all() {
        let given = |link: &String| link.starts_with(ORIGIN);
        for part in [&mail.html, &mail.text] {
            assert!(links(part).iter().all(given), "{} {locale:?}: {:?}", case.name, links(part));
        }
        for word in ["src=", "url(", "@import", "<link", "<img", "<script", "evil.example"] {
            assert!(!mail.html.contains(word), "{} {locale:?}: {word}", case.name);
        }
        assert!(!mail.text.contains("evil.example"), "{} {locale:?}", case.name);
    }
}

#[test]
fn both_parts_have_the_same_links_in_the_same_order() {
    for (locale, case, mail) in all() {
        // Each button occurs twice in the HTML part: once for Outlook, once for other clients.
        let mut html = links(&mail.html);
        html.dedup();
        assert_eq!(html, links(&mail.text), "{} {locale:?}", case.name);
    }
}

#[test]
fn the_one_time_code_is_mailed_without_any_link() {
    for (locale, case, mail) in all().filter(|(_, case, _)| case.name == "one_time_code") {
        assert!(!mail.html.contains("href") && !mail.html.contains("http"), "{locale:?}");
        assert!(!mail.text.contains("http"), "{locale:?}");
        assert!(mail.html.contains(">482913<") && mail.text.contains("    482913\n"), "{locale:?}");
        // The outbox erases the first six characters of the subject once the mail has left.
        assert!(mail.subject.starts_with("482913 "), "{locale:?} {}", case.name);
    }
}

#[test]
fn own_address_has_no_decision_buttons() {
    for (locale, case, mail) in all().filter(|(_, case, _)| case.name.starts_with("approval_request_own")) {
        let decide = [t::approve(locale), t::reject(locale)];
        assert!(!decide.iter().any(|label| mail.text.contains(&label.to_uppercase())), "{} {locale:?}", case.name);
        assert!(!mail.html.contains("choice=reject"), "{} {locale:?}", case.name);
        let target = links(&mail.text);
        let sole = case.name == "approval_request_own_sole";
        let path = if sole { "/esecure/users/usr_0VKG6S" } else { "/d/Zk4vT9q2mXw7" };
        assert_eq!(target, [link(path)], "{} {locale:?}", case.name);
    }
}

#[test]
fn only_other_administrators_are_awaited() {
    for (locale, case, mail) in all() {
        let words = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let waits = [t::shipment_waits(locale), t::shipment_waits_for_you(locale)];
        let found = waits.map(|sentence| words.contains(sentence));
        // Only these requests have a draft that waits.
        let expected = match case.name {
            "approval_request" | "approval_request_hostile" => [true, false],
            "approval_request_sole" => [false, true],
            _ => [false, false],
        };
        assert_eq!(found, expected, "{} {locale:?}", case.name);
    }
}

#[test]
fn reset_mail_does_not_say_create() {
    for (locale, _, mail) in all().filter(|(_, case, _)| case.name == "reset_password") {
        let create = i18n::mail::create_password::label(locale);
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(!part.to_lowercase().contains(&create.to_lowercase()), "{locale:?}: {part}");
        }
    }
}

#[test]
fn enforced_account_is_not_welcomed_with_a_switch() {
    for (locale, _, mail) in all().filter(|(_, case, _)| case.name == "welcome_enforced") {
        for words in ["nobody is blocked", "niemand tegengehouden"] {
            assert!(!mail.text.contains(words) && !mail.html.contains(words), "{locale:?}: {}", mail.text);
        }
    }
}

#[test]
fn own_facts_are_unbroken() {
    for (locale, _, mail) in all().filter(|(_, case, _)| case.name == "approval_request") {
        assert!(mail.text.contains("lumen-lab.example ") && !mail.text.contains("lumen-lab. example"), "{locale:?}");
        // No-break spaces: an amount and a weight stay on one line.
        for figure in ["€\u{A0}1", "\u{A0}kg"] {
            assert!(mail.text.contains(figure) && mail.html.contains(figure), "{locale:?}: {figure}");
        }
    }
}

#[test]
fn email_does_not_break_at_its_hyphen() {
    for (locale, case, mail) in all() {
        let ours = mail.html.replace("e-mail@", "");
        assert!(!ours.contains("e-mail") && !ours.contains("E-mail"), "{} {locale:?}: U+2011 in Dutch", case.name);
    }
}

#[test]
fn text_stays_within_its_columns_and_its_language() {
    for (locale, case, mail) in all() {
        // Longer lines hold a single word that cannot be broken, such as a link or an address.
        let long = |line: &&str| line.chars().count() > 78 && line.contains(' ');
        assert_eq!(mail.text.lines().find(long), None, "{} {locale:?}", case.name);
        let lang = format!("lang=\"{}\"", locale.code());
        assert_eq!(mail.html.matches(&lang).count(), 2, "{} {locale:?}", case.name);
        assert!(!mail.subject.chars().any(char::is_control), "{} {locale:?}", case.name);
    }
}

#[test]
fn an_application_cannot_smuggle_a_script_as_a_draft() {
    let mail = Mail::RequestApproved(RequestApproved {
        number: 1,
        account: text("•••••8204"),
        email: text("ann@acme.test"),
        application: text("Labels"),
        reference: None,
        link: link("/r/x"),
        draft: some("javascript:alert(1)"),
        until: None,
        contacts: Vec::new(),
    });
    let mail = render(&mail, None, Locale::En, &BRAND);
    assert!(!mail.html.contains("javascript") && !mail.text.contains("javascript"));
}

#[test]
fn who_sends_what() {
    for (_, case, mail) in all() {
        let profile = case.mail.sender() == Sender::Profile;
        let signing_in = matches!(
            case.mail.kind(),
            MailKind::CreatePassword
                | MailKind::ResetPassword
                | MailKind::ConfirmEmail
                | MailKind::EmailTaken
                | MailKind::EmailChanged
                | MailKind::PasswordChanged
        );
        assert_eq!(profile, signing_in, "{}", case.name);
        assert!(mail.html.contains(if profile { ">MyDHL+</td>" } else { ">eSecure</td>" }), "{}", case.name);
    }
}
