//! `/a/{token}`: undecided users of an account request approval ahead of enforcement. A GET changes nothing.

use crate::{
    routes,
    standalone::{
        PageContext,
        document::{described, hint, page, problem, text_area},
    },
    ui::{Glyph, Notice, Tone},
};
use i18n::{ask as t, common};
use leptos::prelude::*;

/// States of the page. An unknown token shows [`crate::standalone::error::no_link`]; an open request shows its own page instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskAhead {
    /// Announcement of enforcement, with the request button.
    Ask {
        token: String,
        /// Masked account number.
        account: String,
        /// Address that needs an approval.
        email: String,
        /// Announced start of enforcement; `None` once it has begun.
        ahead: Option<AheadOf>,
    },
    Allowed {
        /// Masked account number.
        account: String,
        email: String,
    },
    Rejected {
        /// Masked account number.
        account: String,
        email: String,
    },
    /// The address's domain may not send requests.
    MayNotAsk {
        /// Masked account number.
        account: String,
    },
    /// Schedule cancelled, or enforcement switched off again.
    Off {
        /// Masked account number.
        account: String,
    },
    /// Link too old, or the account is inactive.
    Over,
}

/// Announced start of enforcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AheadOf {
    /// `Tuesday 1 December 2026 at 08:00`.
    pub at: String,
    /// City of the time zone: `Amsterdam`.
    pub place: String,
    /// UTC offset: `UTC+1`.
    pub offset: String,
}

/// Rejected input of the form.
#[derive(Debug, Clone, Default)]
pub struct AskDraft {
    pub message: String,
    /// Error of the message field.
    pub problem: String,
}

/// Renders the page behind the announcement mail. Its form posts `message`, which may be empty.
pub fn ask_ahead(reader: &PageContext, state: &AskAhead, draft: Option<&AskDraft>) -> String {
    let locale = reader.locale;
    let (title, text) = match state.clone() {
        AskAhead::Ask { token, account, email, ahead } => return form(reader, &token, account, email, ahead, draft),
        AskAhead::Allowed { account, email } => (t::allowed(locale), t::AllowedText { account, email }.text(locale)),
        AskAhead::Rejected { account, email } => (t::rejected(locale), t::RejectedText { account, email }.text(locale)),
        AskAhead::MayNotAsk { account } => (t::may_not_ask(locale), t::may_not_ask_text(locale, account)),
        AskAhead::Off { account } => (t::off(locale), t::off_text(locale, account)),
        AskAhead::Over => (t::over(locale), t::over_text(locale).to_owned()),
    };
    page(reader, title, "slip", || {
        view! { <div><h1 tabindex="-1">{title}</h1><p class="muted">{text}</p></div> }
    })
}

fn form(
    reader: &PageContext,
    token: &str,
    account: String,
    email: String,
    ahead: Option<AheadOf>,
    draft: Option<&AskDraft>,
) -> String {
    let locale = reader.locale;
    let lead = match &ahead {
        Some(of) => t::Ahead { account, at: &of.at }.text(locale),
        None => t::now(locale, account),
    };
    let wrong = draft.map(|draft| draft.problem.clone());
    let typed = draft.map(|draft| draft.message.as_str()).unwrap_or_default();
    page(reader, t::title(locale), "slip asking", || {
        view! {
            <div>
                <h1 tabindex="-1">{t::title(locale)}</h1>
                <p>{lead}</p>
                {ahead.map(|of| view! { <p class="muted">{t::Clock { offset: of.offset, place: of.place }.text(locale)}</p> })}
            </div>
            <Notice is=Tone::None icon=Glyph::User title=email><p>{t::undecided(locale)}</p></Notice>
            <form class="stack" method="post" action=routes::with_token(routes::ASK_AHEAD, token) novalidate=true>
                <div class="field">
                    <label for="message">{t::message(locale)}" "<small>"("{common::optional(locale)}")"</small></label>
                    {hint("message", Some(t::message_hint(locale).to_owned()))}
                    {text_area("message", typed, described("message", true, wrong.is_some()), wrong.is_some())}
                    {problem("message", wrong)}
                </div>
                <div class="act">
                    <button class="btn big primary full" aria-describedby="consequence">{t::ask(locale)}</button>
                    <p class="muted" id="consequence">{t::consequence(locale)}</p>
                </div>
            </form>
        }
    })
}
