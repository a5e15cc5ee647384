//! *Authorised account numbers*: all users of the account, and the decisions about them.
//!
//! Filter, application, search, order and page are in the URL (`url.rs`). A decision updates its row in place
//! ([`row`]); several addresses are ticked ([`selection`]) and decided in a dialog ([`bulk_dialog`]).

use super::{
    api::{ApproveOwnUser, DecideUser, get_users},
    bulk_dialog::{AddButton, BulkDialog},
    chips::Chips,
    dto::{StandingFilter, UserCounts, UsersPage as Listed},
    list::List,
    selection::{Outcome, Selection},
    shortcuts,
    toolbar::Tools,
    url::{export, query},
};
use crate::{
    AppError,
    client::in_background,
    layout::{ChangesBar, Failed, follow_changes, keep, prefetched_or, selected_account, viewers},
    routes,
    ui::{ErrorNotice, Glyph, Heading, Icon, Skeleton, locale, string_attr, suspend_fn, view_fn},
    wire::Resource,
};
use esecure::id::{AccountId, UserId};
use i18n::{common, users as t};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

/// One page of the list, or its error.
type Page = Resource<Result<Listed, AppError>>;

/// State shared by the page's components.
#[derive(Clone, Copy)]
pub(super) struct UsersState {
    pub(super) page: Page,
    pub(super) asked: Memo<super::dto::UsersQuery>,
    /// Decisions since the page was fetched, as old and new filter; added to the counts of the chips.
    pub(super) moved: RwSignal<Vec<(StandingFilter, StandingFilter)>>,
    /// Text of the page's one polite live region.
    pub(super) said: RwSignal<String>,
    /// Ticks, contents of the dialog, and result of the last decision.
    pub(super) selection: RwSignal<Selection>,
    /// Open state of the dialog.
    pub(super) asking: RwSignal<bool>,
    /// Error that refused the last command as a whole.
    pub(super) refused: RwSignal<Option<AppError>>,
    /// Actions of the rows on the page.
    pub(super) decisions: StoredValue<Vec<(UserId, ServerAction<DecideUser>)>>,
}

impl UsersState {
    /// Returns the current count of a chip.
    pub(super) fn count(&self, counts: &UserCounts, filter: StandingFilter) -> u64 {
        self.moved.read().iter().filter(|(from, to)| from != to).fold(counts.of(filter), |count, (from, to)| {
            let count = count + u64::from(*to == filter);
            count.saturating_sub(u64::from(*from == filter))
        })
    }
}

/// Fetches the page of the list in the URL.
#[cfg(feature = "hydrate")]
pub(crate) async fn fetch(url: crate::layout::PageUrl) -> Result<Listed, AppError> {
    let query = query(&url.query);
    get_users(url.account, query).await
}

#[component]
pub fn UsersPage() -> impl IntoView {
    let locale = locale();
    let state = UsersState::of_url();
    let page = state.page;
    let changed = state.follow_changes();
    // A submit before hydration is answered by this page, with the refusal in its URL.
    let decided = ServerAction::<DecideUser>::new().value();
    let own = ServerAction::<ApproveOwnUser>::new().value();
    let refused = move || decided.get().or_else(|| own.get()).and_then(Result::err);
    view! {
        <Title text=t::title(locale)/>
        <div class="users">
            <Head state/>
            {view_fn(move || refused().map(|error| view! { <ErrorNotice error locale/> }.into_any()))}
            <div class="filters"><Chips state/><Tools state/><p class="consequence muted">{t::consequence(locale)}</p></div>
            <p class="sr" role="status">{state.said}</p>
            <Outcome state/>
            <Transition fallback=move || view! { <Skeleton label=common::loading(locale) rows=8/> }>
                {suspend_fn(move || async move {
                    match page.await {
                        Ok(page) => view! { <List page state/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
            <shortcuts::Listen state/>
            <BulkDialog state/>
            <ChangesBar changed reload=Callback::new(move |()| page.refetch())/>
        </div>
    }
}

impl UsersState {
    /// Creates the state of the list in the URL, and fetches its page.
    fn of_url() -> Self {
        let params = use_query_map();
        let (chosen, location) = (selected_account(), use_location());
        let asked = Memo::new(move |_| query(&params.read()));
        let page = Resource::new_with_options(
            move || (chosen.get(), asked.get()),
            move |(account, query)| prefetched_or(&location, get_users(account, query)),
            false,
        );
        let state = Self {
            page,
            asked,
            moved: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            selection: RwSignal::new(Selection::default()),
            asking: RwSignal::new(false),
            refused: RwSignal::new(None),
            decisions: StoredValue::new(Vec::new()),
        };
        keep("ticked users", state.selection);
        state
    }

    /// Compares the page with the list on the server after every live change. Returns the signal that they differ.
    fn follow_changes(self) -> RwSignal<bool> {
        let (page, chosen) = (self.page, selected_account());
        let changed = follow_changes(move || {
            let answer = get_users(chosen.get_untracked(), self.asked.get_untracked());
            Box::pin(async move {
                let Ok(now) = in_background(answer).await else { return false };
                let decisions = |page: &Listed| {
                    page.rows.iter().map(|row| (row.id.clone(), row.standing.clone())).collect::<Vec<_>>()
                };
                let shown = (*page).try_with_untracked(|page| page.as_ref()?.as_ref().ok().map(decisions)).flatten();
                shown.is_some_and(|shown| shown != decisions(&now))
            })
        });
        Effect::new(move |before: Option<Option<AccountId>>| {
            page.track();
            changed.set(false);
            self.moved.set(Vec::new());
            let account = chosen.get();
            // An address belongs to one account, so ticks of another account mean nothing here.
            if before.is_some_and(|before| before != account) {
                self.selection.set(Selection::default());
            }
            account
        });
        changed
    }
}

/// Renders the heading, the export, the upload, and the button for a new address.
#[component]
fn Head(state: UsersState) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let file = string_attr(move || export(&state.asked.read(), chosen.read().as_ref()));
    let upload = string_attr(move || routes::with_account(routes::UPLOAD, chosen.read().as_ref()));
    view! {
        <div class="head"><div>
            <Heading>{t::title(locale)}</Heading>
            <Since state/>
        </div><div class="btns">
            <a class="btn" rel="external" href=file><Icon of=Glyph::Download/><span class="t">{t::export(locale)}</span></a>
            <a class="btn" href=upload><Icon of=Glyph::Upload/><span class="t">{t::upload(locale)}</span></a>
            <AddButton state/>
        </div></div>
    }
}

/// Returns the `id` of a row's link.
pub(crate) fn link_id(user: &UserId) -> String {
    format!("user-{user}")
}

/// Moves the focus to an element in the next frame, after pending updates are rendered.
pub(crate) fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        let target = document().get_element_by_id(&id);
        if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            // The element may have been removed in the same frame, so a failure is harmless.
            let _ = target.focus();
        }
    });
}

/// Renders the sentence under the heading, with the account number from the viewer's data.
#[component]
fn Since(state: UsersState) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (selected_account(), viewers());
    let sentence = suspend_fn(move || {
        let chosen = chosen.get();
        async move {
            let since = state.page.await.ok()?.since;
            let accounts = viewers.await.ok().flatten()?.accounts;
            let account = accounts.iter().find(|account| Some(&account.id) == chosen.as_ref()).or(accounts.first())?;
            let text = t::Since { date: since, number: '\u{1}' }.text(locale);
            let (before, after) = text.split_once('\u{1}')?;
            Some(view! {
                {before.to_owned()}<b class="mono">{account.number.clone()}</b>{after.to_owned()}
            })
        }
    });
    view! { <p><Transition>{sentence}</Transition></p> }
}
