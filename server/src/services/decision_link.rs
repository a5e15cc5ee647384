//! Decisions through the link in a mail. The link is a locator, not a credential: opening it changes nothing. A
//! decision needs a sign-in, a remembered device or the one-time code. The pages are built in `page`; undo and the next
//! request are in `after`.
//!
//! Only this module and `sign_in` may create [`Administrator`] capabilities.

mod after;
mod code;
mod page;

use super::{
    Services,
    requests::{ApprovalOptions, DecideOutcome, NewDecision},
    texts,
};
use crate::{
    calendar::Calendar,
    error::Result,
    store::{
        decision_links, devices,
        entity::{account, request},
        people::{self, AdministratorSeat},
        requests,
    },
    tokens,
};
use app::{
    AppError,
    pages::{
        decision_link::dto::{CodeProblem, DecisionPage, Proof},
        queue::dto::DecisionInput,
        users::dto::Choice,
    },
    session::SignedIn,
};
use code::{CodeResult, CodeStep};
use esecure::{
    EmailKey, Locale, MultiLine, TextError,
    id::ProfileId,
    person::Administrator,
    request::{DecisionChannel, REASON_LIMIT, Reason, StateKind},
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
    /// Proof that the visitor entered the one-time code of this link, if any.
    pub verified: Option<String>,
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

/// Result of a submit.
#[derive(Debug, Clone)]
pub enum LinkOutcome {
    /// Nothing to decide here: the page says why.
    Unchanged,
    /// Decides only after a sign-in.
    SignIn,
    /// The code was mailed, or still is to be entered.
    Code { problem: Option<CodeProblem> },
    Decided {
        /// Cookie for a device to be remembered from now on.
        remember: Option<String>,
        /// Proof that the one-time code was entered, if it was.
        verified: Option<String>,
    },
    /// The request was no longer open.
    Late,
}

/// Page of a link, in the administrator's language.
#[derive(Debug, Clone)]
pub struct LinkResponse {
    pub locale: Locale,
    pub page: DecisionPage,
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

    /// Returns true if the visitor has to accept the terms before anything else.
    fn terms_wanted(&self, prover: Option<&Administrator>) -> bool {
        prover.is_none() && !self.seat.is_active()
    }

    /// Returns the address of the visitor, or of the mail's recipient.
    fn reader(&self, prover: Option<&Administrator>) -> EmailKey {
        prover.map_or_else(|| self.seat.profile.email_key.clone(), |prover| prover.person().email.key())
    }
}

impl Services {
    /// Handles a submit: decides immediately for an authenticated visitor, and requires the code otherwise. `page` is
    /// the profile of the rendered page.
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
    ) -> Result<LinkOutcome> {
        let Some(found) = self.find_link(token).await? else {
            return Ok(LinkOutcome::Unchanged);
        };
        let prover = self.authenticated_admin(&found, visitor).await?;
        if found.terms_wanted(prover.as_ref()) {
            return Ok(LinkOutcome::Unchanged);
        }
        if found.row.state != StateKind::Open {
            return Ok(LinkOutcome::Late);
        }
        if found.row.email_key == found.reader(prover.as_ref()) {
            return Ok(LinkOutcome::Unchanged);
        }
        if let Some(prover) = &prover
            && prover.person().profile.as_str() != page.unwrap_or(found.seat.profile.id.as_str())
        {
            return Err(AppError::OtherProfile(prover.person().name.clone()).into());
        }
        if found.proof(prover.as_ref()) == Proof::SignIn {
            return Ok(LinkOutcome::SignIn);
        }
        let reason = read_reason(&form, found.calendar.locale)?;
        if let Some(administrator) = prover {
            self.device_used(visitor).await?;
            return self.decide_by_link(&found, administrator, &form, reason).await;
        }
        let (step, remember) = match action {
            LinkAction::Choice => (CodeStep::Send, false),
            LinkAction::Resend => (CodeStep::Resend, false),
            LinkAction::Code { code, remember } => (CodeStep::Try(code), remember),
        };
        let found = Arc::new(found);
        let code = match self.take_code_step(found.clone(), step).await? {
            CodeResult::Shown(problem) => return Ok(LinkOutcome::Code { problem }),
            CodeResult::Right(code) => code,
        };
        // The code was correct and has been consumed.
        let mut outcome = self.decide_by_link(&found, vouch(&found.seat), &form, reason).await?;
        if let LinkOutcome::Decided { remember: device, verified } = &mut outcome {
            *verified = Some(code.to_string());
            if remember {
                *device = Some(self.remember_device(&found.seat.profile.id, &visitor.user_agent).await?);
            }
        }
        Ok(outcome)
    }

    async fn find_link(&self, token: &str) -> Result<Option<ResolvedLink>> {
        let Some(link) = decision_links::get(&self.db, &tokens::hash(token)).await? else {
            return Ok(None);
        };
        let seat = people::seat(&self.db, &link.administrator_id).await?;
        // An administrator who has to accept newer terms is led to them; a removed one has no link.
        let present = |seat: &AdministratorSeat| seat.seat.removed_at.is_none() && seat.profile.password_hash.is_some();
        let Some(seat) = seat.filter(present) else {
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
        let by_mail = found.seat.is_active() && found.seat.profile.decides_by_mail;
        let Some(cookie) = visitor.device.as_ref().filter(|_| by_mail) else {
            return Ok(None);
        };
        let device = devices::get(&self.db, &tokens::hash(cookie), self.now()).await?;
        Ok(device.filter(|device| device.profile_id == found.seat.profile.id).map(|_| vouch(&found.seat)))
    }

    async fn decide_by_link(
        &self,
        found: &ResolvedLink,
        administrator: Administrator,
        form: &DecisionInput,
        reason: Option<Reason>,
    ) -> Result<LinkOutcome> {
        let decision = match form.choice {
            Choice::Approve => {
                NewDecision::Approve { channel: DecisionChannel::Mail, options: ApprovalOptions::default() }
            }
            Choice::Reject => NewDecision::Reject { channel: DecisionChannel::Mail, reason },
        };
        Ok(match self.decide_request(administrator, found.row.id.clone(), decision).await? {
            DecideOutcome::Applied(_) => LinkOutcome::Decided { remember: None, verified: None },
            DecideOutcome::AlreadyClosed(_) => LinkOutcome::Late,
        })
    }
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

/// Creates the capability of a seat whose holder is authenticated, or made the announcement that a check now uses.
#[expect(
    clippy::disallowed_methods,
    reason = "a link was authenticated, or an announcement carries the authority of its author"
)]
pub(in crate::services) fn vouch(seat: &AdministratorSeat) -> Administrator {
    let (person, account) = (people::person(&seat.profile), &seat.account);
    Administrator::new_unchecked(person, seat.seat.id.clone(), account.id.clone(), account.number.clone())
}
