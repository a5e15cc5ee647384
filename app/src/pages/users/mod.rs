//! *Authorised account numbers*: everyone who used the account, and what is decided about them.
//!
//! Filter, search and page live in the address ([`address`]); a decision changes its row in place ([`row`]).

mod address;
mod api;
mod list;
mod own;
mod row;

pub use address::query;
pub use api::{
    AddUser, ApproveOwnUser, DecideUser, GetUsers, RuleUsers, UndecidedUsers, add_user, approve_own_user, decide_user,
    get_users, rule_users, undecided_users,
};

use super::frame::{Failed, chosen, viewers};
use crate::{
    AppError,
    locales::{common, users as t},
    ui::{Bones, ErrorNotice, Glyph, Heading, Icon, Tone, flag, later, link, locale, piece},
    view::{StandingFilter, UserCounts, UsersPage as Listed},
    wire::Resource,
};
use address::address;
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use list::List;

/// One page of the list, or why there is none.
type Page = Resource<Result<Listed, AppError>>;

/// What the page's parts share.
#[derive(Clone, Copy)]
struct Board {
    page: Page,
    asked: Memo<crate::view::UsersQuery>,
    /// Decisions since the page was fetched: from which standing to which. The chips count along.
    moved: RwSignal<Vec<(StandingFilter, StandingFilter)>>,
    /// What the page's one polite region says.
    said: RwSignal<String>,
}

impl Board {
    /// How many a chip counts now.
    fn count(&self, counts: &UserCounts, filter: StandingFilter) -> u64 {
        self.moved.read().iter().filter(|(from, to)| from != to).fold(counts.of(filter), |count, (from, to)| {
            let count = count + u64::from(*to == filter);
            count.saturating_sub(u64::from(*from == filter))
        })
    }
}

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    let locale = locale();
    let params = use_query_map();
    let chosen = chosen();
    let asked = Memo::new(move |_| query(&params.read()));
    let page = Resource::new_with_options(
        move || (chosen.get(), asked.get()),
        |(account, query)| get_users(account, query),
        false,
    );
    let board = Board { page, asked, moved: RwSignal::new(Vec::new()), said: RwSignal::new(String::new()) };
    Effect::new(move |_| {
        page.track();
        board.moved.set(Vec::new());
    });
    // A press before the client runs is answered by this page, with the refusal in its address.
    let decided = ServerAction::<DecideUser>::new().value();
    let own = ServerAction::<ApproveOwnUser>::new().value();
    let refused = move || decided.get().or_else(|| own.get()).and_then(Result::err);
    view! {
        <Title text=t::title(locale)/>
        <div class="users">
            <div class="head"><div>
                <Heading>{t::title(locale)}</Heading>
                <Since board/>
                <p class="consequence">{t::consequence(locale)}</p>
            </div></div>
            {piece(move || refused().map(|error| view! { <ErrorNotice error locale/> }.into_any()))}
            <div class="filters"><Chips board/><Search asked/></div>
            <p class="sr" role="status">{board.said}</p>
            <Transition fallback=move || view! { <Bones label=common::loading(locale) rows=8/> }>
                {later(move || async move {
                    match page.await {
                        Ok(page) => view! { <List page board/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The sentence under the heading. It names the account by its number, which only the viewer's data know.
#[component]
fn Since(board: Board) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (chosen(), viewers());
    let sentence = later(move || {
        let chosen = chosen.get();
        async move {
            let since = board.page.await.ok()?.since;
            let accounts = viewers.await.ok().flatten()?.accounts;
            let account = accounts.iter().find(|account| Some(&account.id) == chosen.as_ref()).or(accounts.first())?;
            let text = t::since(locale, since, '\u{1}');
            let (before, after) = text.split_once('\u{1}')?;
            Some(view! {
                {before.to_owned()}<b class="mono">{account.number.clone()}</b>{after.to_owned()}
            })
        }
    });
    view! { <p><Transition>{sentence}</Transition></p> }
}

/// The filters with their counts. The links stay while the counts are fetched, so that focus does too.
#[component]
fn Chips(board: Board) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let chip = move |filter: StandingFilter| {
        let (is, icon, word) = face(filter, locale);
        let href = link(move || {
            let mut query = board.asked.get();
            (query.filter, query.page) = (filter, 1);
            address(&query, chosen.read().as_ref())
        });
        let current = move || (board.asked.read().filter == filter).then_some("true");
        let count = later(move || async move {
            let counts = board.page.await.ok()?.counts;
            Some(view! { <b>{piece(move || board.count(&counts, filter))}</b> })
        });
        view! {
            <a class="chip" href=href aria-current=flag(current) data-is=is.code()>
                {icon.map(|of| view! { <Icon of/> }.into_any())}{word}" "<Transition>{count}</Transition>
            </a>
        }
    };
    view! {
        <nav class="chips scroll" aria-label=t::filters(locale)>
            {StandingFilter::ALL.into_iter().map(chip).collect::<Vec<_>>()}
        </nav>
    }
}

/// How a filter looks: the same as the standing it shows.
fn face(filter: StandingFilter, locale: esecure::Locale) -> (Tone, Option<Glyph>, &'static str) {
    use common::standing as s;
    match filter {
        StandingFilter::All => (Tone::None, None, t::all(locale)),
        StandingFilter::Undecided => (Tone::None, Some(Glyph::Dots), s::undecided(locale)),
        StandingFilter::Approved => (Tone::Approved, Some(Glyph::Approved), s::approved(locale)),
        StandingFilter::Domain => (Tone::Approved, Some(Glyph::Globe), s::domain(locale)),
        StandingFilter::Rejected => (Tone::Rejected, Some(Glyph::Rejected), s::rejected(locale)),
    }
}

/// The search: a form that asks this same page, so it works without script.
#[component]
fn Search(asked: Memo<crate::view::UsersQuery>) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    let field = NodeRef::<html::Input>::new();
    // Follows *Back*, but never overwrites what was typed before the client ran.
    Effect::new(move |before: Option<String>| {
        let search = asked.read().search.clone();
        if let Some(field) = field.get()
            && before.is_some_and(|before| before != search)
        {
            field.set_value(&search);
        }
        search
    });
    let filter = piece(move || {
        let filter = asked.read().filter;
        (filter != StandingFilter::All)
            .then(|| view! { <input type="hidden" name="filter" value=filter.code()/> }.into_any())
    });
    let account = piece(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    // The address as this page writes it, without what is empty.
    let navigate = use_navigate();
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get() else { return };
        let mut query = asked.get_untracked();
        (query.search, query.page) = (field.value().trim().to_owned(), 1);
        navigate(&address(&query, chosen.read_untracked().as_ref()), NavigateOptions::default());
    };
    view! {
        <form method="get" action="/esecure/users" class="tools" role="search" on:submit=search>
            {filter}{account}
            <label class="search">
                <Icon of=Glyph::Search/>
                <span class="sr">{t::search_label(locale)}</span>
                <input class="input" type="search" name="q" maxlength="254" autocomplete="off" node_ref=field
                    placeholder=t::search_example(locale) value=asked.get_untracked().search/>
            </label>
            <button class="btn" type="submit">{t::search(locale)}</button>
        </form>
    }
}
