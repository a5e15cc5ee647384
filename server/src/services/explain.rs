//! *Why?* (R-2.6): explains the verdict on any address by the same rules and data as a check, with author and time of
//! the deciding rule. Opens no request and changes nothing.

use super::{Services, parse_email};
use crate::{
    api::email_problem,
    calendar::Calendar,
    error::{Result, ServiceError},
    store::{
        accounts, domain_rules,
        entity::{account, account_user},
        policies, requests, users,
    },
};
use app::pages::explain::dto::{Decided, OpenRequest, RuleFinding, VerdictExplanation};
use esecure::{
    Policy, decide,
    person::Administrator,
    policy::{ApprovalOutcome, DomainList, DomainRule, Expected, MayAskOutcome, RuleOutcome, StandingSource, explain},
};

impl Services {
    /// Explains the verdict on an address as typed. If the account is not enforced, the rules are explained as if it
    /// were, because the switch alone would explain nothing.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] at `email`.
    pub async fn why(&self, by: &Administrator, typed: &str) -> Result<VerdictExplanation> {
        let email = parse_email(typed)
            .map_err(|error| ServiceError::field("email", email_problem(error, by.person().locale)))?;
        let now = self.now();
        let account = accounts::get(&self.db, by.account()).await?;
        let as_enforced = account::Model { enforced: true, ..account.clone() };
        let policy = policies::for_address(&self.db, &as_enforced, &email, now).await?;
        let explanation = explain(&policy, &email, now);
        let verdict = decide(&Policy { enforced: account.enforced, ..policy }, &email, now);
        let row = users::by_email(&self.db, &account.id, &email).await?;
        let telling = ExplainContext { calendar: self.calendar(&account, by.person().locale), row: row.as_ref() };
        let decided = match &explanation.decided {
            RuleOutcome::Authorised(Some(rule)) => self.authorised(&account, rule, &telling.calendar).await?,
            step => telling.finding(step),
        };
        let request = requests::open_of(&self.db, &account.id, &email).await?;
        let request = request.map(|row| OpenRequest {
            id: row.id,
            number: u64::try_from(row.number.get()).unwrap_or(0),
            when: telling.calendar.when(row.opened_at),
        });
        Ok(VerdictExplanation {
            email: email.original().to_owned(),
            domain: email.domain().to_string(),
            now: verdict.answer(),
            enforced: account.enforced,
            passed: explanation.passed.iter().map(|step| telling.finding(step)).collect(),
            decided,
            answer: explanation.verdict.answer(),
            user: row.as_ref().map(|row| row.id.clone()),
            request,
            own: email == by.person().email,
        })
    }

    /// Loads an authorised domain, with its author and time.
    async fn authorised(
        &self,
        account: &account::Model,
        rule: &DomainRule,
        calendar: &Calendar,
    ) -> Result<RuleFinding> {
        let rows = domain_rules::rows(&self.db, &account.id).await?;
        let added = rows.into_iter().find(|row| row.list == DomainList::Authorised && row.domain == rule.domain);
        // Removed between the two reads: the page would name a rule that is gone.
        let added = added.ok_or(app::AppError::Unavailable)?;
        Ok(RuleFinding::Domain {
            domain: crate::idn::readable(&rule.domain),
            with_subdomains: rule.with_subdomains,
            by: added.added_by.into(),
            when: calendar.when(added.added_at),
        })
    }
}

/// Context for building findings.
struct ExplainContext<'a> {
    calendar: Calendar,
    row: Option<&'a account_user::Model>,
}

impl ExplainContext<'_> {
    fn finding(&self, step: &RuleOutcome) -> RuleFinding {
        match step {
            RuleOutcome::Account { .. } => RuleFinding::Account,
            RuleOutcome::Switch { .. } => RuleFinding::Switch,
            RuleOutcome::Rejected { rejected } => RuleFinding::Rejection(rejected.then(|| self.decided()).flatten()),
            RuleOutcome::Approved(ApprovalOutcome::None) => RuleFinding::NoApproval,
            RuleOutcome::Approved(ApprovalOutcome::Lapsed { until }) => {
                RuleFinding::Lapsed { until: self.calendar.last_day(*until) }
            }
            RuleOutcome::Approved(ApprovalOutcome::Holds { until }) => match self.decided() {
                Some(decided) => {
                    RuleFinding::Approval { decided, until: until.map(|until| self.calendar.last_day(until)) }
                }
                None => RuleFinding::NoApproval,
            },
            RuleOutcome::Announced(None) => RuleFinding::NotExpected,
            RuleOutcome::Announced(Some(announcement)) => RuleFinding::Expected {
                domain: match &announcement.who {
                    Expected::Domain(domain) => Some(crate::idn::readable(domain)),
                    Expected::Address(_) => None,
                },
                until: self.calendar.last_day(announcement.until),
            },
            // The deciding rule is built with its author in [`Services::authorised`].
            RuleOutcome::Authorised(_) => RuleFinding::NoDomain,
            RuleOutcome::MayAsk(MayAskOutcome::Everybody) => RuleFinding::EverybodyAsks,
            RuleOutcome::MayAsk(MayAskOutcome::Listed(rule)) => {
                RuleFinding::MayAsk { domain: crate::idn::readable(&rule.domain) }
            }
            RuleOutcome::MayAsk(MayAskOutcome::NotListed) => RuleFinding::MayNotAsk,
            RuleOutcome::Otherwise => RuleFinding::Nothing,
        }
    }

    /// Returns author, time and source of the decision about the address.
    fn decided(&self) -> Option<Decided> {
        let row = self.row?;
        Some(Decided {
            by: row.decided_by_name.clone().map(String::from),
            when: self.calendar.when(row.decided_at.unwrap_or(row.created_at)),
            source: row.source.unwrap_or(StandingSource::List),
        })
    }
}
