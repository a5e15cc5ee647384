//! Page and command behind the link in a switch notice: the recipient may request approval before enforcement
//! starts. The request is opened like that of a refused check, with the same limits and mails. Opening the link changes
//! nothing.

use crate::{
    error::Result,
    services::{Services, checks::Check, not_found, requests::RequestSource, run_to_completion, texts},
    store::{
        self, accounts, applications,
        columns::LinkToken,
        entity::{account, account_user, switch_notice, switch_plan},
        policies, requests, switch_plans, users,
    },
    tokens,
};
use app::{
    AppError,
    pages::enforcement::ask_ahead::{AheadOf, AskAhead},
};
use esecure::{Answer, EmailAddress, Locale, MultiLine, Rule, TextError, Timestamp, decide, shipment::Shipment};
use i18n::ask as t;
use sea_orm::ConnectionTrait;

/// Days after the switch during which a link is valid.
const VALID_DAYS: i64 = 30;
/// Maximum length of the message in characters, as in a check.
const MESSAGE: usize = 500;

/// Recipient of a notice, with the account and the plan.
pub(super) struct NoticeRecipient {
    account: account::Model,
    user: account_user::Model,
    pub(super) plan: switch_plan::Model,
}

impl NoticeRecipient {
    fn email(&self) -> EmailAddress {
        EmailAddress::from_stored(&self.user.email, &self.user.email_key)
    }
}

/// Current state of a notice's recipient.
pub(super) enum RecipientState {
    /// Undecided, and enforcement is on or scheduled for `ahead`.
    CanAsk {
        ahead: Option<Timestamp>,
    },
    /// Has an open request; the token of its status page.
    Asked(LinkToken),
    Allowed,
    Rejected,
    /// The address's domain is not on the may-ask list.
    MayNotAsk,
    /// Enforcement is off and not scheduled, so approval is not needed.
    Off,
    /// The link has expired or the account is suspended.
    Over,
}

/// Target of a link.
#[derive(Debug)]
pub enum AskAheadPage {
    /// No notice has this token.
    Unknown,
    /// Page in the reader's language.
    Page(Locale, Box<AskAhead>),
    /// Token of a request's status page.
    Status(LinkToken),
}

impl Services {
    /// Resolves a link for a browser with this language. Changes nothing.
    pub async fn ask_link(&self, token: &str, browser: Option<Locale>) -> Result<AskAheadPage> {
        match switch_plans::by_link(&self.db, &tokens::hash(token)).await? {
            Some(notice) => {
                let noticed = self.load_recipient(&self.db, &notice).await?;
                let locale = self.language_of_reader(&noticed, browser).await?;
                self.ask_ahead_page(&noticed, token, locale).await
            }
            None => Ok(AskAheadPage::Unknown),
        }
    }

    /// Opens a request, or returns the page that explains why the recipient cannot or need not ask.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for an invalid message.
    pub async fn ask_ahead(&self, token: &str, message: &str, browser: Option<Locale>) -> Result<AskAheadPage> {
        let Some(notice) = switch_plans::by_link(&self.db, &tokens::hash(token)).await? else {
            return Ok(AskAheadPage::Unknown);
        };
        let locale = self.language_of_reader(&self.load_recipient(&self.db, &notice).await?, browser).await?;
        let message = MultiLine::parse(message, MESSAGE).map_err(|error| {
            let text = match error {
                TextError::TooLong(limit) => t::long(locale, limit),
                error => texts::problem(error, locale),
            };
            AppError::field("message", text)
        })?;
        let (services, token) = (self.clone(), token.to_owned());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let user = services.load_recipient(&tx, &notice).await?;
            accounts::lock_and_bump_version(&tx, &user.account.id).await?;
            let noticed = services.load_recipient(&tx, &notice).await?;
            let application = switch_plans::last_application(&tx, &noticed.user.id).await?;
            let (RecipientState::CanAsk { .. }, Some(application)) =
                (services.recipient_state(&tx, &noticed).await?, application)
            else {
                drop(tx);
                return services.ask_ahead_page(&noticed, &token, locale).await;
            };
            let application = applications::get(&tx, &application).await?.ok_or_else(not_found)?;
            let check = Check {
                account: noticed.account.number.clone(),
                email: noticed.email(),
                dry_run: false,
                name: noticed.user.name.clone(),
                locale: Some(locale),
                authenticated: false,
                shipment: Shipment::default(),
                message,
            };
            let row =
                services.open_request(&tx, &noticed.account, &application, check, RequestSource::MailLink).await?;
            tx.commit().await?;
            services.publish_commit(&row.account_id, Some(&row.id));
            Ok(AskAheadPage::Status(row.status_token))
        })
        .await
    }

    async fn ask_ahead_page(&self, recipient: &NoticeRecipient, token: &str, locale: Locale) -> Result<AskAheadPage> {
        let calendar = self.calendar(&recipient.account, locale);
        let account = || recipient.account.number.masked();
        let email = || recipient.user.email.to_string();
        let page = match self.recipient_state(&self.db, recipient).await? {
            RecipientState::Asked(status) => return Ok(AskAheadPage::Status(status)),
            RecipientState::CanAsk { ahead } => AskAhead::Ask {
                token: token.to_owned(),
                account: account(),
                email: email(),
                ahead: ahead.map(|at| AheadOf {
                    at: calendar.long(at),
                    place: calendar.place(),
                    offset: calendar.offset(at),
                }),
            },
            RecipientState::Allowed => AskAhead::Allowed { account: account(), email: email() },
            RecipientState::Rejected => AskAhead::Rejected { account: account(), email: email() },
            RecipientState::MayNotAsk => AskAhead::MayNotAsk { account: account() },
            RecipientState::Off => AskAhead::Off { account: account() },
            RecipientState::Over => AskAhead::Over,
        };
        Ok(AskAheadPage::Page(locale, Box::new(page)))
    }

    /// Loads the current account, address and plan of a notice.
    pub(super) async fn load_recipient<C: ConnectionTrait>(
        &self,
        db: &C,
        notice: &switch_notice::Model,
    ) -> Result<NoticeRecipient> {
        let plan = switch_plans::get(db, &notice.plan_id).await?;
        let user = users::get(db, &plan.account_id, &notice.user_id).await?.ok_or_else(not_found)?;
        let account = accounts::find(db, &user.account_id).await?.ok_or_else(not_found)?;
        Ok(NoticeRecipient { account, user, plan })
    }

    pub(super) async fn recipient_state<C: ConnectionTrait>(
        &self,
        db: &C,
        recipient: &NoticeRecipient,
    ) -> Result<RecipientState> {
        let (account, email, now) = (&recipient.account, recipient.email(), self.now());
        if let Some(open) = requests::open_of(db, &account.id, &email).await? {
            return Ok(RecipientState::Asked(open.status_token));
        }
        let next = switch_plans::waiting(db, &account.id).await?;
        let long_ago = recipient.plan.switch_at.plus_days(VALID_DAYS) <= now;
        if account.suspended_at.is_some() || (long_ago && next.is_none()) {
            return Ok(RecipientState::Over);
        }
        if !account.enforced && next.is_none() {
            return Ok(RecipientState::Off);
        }
        // Evaluated as if the account were enforced, for both a scheduled and a completed switch.
        let policy =
            policies::for_address(db, &account::Model { enforced: true, ..account.clone() }, &email, now).await?;
        let verdict = decide(&policy, &email, now);
        Ok(match (verdict.answer(), verdict.rule) {
            (Answer::Allowed, _) => RecipientState::Allowed,
            (Answer::Pending, _) => {
                RecipientState::CanAsk { ahead: next.filter(|_| !account.enforced).map(|plan| plan.switch_at) }
            }
            (Answer::Denied, Rule::DomainMayNotAsk) => RecipientState::MayNotAsk,
            (Answer::Denied, _) => RecipientState::Rejected,
        })
    }

    /// Returns the browser's language, or else the language of the address's mails.
    async fn language_of_reader(&self, recipient: &NoticeRecipient, browser: Option<Locale>) -> Result<Locale> {
        match browser {
            Some(locale) => Ok(locale),
            None => self.language_of_user(&self.db, &recipient.account, &recipient.user).await,
        }
    }
}
