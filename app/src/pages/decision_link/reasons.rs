//! Reasons page of a rejection; the requester gets the chosen text.

use super::page::{ReasonDraft, address, page_profile, reason_code};
use crate::{
    pages::{queue::request_dto::RequestView, users::dto::Choice},
    standalone::{
        PageContext,
        document::{described, hint, page, problem, text_area},
    },
    ui::{Glyph, Icon},
};
use esecure::{
    Locale,
    id::ProfileId,
    request::{REASON_LIMIT, ReasonCode},
};
use i18n::{common, decide as t, plain, reason};
use leptos::prelude::*;

/// Radio buttons for the reason. CSS shows the free-text field for its option only; without CSS it is always visible.
pub(super) fn reasons(
    reader: &PageContext,
    token: &str,
    request: &RequestView,
    profile: Option<&ProfileId>,
    draft: Option<&ReasonDraft>,
) -> String {
    let locale = reader.locale;
    let who = request.who();
    let title = t::reject_title(locale, who);
    let next = if profile.is_some() { t::reject_at_once(locale) } else { t::reject_code(locale) };
    page(reader, &title, "slip asking", || {
        view! {
            <a class="back" href=address(token)><Icon of=Glyph::Left/>{plain::back(locale)}</a>
            <div class="who">
                <h1 tabindex="-1">{title.clone()}</h1>
                {request.name.is_some().then(|| view! { <p class="mono">{request.email.clone()}</p> })}
                <p class="muted below">{t::reject_text(locale, who)}</p>
            </div>
            <form class="stack" method="post" action=address(token) novalidate=true>
                <input type="hidden" name="step" value="press"/>
                {page_profile(profile)}
                <input type="hidden" name="choice" value=Choice::Reject.code()/>
                {choices(draft.and_then(|d| d.reason), locale)}
                {words(who, draft, locale)}
                <div class="act">
                    <button class="btn big danger filled full" aria-describedby="consequence">
                        <Icon of=Glyph::Rejected/>{common::reject(locale)}
                    </button>
                    <p class="muted" id="consequence">{next}</p>
                </div>
            </form>
        }
    })
}

fn choices(chosen: Option<ReasonCode>, locale: Locale) -> impl IntoView + use<> {
    let label = |reason| match reason {
        None => t::reason_none(locale),
        Some(ReasonCode::Unknown) => reason::unknown(locale),
        Some(ReasonCode::OwnAccount) => reason::own_account(locale),
        Some(ReasonCode::AskContact) => reason::ask_contact(locale),
        Some(ReasonCode::Other) => t::reason_other(locale),
    };
    let choices = std::iter::once(None).chain(ReasonCode::ALL.map(Some)).map(|reason| {
        view! {
            <label class="check">
                <input type="radio" name="reason" value=reason_code(reason) checked={reason == chosen}/>
                <span>{label(reason)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choices"><legend class="sr">{t::reason_legend(locale)}</legend>{choices.collect_view()}</fieldset>
    }
}

fn words(who: &str, draft: Option<&ReasonDraft>, locale: Locale) -> impl IntoView + use<> {
    let wrong = draft.map(|d| d.problem.clone());
    let typed = draft.map(|d| d.words.as_str()).unwrap_or_default();
    view! {
        <div class="field own-words">
            <label for="words">{t::words(locale)}</label>
            {text_area("words", typed, described("words", true, wrong.is_some()), wrong.is_some())}
            {hint("words", Some(t::WordsHint { n: REASON_LIMIT, who }.text(locale)))}
            {problem("words", wrong)}
        </div>
    }
}
