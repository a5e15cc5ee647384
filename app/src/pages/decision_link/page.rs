//! `/d/{token}`: decision page behind the buttons of an *Approval request* mail. A GET changes nothing; each
//! submit posts to the same path, and is answered by a redirect to a page:
//!
//! | submit | fields |
//! |---|---|
//! | approve | `step=press` `choice=approve` |
//! | reject | none: a GET of `?choice=reject` shows the reasons |
//! | reject, reason | `step=press` `choice=reject` `reason=none\|unknown\|own_account\|ask_contact\|other` `words` |
//! | code | `step=code` `choice` `reason` `words` `code`, and `remember=yes` if ticked |
//! | new code | `step=resend` `choice` `reason` `words` |
//! | undo | `step=undo` |
//! | next request | `step=next` |
//!
//! The code is entered on `/d/{token}/code`, with the choice and its reason in the query.
//!
//! For an authenticated visitor, both buttons also send `page_profile`.
//!
//! An administrator who decides only when signed in gets a sign-in link instead, which returns here.

use super::{
    closed, code,
    dto::{DecisionPage, LinkNotice, Proof},
    open, reasons,
};
use crate::{pages::users::dto::Choice, routes, standalone::PageContext, ui::PAGE_PROFILE};
use esecure::{id::ProfileId, request::ReasonCode};
use leptos::prelude::*;

/// Value of `reason` for a rejection that states only the outcome.
pub const NO_REASON: &str = "none";

/// Rejected input of the reasons page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonDraft {
    /// Chosen reason.
    pub reason: Option<ReasonCode>,
    pub words: String,
    /// Error message in the reader's language.
    pub problem: String,
}

/// Result of the last submit, and the reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    /// Shows the reasons again, with the typed text and its error.
    pub draft: Option<&'a ReasonDraft>,
    pub notice: Option<&'a LinkNotice>,
    /// Authenticated profile; the buttons send it back, to detect a change of profile.
    pub profile: Option<&'a ProfileId>,
}

/// Renders the page.
pub fn decide(reader: &PageContext, token: &str, page: &DecisionPage, shown: Shown<'_>) -> String {
    let Shown { draft, notice, profile } = shown;
    match page {
        DecisionPage::Asked { request, proof: Proof::SignIn, choice } => open::sign_in(reader, token, request, *choice),
        DecisionPage::Asked { request, proof, choice } => {
            // Without authentication, the page belongs to the mail's recipient.
            let profile = profile.filter(|_| *proof == Proof::Given);
            if draft.is_some() || *choice == Some(Choice::Reject) {
                reasons::reasons(reader, token, request, profile, draft)
            } else {
                open::decision_form(reader, token, request, notice, profile)
            }
        }
        DecisionPage::Own { request, deciders, user } => open::own(reader, request, deciders, user),
        DecisionPage::Code(code) => code::code(reader, token, code),
        DecisionPage::Decided(decided) => closed::decided(reader, token, decided, notice),
        DecisionPage::Yours { request } => closed::yours(reader, request),
        DecisionPage::Late { request, pressed } => closed::late(reader, request, *pressed),
        // The server redirects to the terms.
        DecisionPage::Terms => crate::standalone::error::no_link(reader),
    }
}

/// Value of a reason in forms.
pub(super) fn reason_code(reason: Option<ReasonCode>) -> &'static str {
    reason.map_or(NO_REASON, ReasonCode::code)
}

/// Hidden field with the page's profile.
pub(crate) fn page_profile(profile: Option<&ProfileId>) -> impl IntoView + use<> {
    let profile = profile.map(ToString::to_string);
    profile.map(|profile| view! { <input type="hidden" name=PAGE_PROFILE value=profile/> })
}

/// Path of the page on which the code is entered.
pub fn code_address(link: &str, choice: Choice, reason: Option<ReasonCode>) -> String {
    format!("{link}/code?choice={}&reason={}", choice.code(), reason_code(reason))
}

/// Path of the link.
pub(crate) fn address(token: &str) -> String {
    routes::with_token(routes::DECISION, token)
}
