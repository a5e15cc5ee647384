//! Effect of a domain list change: replays [`decide`], the function behind checks, for every known address before and
//! after the change.

use crate::{
    config::Domains,
    domain_names,
    error::{Result, ServiceError},
    idn,
    services::not_found,
    store::{
        domain_rules::{self, rule_of},
        entity::{account, domain_rule},
        open_requests, users,
    },
};
use app::pages::domains::dto::{Addresses, DomainChange};
use esecure::{
    Answer, DomainName, EmailAddress, Locale, Policy, Rule, Timestamp, decide,
    domain::entry::EntryError,
    policy::{DomainList, DomainRule},
};
use i18n::domain_error as t;
use sea_orm::ConnectionTrait;

/// Maximum number of addresses listed by name; the others are only counted.
const NAMED: usize = 20;

/// Validated change of a domain list.
pub(super) struct Plan {
    pub list: DomainList,
    pub rule: DomainRule,
    /// Stored row of the name, if it is already listed.
    pub existing: Option<domain_rule::Model>,
    pub removes: bool,
}

impl Plan {
    /// Validates a change against the stored rows.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] at `domain`; [`app::AppError::NotFound`] for an unknown entry.
    pub(super) fn of(
        rows: &[domain_rule::Model],
        change: &DomainChange,
        operator: &Domains,
        locale: Locale,
    ) -> Result<Self> {
        match change {
            DomainChange::Add(form) => {
                let rule = domain_names::read_entry(&form.domain, form.with_subdomains, form.list, operator)
                    .map_err(|error| ServiceError::field("domain", why_not(&error, locale)))?;
                let same = |row: &&domain_rule::Model| row.list == form.list && row.domain == rule.domain;
                let existing = rows.iter().find(same).cloned();
                if existing.as_ref().is_some_and(|row| row.with_subdomains == rule.with_subdomains) {
                    let name = idn::readable(&rule.domain);
                    return Err(ServiceError::field("domain", t::listed(locale, name)));
                }
                Ok(Self { list: form.list, rule, existing, removes: false })
            }
            DomainChange::Remove(id) => {
                let row = rows.iter().find(|row| row.id == *id).ok_or_else(not_found)?;
                Ok(Self { list: row.list, rule: rule_of(row), existing: Some(row.clone()), removes: true })
            }
        }
    }

    fn apply(&self, policy: &mut Policy) {
        let list = policy.list_mut(self.list);
        list.retain(|rule| rule.domain != self.rule.domain);
        if !self.removes {
            list.push(self.rule.clone());
        }
    }
}

/// Known addresses whose verdict changes, sorted by address.
#[derive(Default)]
pub(super) struct ReplayResult {
    /// Pending or denied before, allowed after.
    pub gain: Vec<EmailAddress>,
    /// Allowed before, pending or denied after.
    pub lose: Vec<EmailAddress>,
    /// Denied before, pending after: the address may ask from now on.
    pub may_ask: Vec<EmailAddress>,
    /// Pending before, denied after.
    pub may_not_ask: Vec<EmailAddress>,
    /// Addresses whose open requests the change approves.
    pub approves: Vec<EmailAddress>,
    /// True if the author's own open request is covered but stays open, since administrators cannot approve their own
    /// request.
    pub own_stays: bool,
}

impl ReplayResult {
    /// Computes the verdict of every known address before and after the plan, as if the account were active and
    /// enforced.
    pub(super) async fn of<C: ConnectionTrait>(
        db: &C,
        account: &account::Model,
        plan: &Plan,
        own: &EmailAddress,
        now: Timestamp,
    ) -> Result<Self> {
        let (authorised, may_ask) = domain_rules::lists(db, &account.id).await?;
        let mut known: Vec<_> = users::all(db, &account.id)
            .await?
            .into_iter()
            .map(|row| (EmailAddress::from_stored(&row.email, &row.email_key), row.standing()))
            .collect();
        known.sort_by(|(a, _), (b, _)| a.cmp(b));
        let before = Policy {
            active: true,
            enforced: true,
            standings: known.iter().cloned().collect(),
            announcements: Vec::new(),
            authorised,
            may_ask,
        };
        let mut after = before.clone();
        plan.apply(&mut after);
        let mut replay = Self::default();
        for (email, _) in &known {
            let turned = (decide(&before, email, now).answer(), decide(&after, email, now).answer());
            let those = match turned {
                (Answer::Allowed, Answer::Allowed) => continue,
                (_, Answer::Allowed) => &mut replay.gain,
                (Answer::Allowed, _) => &mut replay.lose,
                (Answer::Denied, Answer::Pending) => &mut replay.may_ask,
                (Answer::Pending, Answer::Denied) => &mut replay.may_not_ask,
                (Answer::Denied, Answer::Denied) | (Answer::Pending, Answer::Pending) => continue,
            };
            those.push(email.clone());
        }
        if plan.list == DomainList::Authorised && !plan.removes {
            for email in open_requests::addresses(db, &account.id).await? {
                // Only addresses covered by this entry: another entry may have left a request open on purpose.
                let covered = plan.rule.covers(email.domain());
                if !covered || decide(&after, &email, now).rule != Rule::DomainAuthorised {
                    continue;
                }
                if email == *own {
                    replay.own_stays = true;
                } else {
                    replay.approves.push(email);
                }
            }
        }
        Ok(replay)
    }
}

/// Converts the addresses to their count and the first [`NAMED`] of them.
pub(super) fn addresses(all: &[EmailAddress]) -> Addresses {
    Addresses {
        count: u64::try_from(all.len()).unwrap_or(u64::MAX),
        first: all.iter().take(NAMED).map(|email| email.original().to_owned()).collect(),
    }
}

/// Returns the error text for a refused name, with a remedy.
pub(in crate::services) fn why_not(error: &EntryError, locale: Locale) -> String {
    let name = |domain: &DomainName| idn::readable(domain);
    match error {
        EntryError::Address => t::address(locale).to_owned(),
        EntryError::Wildcard => t::wildcard(locale).to_owned(),
        EntryError::TopLevel => t::top_level(locale).to_owned(),
        EntryError::PublicSuffix(domain) => t::public_suffix(locale, name(domain)),
        EntryError::MailProvider(domain) => t::mail_provider(locale, name(domain)),
        EntryError::Refused(domain) => t::refused(locale, name(domain)),
        EntryError::Includes(domain) => t::includes(locale, name(domain)),
        EntryError::Domain(_) => t::not_a_name(locale).to_owned(),
    }
}
