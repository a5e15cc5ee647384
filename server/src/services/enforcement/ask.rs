//! Behind the link of the mail that tells of a switch: whoever has it may ask for an approval before they are stopped.
//! The request is opened as a refused check opens one, with the same limits and mails. Opening the link changes nothing.

use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        checks::{self, Check, Shipment},
        complete, not_found,
        requests::Came,
        texts,
    },
    store::{
        self, accounts,
        entity::{account, account_user, application, switch_notice, switch_plan},
        requests, switch_plans,
    },
    tokens,
};
use app::{
    AppError,
    locales::ask as t,
    plain::{AheadOf, AskAhead},
};
use esecure::{
    AccountNumber, Answer, EmailAddress, Locale, MultiLine, Rule, SingleLine, TextError, Timestamp, decide,
    id::AccountId,
};
use sea_orm::{ConnectionTrait, EntityTrait};

/// Days after the switch for which a link holds.
const HOLDS_DAYS: i64 = 30;
/// The longest message, as in a check.
const MESSAGE: usize = 500;

/// Whom a notice told, of what.
pub(super) struct Noticed {
    account: account::Model,
    user: account_user::Model,
    pub(super) plan: switch_plan::Model,
}

impl Noticed {
    fn email(&self) -> EmailAddress {
        EmailAddress::from_stored(&self.user.email, &self.user.email_key)
    }
}

/// Where somebody stands who was told.
pub(super) enum Stands {
    /// Nobody has decided; the switch comes then, or it is on.
    CanAsk {
        ahead: Option<Timestamp>,
    },
    /// They have asked; the status page of their request.
    Asked(String),
    Allowed,
    Rejected,
    /// Nobody at their domain may ask.
    MayNotAsk,
    /// It is off, and nothing is set: there is nothing to ask for.
    Off,
    /// It was too long ago, or the account is not in use any more.
    Over,
}

/// What a link leads to.
#[derive(Debug)]
pub enum AskLink {
    /// It was never ours.
    Unknown,
    /// A page, in the reader's language.
    Page(Locale, Box<AskAhead>),
    /// The status page of a request, by its token.
    Status(String),
}

impl Services {
    /// What stands behind a link, for a reader whose browser has this language. Changes nothing.
    pub async fn ask_link(&self, token: &str, browser: Option<Locale>) -> Result<AskLink> {
        match switch_plans::by_link(&self.db, &tokens::hash(token)).await? {
            Some(notice) => {
                let noticed = self.noticed(&self.db, &notice).await?;
                let locale = self.language_of_reader(&noticed, browser).await?;
                self.shown(&noticed, token, locale).await
            }
            None => Ok(AskLink::Unknown),
        }
    }

    /// Asks. Whoever cannot, or need not, sees why.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a message that cannot be taken.
    pub async fn ask_ahead(&self, token: &str, message: &str, browser: Option<Locale>) -> Result<AskLink> {
        let Some(notice) = switch_plans::by_link(&self.db, &tokens::hash(token)).await? else {
            return Ok(AskLink::Unknown);
        };
        let locale = self.language_of_reader(&self.noticed(&self.db, &notice).await?, browser).await?;
        let message = MultiLine::parse(message, MESSAGE).map_err(|error| {
            let text = match error {
                TextError::TooLong(limit) => t::long(locale, limit),
                error => texts::problem(error, locale),
            };
            AppError::field("message", text)
        })?;
        let (services, token) = (self.clone(), token.to_owned());
        complete(async move {
            let tx = store::begin(&services.db).await?;
            let user = services.noticed(&tx, &notice).await?;
            let id = AccountId::parse(&user.account.id).ok_or_else(|| ServiceError::Stored(user.account.id.clone()))?;
            accounts::lock(&tx, &id).await?;
            let noticed = services.noticed(&tx, &notice).await?;
            let application = switch_plans::last_application(&tx, &noticed.user.id).await?;
            let (Stands::CanAsk { .. }, Some(application)) = (services.stands(&tx, &noticed).await?, application)
            else {
                drop(tx);
                return services.shown(&noticed, &token, locale).await;
            };
            let application = application::Entity::find_by_id(application).one(&tx).await?.ok_or_else(not_found)?;
            let check = Check {
                account: AccountNumber::from_stored(&noticed.account.number),
                email: noticed.email(),
                dry_run: false,
                name: noticed.user.name.as_deref().and_then(SingleLine::clean),
                locale: Some(locale),
                authenticated: false,
                shipment: Shipment::default(),
                message,
            };
            let row = services.open(&tx, &noticed.account, &application, check, Came::ByMail).await?;
            tx.commit().await?;
            services.committed(&row.account_id, Some(&row.id));
            Ok(AskLink::Status(row.status_token))
        })
        .await
    }

    async fn shown(&self, noticed: &Noticed, token: &str, locale: Locale) -> Result<AskLink> {
        let calendar = self.calendar(&noticed.account, locale);
        let account = || AccountNumber::from_stored(&noticed.account.number).masked();
        let page = match self.stands(&self.db, noticed).await? {
            Stands::Asked(status) => return Ok(AskLink::Status(status)),
            Stands::CanAsk { ahead } => AskAhead::Ask {
                token: token.to_owned(),
                account: account(),
                email: noticed.user.email.clone(),
                ahead: ahead.map(|at| AheadOf {
                    at: calendar.long(at),
                    place: calendar.place(),
                    offset: calendar.offset(at),
                }),
            },
            Stands::Allowed => AskAhead::Allowed { account: account(), email: noticed.user.email.clone() },
            Stands::Rejected => AskAhead::Rejected { account: account(), email: noticed.user.email.clone() },
            Stands::MayNotAsk => AskAhead::MayNotAsk { account: account() },
            Stands::Off => AskAhead::Off { account: account() },
            Stands::Over => AskAhead::Over,
        };
        Ok(AskLink::Page(locale, Box::new(page)))
    }

    /// Whom a notice told, as they stand now.
    pub(super) async fn noticed<C: ConnectionTrait>(&self, db: &C, notice: &switch_notice::Model) -> Result<Noticed> {
        let plan = switch_plans::get(db, &notice.plan_id).await?;
        let user = account_user::Entity::find_by_id(&notice.user_id).one(db).await?.ok_or_else(not_found)?;
        let account = account::Entity::find_by_id(&user.account_id).one(db).await?.ok_or_else(not_found)?;
        Ok(Noticed { account, user, plan })
    }

    pub(super) async fn stands<C: ConnectionTrait>(&self, db: &C, noticed: &Noticed) -> Result<Stands> {
        let (account, email, now) = (&noticed.account, noticed.email(), self.now());
        if let Some(open) = requests::open_of(db, &account.id, &email).await? {
            return Ok(Stands::Asked(open.status_token));
        }
        let next = switch_plans::waiting(db, &account.id).await?;
        let long_ago = Timestamp::from_millis(noticed.plan.switch_at).plus_days(HOLDS_DAYS) <= now;
        if account.suspended_at.is_some() || (long_ago && next.is_none()) {
            return Ok(Stands::Over);
        }
        if !account.enforced && next.is_none() {
            return Ok(Stands::Off);
        }
        // As it will be, or is, once every check counts.
        let policy = checks::policy(db, &account::Model { enforced: true, ..account.clone() }, &email).await?;
        let verdict = decide(&policy, &email, now);
        Ok(match (verdict.answer(), verdict.rule) {
            (Answer::Allowed, _) => Stands::Allowed,
            (Answer::Pending, _) => {
                let ahead = next.filter(|_| !account.enforced).map(|plan| Timestamp::from_millis(plan.switch_at));
                Stands::CanAsk { ahead }
            }
            (Answer::Denied, Rule::DomainMayNotAsk) => Stands::MayNotAsk,
            (Answer::Denied, _) => Stands::Rejected,
        })
    }

    /// The browser's language, else that in which they were written to.
    async fn language_of_reader(&self, noticed: &Noticed, browser: Option<Locale>) -> Result<Locale> {
        match browser {
            Some(locale) => Ok(locale),
            None => self.language_of_user(&self.db, &noticed.account, &noticed.user).await,
        }
    }
}
