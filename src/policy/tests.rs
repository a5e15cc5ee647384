use super::*;
use proptest::prelude::*;

fn announcement() -> AnnouncementId {
    AnnouncementId::from_bytes([1; 16])
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text, &|_| None).unwrap()
}

fn domain(text: &str) -> DomainName {
    DomainName::parse(text, &|_| None).unwrap()
}

fn rule(text: &str, with_subdomains: bool) -> DomainRule {
    DomainRule { domain: domain(text), with_subdomains }
}

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn enforced() -> Policy {
    Policy { active: true, enforced: true, ..Policy::default() }
}

fn verdict(policy: &Policy, email: &str) -> Rule {
    decide(policy, &address(email), NOW).rule
}

#[test]
fn rules_apply_in_order_of_precedence() {
    let ann = address("ann@acme.test");
    let mut policy = Policy::default();
    assert_eq!(verdict(&policy, "ann@acme.test"), Rule::UnknownAccount);
    policy.active = true;
    policy.standings.insert(ann.clone(), Standing::Rejected);
    assert_eq!(verdict(&policy, "ann@acme.test"), Rule::NotEnforced);
    policy.enforced = true;
    policy.authorised.push(rule("acme.test", false));
    policy.announcements.push(Announcement {
        id: announcement(),
        who: Expected::Address(ann.clone()),
        until: NOW.plus_days(1),
    });
    assert_eq!(verdict(&policy, "ann@acme.test"), Rule::AddressRejected);
    policy.standings.insert(ann, Standing::Approved { until: None });
    assert_eq!(verdict(&policy, "ANN@ACME.test"), Rule::AddressApproved);
    policy.standings.clear();
    let announced = decide(&policy, &address("ann@acme.test"), NOW);
    assert_eq!(announced.rule, Rule::AddressApproved);
    assert!(announced.announcement.is_some());
    assert_eq!(verdict(&policy, "bob@acme.test"), Rule::DomainAuthorised);
    assert_eq!(verdict(&policy, "bob@else.test"), Rule::AwaitingDecision);
    policy.may_ask.push(rule("partner.test", true));
    assert_eq!(verdict(&policy, "bob@else.test"), Rule::DomainMayNotAsk);
    assert_eq!(verdict(&policy, "bob@a.partner.test"), Rule::AwaitingDecision);
    assert_eq!(verdict(&policy, "bob@acme.test"), Rule::DomainAuthorised);
}

#[test]
fn approval_expires_exactly_at_its_end() {
    let mut policy = enforced();
    policy.standings.insert(address("ann@acme.test"), Standing::Approved { until: Some(NOW) });
    let at = |millis: i64| decide(&policy, &address("ann@acme.test"), Timestamp::from_millis(millis)).rule;
    assert_eq!(at(NOW.as_millis() - 1), Rule::AddressApproved);
    assert_eq!(at(NOW.as_millis()), Rule::AwaitingDecision);
}

#[test]
fn domain_with_same_text_suffix_is_not_covered() {
    let mut policy = enforced();
    policy.authorised.push(rule("mail.test", true));
    assert_eq!(verdict(&policy, "a@gmail.test"), Rule::AwaitingDecision);
    assert_eq!(verdict(&policy, "a@x.mail.test"), Rule::DomainAuthorised);
    assert_eq!(verdict(&policy, "a@mail.test.evil.test"), Rule::AwaitingDecision);
}

fn any_standing() -> impl Strategy<Value = Option<Standing>> {
    prop_oneof![
        Just(None),
        Just(Some(Standing::Undecided)),
        Just(Some(Standing::Rejected)),
        Just(Some(Standing::Approved { until: None })),
        (-5i64..5).prop_map(|d| Some(Standing::Approved { until: Some(NOW.plus_days(d)) })),
    ]
}

prop_compose! {
    fn any_policy()(
        active in any::<bool>(),
        enforced in any::<bool>(),
        standing in any_standing(),
        announced in proptest::option::of((any::<bool>(), -5i64..5)),
        authorised in proptest::collection::vec(("[ab]\\.test", any::<bool>()), 0..3),
        may_ask in proptest::collection::vec(("[ab]\\.test", any::<bool>()), 0..3),
    ) -> Policy {
        let email = address("ann@a.test");
        Policy {
            active,
            enforced,
            standings: standing.map(|s| (email.clone(), s)).into_iter().collect(),
            announcements: announced.map(|(by_domain, days)| Announcement {
                id: announcement(),
                who: if by_domain { Expected::Domain(domain("a.test")) } else { Expected::Address(email) },
                until: NOW.plus_days(days),
            }).into_iter().collect(),
            authorised: authorised.iter().map(|(d, s)| rule(d, *s)).collect(),
            may_ask: may_ask.iter().map(|(d, s)| rule(d, *s)).collect(),
        }
    }
}

/// Rule number of a step in.
fn number(step: &RuleOutcome) -> u32 {
    match step {
        RuleOutcome::Account { .. } => 1,
        RuleOutcome::Switch { .. } => 2,
        RuleOutcome::Rejected { .. } => 3,
        RuleOutcome::Approved(_) => 4,
        RuleOutcome::Announced(_) => 5,
        RuleOutcome::Authorised(_) => 6,
        RuleOutcome::MayAsk(_) => 7,
        RuleOutcome::Otherwise => 8,
    }
}

#[test]
fn explanation_lists_finding_of_each_rule() {
    let ann = address("ann@acme.test");
    let mut policy = enforced();
    policy.standings.insert(ann.clone(), Standing::Approved { until: Some(NOW) });
    policy.may_ask.push(rule("acme.test", false));
    let told = explain(&policy, &ann, NOW);
    assert_eq!(
        told.passed,
        [
            RuleOutcome::Account { active: true },
            RuleOutcome::Switch { on: true },
            RuleOutcome::Rejected { rejected: false },
            RuleOutcome::Approved(ApprovalOutcome::Lapsed { until: NOW }),
            RuleOutcome::Announced(None),
            RuleOutcome::Authorised(None),
            RuleOutcome::MayAsk(MayAskOutcome::Listed(rule("acme.test", false))),
        ]
    );
    assert_eq!(told.decided, RuleOutcome::Otherwise);
    let other = explain(&policy, &address("ann@else.test"), NOW);
    assert_eq!(other.decided, RuleOutcome::MayAsk(MayAskOutcome::NotListed));
    assert_eq!(other.passed.get(3), Some(&RuleOutcome::Approved(ApprovalOutcome::None)));
}

proptest! {
    /// Each verdict is justified by the facts that its rule names, and no earlier rule applies.
    #[test]
    fn verdict_matches_first_applicable_rule(policy in any_policy(), host in "(sub\\.)?[ab]\\.test") {
        let email = address(&format!("ann@{host}"));
        let standing = policy.standings.get(&email).copied().unwrap_or_default();
        let rejected = standing == Standing::Rejected;
        let approved = matches!(standing, Standing::Approved { until } if until.is_none_or(|u| u > NOW));
        let announced = policy.announcements.iter().any(|a| a.until > NOW && match &a.who {
            Expected::Address(e) => *e == email,
            Expected::Domain(d) => d == email.domain(),
        });
        let on = |list: &[DomainRule]| list.iter().any(|r| {
            let (name, entry) = (email.domain().as_str(), r.domain.as_str());
            name == entry || (r.with_subdomains && name.ends_with(&format!(".{entry}")))
        });
        let (authorised, may_ask) = (on(&policy.authorised), policy.may_ask.is_empty() || on(&policy.may_ask));
        let facts = [
            (Rule::UnknownAccount, !policy.active),
            (Rule::NotEnforced, !policy.enforced),
            (Rule::AddressRejected, rejected),
            (Rule::AddressApproved, approved || announced),
            (Rule::DomainAuthorised, authorised),
            (Rule::DomainMayNotAsk, !may_ask),
            (Rule::AwaitingDecision, true),
        ];
        let expected = facts.iter().find(|(_, holds)| *holds).unwrap().0;
        let verdict = decide(&policy, &email, NOW);
        prop_assert_eq!(verdict.rule, expected);
        prop_assert_eq!(verdict.announcement.is_some(), expected == Rule::AddressApproved && !approved);
    }

    /// The rehearsal blocks exactly those addresses that a check under enforcement would not allow, regardless of the
    /// current activation and enforcement; the reported obstacle is true.
    #[test]
    fn rehearsal_agrees_with_enforced_check(policy in any_policy(), host in "(sub\\.)?[ab]\\.test") {
        let email = address(&format!("ann@{host}"));
        let standing = policy.standings.get(&email).copied().unwrap_or_default();
        let on = Policy { active: true, enforced: true, ..policy.clone() };
        let checked = decide(&on, &email, NOW);
        let named = match rehearse(&policy, &email, NOW) {
            None => checked.answer() == Answer::Allowed,
            Some(BlockReason::Rejected) => checked.rule == Rule::AddressRejected,
            Some(BlockReason::Ended { at }) => {
                at <= NOW && standing == Standing::Approved { until: Some(at) } && checked.answer() != Answer::Allowed
            }
            Some(BlockReason::MayNotAsk) => checked.rule == Rule::DomainMayNotAsk && standing == Standing::Undecided,
            Some(BlockReason::Undecided) => checked.rule == Rule::AwaitingDecision && standing == Standing::Undecided,
        };
        prop_assert!(named, "{:?} beside {:?}", rehearse(&policy, &email, NOW), checked);
    }

    /// The explanation's verdict equals [`decide`]; the passed steps decide nothing and follow the order of; the
    /// deciding step's finding is true.
    #[test]
    fn explanation_agrees_with_verdict(
        mut policy in any_policy(),
        host in "(sub\\.)?[ab]\\.test",
        settled in any::<bool>(),
    ) {
        // Force half of the cases past the account and enforcement rules, which otherwise decide most of them.
        policy.active |= settled;
        policy.enforced |= settled;
        let email = address(&format!("ann@{host}"));
        let explanation = explain(&policy, &email, NOW);
        prop_assert_eq!(&explanation.verdict, &decide(&policy, &email, NOW));
        prop_assert_eq!(explanation.decided.decides(), Some(explanation.verdict.rule));
        prop_assert!(explanation.passed.iter().all(|step| step.decides().is_none()));
        let steps = explanation.passed.iter().chain([&explanation.decided]).map(number);
        prop_assert!(steps.eq(1..=number(&explanation.decided)));
        match &explanation.decided {
            RuleOutcome::Authorised(Some(rule)) => {
                prop_assert!(policy.authorised.contains(rule) && rule.covers(email.domain()));
            }
            RuleOutcome::Announced(Some(announcement)) => prop_assert!(policy.announcements.contains(announcement)),
            RuleOutcome::Approved(found) => {
                let ApprovalOutcome::Holds { until } = *found else { return Err(TestCaseError::fail("it does not hold")) };
                prop_assert_eq!(policy.standings.get(&email), Some(&Standing::Approved { until }));
            }
            _ => {}
        }
    }

    /// An enforced account never allows a rejected address, whatever else its policy contains.
    #[test]
    fn rejected_address_is_never_allowed(mut policy in any_policy()) {
        policy.active = true;
        policy.enforced = true;
        policy.standings.insert(address("ann@a.test"), Standing::Rejected);
        prop_assert_eq!(decide(&policy, &address("Ann@A.test"), NOW).answer(), Answer::Denied);
    }
}

mod hostile;
