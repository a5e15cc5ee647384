//! Section navigation at the side of the page; on tablets a rail with short words.

use super::{
    counts,
    dto::{AccountChoice, Viewer},
    selected_account::{self, account},
    viewers,
};
use crate::{
    routes,
    ui::{Glyph, Icon, Mark, brand, locale, optional_attr, string_attr, suspend_fn, view_fn},
};
use esecure::Locale;
use i18n::frame as t;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Renders the navigation. Lists only pages that exist.
#[component]
pub(super) fn Sidebar() -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    view! {
        <nav class="side" aria-label=brand().product>
            <div class="mark"><Mark/><span>{brand().product}</span></div>
            <Transition>
                {suspend_fn(move || async move {
                    viewers.await.ok().flatten().map(|viewer| view! { <Accounts viewer/> }.into_any())
                })}
            </Transition>
            <Item to=routes::STEPS exact=true icon=Glyph::List full=t::setup(locale) short=t::setup(locale)/>
            <Item to=routes::QUEUE icon=Glyph::Inbox full=t::queue(locale) short=t::queue(locale)>
                <OpenCount class="end count"/>
            </Item>
            <Item to=routes::USERS icon=Glyph::Users full=t::users(locale) short=t::users_short(locale)/>
            <Item to=routes::DOMAINS icon=Glyph::Globe full=t::domains(locale) short=t::domains_short(locale)/>
            <Item to=routes::UPLOAD icon=Glyph::Upload full=t::upload(locale) short=t::upload(locale)/>
            <Item to=routes::EXPECTED icon=Glyph::Calendar full=t::expected(locale) short=t::expected_short(locale)/>
            <Item to=routes::EXPLAIN icon=Glyph::Help full=t::why(locale) short=t::why(locale)/>
            <p class="group">{t::account(locale)}</p>
            <Item to=routes::ENFORCEMENT icon=Glyph::Shield full=t::enforcement(locale) short=t::enforcement_short(locale)/>
            <Item to=routes::ADMINISTRATORS icon=Glyph::Key full=t::administrators(locale) short=t::administrators_short(locale)/>
            <Item to=routes::JOURNAL icon=Glyph::Book full=t::journal(locale) short=t::journal(locale)/>
        </nav>
    }
}

/// Renders one link, marked as current on its own page.
#[component]
fn Item(
    to: &'static str,
    #[prop(optional)] exact: bool,
    icon: Glyph,
    full: &'static str,
    short: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let chosen = selected_account::selected_account();
    let current = is_at(to, exact);
    view! {
    <a href=string_attr(move || routes::with_account(to, chosen.read().as_ref()))
        aria-current=optional_attr(move || current().then_some("page"))>
            <Icon of=icon/>
            <span class="full">{full}</span>
            <span class="short">{short}</span>
            {children.map(|children| children())}
        </a>
    }
}

/// Tests if the current path is that of `to`, or below it unless `exact`.
pub(super) fn is_at(to: &'static str, exact: bool) -> impl Fn() -> bool + Clone + Send + Sync {
    let to = to.split('?').next().unwrap_or(to);
    let path = use_location().pathname;
    move || {
        let path = path.read();
        path.as_str() == to || !exact && path.strip_prefix(to).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Renders the number of open requests, if there are any.
#[component]
pub(super) fn OpenCount(class: &'static str) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account::selected_account();
    let (viewers, counts) = (viewers(), counts());
    view! {
        <Transition>
            {suspend_fn(move || async move {
                let viewer = viewers.await.ok().flatten()?;
                Some(move || {
                    let open = counts.open(&viewer, chosen.read().as_ref());
                    (open > 0).then(|| view! {
                        <span class=class><span aria-hidden="true">{open}</span><span class="sr">{t::open(locale, open)}</span></span>
                    }.into_any())
                })
            })}
        </Transition>
    }
}

/// Renders the chosen account; a menu if there are several.
#[component]
fn Accounts(viewer: Viewer) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account::selected_account();
    let spans_all = is_at(routes::QUEUE, false);
    if viewer.accounts.len() < 2 {
        let one = viewer.accounts.into_iter().next();
        return (one.map(|one| {
            view! { <p class="account one"><AccountLabel title=one.company number=one.number/></p> }.into_any()
        }))
        .into_any();
    }
    let several = viewer.clone();
    let summary = move || {
        let chosen = chosen.get();
        let (title, number) = if chosen.is_none() && spans_all() {
            all_of(&several, locale)
        } else {
            account(&several, chosen.as_ref()).map(|a| (a.company.clone(), a.number.clone())).unwrap_or_default()
        };
        view! { <AccountLabel title number/> }
    };
    view! {
        <details class="menu accounts">
            <summary class="account">
                <span class="sr">{t::choose_account(locale)}</span>{summary}<Icon of=Glyph::Down/>
            </summary>
            <div class="pop"><Choices accounts=viewer.accounts/></div>
        </details>
    }
    .into_any()
}

/// Returns title and subtitle for all accounts: `All accounts`, `963118204 and 1 more`.
fn all_of(viewer: &Viewer, locale: Locale) -> (String, String) {
    let first = viewer.accounts.first().map(|a| a.number.as_str());
    (
        t::all_accounts(locale).to_owned(),
        t::AndMore { more: viewer.accounts.len().saturating_sub(1), number: first.unwrap_or_default() }.text(locale),
    )
}

#[component]
fn AccountLabel(title: String, number: String) -> impl IntoView {
    view! { <span><b class="full">{title}</b><span class="muted mono">{number}</span></span> }
}

/// Number of accounts listed in the menu; the portal's first page lists all of them.
const NAMED: usize = 30;

/// Renders a link per account to the current page; on the queue also one for all accounts.
#[component]
pub(super) fn Choices(accounts: Vec<AccountChoice>) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account::selected_account();
    let path = use_location().pathname;
    // A request or an address belongs to one account, so switching the account leads to its list.
    let page = move || {
        let path = path.read();
        let list = [
            routes::QUEUE,
            routes::USERS,
            routes::ENFORCEMENT,
            routes::DOMAINS,
            routes::UPLOAD,
            routes::EXPECTED,
            routes::ADMINISTRATORS,
            routes::EXPLAIN,
            routes::JOURNAL,
        ];
        list.into_iter().find(|list| path.starts_with(list)).unwrap_or(routes::STEPS)
    };
    let all = view_fn(move || {
        (page() == routes::QUEUE).then(|| {
            view! {
                <a href=routes::QUEUE aria-current=optional_attr(move || chosen.read().is_none().then_some("true"))>
                    <span><b>{t::all_accounts(locale)}</b></span>
                </a>
            }
            .into_any()
        })
    });
    let first = accounts.first().map(|account| account.id.clone());
    let more = accounts.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| view! { <a href="/">{t::more_accounts(locale, more)}</a> }.into_any());
    let links = accounts
        .into_iter()
        .take(NAMED)
        .map(|account| {
            let (id, first) = (account.id.clone(), first.clone());
            let current = move || {
                let chosen = chosen.get();
                let shown = if page() == routes::QUEUE { chosen } else { chosen.or(first.clone()) };
                (shown.as_ref() == Some(&id)).then_some("true")
            };
            view! {
                <a href=string_attr(move || routes::with_account(page(), Some(&account.id))) aria-current=optional_attr(current)>
                    <span><b>{account.company}</b><small class="muted mono">{account.number}</small></span>
                </a>
            }
        })
        .collect::<Vec<_>>();
    view! { {all}{links}{more} }
}
