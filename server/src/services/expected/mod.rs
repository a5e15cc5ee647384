//! Expected shippers: administrators announce an address or a domain with a reference and a last day. The first
//! check that matches becomes an approval by the announcer ([`arrival`]).

mod arrival;
mod input;

use super::{
    Services,
    command::{Author as _, CommandContext},
    journal::{
        Change, Entry, JournalEvent, Origin, PersonalFields, Subject,
        event::{AnnouncedShipper, AnnouncementEnd},
    },
    new_id, not_found,
};
use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    idn,
    store::{
        accounts,
        announcements::{self, AnnouncementState},
        applications,
        entity::announcement,
        users,
    },
};
use app::{
    AppError,
    pages::expected::dto::{AnnouncementForm, AnnouncementRow, AnnouncementStateView, ExpectedShippers, LISTED},
};
use esecure::{
    EmailAddress, Standing, Timestamp,
    id::{AnnouncementId, ApplicationId},
    person::Administrator,
    policy::Expected,
};
use futures::FutureExt as _;
use i18n::expected_error as t;
use std::collections::{HashMap, HashSet};

impl Services {
    /// Lists the latest announcements: those that wait by their last day, then the others, newest first.
    pub async fn expected_shippers(&self, by: &Administrator) -> Result<ExpectedShippers> {
        let account = accounts::get(&self.db, by.account()).await?;
        let (calendar, now) = (self.calendar(&account, by.person().locale), self.now());
        let mut rows = announcements::of_account(&self.db, &account.id, LISTED as u64).await?;
        let waits = |row: &announcement::Model| row.state == AnnouncementState::Waiting && now < row.until;
        rows.sort_by_key(|row| {
            (!waits(row), if waits(row) { row.until.as_millis() } else { -row.announced_at.as_millis() })
        });
        let names = self.application_names(&rows).await?;
        let row = |row: &announcement::Model| AnnouncementRow {
            id: row.id.clone(),
            who: name_of(row),
            is_domain: row.domain.is_some(),
            reference: row.reference.to_string(),
            by: row.announced_by_name.to_string(),
            when: calendar.when(row.announced_at),
            last_day: calendar.last_day(row.until),
            last_day_value: calendar.table_day(row.until.just_before()),
            state: state(row, &calendar, &names, now),
        };
        Ok(ExpectedShippers {
            waiting: announcements::count_waiting(&self.db, &account.id, now).await?,
            today: calendar.table_day(now),
            enforced: account.enforced,
            rows: rows.iter().map(row).collect(),
        })
    }

    async fn application_names(&self, rows: &[announcement::Model]) -> Result<HashMap<ApplicationId, String>> {
        let mut names = HashMap::new();
        let ids: HashSet<_> = rows.iter().filter_map(|row| row.application_id.clone()).collect();
        for id in ids {
            let name = applications::get(&self.db, &id).await?.map(|application| application.name.to_string());
            names.insert(id, name.unwrap_or_default());
        }
        Ok(names)
    }

    /// Announces an address or a domain.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `who`, `reference` or `until`.
    pub async fn announce(&self, by: &Administrator, form: AnnouncementForm) -> Result<()> {
        self.command(by, move |services, cx| async move { announce(services, cx, &form).await }.boxed()).await
    }

    /// Moves the last day of an announcement that waits.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `until`; [`AppError::Conflict`] if it does not wait any more; [`AppError::NotFound`].
    pub async fn move_announcement(&self, by: &Administrator, id: AnnouncementId, last_day: String) -> Result<()> {
        self.command(by, move |services, cx| {
            async move {
                let row = waiting_row(cx, &id).await?;
                let until = services.read_last_day(&cx.account, cx.locale(), &last_day)?;
                announcements::set_until(&cx.tx, &id, until).await?;
                let change = Change::new(AnnouncementEnd { until: row.until }, AnnouncementEnd { until });
                cx.record(entry(cx, &row, JournalEvent::AnnouncementMoved(change))).await
            }
            .boxed()
        })
        .await
    }

    /// Withdraws an announcement that waits.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if it does not wait any more; [`AppError::NotFound`].
    pub async fn withdraw_announcement(&self, by: &Administrator, id: AnnouncementId) -> Result<()> {
        self.command(by, move |_, cx| {
            async move {
                let row = waiting_row(cx, &id).await?;
                announcements::end(&cx.tx, &id, AnnouncementState::Withdrawn, cx.now).await?;
                let before = AnnouncementEnd { until: row.until };
                cx.record(entry(cx, &row, JournalEvent::AnnouncementWithdrawn(Change::removed(before)))).await
            }
            .boxed()
        })
        .await
    }
}

async fn announce(services: &Services, cx: &CommandContext<Administrator>, form: &AnnouncementForm) -> Result<()> {
    let locale = cx.locale();
    let announced = services.read_announcement(&cx.account, cx.person(), form)?;
    if let Expected::Address(email) = &announced.who {
        refuse_decided(cx, email).await?;
    }
    if let Some(row) = announcements::waiting(&cx.tx, &cx.account.id, &announced.who).await? {
        if cx.now < row.until {
            let day = services.calendar(&cx.account, locale).last_day(row.until);
            return Err(ServiceError::field("who", t::announced(locale, day)));
        }
        announcements::end(&cx.tx, &row.id, AnnouncementState::Lapsed, cx.now).await?;
    }
    let (email, domain) = match &announced.who {
        Expected::Address(email) => (Some(email), None),
        Expected::Domain(domain) => (None, Some(domain.clone())),
    };
    let row = announcement::Model {
        id: new_id(AnnouncementId::from_bytes),
        account_id: cx.account.id.clone(),
        email: email.map(Into::into),
        email_key: email.map(EmailAddress::key),
        domain,
        reference: announced.reference,
        until: announced.until,
        announced_by: cx.by.seat().clone(),
        announced_by_name: cx.person().recorded_name(),
        announced_at: cx.now,
        state: AnnouncementState::Waiting,
        user_id: None,
        application_id: None,
        ended_at: None,
    };
    announcements::insert(&cx.tx, row.clone()).await?;
    let after = AnnouncedShipper { domain: row.domain.clone(), until: row.until };
    cx.record(entry(cx, &row, JournalEvent::ShipperAnnounced(Change::added(after)))).await
}

/// Refuses an address whose decision an announcement would not change: rejected, or approved without an end.
async fn refuse_decided(cx: &CommandContext<Administrator>, email: &EmailAddress) -> Result<()> {
    let standing = users::by_email(&cx.tx, &cx.account.id, email).await?.map(|row| row.standing());
    let text = match standing {
        Some(Standing::Rejected) => t::rejected(cx.locale()),
        Some(Standing::Approved { until: None }) => t::approved(cx.locale()),
        _ => return Ok(()),
    };
    Err(ServiceError::field("who", text.to_owned()))
}

/// Loads an announcement of the account that still waits.
async fn waiting_row(cx: &CommandContext<Administrator>, id: &AnnouncementId) -> Result<announcement::Model> {
    let row = announcements::get(&cx.tx, &cx.account.id, id).await?.ok_or_else(not_found)?;
    if row.state == AnnouncementState::Waiting && cx.now < row.until {
        return Ok(row);
    }
    let text = match row.state {
        AnnouncementState::Used => t::used(cx.locale()),
        _ => t::ended(cx.locale()),
    };
    Err(AppError::Conflict(text.to_owned()).into())
}

fn entry<'a>(cx: &'a CommandContext<Administrator>, row: &'a announcement::Model, event: JournalEvent) -> Entry<'a> {
    let personal = match &row.email_key {
        Some(email) => PersonalFields::Standing { email: email.clone(), note: Some(row.reference.clone()) },
        None => PersonalFields::None,
    };
    Entry { event, actor: cx.by.actor(), origin: Origin::Page, subject: Subject::Announcement(&row.id), personal }
}

/// Returns the announced address or the readable form of the domain.
fn name_of(row: &announcement::Model) -> String {
    match row.expected() {
        Some(Expected::Address(email)) => email.original().to_owned(),
        Some(Expected::Domain(domain)) => idn::readable(&domain),
        None => String::new(),
    }
}

fn state(
    row: &announcement::Model,
    calendar: &Calendar,
    names: &HashMap<ApplicationId, String>,
    now: Timestamp,
) -> AnnouncementStateView {
    let ended = calendar.when(row.ended_at.unwrap_or(row.until));
    match row.state {
        AnnouncementState::Waiting if now < row.until => AnnouncementStateView::Waiting,
        AnnouncementState::Used => AnnouncementStateView::Arrived {
            user: row.user_id.clone(),
            when: ended,
            application: row.application_id.as_ref().and_then(|id| names.get(id).cloned()).unwrap_or_default(),
        },
        AnnouncementState::Withdrawn => AnnouncementStateView::Withdrawn { when: ended },
        AnnouncementState::Waiting | AnnouncementState::Lapsed => {
            AnnouncementStateView::Lapsed { day: calendar.last_day(row.until) }
        }
    }
}
