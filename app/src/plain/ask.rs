//! `/a/{token}`: whoever used an account and is undecided asks for an approval, before a switch stops them. Opening it
//! changes nothing.

use super::{
    Reader,
    parts::{described, hint, page, problem, text_area},
};
use crate::{
    locales::ask as t,
    ui::{Glyph, Notice, Tone},
};
use leptos::prelude::*;

/// The page in one of its states. A link that was never ours is [`super::no_link`]; where a request is open, its own page is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskAhead {
    /// What comes, and the button.
    Ask {
        token: String,
        /// The masked account number.
        account: String,
        /// The address that will need an approval.
        email: String,
        /// From when on; nothing where that time has come.
        ahead: Option<AheadOf>,
    },
    Allowed {
        /// The masked account number.
        account: String,
        email: String,
    },
    Rejected {
        /// The masked account number.
        account: String,
        email: String,
    },
    /// Only addresses at certain domains may ask.
    MayNotAsk {
        /// The masked account number.
        account: String,
    },
    /// Called off, or switched off again.
    Off {
        /// The masked account number.
        account: String,
    },
    /// Too long ago, or the account is not in use.
    Over,
}

/// When a switch comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AheadOf {
    /// `Tuesday 1 December 2026 at 08:00`.
    pub at: String,
    /// Whose clocks tell it: `Amsterdam`.
    pub place: String,
    /// By how much they are ahead: `UTC+1`.
    pub offset: String,
}

/// What was typed, where it could not be taken.
#[derive(Debug, Clone, Default)]
pub struct AskDraft {
    pub message: String,
    /// What is wrong with it.
    pub problem: String,
}

/// The page behind the mail about a switch. Its form posts `message`, which may be empty.
pub fn ask_ahead(reader: &Reader, state: &AskAhead, draft: Option<&AskDraft>) -> String {
    let locale = reader.locale;
    let (title, text) = match state.clone() {
        AskAhead::Ask { token, account, email, ahead } => return form(reader, &token, account, email, ahead, draft),
        AskAhead::Allowed { account, email } => (t::allowed(locale), t::allowed_text(locale, account, email)),
        AskAhead::Rejected { account, email } => (t::rejected(locale), t::rejected_text(locale, account, email)),
        AskAhead::MayNotAsk { account } => (t::may_not_ask(locale), t::may_not_ask_text(locale, account)),
        AskAhead::Off { account } => (t::off(locale), t::off_text(locale, account)),
        AskAhead::Over => (t::over(locale), t::over_text(locale).to_owned()),
    };
    page(reader, title, "slip", || {
        view! { <div><h1 tabindex="-1">{title}</h1><p class="muted">{text}</p></div> }
    })
}

fn form(
    reader: &Reader,
    token: &str,
    account: String,
    email: String,
    ahead: Option<AheadOf>,
    draft: Option<&AskDraft>,
) -> String {
    let locale = reader.locale;
    let lead = match &ahead {
        Some(of) => t::ahead(locale, account, &of.at),
        None => t::now(locale, account),
    };
    let wrong = draft.map(|draft| draft.problem.clone());
    let typed = draft.map(|draft| draft.message.as_str()).unwrap_or_default();
    page(reader, t::title(locale), "slip asking", || {
        view! {
            <div>
                <h1 tabindex="-1">{t::title(locale)}</h1>
                <p>{lead}</p>
                {ahead.map(|of| view! { <p class="muted">{t::clock(locale, of.offset, of.place)}</p> })}
            </div>
            <Notice is=Tone::None icon=Glyph::User title=email><p>{t::undecided(locale)}</p></Notice>
            <form class="stack" method="post" action=format!("/a/{token}") novalidate=true>
                <div class="field">
                    <label for="message">{t::message(locale)}" "<small>"("{t::optional(locale)}")"</small></label>
                    {text_area("message", typed, described("message", true, wrong.is_some()), wrong.is_some())}
                    {hint("message", Some(t::message_hint(locale).to_owned()))}
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
