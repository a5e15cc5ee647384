//! Result of the last approval of blocked addresses, shown at their list: the page's message, or the refusal.

use super::{
    api::{ApproveBlocked, ApproveUndecided},
    url_refusal::refusal_in_url,
};
use crate::{
    AppError,
    layout::{account_url, page_data},
    routes,
    ui::{ErrorNotice, FlashNotice, focus_when_rendered, locale, view_fn},
};
use leptos::{
    html,
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use leptos_router::hooks::use_query_map;

/// State of the messages; outlives the fetches of the page's data.
#[derive(Clone, Copy)]
pub(super) struct ListMessages {
    /// True if the page's message is about the list, and shown there instead of at the top of the page.
    is_at_list: RwSignal<bool>,
    refusal: RwSignal<Option<AppError>>,
}

impl ListMessages {
    pub(super) fn new() -> Self {
        let refusal = refusal_in_url::<ApproveBlocked>().or_else(refusal_in_url::<ApproveUndecided>);
        let refusal = RwSignal::new(refusal);
        // Another part of the list is opened without the refusal, which would take the focus again.
        let query = use_query_map();
        Effect::new(move |before: Option<()>| {
            query.track();
            if before.is_some() {
                refusal.set(None);
            }
        });
        Self { is_at_list: RwSignal::new(false), refusal }
    }

    /// Follows the submits of `action`. After a success the list shows the message that `text` returns.
    pub(super) fn follow<F>(self, action: ServerAction<F>, text: impl Fn(F::Output) -> String + 'static)
    where
        F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        F::Output: Clone + Send + Sync + 'static,
        F::Client: Client<AppError>,
    {
        let page = page_data();
        // The refusal in the URL is known since the page was opened.
        action.clear();
        let answer = action.value();
        Effect::new(move |_| match answer.get() {
            Some(Ok(output)) => {
                self.refusal.set(None);
                self.is_at_list.set(true);
                page.done(untrack(|| text(output)));
            }
            Some(Err(error)) => {
                // Another administrator was first, so the list is out of date.
                let is_outdated = matches!(error, AppError::Conflict(_));
                self.refusal.set(Some(error));
                if is_outdated {
                    page.reload();
                }
            }
            None => {}
        });
    }

    /// Gives the page's next message to the top of the page.
    pub(super) fn leave_list(self) {
        self.is_at_list.set(false);
        self.refusal.set(None);
    }

    /// Returns true if the page's message is about the list.
    pub(super) fn is_at_list(self) -> bool {
        self.is_at_list.get()
    }

    /// Returns true if the list has something to show, even without addresses.
    pub(super) fn is_any_at_list(self) -> bool {
        self.is_at_list.get_untracked() || self.refusal.with_untracked(Option::is_some)
    }
}

/// Renders the messages at the list. A refusal takes the focus.
#[component]
pub(super) fn ListMessage(messages: ListMessages) -> impl IntoView {
    let locale = locale();
    let here = account_url(routes::ENFORCEMENT);
    let place = NodeRef::<html::Div>::new();
    focus_when_rendered(place);
    view! {
        {view_fn(move || messages.is_at_list().then(|| view! { <FlashNotice/> }.into_any()))}
        {view_fn(move || messages.refusal.get().map(|error| view! {
            <div class="said" tabindex="-1" node_ref=place><ErrorNotice error locale here=here.clone()/></div>
        }.into_any()))}
    }
}
