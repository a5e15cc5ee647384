//! The four setup steps of an account with their figures.

use super::Services;
use crate::{
    error::Result,
    idn,
    store::{accounts, domain_rules, people, switch_plans},
};
use app::pages::setup::dto::Setup;
use esecure::{Timestamp, person::Administrator};

impl Services {
    /// Returns the four setup steps with their figures.
    pub(super) async fn setup_steps(&self, by: &Administrator) -> Result<Setup> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let profile = people::profile(&self.db, &by.person().profile).await?;
        let seats = people::seats(&self.db, people::SeatFilter::Account(&account.id)).await?;
        let active = seats.iter().filter(|s| s.is_active()).count();
        let tally = self.tally(&account).await?;
        let (authorised, _) = domain_rules::lists(&self.db, &account.id).await?;
        let domains = authorised.iter().map(|rule| idn::readable(&rule.domain)).collect();
        let planned = switch_plans::waiting(&self.db, &account.id).await?;
        let accepted = profile.terms_accepted_at.unwrap_or(Timestamp::from_millis(0));
        Ok(Setup {
            account: self.account_choice(&account).await?,
            terms: (u32::try_from(profile.terms_version.unwrap_or(0)).unwrap_or(0), calendar.on(accepted)),
            addresses: tally.addresses,
            may_ship: tally.may_ship,
            undecided: tally.undecided,
            blocked: tally.blocked(),
            domains: (domains, tally.by_domain),
            administrators: u64::try_from(active).unwrap_or(0),
            invited: u64::try_from(seats.len() - active).unwrap_or(0),
            share_contact: profile.share_contact,
            planned: planned.map(|plan| calendar.appointment(plan.switch_at)),
        })
    }
}
