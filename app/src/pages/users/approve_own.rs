//! Approval of one's own address: only for the sole active administrator, with the password.

use super::{api::ApproveOwnUser, dto::UserRow};
use crate::{
    layout::selected_account,
    ui::{ErrorNotice, Field, Form, FormValues, Glyph, Icon, locale, optional_attr, view_fn},
};
use esecure::id::{AccountId, UserId};
use i18n::users as t;
use leptos::prelude::*;

/// Renders the collapsed form; `settle` receives the updated row.
#[component]
pub(super) fn ApproveOwn(
    user: UserId,
    email: String,
    settle: impl Fn(UserRow) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let action = ServerAction::<ApproveOwnUser>::new();
    // Clears a refusal that came in the URL, because the page itself shows it.
    action.clear();
    Effect::new(move |_| {
        if let Some(Ok(now)) = action.value().get() {
            settle(now);
        }
    });
    let error = move || action.value().get().and_then(Result::err);
    let wrong = Signal::derive(move || error()?.of("password").map(str::to_owned));
    let other = move || error().filter(|error| error.of("password").is_none());
    let account = view_fn(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    view! {
        <details class="sole">
            <summary class="btn small"><Icon of=Glyph::Approved/>{t::own_approve(locale)}</summary>
            <Form action read>
                {account}
                <input type="hidden" name="user" value=user.to_string()/>
                <p>{t::own_consequence(locale)}</p>
                {view_fn(move || other().map(|error| view! { <ErrorNotice error locale/> }.into_any()))}
                // User name of the password, for password managers.
                <input type="text" autocomplete="username" value=email readonly hidden/>
                <Field name="password" label=t::own_password(locale) kind="password" autocomplete="current-password"
                    required=true error=wrong/>
                <button class="btn primary" type="submit" aria-busy=optional_attr(move || action.pending().get().then_some("true"))>
                    {view_fn(move || if action.pending().get() { t::approving(locale) } else { t::own_approve(locale) })}
                </button>
            </Form>
        </details>
    }
}

fn read(typed: &FormValues) -> Option<ApproveOwnUser> {
    let (account, user) = (AccountId::parse(&typed.text("account")), UserId::parse(&typed.text("user"))?);
    Some(ApproveOwnUser { account, user, password: typed.text("password") })
}
