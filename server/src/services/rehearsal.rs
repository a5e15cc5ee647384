//! The rehearsal of the switch: evaluates 13 months of uses under the current rules, and approves addresses
//! that would be blocked.
//!
//! The blocked addresses come from the account's refreshed figures (`services::users`); the reason is evaluated for each
//! row shown.

use super::Services;
use crate::{
    calendar::Calendar,
    error::Result,
    store::{
        accounts, domain_rules,
        entity::{account, account_user},
        rehearsal as store,
        rehearsal::{Blocked, SmallerSide},
        users_list,
    },
};
use app::{
    AppError,
    pages::{
        enforcement::rehearsal_dto::{BLOCKED_FIRST, BlockedRow, Rehearsal, RehearsedMonth, WhyBlocked},
        users::standing_dto::{TICKED_LIMIT, UserAction, UserActionInput},
    },
};
use esecure::{
    EmailAddress, Policy, Standing,
    id::UserId,
    person::Administrator,
    policy::{BlockReason, DomainRule, may_ask as asks, rehearse},
};
use i18n::rehearsal as t;
use std::collections::HashMap;

/// Rows per page of the blocked addresses.
const PAGE: u64 = 50;
/// Periods of a quarter: the last three of the 13.
const QUARTER: usize = 3;

impl Services {
    /// Computes the effect of switching on, with a page of the blocked addresses from 1, or the first few.
    pub async fn rehearsal(&self, by: &Administrator, page: Option<u64>) -> Result<Rehearsal> {
        let account = accounts::get(&self.db, by.account()).await?;
        let tally = self.tally(&account).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let begins = calendar.thirteen_months();
        let quarter = begins[begins.len() - QUARTER];
        let (authorised, may_ask) = domain_rules::lists(&self.db, &account.id).await?;
        let few = if tally.blocked() > tally.may_ship { SmallerSide::Allowed } else { SmallerSide::Blocked };
        let pages = tally.blocked().div_ceil(PAGE).max(1);
        let page = page.map(|page| page.clamp(1, pages));
        let (limit, offset) = page.map_or((BLOCKED_FIRST, 0), |page| (PAGE, (page - 1) * PAGE));
        // Concurrently, because each of the three may be slow on a large account.
        let (uses, undecided, blocked) = tokio::try_join!(
            async { Ok(store::uses(&self.db, &account.id, &begins, few).await?) },
            self.undecided_count(by, &account, &may_ask),
            async { Ok(store::blocked(&self.db, &account.id, quarter, limit, offset).await?) },
        )?;
        let policy = Policy { active: true, enforced: true, authorised, may_ask, ..Policy::default() };
        let months = calendar.periods().into_iter().zip(&uses).map(|(period, uses)| RehearsedMonth {
            name: period.name.to_owned(),
            year: period.year,
            span: period.span,
            allowed: uses.allowed,
            blocked: uses.blocked,
        });
        Ok(Rehearsal {
            enforced: account.enforced,
            addresses: tally.addresses,
            blocked: tally.blocked(),
            quarter: uses.iter().rev().take(QUARTER).map(|uses| uses.blocked).sum(),
            quarter_since: calendar.on(quarter),
            months: months.collect(),
            rows: self.blocked_rows(by, blocked, policy, &calendar).await?,
            undecided,
            page,
            pages,
            sole: self.is_sole(&self.db, by).await?,
        })
    }

    /// Approves one address that would be blocked; with `anyway`, even a rejected one.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the address was decided otherwise since the page was loaded, [`AppError::Forbidden`]
    /// for one's own address.
    pub async fn approve_blocked(&self, by: &Administrator, user: UserId, anyway: bool) -> Result<()> {
        let (now, locale) = (self.now(), by.person().locale);
        let may = move |row: &account_user::Model| {
            let meanwhile = match row.standing() {
                Standing::Approved { until } => until.is_none_or(|until| now < until),
                Standing::Rejected => !anyway,
                Standing::Undecided => false,
            };
            if !meanwhile {
                return Ok(());
            }
            let whom = row.decided_by_name.as_deref().unwrap_or_else(|| t::somebody(locale));
            Err(AppError::Conflict(t::Meanwhile { by: whom, email: row.email.as_str() }.text(locale)))
        };
        for ruled in self.change_standings_if(by, vec![user], approve(), may).await? {
            ruled.result?;
        }
        Ok(())
    }

    /// Approves the addresses without any decision that would be blocked, the most used first, at most [`TICKED_LIMIT`]
    /// at once. Excludes addresses that may not ask, were ever approved or rejected, and one's own. Returns
    /// their number.
    pub async fn approve_undecided(&self, by: &Administrator) -> Result<u64> {
        let account = accounts::get(&self.db, by.account()).await?;
        let (account, _) = self.with_fresh_stats(account).await?;
        let begins = self.calendar(&account, by.person().locale).thirteen_months();
        let (_, may_ask) = domain_rules::lists(&self.db, &account.id).await?;
        let (own, quarter) = (by.person().email.key(), begins[begins.len() - QUARTER]);
        // If only some domains may ask, the first rows may belong to others: no limit then.
        let limit = may_ask.is_empty().then_some(TICKED_LIMIT);
        let mut found = store::never_decided(&self.db, &account.id, &own, quarter, limit).await?;
        found.retain(|row| asks(&may_ask, &row.domain));
        let users = found.into_iter().take(TICKED_LIMIT).map(|row| row.id).collect();
        let locale = by.person().locale;
        // A colleague's decision made meanwhile is kept.
        let may = move |row: &account_user::Model| match row.standing() {
            Standing::Undecided => Ok(()),
            Standing::Approved { .. } | Standing::Rejected => Err(AppError::Conflict(
                t::Meanwhile { by: t::somebody(locale), email: row.email.as_str() }.text(locale),
            )),
        };
        let results = self.change_standings_if(by, users, approve(), may).await?;
        Ok(results.iter().filter(|item| item.result.is_ok()).count() as u64)
    }

    /// Counts the addresses that [`Self::approve_undecided`] can approve, without its limit.
    async fn undecided_count(
        &self,
        by: &Administrator,
        account: &account::Model,
        may_ask: &[DomainRule],
    ) -> Result<u64> {
        let found = store::undecided_by_domain(&self.db, &account.id, &by.person().email.key()).await?;
        let asking = found.iter().filter(|at| asks(may_ask, &at.domain));
        Ok(asking.map(|at| u64::try_from(at.n).unwrap_or(0)).sum())
    }

    async fn blocked_rows(
        &self,
        by: &Administrator,
        blocked: Vec<Blocked>,
        mut policy: Policy,
        calendar: &Calendar,
    ) -> Result<Vec<BlockedRow>> {
        let own = by.person().email.key();
        let quarters: HashMap<&UserId, i64> = blocked.iter().map(|row| (&row.id, row.quarter)).collect();
        let ids: Vec<UserId> = blocked.iter().map(|row| row.id.clone()).collect();
        let rows = users_list::by_ids_in_order(&self.db, &ids).await?;
        let address = |row: &account_user::Model| EmailAddress::from_stored(&row.email, &row.email_key);
        policy.standings = rows.iter().map(|row| (address(row), row.standing())).collect();
        let blocked = rows.iter().filter_map(|row| {
            // An address approved since the query is no longer blocked.
            let obstacle = rehearse(&policy, &address(row), self.now())?;
            let at = row.decided_at.unwrap_or(row.created_at);
            let why = match obstacle {
                BlockReason::Undecided => WhyBlocked::Undecided,
                BlockReason::MayNotAsk => WhyBlocked::MayNotAsk,
                BlockReason::Rejected => WhyBlocked::Rejected { when: calendar.past_day(at) },
                // The stored end is the first instant after the last day.
                BlockReason::Ended { at } => WhyBlocked::Ended { day: calendar.on(at.plus_seconds(-1)) },
            };
            Some(BlockedRow {
                id: row.id.clone(),
                name: row.name.clone().map(String::from),
                email: row.email.to_string(),
                why,
                quarter: quarters.get(&row.id).map_or(0, |&n| u64::try_from(n).unwrap_or(0)),
                last_use: calendar.past_day(row.last_use),
                own: row.email_key == own,
            })
        });
        Ok(blocked.collect())
    }
}

fn approve() -> UserActionInput {
    UserActionInput { choice: UserAction::Approve, ..UserActionInput::default() }
}
