//! Form to approve an address before its first use (`/esecure/users/new`, R-3.1).

use super::detail;
use crate::{
    forms::{
        Posted,
        account_page::{account_page, action_url},
    },
    routes,
    standalone::document::{Input, input},
    ui::{Glyph, Heading, Icon, PageProfile, locale},
};
use i18n::{user as t, users};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/esecure/users/new`
#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    let locale = locale();
    // Address prefilled by the link from another page.
    let given = use_query_map().read_untracked().get("email").unwrap_or_default();
    let page = account_page(
        |_, _| async { Ok(()) },
        move |(), account| {
            let posted = Posted::from_context();
            view! {
                <p class="back"><a class="btn quiet" href=action_url(routes::USERS)><Icon of=Glyph::Left/>{users::title(locale)}</a></p>
                <div class="head"><div>
                    <p class="muted">{t::OnAccount { company: account.company, number: account.number }.text(locale)}</p>
                    <Heading>{t::add(locale)}</Heading>
                    <p>{t::add_text(locale)}</p>
                </div></div>
                <div class="card">
                    <form class="pad" method="post" action=action_url(routes::NEW_USER) novalidate>
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
                        {detail::fields(&posted, "", "", locale)}
                        <p class="btns"><button class="btn primary" type="submit"><Icon of=Glyph::Approved/>{t::approve(locale)}</button></p>
                    </form>
                </div>
            }
            .into_any()
        },
    );
    view! { <Title text=t::add(locale)/><div class="user">{page}</div> }
}
