//! Export of the list for spreadsheets: all rows of a query, in its order. Rows are read and written in
//! parts, so that a file of any size takes the memory of one part.

use super::list::{chip, covering_rule, last_use, source_of};
use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    services::Services,
    store::{
        accounts,
        columns::ShownAs,
        entity::account_user,
        users_list::{self, ListFilter},
    },
};
use app::pages::users::dto::UsersQuery;
use esecure::{
    Locale, SingleLine, Timestamp, export,
    id::UserId,
    person::Administrator,
    policy::{DomainRule, StandingSource},
};
use futures::{Stream, StreamExt as _, stream};
use i18n::{common::standing as s, error as e, export as t};

/// Maximum number of rows in a file.
const ROWS: usize = 50_000;
/// Number of rows in memory at a time.
const PART: usize = 500;

/// A file that is streamed.
pub struct Export<S> {
    /// Name of the file.
    pub name: String,
    /// Bytes of the file, part by part.
    pub parts: S,
}

impl Services {
    /// Exports all rows of a query as CSV in the reader's language: separated by `;` for Dutch and by `,` for English,
    /// as their spreadsheets expect.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for more rows than a file may have.
    pub async fn export_users(
        &self,
        by: &Administrator,
        query: UsersQuery,
    ) -> Result<Export<impl Stream<Item = Result<Vec<u8>>> + use<>>> {
        let account = accounts::get(&self.db, by.account()).await?;
        let locale = by.person().locale;
        let calendar = self.calendar(&account, locale);
        let (account, authorised) = self.with_fresh_stats(account).await?;
        let wanted = query.search.trim().to_lowercase();
        let part = ListFilter {
            account: &account.id,
            own: &by.person().email.key(),
            filter: chip(query.filter),
            search: &wanted,
            application: query.application.as_ref(),
        };
        let ids = part.page_ids(&self.db, query.sort, ROWS as u64 + 1, 0).await?;
        if ids.len() > ROWS {
            return Err(ServiceError::field("", e::export_large(locale, ROWS)));
        }
        let name = format!("{}-{}-{}.csv", t::file(locale), account.number, calendar.table_day(self.now()));
        let writing = UsersCsv { services: self.clone(), calendar, authorised };
        let head = stream::once(std::future::ready(Ok(head(locale))));
        let parts: Vec<Vec<UserId>> = ids.chunks(PART).map(<[UserId]>::to_vec).collect();
        let rows = stream::iter(parts).then(move |ids| {
            let writing = writing.clone();
            async move { writing.csv_rows(&ids).await }
        });
        Ok(Export { name, parts: head.chain(rows) })
    }
}

/// Returns the separator between fields.
pub(in crate::services) const fn delimiter(locale: Locale) -> u8 {
    match locale {
        Locale::Nl => b';',
        Locale::En => b',',
    }
}

fn head(locale: Locale) -> Vec<u8> {
    let mut out = export::BYTE_ORDER_MARK.as_bytes().to_vec();
    let columns = [
        t::address(locale),
        t::name(locale),
        t::standing(locale),
        t::source(locale),
        t::by(locale),
        t::decided(locale),
        t::until(locale),
        t::note(locale),
        t::last_use(locale),
        t::uses(locale),
        t::applications(locale),
    ];
    export::write_row(&mut out, delimiter(locale), columns);
    out
}

/// Context for writing rows.
#[derive(Clone)]
struct UsersCsv {
    services: Services,
    calendar: Calendar,
    authorised: Vec<DomainRule>,
}

impl UsersCsv {
    async fn csv_rows(&self, ids: &[UserId]) -> Result<Vec<u8>> {
        let rows = users_list::by_ids_in_order(&self.services.db, ids).await?;
        let mut from = users_list::applications(&self.services.db, ids).await?;
        let mut out = Vec::new();
        for row in rows {
            let applications = from.remove(&row.id).unwrap_or_default();
            export::write_row(&mut out, delimiter(self.calendar.locale), self.cells(row, &applications));
        }
        Ok(out)
    }

    fn cells(&self, row: account_user::Model, applications: &[SingleLine]) -> [String; 11] {
        let locale = self.calendar.locale;
        let at = |instant| self.calendar.table(instant);
        let domain = covering_rule(&row, &self.authorised).map(|rule| rule.domain.to_string()).unwrap_or_default();
        let decided = matches!(row.shown_as, ShownAs::Approved | ShownAs::Rejected);
        let (standing, source) = match row.shown_as {
            ShownAs::Approved => (s::approved(locale), source(&row, locale)),
            ShownAs::Rejected => (s::rejected(locale), source(&row, locale)),
            ShownAs::Domain => (s::domain(locale), domain),
            ShownAs::Undecided | ShownAs::Unclassified => (s::undecided(locale), String::new()),
        };
        let last_day = |end: Timestamp| self.calendar.table_day(end.just_before());
        let last_use = last_use(&row).map(at).unwrap_or_default();
        let if_decided = |cell: Option<String>| cell.filter(|_| decided).unwrap_or_default();
        [
            row.email.into(),
            row.name.map(String::from).unwrap_or_default(),
            standing.to_owned(),
            source,
            if_decided(row.decided_by_name.map(String::from)),
            if_decided(row.decided_at.map(at)),
            if_decided(row.valid_until.map(last_day)),
            if_decided(row.note.map(String::from)),
            last_use,
            row.uses.to_string(),
            applications.iter().map(SingleLine::as_str).collect::<Vec<_>>().join(", "),
        ]
    }
}

fn source(row: &account_user::Model, locale: Locale) -> String {
    match source_of(row) {
        StandingSource::List => t::list(locale),
        StandingSource::Request => t::request(locale),
        StandingSource::Upload => t::upload(locale),
        StandingSource::Announcement => t::announcement(locale),
    }
    .to_owned()
}
