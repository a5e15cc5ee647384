//! The question before the switch: the consequence once more, the password, and on switching off what becomes of open
//! requests.

use super::{SwitchEnforcement, command, press};
use crate::{
    locales::enforcement as t,
    pages::frame::{at, viewers},
    ui::{Check, Dialog, ErrorNotice, Field, Form, Typed, flag, later, locale, piece},
    view::{Enforcement, OpenRequests},
};
use esecure::id::AccountId;
use leptos::{html, prelude::*};

/// The dialog.
#[component]
pub(super) fn Ask(now: Enforcement, switch: ServerAction<SwitchEnforcement>, asking: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let pending = switch.pending();
    let password = NodeRef::<html::Input>::new();
    Effect::new(move |before: Option<()>| {
        // A refused password is typed again; all else stays. Not what the page came with: the next try may be typed already.
        let refused = matches!(switch.value().get(), Some(Err(_)));
        if let (Some(()), true, Some(password)) = (before, refused, password.get_untracked()) {
            password.set_value("");
            let _ = password.focus();
        }
    });
    let wrong = ArcSignal::derive(move || {
        let value = switch.value().read();
        let error = value.as_ref()?.as_ref().err()?;
        error.of("password").map(str::to_owned)
    });
    let on = now.account.enforced;
    let here = at("/esecure/enforcement", Some(&now.account.id));
    let other = piece(move || match switch.value().get()?.err()? {
        error if error.of("password").is_some() => None,
        error => Some(view! { <ErrorNotice error locale here=here.clone()/> }),
    });
    let (stay, go, class) = if on {
        (t::keep_on(locale), t::switch_off(locale), "btn danger filled")
    } else {
        (t::keep_off(locale), t::switch_on(locale), "btn primary")
    };
    let word = piece(move || if pending.get() { t::switching(locale) } else { go });
    view! {
        <Dialog id="ask" open=asking>
            <Form action=switch read attr:novalidate=true>
                <input type="hidden" name="account" value=now.account.id.to_string()/>
                <input type="hidden" name="on" value=(!on).to_string()/>
                <Whose/>
                <Question now=now.clone()/>
                {other}
                {on.then(|| view! { <Open count=now.account.open/> }.into_any())}
                <Field name="password" kind="password" label=t::password(locale) hint=t::password_hint(locale)
                    error=wrong autocomplete="current-password" max=1000 required=true node_ref=password/>
                <div class="btns">
                    <button class="btn" type="button" {..command("close")}
                        on:click=press(asking, false)>{stay}</button>
                    <button class=class type="submit" aria-busy=flag(move || pending.get().then_some("true"))>{word}</button>
                </div>
            </Form>
        </Dialog>
    }
}

fn read(typed: &Typed) -> Option<SwitchEnforcement> {
    Some(SwitchEnforcement {
        account: AccountId::parse(&typed.text("account"))?,
        on: typed.text("on").parse().ok()?,
        password: typed.text("password"),
        open: OpenRequests::from_code(&typed.text("open")),
    })
}

/// Tells a password manager whose password is asked. It has no name, so it is not sent.
#[component]
fn Whose() -> impl IntoView {
    let viewers = viewers();
    view! {
        <Transition>
            {later(move || async move {
                viewers.await.ok().flatten().map(|viewer| view! {
                    <input type="text" autocomplete="username" value=viewer.email hidden readonly/>
                }.into_any())
            })}
        </Transition>
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
fn Open(count: u64) -> impl IntoView {
    let locale = locale();
    let legend = match count {
        0 => t::open_none(locale).to_owned(),
        n => t::open_title(locale, n),
    };
    view! {
        <fieldset class="open">
            <legend>{legend}</legend>
            <Check kind="radio" name="open" value="keep" checked=true label=t::open_keep(locale) hint=t::open_keep_text(locale)/>
            <Check kind="radio" name="open" value="close" label=t::open_close(locale) hint=t::open_close_text(locale)/>
        </fieldset>
    }
}
