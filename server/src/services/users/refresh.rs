//! Refreshes the denormalised usage figures (`store::list_stats`) lazily, on read, so that no answer depends on a job that
//! ran in time. Work arises only from a new day, a lapsed approval, a changed list of domains or a changed row.

use crate::{
    error::Result,
    services::Services,
    store::{self, accounts, columns::Digest, domain_rules, entity::account, list_stats},
};
use esecure::{Locale, policy::DomainRule};
use sha2::{Digest as _, Sha256};

impl Services {
    /// Refreshes an account's figures. Returns the account, with the start of the figures in `listed_since`, and the
    /// domains that the figures reflect.
    pub(in crate::services) async fn with_fresh_stats(
        &self,
        account: account::Model,
    ) -> Result<(account::Model, Vec<DomainRule>)> {
        let now = self.now();
        let since = self.calendar(&account, Locale::En).thirteen_months_ago();
        let (authorised, _) = domain_rules::lists(&self.db, &account.id).await?;
        // The period never moves back: uses that left the figures may have been deleted since.
        if account.listed_since >= since
            && account.listed_domains == digest(&authorised)
            && !list_stats::is_stale(&self.db, &account.id, now).await?
        {
            return Ok((account, authorised));
        }
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_without_version_bump(&tx, &account.id).await?;
        let (authorised, _) = domain_rules::lists(&tx, &account.id).await?;
        if account.listed_since < since {
            list_stats::move_window(&tx, &account, since).await?;
        }
        let domains = digest(&authorised);
        if account.listed_domains != domains {
            list_stats::reset_classification(&tx, &account.id, &domains).await?;
        }
        let mut covered = list_stats::unclassified_domains(&tx, &account.id, now).await?;
        covered.retain(|domain| authorised.iter().any(|rule| rule.covers(domain)));
        list_stats::classify(&tx, &account.id, &covered, now).await?;
        tx.commit().await?;
        let listed_since = account.listed_since.max(since);
        Ok((account::Model { listed_since, listed_domains: domains, ..account }, authorised))
    }
}

/// Returns a fingerprint of a list of domains; empty for an empty list.
fn digest(rules: &[DomainRule]) -> Digest {
    let mut rules: Vec<_> = rules.iter().map(|rule| format!("{} {}\n", rule.domain, rule.with_subdomains)).collect();
    rules.sort();
    if rules.is_empty() { Digest::default() } else { Digest::new(hex::encode(Sha256::digest(rules.concat()))) }
}
