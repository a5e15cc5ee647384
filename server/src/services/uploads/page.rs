//! Queries of the page before a commit: the data to judge files by, the standings of a file's addresses, and earlier
//! uploads.

use crate::{
    calendar::Calendar,
    error::{Result, ServiceError},
    services::Services,
    store::{
        accounts, domain_rules,
        entity::{account, account_user, upload},
        uploads,
    },
};
use app::pages::upload::dto::{STANDINGS_LIMIT, UploadKnowledge, UploadRow, UploadStanding};
use esecure::{
    DomainName, EmailAddress, EmailKey, Locale,
    person::Administrator,
    policy::DomainRule,
    upload::{AccountContext, Day, KnownStanding},
};
use i18n::{upload_error as e, upload_standing as t};
use sea_orm::ConnectionTrait;
use std::collections::HashSet;

/// Number of known domains that a mistyped one is compared with.
const DOMAINS: u64 = 200;
/// Number of uploads listed on the page.
const LATEST: u64 = 5;

/// Account data on which a judgement depends: covered addresses need no approval, and end dates may have passed. A
/// judgement is valid while this data is unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClassificationInputs {
    pub authorised: Vec<DomainRule>,
    pub today: Option<Day>,
}

impl ClassificationInputs {
    pub(super) fn knowledge(self, domains: Vec<DomainName>, own: Option<EmailAddress>) -> AccountContext {
        AccountContext { authorised: self.authorised, domains, own, today: self.today }
    }
}

impl Services {
    /// Loads the data needed to judge a file, and the latest uploads.
    pub async fn upload_knowledge(&self, by: &Administrator) -> Result<UploadKnowledge> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let inputs = self.classification_inputs(&self.db, &account).await?;
        let earlier = uploads::count(&self.db, &account.id).await?.saturating_sub(LATEST);
        let mut latest = Vec::new();
        for row in uploads::latest(&self.db, &account.id, LATEST).await? {
            let stands =
                row.undone_at.is_none() && uploads::count_unchanged(&self.db, &row).await? == count(row.approved);
            latest.push(upload_row(row, stands, &calendar));
        }
        let rule = |rule: DomainRule| (rule.domain.to_string(), rule.with_subdomains);
        let known = self.known_domains(&self.db, &account).await?;
        Ok(UploadKnowledge {
            number: account.number.to_string(),
            authorised: inputs.authorised.into_iter().map(rule).collect(),
            domains: known.iter().map(DomainName::to_string).collect(),
            own: by.person().email.canonical().to_owned(),
            today: inputs.today,
            latest,
            earlier,
        })
    }

    /// Returns the decisions about these addresses, given in canonical form. Omits addresses without a decision.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for more than [`STANDINGS_LIMIT`].
    pub async fn upload_standings(&self, by: &Administrator, keys: Vec<String>) -> Result<Vec<UploadStanding>> {
        let locale = by.person().locale;
        if keys.len() > STANDINGS_LIMIT {
            return Err(ServiceError::field("keys", e::many_keys(locale, STANDINGS_LIMIT)));
        }
        let account = accounts::get(&self.db, by.account()).await?;
        let (calendar, now) = (self.calendar(&account, locale), self.now());
        // A canonical address has only graphic ASCII characters; PostgreSQL would refuse a NUL.
        let keys = keys.iter().filter(|key| key.bytes().all(|b| b.is_ascii_graphic()));
        let keys: Vec<EmailKey> = keys.map(|key| EmailKey::from_stored(key)).collect();
        let known = uploads::known(&self.db, &account.id, &keys).await?;
        let mut seen = HashSet::new();
        let rows = keys.iter().filter(|key| seen.insert(*key)).filter_map(|key| known.get(key));
        let standings = rows.map(|row| (row, KnownStanding::at(row.standing(), now)));
        let standings = standings.filter(|(_, known)| *known != KnownStanding::Undecided).map(|(row, known)| {
            UploadStanding { email: row.email_key.to_string(), known, told: standing_text(row, known, &calendar) }
        });
        Ok(standings.collect())
    }

    /// Loads the data by which the account's files are judged now.
    pub(super) async fn classification_inputs<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &account::Model,
    ) -> Result<ClassificationInputs> {
        let (authorised, _) = domain_rules::lists(db, &account.id).await?;
        let today = self.calendar(account, Locale::En).table_day(self.now());
        Ok(ClassificationInputs { authorised, today: Day::parse(&today, None).ok() })
    }

    /// Loads the domains that the account knows.
    pub(super) async fn known_domains<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &account::Model,
    ) -> Result<Vec<DomainName>> {
        Ok(uploads::domains(db, &account.id, DOMAINS).await?)
    }
}

fn standing_text(row: &account_user::Model, known: KnownStanding, calendar: &Calendar) -> String {
    let locale = calendar.locale;
    let day = calendar.day(row.decided_at.unwrap_or(row.created_at));
    match (known == KnownStanding::Rejected, &row.decided_by_name) {
        (true, Some(by)) => t::RejectedBy { by, day }.text(locale),
        (true, None) => t::rejected(locale, day),
        (false, Some(by)) => t::ApprovedBy { by, day }.text(locale),
        (false, None) => t::approved(locale, day),
    }
}

fn upload_row(row: upload::Model, undoable: bool, calendar: &Calendar) -> UploadRow {
    let undone = row.undone_by_name.zip(row.undone_at);
    UploadRow {
        id: row.id,
        file: row.file,
        when: calendar.when(row.uploaded_at),
        by: row.uploaded_by_name.into(),
        approved: count(row.approved),
        left_out: row.left_out.0.iter().map(|(_, rows)| rows).sum(),
        undone: undone.map(|(by, at)| (by.into(), calendar.when(at))),
        undoable,
    }
}

/// Converts a stored number of rows.
pub(super) fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
