//! `/d/{token}`: what stands behind the buttons of an *Approval request* mail. Opening it changes nothing; a
//! press posts to the same address:
//!
//! | from | fields |
//! |---|---|
//! | Approve | `step=press` `choice=approve` |
//! | Reject | none posted: leads to `?choice=reject`, the reasons |
//! | Reject with its reason | `step=press` `choice=reject` `reason=none\|unknown\|own_account\|ask_contact\|other` `words` |
//! | the code | `step=code` `choice` `reason` `words` `code`, and `remember=yes` where ticked |
//! | a new code | `step=resend` `choice` `reason` `words` |
//!
//! For somebody who has proven who they are, both buttons also send `page_profile`.
//!
//! An administrator who decides signed in only gets a link to the sign-in instead, which leads back here.

mod after;
mod asked;
mod code;
mod evidence;
mod reasons;

use super::Reader;
use crate::{
    ui::PAGE_PROFILE,
    view::{Choice, DecisionPage, Proof},
};
use esecure::id::ProfileId;
use leptos::prelude::*;

/// What was typed on the reasons page and could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonDraft {
    /// The chosen reason's code.
    pub reason: String,
    pub words: String,
    /// What is wrong with them, in the reader's language.
    pub problem: String,
}

/// The page in one of its states. A `draft` shows the reasons again, with what was typed and what is wrong with it.
/// `profile` is the one that a press decides as, where that is known: its buttons carry it back.
pub fn decide(
    reader: &Reader,
    token: &str,
    page: &DecisionPage,
    draft: Option<&ReasonDraft>,
    profile: Option<&ProfileId>,
) -> String {
    match page {
        DecisionPage::Asked { request, proof: Proof::SignIn, choice } => {
            asked::sign_in(reader, token, request, *choice)
        }
        DecisionPage::Asked { request, proof, choice } => {
            // Without a proof of its own the page belongs to the mail's recipient.
            let profile = profile.filter(|_| *proof == Proof::Given);
            if draft.is_some() || *choice == Some(Choice::Reject) {
                reasons::reasons(reader, token, request, profile, draft)
            } else {
                asked::asked(reader, token, request, profile)
            }
        }
        DecisionPage::Own { request } => asked::own(reader, request),
        DecisionPage::Code(code) => code::code(reader, token, code),
        DecisionPage::Decided { request, waiting } => after::decided(reader, request, *waiting),
        DecisionPage::Late { request, pressed } => after::late(reader, request, *pressed),
    }
}

/// The hidden field that carries the page's profile.
fn page_profile(profile: Option<&ProfileId>) -> impl IntoView + use<> {
    let profile = profile.map(ToString::to_string);
    profile.map(|profile| view! { <input type="hidden" name=PAGE_PROFILE value=profile/> })
}

/// The link's own address.
fn address(token: &str) -> String {
    format!("/d/{token}")
}
