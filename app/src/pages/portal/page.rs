//! Home page of the portal: the administered accounts with their state.

use crate::{
    AppError,
    layout::{
        Failed, List,
        dto::{AccountChoice, Viewer},
        viewers,
    },
    routes,
    ui::{Badge, FlashNotice, Glyph, Heading, Icon, Notice, Skeleton, Tone, brand, locale, suspend_fn},
};
use i18n::{common, portal as t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/`
#[component]
pub(crate) fn PortalPage() -> impl IntoView {
    let (viewers, query) = (viewers(), use_query_map());
    let page = suspend_fn(move || {
        // The query chooses the part of the accounts.
        query.track();
        async move {
            match viewers.await {
                Ok(Some(viewer)) => view! { <Welcome viewer/> }.into_any(),
                Ok(None) => view! { <Failed error=AppError::SignedOut title=brand().portal/> }.into_any(),
                Err(error) => view! { <Failed error title=brand().portal/> }.into_any(),
            }
        }
    });
    view! {
        <Title text=t::accounts(locale())/>
        <div class="portal">
            <FlashNotice/>
            <Transition fallback=|| view! { <Skeleton label=common::loading(locale()) rows=3/> }>{page}</Transition>
        </div>
    }
}

#[component]
fn Welcome(viewer: Viewer) -> impl IntoView {
    let locale = locale();
    let nothing = viewer.accounts.is_empty() && !viewer.terms_wanted;
    view! {
        <div class="head"><div><Heading>{t::title(locale, &viewer.name)}</Heading><p>{t::lead(locale)}</p></div></div>
        {viewer.terms_wanted.then(|| view! { <TermsWanted/> }.into_any())}
        {if nothing {
            view! { <NoAccount/> }.into_any()
        } else {
            view! { <Accounts accounts=viewer.accounts/> }.into_any()
        }}
    }
}

/// Notice that the terms must be accepted first; no page under *eSecure* opens before.
#[component]
fn TermsWanted() -> impl IntoView {
    let locale = locale();
    view! {
        <Notice is=Tone::Accent title=t::terms_wanted(locale)>
            <p>{t::terms_wanted_text(locale, brand().product)}</p>
            <p class="btns"><a class="btn primary" href=routes::TERMS>{t::terms_link(locale)}</a></p>
        </Notice>
    }
}

#[component]
fn NoAccount() -> impl IntoView {
    let locale = locale();
    view! {
        <div class="card empty">
            <Icon of=Glyph::Shield/>
            <h2>{t::none_title(locale)}</h2>
            <p>{t::none_text(locale)}</p>
        </div>
    }
}

#[component]
fn Accounts(accounts: Vec<AccountChoice>) -> impl IntoView {
    let locale = locale();
    (!accounts.is_empty()).then(|| {
        let (accounts, pager) = List { path: routes::HOME, name: "accounts-part", anchor: "accounts" }.cut(accounts);
        view! {
            <section class="accounts" id="accounts">
                <h2>{t::accounts(locale)}</h2>
                <ul role="list">
                    {accounts.into_iter().map(|account| view! { <Account account/> }.into_any()).collect::<Vec<_>>()}
                </ul>
                {pager}
            </section>
        }
        .into_any()
    })
}

/// Account card: number, enforcement, open requests, and one link.
#[component]
fn Account(account: AccountChoice) -> impl IntoView {
    let locale = locale();
    let (is, icon, word) = if account.enforced {
        (Tone::Approved, Glyph::Shielded, t::on(locale))
    } else {
        (Tone::None, Glyph::Power, t::off(locale))
    };
    let queue = routes::with_account(routes::QUEUE, Some(&account.id));
    let setup = routes::with_account(routes::SETUP, Some(&account.id));
    let waits = match account.open {
        0 => view! { <p class="muted">{t::nothing_waits(locale)}</p> }.into_any(),
        open => view! { <Badge is=Tone::Pending icon=Glyph::Clock>{t::waiting(locale, open)}</Badge> }.into_any(),
    };
    let go_on = if account.enforced {
        view! { <a class="btn primary" href=queue><Icon of=Glyph::Inbox/>{t::to_queue(locale)}</a> }.into_any()
    } else {
        view! { <a class="btn primary" href=setup><Icon of=Glyph::List/>{t::to_setup(locale)}</a> }.into_any()
    };
    view! {
        <li class="card">
            <div class="who"><h3>{account.company}</h3><p class="mono muted">{account.number}</p></div>
            <div class="state"><Badge is icon>{word}</Badge>{waits}</div>
            <p class="btns">{go_on}</p>
        </li>
    }
}
