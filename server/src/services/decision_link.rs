//! Decisions through the link in a mail. The link is a locator, not a credential: opening it changes nothing. A
//! decision needs a sign-in, a remembered device or the one-time code.
//!
//! Only this module and `sign_in` may create [`Administrator`] capabilities.

use super::{
    Services,
    request_view::Number,
    requests::{ApprovalOptions, DecideOutcome, NewDecision},
    run_to_completion, texts,
};
use crate::{
    calendar::Calendar,
    error::Result,
    services::one_time_codes,
    store::{
        self, accounts, decision_links, devices,
        entity::{account, request},
        people::{self, AdministratorSeat},
        requests,
    },
    tokens,
};
use app::{
    AppError,
    pages::{
        decision_link::dto::{CodePage, DecisionPage, Proof},
        queue::{dto::DecisionInput, request_dto::RequestView},
        users::dto::Choice,
    },
    session::SignedIn,
};
use esecure::{
    EmailAddress, Locale, MultiLine, TextError,
    id::ProfileId,
    person::Administrator,
    request::{DecisionChannel, REASON_LIMIT, Reason},
};
use i18n::error as t;
use std::sync::Arc;

/// The person who opened the link.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The visitor's sign-in, if any.
    pub signed_in: Option<SignedIn>,
    /// The cookie of a remembered device, if any.
    pub device: Option<String>,
    /// Shown in the list of remembered devices.
    pub user_agent: String,
}

/// Submitted button of the decision page.
#[derive(Debug, Clone)]
pub enum LinkAction {
    /// Approve or reject.
    Choice,
    /// One-time code submitted.
    Code {
        code: String,
        /// Remember this device for 30 days.
        remember: bool,
    },
    Resend,
}

/// Next page, in the administrator's language.
#[derive(Debug, Clone)]
pub struct LinkResponse {
    pub locale: Locale,
    pub page: DecisionPage,
    /// Cookie for a device to be remembered from now on.
    pub remember: Option<String>,
    /// Profile that a submit on this page decides as; `None` for the mail's recipient, after the code.
    pub profile: Option<ProfileId>,
}

/// Resolved link: the seat that it was mailed to, and the request.
struct ResolvedLink {
    seat: AdministratorSeat,
    row: request::Model,
    account: account::Model,
    calendar: Calendar,
}

impl ResolvedLink {
    /// Returns the authentication that a submit still needs; the mail's recipient chooses the method in their profile.
    fn proof(&self, prover: Option<&Administrator>) -> Proof {
        match prover {
            Some(_) => Proof::Given,
            None if self.seat.profile.decides_by_mail => Proof::Code,
            None => Proof::SignIn,
        }
    }
}

impl Services {
    /// Returns the page of an opened link. Changes nothing. `None` for an unknown link and for one of a removed
    /// administrator.
    pub async fn decision_page(
        &self,
        token: &str,
        visitor: &Visitor,
        choice: Option<Choice>,
    ) -> Result<Option<LinkResponse>> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(None);
        };
        let prover = self.authenticated_admin(&found, visitor).await?;
        let request = self.link_request_view(&found, prover.as_ref()).await?;
        let profile = prover.as_ref().map(|prover| prover.person().profile.clone());
        let page = if !request.state.is_open() {
            DecisionPage::Late { request, pressed: false }
        } else if request.own {
            DecisionPage::Own { request }
        } else {
            DecisionPage::Asked { request, proof: found.proof(prover.as_ref()), choice }
        };
        Ok(Some(LinkResponse { locale: found.calendar.locale, page, remember: None, profile }))
    }

    /// Handles a submit: decides immediately for an authenticated visitor, and requires the code otherwise. `page` is
    /// [`Shown::profile`] of the rendered page.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a reason without text; [`AppError::OtherProfile`] if the decision would be made by
    /// another profile than that of the page.
    pub async fn submit_decision(
        &self,
        token: &str,
        visitor: &Visitor,
        page: Option<&str>,
        action: LinkAction,
        form: DecisionInput,
    ) -> Result<Option<LinkResponse>> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(None);
        };
        let locale = found.calendar.locale;
        let respond = |page, remember| Ok(Some(LinkResponse { locale, page, remember, profile: None }));
        let prover = self.authenticated_admin(&found, visitor).await?;
        let request = self.link_request_view(&found, prover.as_ref()).await?;
        if !request.state.is_open() {
            return respond(DecisionPage::Late { request, pressed: true }, None);
        }
        if request.own {
            return respond(DecisionPage::Own { request }, None);
        }
        if let Some(prover) = &prover
            && prover.person().profile.as_str() != page.unwrap_or(found.seat.profile.id.as_str())
        {
            return Err(AppError::OtherProfile(prover.person().name.clone()).into());
        }
        let proof = found.proof(prover.as_ref());
        if proof == Proof::SignIn {
            return respond(DecisionPage::Asked { request, proof, choice: Some(form.choice) }, None);
        }
        let reason = read_reason(&form, locale)?;
        if let Some(administrator) = prover {
            self.device_used(visitor).await?;
            return respond(self.decide_by_link(&found, administrator, &form, reason).await?, None);
        }
        let (step, remember) = match action {
            LinkAction::Choice => (CodeStep::Send, false),
            LinkAction::Resend => (CodeStep::Resend, false),
            LinkAction::Code { code, remember } => (CodeStep::Try(code), remember),
        };
        let found = Arc::new(found);
        if let Some(page) = self.code_page(found.clone(), request, form.clone(), step, remember).await? {
            return respond(page, None);
        }
        // The code was correct and has been consumed.
        let page = self.decide_by_link(&found, vouch(&found.seat), &form, reason).await?;
        let remember = match remember {
            true => Some(self.remember_device(&found.seat.profile.id, &visitor.user_agent).await?),
            false => None,
        };
        respond(page, remember)
    }

    async fn find_link(&self, token: &str) -> Result<Option<ResolvedLink>> {
        let Some(link) = decision_links::get(&self.db, &tokens::hash(token)).await? else {
            return Ok(None);
        };
        let seat = people::seat(&self.db, &link.administrator_id).await?;
        let Some(seat) = seat.filter(AdministratorSeat::is_active) else {
            return Ok(None);
        };
        let Some(row) = requests::get(&self.db, [&seat.account.id], &link.request_id).await? else {
            return Ok(None);
        };
        let account = seat.account.clone();
        let calendar = self.calendar(&account, seat.profile.locale);
        Ok(Some(ResolvedLink { seat, row, account, calendar }))
    }

    /// Returns the administrator that this visitor is authenticated as: signed in with a seat on the account, or on a
    /// device remembered for the link's recipient.
    async fn authenticated_admin(&self, found: &ResolvedLink, visitor: &Visitor) -> Result<Option<Administrator>> {
        if let Some(signed_in) = &visitor.signed_in {
            let seat = signed_in.seats.iter().find(|s| *s.account() == found.account.id);
            if let Some(seat) = seat {
                return Ok(Some(seat.clone()));
            }
        }
        let Some(cookie) = visitor.device.as_ref().filter(|_| found.seat.profile.decides_by_mail) else {
            return Ok(None);
        };
        let device = devices::get(&self.db, &tokens::hash(cookie), self.now()).await?;
        Ok(device.filter(|device| device.profile_id == found.seat.profile.id).map(|_| vouch(&found.seat)))
    }

    async fn link_request_view(&self, found: &ResolvedLink, prover: Option<&Administrator>) -> Result<RequestView> {
        let profile = &found.seat.profile;
        let own = prover.map(|administrator| administrator.person().email.clone());
        let own = own.unwrap_or_else(|| EmailAddress::from_stored(&profile.email, &profile.email_key));
        self.request_view(&found.row, &found.account, &found.calendar, Number::Masked, &own).await
    }

    async fn decide_by_link(
        &self,
        found: &ResolvedLink,
        administrator: Administrator,
        form: &DecisionInput,
        reason: Option<Reason>,
    ) -> Result<DecisionPage> {
        let decision = match form.choice {
            Choice::Approve => {
                NewDecision::Approve { channel: DecisionChannel::Mail, options: ApprovalOptions::default() }
            }
            Choice::Reject => NewDecision::Reject { channel: DecisionChannel::Mail, reason },
        };
        let own = administrator.person().email.clone();
        let view = async |row: &request::Model| {
            self.request_view(row, &found.account, &found.calendar, Number::Masked, &own).await
        };
        Ok(match self.decide_request(administrator, found.row.id.clone(), decision).await? {
            DecideOutcome::Applied(row) => DecisionPage::Decided {
                request: view(&row).await?,
                waiting: requests::count_open(&self.db, [&found.account.id]).await?,
            },
            DecideOutcome::AlreadyClosed(row) => DecisionPage::Late { request: view(&row).await?, pressed: true },
        })
    }

    /// Runs a step of the code page under the account's row lock, so that concurrent submits cannot both send or both
    /// try a code. Returns `None` once the code was correct.
    async fn code_page(
        &self,
        found: Arc<ResolvedLink>,
        request: RequestView,
        form: DecisionInput,
        step: CodeStep,
        remember: bool,
    ) -> Result<Option<DecisionPage>> {
        let services = self.clone();
        run_to_completion(async move {
            let ResolvedLink { seat, row, account, calendar } = &*found;
            let tx = store::begin(&services.db).await?;
            // Locks without bumping the account's version, since a code changes nothing on the account's pages.
            accounts::lock_without_version_bump(&tx, &account.id).await?;
            let standing = match step {
                CodeStep::Send => Some(services.send_code(&tx, row, seat, calendar, false).await?),
                CodeStep::Resend => Some(services.send_code(&tx, row, seat, calendar, true).await?),
                CodeStep::Try(code) => services.try_code(&tx, row, seat, calendar, &code).await?,
            };
            tx.commit().await?;
            services.wake_mail_worker();
            let email = EmailAddress::from_stored(&seat.profile.email, &seat.profile.email_key);
            let Some(one_time_codes::CodeStatus { current, tries_left, problem }) = standing else {
                return Ok(None);
            };
            Ok(Some(DecisionPage::Code(CodePage {
                request,
                choice: form.choice,
                reason: form.reason,
                words: form.words,
                masked_email: email.masked(),
                valid_until: current.map(|c| calendar.clock(c.expires_at)),
                tries_left,
                remember,
                problem,
            })))
        })
        .await
    }
}

/// Step of the code page.
enum CodeStep {
    Send,
    Resend,
    Try(String),
}

/// Parses the reason of a rejection: none, a template, or free text.
///
/// # Errors
/// [`AppError::Invalid`] at `words`.
pub(super) fn read_reason(form: &DecisionInput, locale: Locale) -> Result<Option<Reason>> {
    let Some(code) = form.reason.filter(|_| form.choice == Choice::Reject) else {
        return Ok(None);
    };
    let too_long = || AppError::field("words", t::reason_words(locale, REASON_LIMIT));
    let words = MultiLine::parse(&form.words, REASON_LIMIT).map_err(|error| match error {
        TextError::TooLong(_) => too_long(),
        error => AppError::field("words", texts::problem(error, locale)),
    })?;
    let reason = Reason::new(code, words.as_deref().unwrap_or_default());
    reason.map(Some).ok_or_else(|| too_long().into())
}

/// Creates the capability of the link's seat, once its holder is authenticated.
#[expect(clippy::disallowed_methods, reason = "this is the mail-link layer")]
fn vouch(seat: &AdministratorSeat) -> Administrator {
    let (person, account) = (people::person(&seat.profile), &seat.account);
    Administrator::new_unchecked(person, seat.seat.id.clone(), account.id.clone(), account.number.clone())
}
