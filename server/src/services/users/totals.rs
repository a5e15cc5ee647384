//! Counts of the list for other pages.

use super::list::counts;
use crate::{
    error::Result,
    services::Services,
    store::{entity::account, users_list},
};
use app::pages::users::dto::StandingFilter;

/// Counts of the addresses that used the account, by their effect under enforcement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListTotals {
    /// Addresses that used the account in 13 months.
    pub addresses: u64,
    /// Of these, the ones approved or covered by a domain.
    pub may_ship: u64,
    /// Of these, the ones neither decided nor covered.
    pub undecided: u64,
    /// Of these, the ones covered by a domain, without a decision of their own.
    pub by_domain: u64,
}

impl ListTotals {
    /// Returns the number of addresses that a check would block while the account is enforced.
    pub const fn blocked(&self) -> u64 {
        self.addresses.saturating_sub(self.may_ship)
    }
}

impl Services {
    /// Counts the list for the four steps, the switch and its rehearsal.
    pub(in crate::services) async fn tally(&self, account: &account::Model) -> Result<ListTotals> {
        let (account, _) = self.with_fresh_stats(account.clone()).await?;
        let listed = users_list::listed(&self.db, &account.id).await?;
        let unused = users_list::unused(&self.db, &account.id).await?;
        let (listed, unused) = (counts(&listed), counts(&unused));
        let used = |filter| listed.of(filter).saturating_sub(unused.of(filter));
        Ok(ListTotals {
            addresses: used(StandingFilter::All),
            may_ship: used(StandingFilter::Approved) + used(StandingFilter::Domain),
            undecided: used(StandingFilter::Undecided),
            by_domain: used(StandingFilter::Domain),
        })
    }
}
