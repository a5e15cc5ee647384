//! Journal (`/esecure/journal`, R-9.2): entries newest first, filters in the URL, verification of the hash chain, and
//! the export.

use super::{
    dto::{JournalPage as Page, JournalQuery, Verified},
    filters::Filters,
    rows::Rows,
};
use crate::{
    forms::{
        account_page::{account_page, action_url},
        posted::Posted,
    },
    routes,
    ui::{Glyph, Heading, Icon, Notice, PageProfile, Tone, locale},
};
use http::request::Parts;
use i18n::journal as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

pub(crate) const PATH: &str = routes::JOURNAL;
/// Path of the export.
const EXPORT: &str = routes::JOURNAL_EXPORT;

/// Parses the query.
pub fn journal_query(parameters: impl IntoIterator<Item = (String, String)>) -> JournalQuery {
    let mut query = JournalQuery::default();
    for (name, value) in parameters {
        match name.as_str() {
            "kind" => query.kind = value,
            "who" => query.who = value,
            "address" => query.address = value,
            "from" => query.from = value,
            "to" => query.to = value,
            "before" => query.before = value.parse().ok(),
            "after" => query.after = value.parse().ok(),
            _ => {}
        }
    }
    query
}

/// URL with the same filters and an optional further parameter.
fn with_filters(path: &str, query: &JournalQuery, more: Option<(&'static str, i64)>) -> String {
    let mut asked = ParamsMap::new();
    for (name, value) in query.fields().into_iter().filter(|(_, value)| !value.is_empty()) {
        asked.insert(name, value.to_owned());
    }
    if let Some((name, number)) = more {
        asked.insert(name, number.to_string());
    }
    action_url(&format!("{path}{}", asked.to_query_string()))
}

/// `/esecure/journal`
#[component]
pub(crate) fn JournalPage() -> impl IntoView {
    let locale = locale();
    let asks = use_query_map().read_untracked().clone().into_iter().map(|(name, value)| (name.into_owned(), value));
    let query = journal_query(asks);
    // Result of *Verify*, which the same page shows.
    let verified = use_context::<Parts>().and_then(|request| request.extensions.get::<Verified>().cloned());
    let (asked_for, shown) = (query.clone(), query);
    let page = account_page(
        move |backend, seat| async move { backend.journal(&seat, asked_for).await },
        move |page, account| {
            view! {
                <Head query=shown.clone() number=account.number total=page.total/>
                {Posted::from_context().refusal()}
                {verified.map(|verified| view! { <Outcome verified/> }.into_any())}
                <Filters query=shown.clone() kinds=page.kinds.clone() who=page.who.clone() problems=page.problems.clone()/>
                <Entries page query=shown/>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="journal">{page}</div> }
}

#[component]
fn Head(query: JournalQuery, number: String, total: u64) -> impl IntoView {
    let locale = locale();
    let all = action_url(EXPORT);
    let export = if query.filters() {
        view! {
            <a class="btn" href=with_filters(EXPORT, &query, None) download><Icon of=Glyph::Download/>{t::export_these(locale)}</a>
            <a class="btn quiet" href=all download>{t::export_all(locale)}</a>
        }
        .into_any()
    } else {
        view! {
            <a class="btn" href=all download>
                <Icon of=Glyph::Download/><span aria-hidden="true">{t::export(locale)}</span>
                <span class="sr">{t::export_all(locale)}</span>
            </a>
        }
        .into_any()
    };
    view! {
        <div class="head">
            <div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale, number)}</p></div>
            <div class="tools">
                <form method="post" action=with_filters(PATH, &query, None) class="btns">
                    <PageProfile/>
                    <button class="btn" type="submit" aria-describedby="verify-text"><Icon of=Glyph::Shielded/>{t::verify(locale)}</button>
                    {export}
                </form>
                <p class="muted" id="verify-text">{t::all(locale, total)}". "{t::verify_text(locale)}</p>
            </div>
        </div>
    }
}

/// Result of *Verify*. Takes the focus.
#[component]
fn Outcome(verified: Verified) -> impl IntoView {
    let locale = locale();
    let (is, title, text) = match verified {
        Verified::Whole(entries) => (Tone::Approved, t::whole(locale, entries), t::whole_text(locale)),
        Verified::Broken(what) => (Tone::Rejected, what, t::broken_text(locale)),
    };
    view! { <div class="said" tabindex="-1" autofocus=true><Notice is title><p>{text}</p></Notice></div> }
}

#[component]
fn Entries(page: Page, query: JournalQuery) -> impl IntoView {
    let locale = locale();
    if !page.problems.is_empty() {
        return ().into_any();
    }
    if page.entries.is_empty() {
        return view! { <p class="card none">{t::none(locale)}</p> }.into_any();
    }
    let turn = |name: &'static str, at: Option<i64>, icon: Glyph, word: &'static str| {
        let to = with_filters(PATH, &query, Some((name, at?)));
        Some(view! { <a class="btn small" href=to><Icon of=icon/>{word}</a> }.into_any())
    };
    let newer = turn("after", page.newer, Glyph::Left, t::newer(locale));
    let older = turn("before", page.older, Glyph::Right, t::older(locale));
    let pager = (newer.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=t::pages(locale)>{newer}{older}</nav> }.into_any());
    view! { <div class="card"><Rows entries=page.entries/>{pager}</div> }.into_any()
}
