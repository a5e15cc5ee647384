//! Form to approve an address before its first use (`/esecure/users/new`, R-3.1).

use super::{
    Posted,
    account_page::{account_page, action_url},
    user,
};
use crate::{
    locales::{user as t, users},
    plain::parts::{Input, input},
    ui::{Glyph, Heading, Icon, PageProfile, locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/esecure/users/new`
#[component]
pub(super) fn NewUserPage() -> impl IntoView {
    let locale = locale();
    // Address prefilled by the link from another page.
    let given = use_query_map().read_untracked().get("email").unwrap_or_default();
    let page = account_page(
        |_, _| async { Ok(()) },
        move |(), account| {
            let posted = Posted::from_context();
            view! {
                <p class="back"><a class="btn quiet" href=action_url("/esecure/users")><Icon of=Glyph::Left/>{users::title(locale)}</a></p>
                <div class="head"><div>
                    <p class="muted">{t::on_account(locale, account.company, account.number)}</p>
                    <Heading>{t::add(locale)}</Heading>
                    <p>{t::add_text(locale)}</p>
                </div></div>
                <div class="card">
                    <form class="pad" method="post" action=action_url("/esecure/users/new") novalidate>
                        <PageProfile/>
                        {posted.refusal()}
                        {input(Input {
                            name: "email", label: t::email(locale), kind: "email", value: posted.value("email", &given),
                            autocomplete: "off", problem: posted.problem("email"), ..Input::default()
                        })}
                        {input(Input {
                            name: "name", label: t::name(locale), kind: "text", value: posted.value("name", ""),
                            autocomplete: "off", problem: posted.problem("name"), optional: Some(t::optional(locale)),
                            max: Some(80), ..Input::default()
                        })}
                        {user::fields(&posted, "", "", locale)}
                        <p class="btns"><button class="btn primary" type="submit"><Icon of=Glyph::Approved/>{t::approve(locale)}</button></p>
                    </form>
                </div>
            }
            .into_any()
        },
    );
    view! { <Title text=t::add(locale)/><div class="user">{page}</div> }
}
