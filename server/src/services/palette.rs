//! Search of the command palette, over the pages, requests, addresses and accounts of one person.

use super::Services;
use crate::error::Result;
use app::{
    layout::palette::dto::{EntryKind, PaletteEntry, PaletteGroup},
    pages::{
        queue::dto::QueueOrder,
        users::dto::{StandingView, UsersQuery},
    },
    routes,
};
use esecure::{
    Locale,
    id::AccountId,
    person::{Administrator, Person},
};
use i18n::{common, frame, palette as t};
use url::form_urlencoded;

/// Requests, and addresses, listed for one search.
const LISTED: usize = 5;

impl Services {
    /// Returns the entries that match `words`, in groups; without words only pages and accounts.
    pub(in crate::services) async fn palette_entries(
        &self,
        person: &Person,
        seats: &[Administrator],
        account: Option<&AccountId>,
        words: &str,
    ) -> Result<Vec<PaletteGroup>> {
        let (locale, words) = (person.locale, words.trim());
        let seat = seats.iter().find(|seat| account.is_none_or(|account| seat.account() == account));
        let mut groups = Vec::new();
        if let (Some(seat), false) = (seat, words.is_empty()) {
            let seats = if account.is_some() { std::slice::from_ref(seat) } else { seats };
            groups.push((t::requests(locale), self.requests_found(seats, words).await?));
            groups.push((t::addresses(locale), self.addresses_found(seat, words, locale).await?));
        }
        let has = |text: &str| text.to_lowercase().contains(&words.to_lowercase());
        let pages = pages(locale, seat.map(Administrator::account)).into_iter().filter(|page| has(&page.title));
        groups.push((t::pages(locale), pages.collect()));
        if seats.len() > 1 {
            let accounts =
                self.accounts_found(person, seats).await?.into_iter().filter(|a| has(&a.title) || has(&a.detail));
            groups.push((t::accounts(locale), accounts.take(LISTED).collect()));
        }
        if let (Some(seat), true) = (seat, words.contains('@')) {
            groups.push((t::actions(locale), actions(locale, seat.account(), words)));
        }
        let filled = groups.into_iter().filter(|(_, entries)| !entries.is_empty());
        Ok(filled.map(|(title, entries)| PaletteGroup { title: title.to_owned(), entries }).collect())
    }

    async fn requests_found(&self, seats: &[Administrator], words: &str) -> Result<Vec<PaletteEntry>> {
        let queue = self.open_requests(seats, words, QueueOrder::Newest, None).await?;
        let account = match seats {
            [one] => Some(one.account()),
            _ => None,
        };
        let entry = |row: app::pages::queue::dto::QueueRow| PaletteEntry {
            kind: EntryKind::Request,
            href: routes::with_account(&routes::request(&row.id), account),
            end: row.age.text,
            title: row.name.unwrap_or_else(|| row.email.clone()),
            detail: row.email,
        };
        Ok(queue.rows.into_iter().take(LISTED).map(entry).collect())
    }

    async fn addresses_found(&self, seat: &Administrator, words: &str, locale: Locale) -> Result<Vec<PaletteEntry>> {
        let page = self.users(seat, UsersQuery { search: words.to_owned(), ..UsersQuery::default() }).await?;
        let entry = |row: app::pages::users::dto::UserRow| PaletteEntry {
            kind: EntryKind::Address,
            href: routes::with_account(&routes::user(&row.id), Some(seat.account())),
            end: standing_text(&row.standing, locale),
            title: row.name.unwrap_or_else(|| row.email.clone()),
            detail: row.email,
        };
        Ok(page.rows.into_iter().take(LISTED).map(entry).collect())
    }

    async fn accounts_found(&self, person: &Person, seats: &[Administrator]) -> Result<Vec<PaletteEntry>> {
        let viewer = self.viewer(person, seats).await?;
        let entry = |account: app::layout::dto::AccountChoice| PaletteEntry {
            kind: EntryKind::Account,
            href: routes::with_account(routes::QUEUE, Some(&account.id)),
            title: account.company,
            detail: account.number,
            end: String::new(),
        };
        Ok(viewer.accounts.into_iter().map(entry).collect())
    }
}

/// Pages of the portal, those of an account only for its administrators.
fn pages(locale: Locale, account: Option<&AccountId>) -> Vec<PaletteEntry> {
    let of_account = [
        (frame::queue(locale), routes::QUEUE),
        (frame::users(locale), routes::USERS),
        (frame::domains(locale), routes::DOMAINS),
        (frame::upload(locale), routes::UPLOAD),
        (frame::expected(locale), routes::EXPECTED),
        (frame::why(locale), routes::EXPLAIN),
        (frame::enforcement(locale), routes::ENFORCEMENT),
        (frame::administrators(locale), routes::ADMINISTRATORS),
        (frame::journal(locale), routes::JOURNAL),
    ];
    let own = [(frame::portal(locale), routes::HOME), (frame::profile(locale), routes::PROFILE)];
    let page = |title: &str, href: String| PaletteEntry {
        kind: EntryKind::Page,
        title: title.to_owned(),
        detail: String::new(),
        end: String::new(),
        href,
    };
    let of_account = of_account.iter().filter(|_| account.is_some());
    let of_account = of_account.map(|(title, path)| page(title, routes::with_account(path, account)));
    of_account.chain(own.iter().map(|(title, path)| page(title, (*path).to_owned()))).collect()
}

/// Actions on the address that was typed; each opens the page that asks first.
fn actions(locale: Locale, account: &AccountId, words: &str) -> Vec<PaletteEntry> {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("email", words).finish();
    let action = |title: String, path: &str, query: &str| PaletteEntry {
        kind: EntryKind::Action,
        title,
        detail: String::new(),
        end: String::new(),
        href: routes::with_account(&routes::with_query(path, query), Some(account)),
    };
    vec![
        action(t::check(locale, words), routes::EXPLAIN, &query),
        action(t::add(locale).to_owned(), routes::NEW_USER, ""),
    ]
}

fn standing_text(standing: &StandingView, locale: Locale) -> String {
    match standing {
        StandingView::Undecided => common::standing::undecided(locale).to_owned(),
        StandingView::Approved { until: None, .. } => common::standing::approved(locale).to_owned(),
        StandingView::Approved { until: Some(day), .. } => common::standing::until(locale, day),
        StandingView::Domain { .. } => common::standing::domain(locale).to_owned(),
        StandingView::Rejected { .. } => common::standing::rejected(locale).to_owned(),
    }
}
