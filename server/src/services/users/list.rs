//! The list: a page of it, its counts, and single rows.

use crate::{
    calendar::Calendar,
    error::Result,
    services::{Services, not_found},
    store::{
        accounts,
        columns::ShownAs,
        entity::{account, account_user},
        users,
        users_list::{self, ListFilter},
    },
};
use app::pages::users::{
    dto::{StandingFilter, StandingView, UserCounts, UserRow, UsersPage, UsersQuery},
    standing_dto::TICKED_LIMIT,
};
use esecure::{
    EmailAddress, SingleLine, Timestamp,
    id::{ApplicationId, UserId},
    person::Administrator,
    policy::{DomainRule, StandingSource},
};
use std::collections::HashMap;

/// Rows per page.
const PAGE: u64 = 50;

/// Context for building rows.
pub(super) struct RowContext<'a> {
    pub by: &'a Administrator,
    pub calendar: &'a Calendar,
    pub authorised: &'a [DomainRule],
}

impl Services {
    /// Loads one page of the list: all addresses that used the account in 13 months, all with a decision, and the
    /// administrator's own address, which can be decided nowhere else.
    pub async fn users(&self, by: &Administrator, query: UsersQuery) -> Result<UsersPage> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let (account, authorised) = self.with_fresh_stats(account).await?;
        let own = by.person().email.key();
        let wanted = query.search.trim().to_lowercase();
        let application = query.application.as_ref();
        let filter = chip(query.filter);
        let part = ListFilter { account: &account.id, own: &own, filter, search: &wanted, application };
        let counts = if wanted.is_empty() && application.is_none() {
            self.filter_counts(&account, &by.person().email).await?
        } else {
            let all = ListFilter { filter: None, ..part.clone() };
            counts(&all.counts(&self.db).await?)
        };
        let total = counts.of(query.filter);
        let undecided = ListFilter { filter: Some(ShownAs::Undecided), ..part.clone() };
        let own_undecided = u64::from(undecided.has_own(&self.db).await?);
        let pages = total.div_ceil(PAGE).max(1);
        let page = query.page.clamp(1, pages);
        let skip = (page - 1) * PAGE;
        let rows = part.page(&self.db, query.sort, PAGE, skip).await?;
        let telling = RowContext { by, calendar: &calendar, authorised: &authorised };
        Ok(UsersPage {
            since: calendar.day(account.listed_since),
            span: calendar.span(account.listed_since, self.now()),
            applications: self.used_from(&account).await?,
            tickable: counts.undecided.saturating_sub(own_undecided),
            counts,
            rows: self.to_rows(rows, &telling).await?,
            page,
            pages,
            total,
            first: if total == 0 { 0 } else { skip + 1 },
            deciders: self.deciders(by).await?,
        })
    }

    /// Lists the undecided addresses of a query, at most [`TICKED_LIMIT`], in its order.
    pub async fn undecided(&self, by: &Administrator, query: UsersQuery) -> Result<Vec<(UserId, String)>> {
        let account = accounts::get(&self.db, by.account()).await?;
        let (account, _) = self.with_fresh_stats(account).await?;
        let own = by.person().email.key();
        let wanted = query.search.trim().to_lowercase();
        let application = query.application.as_ref();
        let filter = Some(ShownAs::Undecided);
        let part = ListFilter { account: &account.id, own: &own, filter, search: &wanted, application };
        // One more than the limit: one's own address may be among them, and cannot be ticked.
        let most = TICKED_LIMIT + 1;
        let mut rows = part.page(&self.db, query.sort, most as u64, 0).await?;
        rows.retain(|row| row.email_key != own);
        rows.truncate(TICKED_LIMIT);
        Ok(rows.into_iter().map(|row| (row.id, row.email.into())).collect())
    }

    /// Lists the applications that used the account, by name.
    async fn used_from(&self, account: &account::Model) -> Result<Vec<(ApplicationId, String)>> {
        let used = users_list::used_from(&self.db, &account.id, account.listed_since).await?;
        Ok(used.into_iter().map(|application| (application.id, application.name.into())).collect())
    }

    /// Counts the addresses for the filter chips.
    async fn filter_counts(&self, account: &account::Model, own: &EmailAddress) -> Result<UserCounts> {
        let mut by_chip = users_list::listed(&self.db, &account.id).await?;
        if let Some(own) = users::by_email(&self.db, &account.id, own).await?.filter(|row| !row.listed) {
            *by_chip.entry(own.shown_as).or_default() += 1;
        }
        Ok(counts(&by_chip))
    }

    /// Loads one row in its current state.
    pub(super) async fn one_row(&self, by: &Administrator, account: account::Model, user: &UserId) -> Result<UserRow> {
        let calendar = self.calendar(&account, by.person().locale);
        let (account, authorised) = self.with_fresh_stats(account).await?;
        let row = users::get(&self.db, &account.id, user).await?.ok_or_else(not_found)?;
        let rows = self.to_rows(vec![row], &RowContext { by, calendar: &calendar, authorised: &authorised }).await?;
        rows.into_iter().next().ok_or_else(not_found)
    }

    /// Builds rows with all columns of the list.
    pub(super) async fn to_rows(
        &self,
        rows: Vec<account_user::Model>,
        context: &RowContext<'_>,
    ) -> Result<Vec<UserRow>> {
        let ids: Vec<&UserId> = rows.iter().map(|row| &row.id).collect();
        let mut from = users_list::applications(&self.db, ids.iter().copied()).await?;
        let begins = context.calendar.thirteen_months();
        let mut months = users_list::periods(&self.db, &ids, &begins).await?;
        let viewed = rows.into_iter().map(|row| {
            let applications = from.remove(&row.id).unwrap_or_default();
            let months = months.remove(&row.id).unwrap_or_else(|| vec![0; begins.len()]);
            view(row, applications, months, context)
        });
        Ok(viewed.collect())
    }
}

/// Returns the chip of a filter; `None` for all addresses.
pub(super) const fn chip(filter: StandingFilter) -> Option<ShownAs> {
    match filter {
        StandingFilter::All => None,
        StandingFilter::Undecided => Some(ShownAs::Undecided),
        StandingFilter::Approved => Some(ShownAs::Approved),
        StandingFilter::Domain => Some(ShownAs::Domain),
        StandingFilter::Rejected => Some(ShownAs::Rejected),
    }
}

pub(super) fn counts(by_chip: &HashMap<ShownAs, u64>) -> UserCounts {
    let of = |chip| by_chip.get(&chip).copied().unwrap_or(0);
    UserCounts {
        all: by_chip.values().sum(),
        undecided: of(ShownAs::Undecided),
        approved: of(ShownAs::Approved),
        domain: of(ShownAs::Domain),
        rejected: of(ShownAs::Rejected),
    }
}

/// Returns the latest use of an address, if it used the account.
pub(super) fn last_use(row: &account_user::Model) -> Option<Timestamp> {
    (row.last_use > Timestamp::from_millis(0)).then_some(row.last_use)
}

/// Returns the origin of a decision.
pub(super) fn source_of(row: &account_user::Model) -> StandingSource {
    row.source.unwrap_or(StandingSource::List)
}

/// Returns the domain rule that covers an address.
pub(super) fn covering_rule<'a>(row: &account_user::Model, authorised: &'a [DomainRule]) -> Option<&'a DomainRule> {
    authorised.iter().find(|rule| rule.covers(&row.domain))
}

fn view(
    row: account_user::Model,
    applications: Vec<SingleLine>,
    months: Vec<u32>,
    telling: &RowContext<'_>,
) -> UserRow {
    let RowContext { by, calendar, authorised } = telling;
    let (last_use, source) = (last_use(&row), source_of(&row));
    let note = || row.note.as_deref().map(str::to_owned);
    let decided = || {
        let at = row.decided_at.unwrap_or(row.created_at);
        (row.decided_by_name.as_deref().map(str::to_owned), calendar.past_day(at))
    };
    let standing = match row.shown_as {
        ShownAs::Approved => {
            let (by, when) = decided();
            // The stored end is the first instant after the last day.
            let until = row.valid_until.map(|end| calendar.day(end.just_before()));
            StandingView::Approved { by, when, until, source, note: note() }
        }
        ShownAs::Rejected => {
            let (by, when) = decided();
            StandingView::Rejected { by, when, source, note: note() }
        }
        ShownAs::Domain => match covering_rule(&row, authorised) {
            Some(rule) => StandingView::Domain { domain: rule.domain.to_string() },
            None => StandingView::Undecided,
        },
        ShownAs::Undecided | ShownAs::Unclassified => StandingView::Undecided,
    };
    UserRow {
        id: row.id,
        own: row.email_key == by.person().email.key(),
        name: row.name.map(String::from),
        email: row.email.into(),
        standing,
        applications: applications.into_iter().map(String::from).collect(),
        last_use: last_use.map(|at| calendar.when(at)),
        uses: u64::try_from(row.uses).unwrap_or(0),
        months,
    }
}
