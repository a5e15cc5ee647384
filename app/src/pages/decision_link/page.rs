//! `/d/{token}`: decision page behind the buttons of an *Approval request* mail. A GET changes nothing; each
//! submit posts to the same path:
//!
//! | submit | fields |
//! |---|---|
//! | approve | `step=press` `choice=approve` |
//! | reject | none: a GET of `?choice=reject` shows the reasons |
//! | reject, reason | `step=press` `choice=reject` `reason=none\|unknown\|own_account\|ask_contact\|other` `words` |
//! | code | `step=code` `choice` `reason` `words` `code`, and `remember=yes` if ticked |
//! | new code | `step=resend` `choice` `reason` `words` |
//!
//! For an authenticated visitor, both buttons also send `page_profile`.
//!
//! An administrator who decides only when signed in gets a sign-in link instead, which returns here.

use super::{
    closed, code,
    dto::{DecisionPage, Proof},
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

/// Renders the page. A `draft` shows the reasons again with the typed text and its error. `profile` is the
/// authenticated profile; the buttons send it back, to detect a change of profile.
pub fn decide(
    reader: &PageContext,
    token: &str,
    page: &DecisionPage,
    draft: Option<&ReasonDraft>,
    profile: Option<&ProfileId>,
) -> String {
    match page {
        DecisionPage::Asked { request, proof: Proof::SignIn, choice } => open::sign_in(reader, token, request, *choice),
        DecisionPage::Asked { request, proof, choice } => {
            // Without authentication, the page belongs to the mail's recipient.
            let profile = profile.filter(|_| *proof == Proof::Given);
            if draft.is_some() || *choice == Some(Choice::Reject) {
                reasons::reasons(reader, token, request, profile, draft)
            } else {
                open::decision_form(reader, token, request, profile)
            }
        }
        DecisionPage::Own { request } => open::own(reader, request),
        DecisionPage::Code(code) => code::code(reader, token, code),
        DecisionPage::Decided { request, waiting } => closed::decided(reader, request, *waiting),
        DecisionPage::Late { request, pressed } => closed::late(reader, request, *pressed),
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

/// Path of the link.
pub(crate) fn address(token: &str) -> String {
    routes::with_token(routes::DECISION, token)
}
