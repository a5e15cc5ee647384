//! Tests of every page state in both languages: user input is escaped, and no GET decides.

mod ask;
mod confirm;
mod fixtures;
mod other_profile;

use super::*;
use crate::pages::{
    decision_link::{
        dto::{DecisionPage, Proof},
        page::{Shown, decide},
    },
    queue::request_dto::{RequestView, ShipmentView, StateView},
    request_status::page::status,
};
use esecure::{id::ProfileId, request::DecisionChannel};
use fixtures::{Typed, reader, when};

/// Closes an attribute and a textarea, and opens a script.
const HOSTILE: &str = r#""></textarea></title><script>alert(1)</script><img src=x onerror='a'>&amp;"#;

fn all(typed: &Typed<'_>) -> Vec<(String, String)> {
    Locale::ALL.into_iter().flat_map(|locale| typed.pages(locale)).collect()
}

/// Values of an attribute, in document order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_state_is_a_whole_document_in_both_languages() {
    for (name, html) in all(&Typed(None)) {
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}: {html}");
        assert!(html.contains(" · eSecure</title>"), "{name}");
        assert!(
            html.contains(if name.ends_with("-nl") { "<html lang=\"nl\">" } else { "<html lang=\"en\">" }),
            "{name}"
        );
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(!html.contains(" style="), "{name}: the policy refuses inline styles");
        let scripts = usize::from(name.starts_with("status") || html.contains("type=\"password\""));
        assert_eq!(html.matches("<script").count(), scripts, "{name}");
    }
}

#[test]
fn what_an_attribute_points_at_is_there_once() {
    for (name, html) in all(&Typed(None)) {
        let ids = values(&html, "id");
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{name}: {id}");
        }
        let pointers = ["for", "aria-describedby", "aria-labelledby", "form"];
        for target in pointers.iter().flat_map(|a| values(&html, a)).flat_map(str::split_whitespace) {
            assert!(ids.contains(&target), "{name} points at {target}");
        }
    }
}

/// Element names of a document, in order.
fn elements(html: &str) -> Vec<&str> {
    html.split('<').skip(1).filter_map(|rest| rest.split([' ', '>']).next()).collect()
}

#[test]
fn what_strangers_type_stays_text() {
    for ((name, usual), (_, html)) in all(&Typed(Some("Ann"))).iter().zip(all(&Typed(Some(HOSTILE)))) {
        assert_eq!(elements(&html), elements(usual), "{name}");
        for harm in ["<script>", "<img", "\"\">", "\"\"&gt;", "&amp;lt;"] {
            let usual = usual.matches(harm).count();
            assert_eq!(html.matches(harm).count(), usual, "{name} lets through {harm}: {html}");
        }
    }
}

#[test]
fn a_textarea_holds_exactly_what_was_typed() {
    let pages = Typed(Some("\n<b> & \"words\"")).pages(Locale::En);
    let (_, html) = pages.iter().find(|(name, _)| name == "decide-reject-draft-en").expect("the page");
    assert!(html.contains(">\n\n&lt;b&gt; &amp; \"words\"</textarea>"), "{html}");
}

#[test]
fn no_get_decides() {
    for (name, html) in all(&Typed(None)) {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let (start, inside) = form.split_once('>').unwrap_or_default();
            if start.contains("method=\"get\"") {
                assert_eq!(inside, "", "{name}: a form by GET sends nothing but the wish to reject");
            } else {
                assert!(start.contains("method=\"post\""), "{name}: {start}");
            }
        }
        let presses = html.matches("form=\"reasons\" name=\"choice\" value=\"reject\"").count();
        assert_eq!(presses, usize::from(name.starts_with("decide-asked")), "{name}");
    }
}

#[test]
fn a_reason_is_asked_before_a_rejection() {
    for (name, html) in Typed(None).pages(Locale::En) {
        let asks = name.starts_with("decide-reject");
        assert_eq!(html.contains("type=\"radio\" name=\"reason\" value=\"none\""), asks, "{name}");
    }
}

#[test]
fn who_decides_signed_in_only_is_led_through_the_sign_in_and_back() {
    let pages = Typed(None).pages(Locale::En);
    for (name, link) in [("", "/sign-in?next=/d/tok"), ("-reject", "/sign-in?next=/d/tok%3Fchoice%3Dreject")] {
        let name = format!("decide-sign-in{name}-en");
        let (_, html) = pages.iter().find(|(n, _)| *n == name).expect("the page");
        assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
        assert!(!html.contains("<form"), "{html}");
    }
}

#[test]
fn the_code_page_carries_the_choice_and_its_reason() {
    let pages = Typed(None).pages(Locale::En);
    let (_, html) = pages.iter().find(|(name, _)| name == "decide-code-reject-en").expect("the page");
    for field in [
        r#"name="step" value="code""#,
        r#"name="step" value="resend""#,
        r#"name="choice" value="reject""#,
        r#"name="reason" value="other""#,
        r#"name="words" value="Ask Jonas for his number first.""#,
        r#"autocomplete="one-time-code""#,
        r#"href="/sign-in?next=/esecure/queue/req_"#,
    ] {
        assert!(html.contains(field), "{field} in {html}");
    }
}

#[test]
fn each_label_stands_beside_its_own_value() {
    let asked = |weight: Option<&str>| {
        let request = Typed(None).request(StateView::Open);
        let shipment = ShipmentView { weight: weight.map(str::to_owned), ..request.shipment.clone() };
        let request = RequestView { shipment, ..request };
        let page = DecisionPage::Asked { request, proof: Proof::Code, choice: None };
        decide(&reader(Locale::En), "tok", &page, Shown::default())
    };
    let with = asked(Some("4.2 kg"));
    assert!(with.contains("Weight") && with.contains("1 piece") && !with.contains("Pieces"), "{with}");
    let without = asked(None);
    assert!(without.contains("Pieces") && !without.contains("Weight") && !without.contains("1 piece"), "{without}");
}

#[test]
fn a_draft_leads_on_only_by_the_webs_own_schemes_and_only_when_approved() {
    let approved =
        || StateView::Approved { by: String::new(), when: when("today 14:33"), channel: DecisionChannel::Page };
    let link = |draft: &str, state| {
        let page =
            crate::pages::request_status::dto::StatusPage { draft: Some(draft.into()), ..Typed(None).status(state) };
        status(&reader(Locale::En), &page).contains(&format!("href=\"{draft}\""))
    };
    assert!(link("https://mydhl.example/1", approved()));
    assert!(!link("https://mydhl.example/1", StateView::Open));
    assert!(!link("javascript:alert(1)", approved()));
    assert!(!link("data:text/html,x", approved()));
}

#[test]
fn the_title_of_a_status_page_is_its_heading() {
    for (name, html) in all(&Typed(None)).into_iter().filter(|(name, _)| name.starts_with("status")) {
        let between = |from: &str, to: &str| html.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
        let heading = between("<h1 tabindex=\"-1\">", "</h1>").replace("<!>", "");
        assert_eq!(between("<title>", " · eSecure</title>"), heading, "{name}");
    }
}

#[test]
fn names_stay_hidden_where_nobody_consented() {
    let state = StateView::Approved { by: String::new(), when: when("today 14:33"), channel: DecisionChannel::Page };
    let page = crate::pages::request_status::dto::StatusPage { contacts: vec![], ..Typed(None).status(state) };
    let html = status(&reader(Locale::En), &page);
    assert!(!html.contains("By ") && !html.contains("Who decides"), "{html}");
}

#[test]
fn the_pages_of_mail_links_are_small() {
    for (name, html) in all(&Typed(None)) {
        assert!(html.len() < 12_000, "{name}: {} bytes", html.len());
    }
}

#[test]
fn account_numbers_are_masked() {
    for (name, html) in all(&Typed(None)) {
        let request = Typed(None).bare();
        let profiles = values(&html, "value").into_iter().filter(|value| ProfileId::parse(value).is_some());
        let opaque = [request.id.as_str(), request.account.as_str(), "tel:+31155550114"].into_iter().chain(profiles);
        let html = opaque.fold(html.clone(), |html, known| html.replace(known, ""));
        let digits = html.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
        assert!(digits < 6, "{name} holds a number of {digits} digits");
        assert_eq!(html.contains("8204"), html.contains("•••••8204"), "{name}");
    }
}
