//! Section navigation on phones: a bar at the bottom with the daily pages, and the rest under *More*.

use super::{
    header::SignOut,
    selected_account::selected_account,
    sidebar::{Choices, OpenCount, is_at},
    viewers,
};
use crate::{
    routes,
    ui::{Glyph, Icon, brand, locale, optional_attr, string_attr, suspend_fn},
};
use i18n::frame as t;
use leptos::prelude::*;

/// Renders the bar at the bottom.
#[component]
pub(super) fn TabBar() -> impl IntoView {
    let locale = locale();
    let others = [
        is_at(routes::STEPS, true),
        is_at(routes::ENFORCEMENT, false),
        is_at(routes::DOMAINS, false),
        is_at(routes::UPLOAD, false),
        is_at(routes::EXPECTED, false),
        is_at(routes::ADMINISTRATORS, false),
        is_at(routes::JOURNAL, false),
    ];
    let elsewhere = move || others.iter().any(|is_at| is_at()).then_some("true");
    view! {
        <nav class="bottom" aria-label=format!("{} – {}", brand().product, t::more(locale))>
            <Item to=routes::QUEUE icon=Glyph::Inbox word=t::queue(locale)><OpenCount class="count"/></Item>
            <Item to=routes::USERS icon=Glyph::Users word=t::users_short(locale)/>
            <Item to=routes::EXPLAIN icon=Glyph::Help word=t::why(locale)/>
            <details class="menu">
                <summary aria-current=elsewhere><Icon of=Glyph::More/><span>{t::more(locale)}</span></summary>
                <div class="pop"><More/></div>
            </details>
        </nav>
    }
}

#[component]
fn Item(
    to: &'static str,
    icon: Glyph,
    word: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let chosen = selected_account();
    let current = is_at(to, false);
    view! {
        <a href=string_attr(move || routes::with_account(to, chosen.read().as_ref()))
            aria-current=optional_attr(move || current().then_some("page"))>
            <Icon of=icon/><span>{word}</span>{children.map(|children| children())}
        </a>
    }
}

/// Renders the links that do not fit into the bar.
#[component]
fn More() -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let viewers = viewers();
    let pages = [
        (routes::STEPS, Glyph::List, t::setup(locale)),
        (routes::DOMAINS, Glyph::Globe, t::domains(locale)),
        (routes::UPLOAD, Glyph::Upload, t::upload(locale)),
        (routes::EXPECTED, Glyph::Calendar, t::expected(locale)),
        (routes::ENFORCEMENT, Glyph::Shield, t::enforcement(locale)),
        (routes::ADMINISTRATORS, Glyph::Key, t::administrators(locale)),
        (routes::JOURNAL, Glyph::Book, t::journal(locale)),
    ];
    let links = pages.map(|(path, icon, word)| {
        let current = is_at(path, path == routes::STEPS);
        view! {
            <a href=string_attr(move || routes::with_account(path, chosen.read().as_ref()))
                aria-current=optional_attr(move || current().then_some("page"))>
                <Icon of=icon/>{word}
            </a>
        }
        .into_any()
    });
    view! {
        {links.into_iter().collect::<Vec<_>>()}
        <Transition>
            {suspend_fn(move || async move {
                let accounts = viewers.await.ok().flatten()?.accounts;
                (accounts.len() > 1).then(|| view! {
                    <hr/>
                    <p class="title">{t::account(locale)}</p>
                    <Choices accounts/>
                }.into_any())
            })}
        </Transition>
        <hr/>
        <a href=routes::PROFILE><Icon of=Glyph::User/>{t::profile(locale)}</a>
        <SignOut/>
    }
}
