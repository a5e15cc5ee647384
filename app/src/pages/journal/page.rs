//! Journal (`/esecure/journal`, R-9.2): entries newest first, filters in the URL, verification of the hash chain, and
//! the export.

use super::{
    api::{VerifyJournal, get_journal},
    dto::{JournalPage as Page, JournalQuery, Verified},
    filters::Filters,
    rows::Rows,
};
use crate::{
    AppError,
    layout::{AccountField, PageUrl, account_page, account_url, dto::AccountChoice},
    routes,
    ui::{
        Form, FormValues, Glyph, Heading, Icon, Notice, Submission, Tone, focus_when_rendered, locale,
        reset_form_with_data, view_fn,
    },
};
use i18n::journal as t;
use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::params::ParamsMap;

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
    account_url(&format!("{path}{}", asked.to_query_string()))
}

/// Fetches one page of the entries. Returns it with its filters.
pub(crate) async fn fetch(url: PageUrl) -> Result<(JournalQuery, Page), AppError> {
    let query = journal_query(url.query.into_iter().map(|(name, value)| (name.into_owned(), value)));
    let page = get_journal(url.account, query.clone()).await?;
    Ok((query, page))
}

/// `/esecure/journal`
#[component]
pub(crate) fn JournalPage() -> impl IntoView {
    let locale = locale();
    let field = NodeRef::<html::Input>::new();
    reset_form_with_data(field);
    let page = account_page(fetch, move |(query, page): (JournalQuery, Page), account: AccountChoice| {
        let action = ServerAction::<VerifyJournal>::new();
        let form = Submission::of(action, |_| ());
        let verified = move || action.value().get().and_then(Result::ok);
        view! {
            <Head query=query.clone() number=account.number total=page.total action form/>
            {form.notice(None)}
            {view_fn(move || verified().map(|verified| view! { <Outcome verified/> }.into_any()))}
            <Filters query=query.clone() kinds=page.kinds.clone() who=page.who.clone() problems=page.problems.clone() field/>
            <Entries page query/>
        }
        .into_any()
    });
    view! { <Title text=t::title(locale)/><div class="journal">{page}</div> }
}

#[component]
fn Head(
    query: JournalQuery,
    number: String,
    total: u64,
    /// Action of *Verify*.
    action: ServerAction<VerifyJournal>,
    form: Submission,
) -> impl IntoView {
    let locale = locale();
    let all = account_url(routes::JOURNAL_EXPORT);
    let export = if query.filters() {
        let these = with_filters(routes::JOURNAL_EXPORT, &query, None);
        view! {
            <a class="btn" href=these download><Icon of=Glyph::Download/>{t::export_these(locale)}</a>
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
            <div>
                <Heading>{t::title(locale)}</Heading>
                <p>{t::lead(locale, number)}</p>
                <p>{t::all(locale, total)}</p>
            </div>
            <div class="tools">
                <Form action read=verify attr:class="btns">
                    <AccountField/>
                    <button class="btn" type="submit" aria-describedby="verify-text" aria-busy=form.busy()>
                        <Icon of=Glyph::Shielded/>{t::verify(locale)}
                    </button>
                    {export}
                </Form>
                <p class="muted" id="verify-text">{t::verify_text(locale)}</p>
            </div>
        </div>
    }
}

fn verify(typed: &FormValues) -> Option<VerifyJournal> {
    Some(VerifyJournal { account: typed.account() })
}

/// Result of *Verify*. Takes the focus.
#[component]
fn Outcome(verified: Verified) -> impl IntoView {
    let locale = locale();
    let place = NodeRef::<html::Div>::new();
    focus_when_rendered(place);
    let (is, title, text) = match verified {
        Verified::Whole(entries) => (Tone::Approved, t::whole(locale, entries), t::whole_text(locale)),
        Verified::Broken(what) => (Tone::Rejected, what, t::broken_text(locale)),
    };
    view! { <div class="said" tabindex="-1" node_ref=place><Notice is title><p>{text}</p></Notice></div> }
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
    let page_link = |name: &'static str, at: Option<i64>, icon: Glyph, word: &'static str| {
        let to = with_filters(routes::JOURNAL, &query, Some((name, at?)));
        Some(view! { <a class="btn small" href=to><Icon of=icon/>{word}</a> }.into_any())
    };
    let newer = page_link("after", page.newer, Glyph::Left, t::newer(locale));
    let older = page_link("before", page.older, Glyph::Right, t::older(locale));
    let pager = (newer.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=t::pages(locale)>{newer}{older}</nav> }.into_any());
    view! { <div class="card"><Rows entries=page.entries/>{pager}</div> }.into_any()
}
