//! Search and order in the URL. The search (`?q=`) finds part of a name, an address or a domain, or an application, over
//! all open requests. Typing searches immediately; without script the form submits the same query. *Back* undoes a
//! search.

use super::{dto::QueueOrder, state::QueueState};
use crate::{
    routes,
    ui::{Glyph, Icon, Key, KeyHint, locale, string_attr, view_fn},
};
use esecure::id::{AccountId, RequestId};
use i18n::queue as t;
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

/// Returns the search in the URL as a signal.
pub(super) fn search_query() -> Memo<Option<String>> {
    let params = use_query_map();
    Memo::new(move |_| {
        let asked = params.read().get("q")?;
        let asked = asked.trim();
        (!asked.is_empty()).then(|| asked.to_owned())
    })
}

/// Returns the order in the URL as a signal.
pub(super) fn order_query() -> Memo<QueueOrder> {
    let params = use_query_map();
    Memo::new(move |_| {
        let order = params.read().get("order").and_then(|code| QueueOrder::from_code(&code));
        order.unwrap_or_default()
    })
}

/// Builds the URL of one request, or of the list alone, without empty parameters.
pub(super) fn address(
    id: Option<&RequestId>,
    asked: Option<&str>,
    order: QueueOrder,
    account: Option<&AccountId>,
) -> String {
    let mut params = ParamsMap::new();
    if let Some(asked) = asked {
        params.insert("q", asked.to_owned());
    }
    if order != QueueOrder::default() {
        params.insert("order", order.code().to_owned());
    }
    if let Some(account) = account {
        params.insert("account", account.to_string());
    }
    let mut address = routes::QUEUE.to_owned();
    if let Some(id) = id {
        address.push('/');
        address.push_str(id.as_str());
    }
    address + &params.to_query_string()
}

#[component]
pub(super) fn Search(state: QueueState) -> impl IntoView {
    let locale = locale();
    let (field, navigate) = (NodeRef::<html::Input>::new(), use_navigate());
    let typed = move || {
        let Some(field) = field.get_untracked() else { return };
        let value = field.value();
        let search = Some(value.trim()).filter(|search| !search.is_empty());
        let before = state.asked.get_untracked();
        if before.as_deref() == search {
            return;
        }
        let id = state.id.read_untracked().as_deref().and_then(RequestId::parse);
        let order = state.order.get_untracked();
        let to = address(id.as_ref(), search, order, state.chosen.read_untracked().as_ref());
        // The first character adds a history entry, so that *Back* shows the full list; further ones replace that
        // entry.
        let replace = before.is_none() == search.is_none();
        navigate(&to, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    };
    let typed = StoredValue::new(typed);
    Effect::new(move |before: Option<()>| {
        let asked = state.asked.get().unwrap_or_default();
        let Some(field) = field.get() else { return };
        if before.is_none() {
            // Searches for text typed before hydration.
            typed.with_value(|typed| typed());
        } else if field.value().trim() != asked {
            field.set_value(&asked);
        }
    });
    let account = state
        .chosen
        .get_untracked()
        .map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any());
    let order = state.order.get_untracked();
    let order = (order != QueueOrder::default())
        .then(|| view! { <input type="hidden" name="order" value=order.code()/> }.into_any());
    view! {
        <form method="get" action=routes::QUEUE role="search" on:submit=move |event| event.prevent_default()
            on:input=move |_| typed.with_value(|typed| typed())>
            {account}
            {order}
            <label class="search">
                <Icon of=Glyph::Search/>
                <span class="sr">{t::search(locale)}</span>
                <input class="input" id="queue-search" type="search" name="q" maxlength="254" autocomplete="off" node_ref=field
                    placeholder=t::search_example(locale) value=state.asked.get_untracked()/>
                <KeyHint of=Key::Search/>
            </label>
        </form>
    }
}

/// Renders the order of the list, as a link to the other one.
#[component]
pub(super) fn Order(state: QueueState) -> impl IntoView {
    let locale = locale();
    let newest = move || state.order.get() == QueueOrder::Newest;
    let to = move || {
        let id = state.id.read().as_deref().and_then(RequestId::parse);
        let other = if newest() { QueueOrder::Oldest } else { QueueOrder::Newest };
        address(id.as_ref(), state.asked.read().as_deref(), other, state.chosen.read().as_ref())
    };
    let title = move || if newest() { t::show_oldest(locale) } else { t::show_newest(locale) }.to_owned();
    view! {
        <a class="order btn small quiet" href=string_attr(to) title=string_attr(title)
            data-order=string_attr(move || state.order.get().code().to_owned())>
            <Icon of=Glyph::Up/>
            {view_fn(move || if newest() { t::newest(locale) } else { t::oldest(locale) })}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_what_is_asked_and_nothing_else() {
        let id = RequestId::from_bytes([7; 16]);
        assert_eq!(address(None, None, QueueOrder::Newest, None), routes::QUEUE);
        let here = address(Some(&id), Some("a&b"), QueueOrder::Oldest, None);
        assert_eq!(here, format!("{}?q=a%26b&order=oldest", routes::request(&id)));
    }
}
