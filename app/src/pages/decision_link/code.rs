//! One-time code, for visitors who are neither signed in nor on a remembered device.

use super::{
    dto::{CodePage, CodeProblem},
    page::{address, reason_code},
};
use crate::{
    pages::users::dto::Choice,
    routes,
    standalone::{
        PageContext,
        document::{described, hint, page, problem},
    },
    ui::{Check, Glyph, Icon, Notice, Tone},
};
use esecure::Locale;
use i18n::{decide as t, plain};
use leptos::{either::Either, prelude::*};

/// Attempts per code.
const TRIES: u32 = 5;

/// Page with the code's input, the submit button, and the links to resend or sign in.
pub(super) fn code(reader: &PageContext, token: &str, code: &CodePage) -> String {
    let locale = reader.locale;
    let sign_in = routes::sign_in_again(&routes::request(&code.request.id));
    page(reader, t::code_title(locale), "slip", || {
        let back = view! {
            <a class="back" href=address(token)><Icon of=Glyph::Left/>{plain::back(locale)}</a>
        };
        if let Some(CodeProblem::Locked { until }) = &code.problem {
            let text = format!("{} {}", t::locked_text(locale, until), t::nothing_yet(locale));
            return Either::Left(view! {
                {back}
                <div role="alert"><h1 tabindex="-1">{t::locked(locale)}</h1><p class="muted">{text}</p></div>
                <a class="btn big primary full" href=sign_in>{t::with_password(locale)}</a>
            });
        }
        let until = code.valid_until.as_ref().map(|time| format!(" {}", t::code_until(locale, time)));
        Either::Right(view! {
            {back}
            <div>
                <h1 tabindex="-1">{t::code_title(locale)}</h1>
                <p class="muted">{t::code_text(locale, &code.masked_email)}{until}</p>
            </div>
            {refused(code, locale)}
            {form(token, code, locale)}
            <form class="after" method="post" action=address(token)>
                {carried(code, "resend")}
                <p class="muted">{t::no_mail(locale)}" "<button class="link">{t::resend(locale)}</button></p>
                <p><a href=sign_in>{t::or_password(locale)}</a></p>
            </form>
        })
    })
}

/// Notice that no new code was sent. Errors of a typed code appear at its field.
fn refused(code: &CodePage, locale: Locale) -> impl IntoView + use<> {
    let said = match code.problem {
        Some(CodeProblem::TooSoon) => Some((t::too_soon(locale), t::too_soon_text(locale))),
        Some(CodeProblem::TooMany) => Some((t::too_many(locale), t::too_many_text(locale))),
        _ => None,
    };
    said.map(|(title, text)| {
        view! { <Notice is=Tone::Pending title refusal=true><p>{text}</p></Notice> }
    })
}

fn form(token: &str, code: &CodePage, locale: Locale) -> impl IntoView + use<> {
    let wrong = match code.problem {
        Some(CodeProblem::Wrong) => Some(t::code_wrong(locale).to_owned()),
        Some(CodeProblem::NotSixDigits) => Some(t::code_six_digits(locale).to_owned()),
        Some(CodeProblem::Expired) => Some(t::code_expired(locale).to_owned()),
        _ => None,
    };
    let tries = t::Tries { n: u64::from(code.tries_left), total: TRIES }.text(locale);
    let who = code.request.who();
    let (class, icon, press) = match code.choice {
        Choice::Approve => ("btn big primary full", Glyph::Approved, t::approve_who(locale, who)),
        Choice::Reject => ("btn big danger filled full", Glyph::Rejected, t::reject_who(locale, who)),
    };
    view! {
        <form class="stack" method="post" action=address(token) novalidate=true>
            {carried(code, "code")}
            <div class="field">
                <label for="code">{t::code(locale)}</label>
                <input class="input code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code"
                    pattern="[0-9]*" autofocus=true aria-invalid=wrong.is_some().then_some("true")
                    aria-describedby=described("code", true, wrong.is_some())/>
                {problem("code", wrong)}
                {hint("code", Some(tries))}
            </div>
            <Check name="remember" value="yes" checked=code.remember label=t::remember(locale) hint=t::remember_hint(locale)/>
            <button class=class><Icon of=icon/>{press}</button>
        </form>
    }
}

/// Hidden fields with the choice and its reason.
fn carried(code: &CodePage, step: &'static str) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="step" value=step/>
        <input type="hidden" name="choice" value=code.choice.code()/>
        <input type="hidden" name="reason" value=reason_code(code.reason)/>
        <input type="hidden" name="words" value=code.words.clone()/>
    }
}
