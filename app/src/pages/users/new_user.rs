//! Form to approve an address before its first use (`/esecure/users/new`, R-3.1).

use super::{api::AddUser, back::BackToList, detail, standing_dto::UserActionResult};
use crate::{
    AppError,
    layout::{AccountField, PageUrl, account_page, account_url, check_administrator, dto::AccountChoice},
    routes,
    ui::{Field, Form, FormValues, Glyph, Heading, Icon, Submission, flash, locale},
};
use i18n::{common, user as t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Returns the address that the link from another page fills in.
pub(crate) async fn fetch(url: PageUrl) -> Result<String, AppError> {
    check_administrator(url.account).await?;
    Ok(url.query.get("email").unwrap_or_default())
}

/// `/esecure/users/new`
#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    let locale = locale();
    let page = account_page(fetch, move |email: String, account: AccountChoice| {
        view! {
            <BackToList/>
            <div class="head"><div>
                <p class="muted">{t::OnAccount { company: account.company, number: account.number }.text(locale)}</p>
                <Heading>{t::add(locale)}</Heading>
                <p>{t::add_text(locale)}</p>
            </div></div>
            <div class="card"><AddForm email/></div>
        }
        .into_any()
    });
    view! { <Title text=t::add(locale)/><div class="user">{page}</div> }
}

/// Form for the address, which opens the page of the approved address.
#[component]
fn AddForm(
    /// Initial value of the address.
    email: String,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let action = ServerAction::<AddUser>::new();
    let form = Submission::of(action, move |added: Vec<UserActionResult>| {
        if let Some(added) = added.first() {
            let path = routes::user(&added.user);
            flash().show_at(&path, t::done_approve(locale));
            navigate(&account_url(&path), NavigateOptions::default());
        }
    });
    view! {
        <Form action read=add clear=true attr:class="pad" attr:novalidate=true>
            <AccountField/>
            {form.notice(None)}
            <Field name="email" label=t::email(locale) kind="email" value=email error=form.problem("email") max=254/>
            <Field name="name" label=t::name(locale) optional=common::optional(locale) error=form.problem("name") max=80/>
            {detail::fields(form, String::new(), String::new())}
            <p class="btns">
                <button class="btn primary" type="submit" aria-busy=form.busy()><Icon of=Glyph::Approved/>{t::approve(locale)}</button>
            </p>
        </Form>
    }
}

fn add(typed: &FormValues) -> Option<AddUser> {
    Some(AddUser {
        account: typed.account(),
        email: typed.text("email"),
        name: typed.text("name"),
        until: typed.text("until"),
        note: typed.text("note"),
    })
}
