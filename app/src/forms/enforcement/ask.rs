//! The question before the switch: the consequence once more, the password, and on switching off what becomes of open
//! requests.

use crate::{
    forms::{Posted, asked::here},
    locales::enforcement as t,
    pages::frame::viewers,
    plain::parts::{Input, input},
    ui::{Check, command, later, locale},
    view::{Enforcement, OpenRequests},
};
use leptos::prelude::*;

/// The dialog; open at once where a press was refused.
#[component]
pub(super) fn Ask(now: Enforcement, posted: Posted) -> impl IntoView {
    let locale = locale();
    let on = now.account.enforced;
    let (stay, go, class) = if on {
        (t::keep_on(locale), t::switch_off(locale), "btn danger filled")
    } else {
        (t::keep_off(locale), t::switch_on(locale), "btn primary")
    };
    let asks_again = posted.is_there();
    let other = posted.error.as_ref().filter(|error| error.of("password").is_none()).and_then(|_| posted.refusal());
    let kept = OpenRequests::from_code(&posted.value("open", ""));
    view! {
        <dialog class="dialog" id="ask" aria-labelledby="ask-title" open=asks_again>
            <form method="post" action=here("/esecure/enforcement") novalidate>
                <input type="hidden" name="on" value=(!on).to_string()/>
                <Whose/>
                <Question now=now.clone()/>
                {other}
                {on.then(|| view! { <Open count=now.account.open kept/> }.into_any())}
                {input(Input {
                    name: "password", label: t::password(locale), kind: "password", autocomplete: "current-password",
                    hint: Some(t::password_hint(locale).to_owned()), problem: posted.problem("password"), max: Some(1000),
                    focus: true, ..Input::default()
                })}
                <div class="btns">
                    <button class="btn" type="button" {..command("ask", "close")}>{stay}</button>
                    <button class=class type="submit">{go}</button>
                </div>
            </form>
        </dialog>
    }
}

/// Tells a password manager whose password is asked. It has no name, so it is not sent.
#[component]
fn Whose() -> impl IntoView {
    let viewers = viewers();
    view! {
        <Suspense>
            {later(move || async move {
                viewers.await.ok().flatten().map(|viewer| view! {
                    <input type="text" autocomplete="username" value=viewer.email hidden readonly/>
                }.into_any())
            })}
        </Suspense>
    }
}

#[component]
fn Question(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let number = now.account.number;
    let (title, text) = if now.account.enforced {
        (t::ask_off(locale), t::ask_off_text(locale, number))
    } else {
        let refused = now.addresses.saturating_sub(now.may_ship);
        (t::ask_on(locale), t::ask_on_text(locale, refused, number, now.addresses))
    };
    view! { <h2 id="ask-title">{title}</h2><p>{text}</p> }
}

/// What becomes of open requests.
#[component]
fn Open(count: u64, kept: OpenRequests) -> impl IntoView {
    let locale = locale();
    let legend = match count {
        0 => t::open_none(locale).to_owned(),
        n => t::open_title(locale, n),
    };
    view! {
        <fieldset class="open">
            <legend>{legend}</legend>
            <Check kind="radio" name="open" value="keep" checked=kept == OpenRequests::Keep label=t::open_keep(locale) hint=t::open_keep_text(locale)/>
            <Check kind="radio" name="open" value="close" checked=kept == OpenRequests::Close label=t::open_close(locale) hint=t::open_close_text(locale)/>
        </fieldset>
    }
}
