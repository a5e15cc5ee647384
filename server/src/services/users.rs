//! The list under *Authorised account numbers*: who used the account in 13 months, and what is decided about each.

use super::{
    Services, complete,
    journal::{self, Actor, Entry},
    not_found,
    requests::set_standing,
};
use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    store::{
        self, accounts,
        entity::{account, account_user},
        people, users,
    },
};
use app::{
    AppError,
    locales::error as t,
    view::{Choice, StandingFilter, StandingView, UserCounts, UserRow, UsersPage, UsersQuery},
};
use esecure::{EmailAddress, Standing, Timestamp, id::UserId, person::Administrator, policy::DomainRule, request::Way};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::HashMap;

/// Rows on a page.
const PAGE: u64 = 50;

/// An address with everything the list needs to know of it.
struct Listed {
    row: account_user::Model,
    uses: u64,
    last_use: Option<i64>,
    applications: Vec<String>,
    filter: StandingFilter,
    domain: Option<String>,
}

/// How many addresses used the account, and how many of them may ship while it is enforced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Used the account in 13 months.
    pub addresses: u64,
    /// Of them, approved or covered by a domain.
    pub may_ship: u64,
    /// Of them, neither decided nor covered.
    pub undecided: u64,
}

impl Services {
    /// One page of the list.
    ///
    /// # Errors
    /// As the database.
    pub async fn users(&self, by: &Administrator, query: UsersQuery) -> Result<UsersPage> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let since = calendar.thirteen_months_ago();
        let mut listed = self.listed(&self.db, &account, since, by).await?;
        let mut counts = UserCounts::default();
        for entry in &listed {
            counts.all += 1;
            match entry.filter {
                StandingFilter::Approved => counts.approved += 1,
                StandingFilter::Rejected => counts.rejected += 1,
                StandingFilter::Domain => counts.domain += 1,
                StandingFilter::Undecided | StandingFilter::All => counts.undecided += 1,
            }
        }
        let wanted = query.search.trim().to_lowercase();
        listed.retain(|entry| {
            (query.filter == StandingFilter::All || entry.filter == query.filter)
                && (wanted.is_empty()
                    || entry.row.email_key.contains(&wanted)
                    || entry.row.name.as_deref().is_some_and(|name| name.to_lowercase().contains(&wanted)))
        });
        listed.sort_by(|a, b| b.last_use.cmp(&a.last_use).then_with(|| a.row.email_key.cmp(&b.row.email_key)));
        let total = count(listed.len());
        let pages = total.div_ceil(PAGE).max(1);
        let page = query.page.clamp(1, pages);
        let skip = (page - 1) * PAGE;
        let rows = listed
            .into_iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX))
            .take(usize::try_from(PAGE).unwrap_or(usize::MAX));
        Ok(UsersPage {
            since: calendar.day(since),
            counts,
            rows: rows.map(|entry| self.row(entry, by, &calendar)).collect::<Result<_>>()?,
            page,
            pages,
            total,
            first: if total == 0 { 0 } else { skip + 1 },
            sole: self.is_sole(&self.db, by).await?,
        })
    }

    /// Counts the list for the four steps and the switch.
    ///
    /// # Errors
    /// As the database.
    pub(super) async fn tally(
        &self,
        account: &account::Model,
        calendar: &Calendar,
        by: &Administrator,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        for entry in self.listed(&self.db, account, calendar.thirteen_months_ago(), by).await? {
            if entry.uses > 0 {
                tally.addresses += 1;
                match entry.filter {
                    StandingFilter::Approved | StandingFilter::Domain => tally.may_ship += 1,
                    StandingFilter::Undecided => tally.undecided += 1,
                    StandingFilter::Rejected | StandingFilter::All => {}
                }
            }
        }
        Ok(tally)
    }

    /// Everyone who used the account since `since`, everyone about whom something is decided, and the looker's own
    /// address: it is decided nowhere else.
    async fn listed<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &account::Model,
        since: Timestamp,
        by: &Administrator,
    ) -> Result<Vec<Listed>> {
        let now = self.now();
        let mut usage: HashMap<String, (u64, i64, Vec<String>)> = HashMap::new();
        for row in users::usage(db, &account.id, since).await? {
            let entry = usage.entry(row.user_id).or_insert((0, i64::MIN, Vec::new()));
            entry.0 += u64::try_from(row.uses).unwrap_or(0);
            entry.1 = entry.1.max(row.last_use);
            entry.2.push(row.application);
        }
        let (authorised, _) = accounts::domain_rules(db, &account.id).await?;
        let rows = users::all(db, &account.id).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let used = usage.remove(&row.id);
                let own = row.email_key == by.person().email.canonical();
                if used.is_none() && row.standing == "undecided" && !own {
                    return None;
                }
                let (filter, domain) = sort_of(&row, &authorised, now);
                let (uses, last_use, applications) =
                    used.map_or((0, None, Vec::new()), |(n, at, apps)| (n, Some(at), apps));
                Some(Listed { row, uses, last_use, applications, filter, domain })
            })
            .collect())
    }

    fn row(&self, entry: Listed, by: &Administrator, calendar: &Calendar) -> Result<UserRow> {
        let Listed { row, uses, last_use, applications, filter, domain } = entry;
        let decided = || {
            let at = Timestamp::from_millis(row.decided_at.unwrap_or(row.created_at));
            (row.decided_by_name.clone(), calendar.when(at))
        };
        let standing = match (filter, domain) {
            (StandingFilter::Domain, Some(domain)) => StandingView::Domain { domain },
            (StandingFilter::Approved, _) => {
                let (by, when) = decided();
                // The stored end is the first instant after the last day.
                let until = row.valid_until.map(|end| calendar.day(Timestamp::from_millis(end - 1)));
                StandingView::Approved { by, when, until }
            }
            (StandingFilter::Rejected, _) => {
                let (by, when) = decided();
                StandingView::Rejected { by, when }
            }
            _ => StandingView::Undecided,
        };
        Ok(UserRow {
            id: UserId::parse(&row.id).ok_or_else(|| ServiceError::Stored(row.id.clone()))?,
            own: row.email_key == by.person().email.canonical(),
            name: row.name,
            email: row.email,
            standing,
            applications,
            last_use: last_use.map(|at| calendar.when(Timestamp::from_millis(at))),
            uses,
        })
    }

    /// Approves or rejects one address of the list; closes its open request, with the outcome mail. Rejecting an approved
    /// address tells it; otherwise a list decision is silent.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an address of another account, [`AppError::Forbidden`] for one's own.
    pub async fn decide_user(&self, by: &Administrator, user: UserId, choice: Choice) -> Result<UserRow> {
        self.decide_listed(by, user, choice, false).await
    }

    /// the only active administrator approves their own address, with the password; the operator is told.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong password, [`AppError::Forbidden`] where there are other active administrators.
    pub async fn approve_own(&self, by: &Administrator, user: UserId, password: String) -> Result<UserRow> {
        self.confirm_password(by.person(), password).await?;
        self.decide_listed(by, user, Choice::Approve, true).await
    }

    async fn decide_listed(&self, by: &Administrator, user: UserId, choice: Choice, own: bool) -> Result<UserRow> {
        let (services, by) = (self.clone(), by.clone());
        complete(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock(&tx, by.account()).await?;
            services.still_active(&tx, &by).await?;
            let row = users::get(&tx, &account.id, &user).await?.ok_or_else(not_found)?;
            let email = EmailAddress::from_stored(&row.email, &row.email_key);
            if email == by.person().email {
                let allowed = own && services.is_sole(&tx, &by).await?;
                if !allowed {
                    return Err(AppError::Forbidden(t::own_address(by.person().locale).to_owned()).into());
                }
            } else if own {
                return Err(not_found());
            }
            let approve = choice == Choice::Approve;
            let before = users::standing(&row);
            let closed = if own {
                None
            } else {
                services.close_by_decision(&tx, &account, &email, &by, approve, Way::List).await?
            };
            let who = (by.person().profile.as_str(), by.person().name.as_str());
            set_standing(&tx, &row.id, approve, "list", Some(who), now).await?;
            let entry = Entry {
                event: if own { "own_address_approved" } else { "standing_changed" },
                actor: Actor::Person(by.person()),
                origin: "list",
                subject: &row.id,
                before: json!({ "standing": row.standing }),
                after: json!({ "standing": if approve { "approved" } else { "rejected" } }),
                personal: json!({ "email": row.email_key }),
            };
            journal::append(&tx, &account.id, entry, now).await?;
            if !approve && closed.is_none() && matches!(before, Standing::Approved { .. }) {
                services.write_revoked(&tx, &account, &row).await?;
            }
            if own {
                services.write_own_address_approved(&tx, &account, by.person()).await?;
            }
            tx.commit().await?;
            services.committed(&account.id, closed.as_ref().map(|row| row.id.as_str()));
            services.one_row(&by, &account, &user).await
        })
        .await
    }

    async fn one_row(&self, by: &Administrator, account: &account::Model, user: &UserId) -> Result<UserRow> {
        let calendar = self.calendar(account, by.person().locale);
        let listed = self.listed(&self.db, account, calendar.thirteen_months_ago(), by).await?;
        let entry = listed.into_iter().find(|entry| entry.row.id == user.as_str()).ok_or_else(not_found)?;
        self.row(entry, by, &calendar)
    }

    /// Whether nobody else is an active administrator of the account.
    pub(super) async fn is_sole<C: ConnectionTrait>(&self, db: &C, by: &Administrator) -> Result<bool> {
        let seats = people::seats(db, people::Of::Account(by.account().as_str())).await?;
        Ok(seats.iter().filter(|seat| seat.is_active()).all(|seat| seat.seat.id == by.seat().as_str()))
    }
}

/// Under which chip a row stands, and the domain that covers it.
fn sort_of(row: &account_user::Model, authorised: &[DomainRule], now: Timestamp) -> (StandingFilter, Option<String>) {
    match users::standing(row) {
        Standing::Rejected => (StandingFilter::Rejected, None),
        Standing::Approved { until } if until.is_none_or(|until| now < until) => (StandingFilter::Approved, None),
        Standing::Approved { .. } | Standing::Undecided => {
            let email = EmailAddress::from_stored(&row.email, &row.email_key);
            match authorised.iter().find(|rule| rule.covers(email.domain())) {
                Some(rule) => (StandingFilter::Domain, Some(rule.domain.to_string())),
                None => (StandingFilter::Undecided, None),
            }
        }
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
