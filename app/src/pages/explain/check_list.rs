//! Check list of *Why?*: every rule with its finding and its result.

use super::dto::{RuleFinding, VerdictExplanation};
use crate::ui::{Badge, Glyph, Tone, locale};
use esecure::{Answer, Locale};
use i18n::why as t;
use leptos::prelude::*;

/// Every rule in the order of checking, with the finding and the result; the last one decides.
#[component]
pub(super) fn CheckList(why: VerdictExplanation) -> impl IntoView {
    let locale = locale();
    let VerdictExplanation { passed, decided, domain, enforced, .. } = why;
    let passed = passed.into_iter().map(|finding| {
        let text = passed_rule(&finding, &domain, enforced, locale);
        let goes_on = view! { <span class="muted">{t::next_rule(locale)}</span> }.into_any();
        check(rule_name(&finding, locale), text, goes_on)
    });
    let mut rules: Vec<AnyView> = passed.collect();
    let (is, icon, word) = answer(why.answer, locale);
    let decides = view! { <Badge is icon>{word}</Badge> }.into_any();
    rules.push(check(rule_name(&decided, locale), rule(&decided, &domain, locale), decides));
    view! {
        <section class="card" aria-labelledby="checks">
            <h2 id="checks">{t::checks(locale)}</h2>
            <p class="muted">{t::checks_text(locale)}</p>
            <ol role="list" class="checks">{rules}</ol>
        </section>
    }
}

/// One line of the check list.
fn check(name: &'static str, found: String, result: AnyView) -> AnyView {
    view! { <li><b>{name}</b><span>{found}</span>{result}</li> }.into_any()
}

fn rule_name(finding: &RuleFinding, locale: Locale) -> &'static str {
    match finding {
        RuleFinding::Account => t::rule_account(locale),
        RuleFinding::Switch => t::rule_enforcement(locale),
        RuleFinding::Rejection(_) => t::rule_rejection(locale),
        RuleFinding::Approval { .. } | RuleFinding::NoApproval | RuleFinding::Lapsed { .. } => t::rule_approval(locale),
        RuleFinding::Expected { .. } | RuleFinding::NotExpected => t::rule_expected(locale),
        RuleFinding::Domain { .. } | RuleFinding::NoDomain => t::rule_domain(locale),
        RuleFinding::EverybodyAsks | RuleFinding::MayAsk { .. } | RuleFinding::MayNotAsk => t::rule_ask(locale),
        RuleFinding::Nothing => t::rule_otherwise(locale),
    }
}

/// Finding of a rule that did not decide.
fn passed_rule(finding: &RuleFinding, domain: &str, enforced: bool, locale: Locale) -> String {
    let text = match finding {
        RuleFinding::Account => t::past_account(locale),
        RuleFinding::Switch if enforced => t::past_switch(locale),
        RuleFinding::Switch => t::past_switch_if(locale),
        RuleFinding::Rejection(_) => t::past_rejection(locale),
        RuleFinding::NoApproval | RuleFinding::Approval { .. } => t::past_approval(locale),
        RuleFinding::Lapsed { until } => return t::past_lapsed(locale, until),
        RuleFinding::NotExpected | RuleFinding::Expected { .. } => t::past_expected(locale),
        RuleFinding::NoDomain | RuleFinding::Domain { .. } => return t::past_domain(locale, domain),
        RuleFinding::EverybodyAsks | RuleFinding::MayNotAsk | RuleFinding::Nothing => t::past_ask_everybody(locale),
        RuleFinding::MayAsk { domain } => return t::past_ask_listed(locale, domain),
    };
    text.to_owned()
}

/// Colour, icon and word of an answer.
pub(super) fn answer(answer: Answer, locale: Locale) -> (Tone, Glyph, &'static str) {
    match answer {
        Answer::Allowed => (Tone::Approved, Glyph::Approved, t::allowed(locale)),
        Answer::Pending => (Tone::Pending, Glyph::Clock, t::pending(locale)),
        Answer::Denied => (Tone::Rejected, Glyph::Rejected, t::denied(locale)),
    }
}

/// Text of the rule that decided.
pub(super) fn rule(decided: &RuleFinding, domain: &str, locale: Locale) -> String {
    match decided {
        RuleFinding::Account => t::by_suspended(locale).to_owned(),
        RuleFinding::Rejection(_) => t::by_rejection(locale).to_owned(),
        RuleFinding::Approval { until: None, .. } => t::by_approval(locale).to_owned(),
        RuleFinding::Approval { until: Some(until), .. } => t::by_approval_until(locale, until),
        RuleFinding::Expected { domain: None, until } => t::by_expected(locale, until),
        RuleFinding::Expected { domain: Some(domain), until } => t::ByExpectedDomain { domain, until }.text(locale),
        RuleFinding::Domain { domain, with_subdomains: false, .. } => t::by_domain(locale, domain),
        RuleFinding::Domain { domain, with_subdomains: true, .. } => t::by_domain_below(locale, domain),
        RuleFinding::MayNotAsk => t::by_may_not_ask(locale, domain),
        RuleFinding::Switch
        | RuleFinding::NoApproval
        | RuleFinding::Lapsed { .. }
        | RuleFinding::NotExpected
        | RuleFinding::NoDomain
        | RuleFinding::EverybodyAsks
        | RuleFinding::MayAsk { .. }
        | RuleFinding::Nothing => t::by_nothing(locale).to_owned(),
    }
}
