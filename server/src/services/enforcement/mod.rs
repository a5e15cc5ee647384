//! Enforcement (section 7): manual switching (`switch`), a scheduled switch (`plan`, `due`), notices to the addresses
//! that the switch will stop (`notices`) and their requests (`ask_ahead`).

mod ask_ahead;
mod due;
mod notices;
mod plan;
mod switch;

pub use ask_ahead::AskAheadPage;
pub(crate) use switch::SwitchedBy;

use super::Services;
use crate::{
    calendar::Calendar,
    error::Result,
    store::{
        accounts,
        entity::{account, switch_plan},
        people, requests, switch_plans,
    },
};
use app::{
    layout::dto::AccountChoice,
    pages::enforcement::dto::{Enforcement, PlannedSwitch, SwitchTimes, ZonedDisplayTime},
};
use esecure::{Timestamp, person::Administrator};

impl Services {
    /// Returns the state of the switch and the figures shown with it.
    pub async fn enforcement(&self, by: &Administrator) -> Result<Enforcement> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let tally = self.tally(&account).await?;
        let seats = people::seats(&self.db, people::SeatFilter::Account(&account.id)).await?;
        let since = account
            .switched_at
            .map(|at| (calendar.when(at), account.switched_by.clone().map(String::from).unwrap_or_default()));
        let planned = match switch_plans::waiting(&self.db, &account.id).await? {
            Some(plan) => Some(self.planned(&plan, &calendar).await?),
            None => None,
        };
        Ok(Enforcement {
            account: self.account_choice(&account).await?,
            since,
            addresses: tally.addresses,
            may_ship: tally.may_ship,
            undecided: self.count_undecided(&account).await?,
            administrators: u64::try_from(seats.iter().filter(|s| s.is_active()).count()).unwrap_or(0),
            planned,
            times: self.switch_times(&calendar),
        })
    }

    async fn planned(&self, plan: &switch_plan::Model, calendar: &Calendar) -> Result<PlannedSwitch> {
        let mailed = if plan.notices {
            Some((switch_plans::notified_count(&self.db, &plan.id).await?, plan.noticed_at.is_some()))
        } else {
            None
        };
        Ok(PlannedSwitch {
            at: moment(plan.switch_at, calendar),
            by: plan.set_by_name.to_string(),
            set: calendar.when(plan.set_at),
            mailed,
        })
    }

    fn switch_times(&self, calendar: &Calendar) -> SwitchTimes {
        let proposed = calendar.proposed();
        SwitchTimes {
            place: calendar.place(),
            date: calendar.table_day(proposed),
            time: calendar.clock(proposed),
            words: calendar.appointment(proposed),
            first: calendar.table_day(self.now()),
            last: calendar.table_day(calendar.in_a_year()),
        }
    }

    /// Converts an account to an entry of the account switcher.
    pub(super) async fn account_choice(&self, account: &account::Model) -> Result<AccountChoice> {
        Ok(AccountChoice {
            id: account.id.clone(),
            company: account.company.to_string(),
            number: account.number.to_string(),
            enforced: account.enforced,
            open: requests::count_open(&self.db, [&account.id]).await?,
        })
    }
}

/// Formats an instant for a reader.
fn moment(at: Timestamp, calendar: &Calendar) -> ZonedDisplayTime {
    ZonedDisplayTime {
        iso: calendar.when(at).iso,
        full: calendar.long(at),
        short: calendar.appointment(at),
        offset: calendar.offset(at),
        twice: calendar.comes_twice(at),
    }
}
