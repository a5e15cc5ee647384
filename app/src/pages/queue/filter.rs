//! What the address leaves of the list: a part of a name, an address or a domain (`?q=`), and an application. What is typed
//! counts at once; without script the form asks the server for the same. *Back* undoes a search.

use super::desk::Desk;
use crate::{
    locales::queue as t,
    ui::{Cap, Glyph, Icon, Key, later, link, locale},
    view::QueueRow,
};
use esecure::id::{AccountId, RequestId};
use leptos::{ev::Event, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    /// Part of a name or an address.
    pub search: String,
    /// The application that asked.
    pub application: String,
}

impl Asked {
    /// Whether a row is what is asked for.
    pub fn takes(&self, row: &QueueRow) -> bool {
        let wanted = self.search.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        (self.application.is_empty() || self.application == row.application)
            && (wanted.is_empty() || has(&row.email) || row.name.as_deref().is_some_and(has))
    }
}

/// What the address asks for, as it changes.
pub(super) fn asked() -> Memo<Asked> {
    let params = use_query_map();
    let text = move |name: &str| params.read().get_str(name).unwrap_or_default().trim().to_owned();
    Memo::new(move |_| Asked { search: text("q"), application: text("application") })
}

/// The address of one request, or of the list alone; what is not asked stays out of it.
pub(super) fn address(id: Option<&RequestId>, asked: &Asked, account: Option<&AccountId>) -> String {
    let mut params = ParamsMap::new();
    for (name, value) in [("q", &asked.search), ("application", &asked.application)] {
        if !value.is_empty() {
            params.insert(name, value.clone());
        }
    }
    if let Some(account) = account {
        params.insert("account", account.to_string());
    }
    let id = id.map(|id| format!("/{id}")).unwrap_or_default();
    format!("/esecure/queue{id}{}", params.to_query_string())
}

/// The search, and the choice of an application where several have asked.
#[component]
pub(super) fn Search(desk: Desk) -> impl IntoView {
    let locale = locale();
    let (field, navigate) = (NodeRef::<html::Input>::new(), use_navigate());
    let ask = move |asked: Asked| {
        // The first letter is a page of its own, so that *Back* shows all again; the others are not.
        let before = desk.asked.get_untracked();
        let typing = before.search.is_empty() == asked.search.is_empty();
        let replace = typing && before.application == asked.application;
        let id = desk.id.read_untracked().as_deref().and_then(RequestId::parse);
        let to = address(id.as_ref(), &asked, desk.chosen.read_untracked().as_ref());
        navigate(&to, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    };
    let ask = StoredValue::new(ask);
    let typed = move || {
        if let Some(field) = field.get_untracked() {
            let search = field.value().trim().to_owned();
            if desk.asked.with_untracked(|asked| asked.search != search) {
                ask.with_value(|ask| ask(Asked { search, ..desk.asked.get_untracked() }));
            }
        }
    };
    Effect::new(move |before: Option<()>| {
        let search = desk.asked.read().search.clone();
        let Some(field) = field.get() else { return };
        if before.is_none() {
            // What was typed before the client ran counts now.
            typed();
        } else if field.value().trim() != search {
            field.set_value(&search);
        }
    });
    let choose = move |event: Event| {
        let application = event_target_value(&event);
        ask.with_value(|ask| ask(Asked { application, ..desk.asked.get_untracked() }));
    };
    let applications = later(move || async move {
        let rows = desk.queue.await.ok()?.rows;
        let asked = desk.asked.get_untracked().application;
        let mut names: Vec<String> = rows.into_iter().map(|row| row.application).chain([asked.clone()]).collect();
        names.sort();
        names.dedup();
        names.retain(|name| !name.is_empty());
        let option = |name: String| view! { <option value=name.clone() selected=name == asked>{name.clone()}</option> };
        (names.len() > 1).then(|| {
            view! {
                <label><span class="sr">{t::application(locale)}</span>
                    <select class="input" name="application" on:change=choose
                        prop:value=link(move || desk.asked.read().application.clone())>
                        <option value="">{t::all_applications(locale)}</option>
                        {names.into_iter().map(option).collect::<Vec<_>>()}
                    </select>
                </label>
            }
            .into_any()
        })
    });
    let account = desk
        .chosen
        .get_untracked()
        .map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any());
    view! {
        <form method="get" action="/esecure/queue" class="tools" role="search" on:submit=move |event| { event.prevent_default(); typed(); }>
            {account}
            <label class="search">
                <Icon of=Glyph::Search/>
                <span class="sr">{t::search(locale)}</span>
                <input class="input" id="queue-search" type="search" name="q" maxlength="254" autocomplete="off" node_ref=field
                    placeholder=t::search_example(locale) value=desk.asked.get_untracked().search on:input=move |_| typed()/>
                <Cap of=Key::Search/>
            </label>
            <Transition>{applications}</Transition>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::When;

    fn row(name: Option<&str>, email: &str) -> QueueRow {
        let age = When { iso: String::new(), text: String::new(), full: String::new() };
        QueueRow {
            id: RequestId::from_bytes([7; 16]),
            name: name.map(str::to_owned),
            email: email.to_owned(),
            application: "MyDHL+".to_owned(),
            from: None,
            to: None,
            age,
            own: false,
            waits: false,
            company: String::new(),
        }
    }

    #[test]
    fn a_search_finds_names_addresses_and_domains_in_whatever_case() {
        let asked = |search: &str| Asked { search: search.to_owned(), ..Asked::default() };
        let lukasz = row(Some("Łukasz Wilk"), "L.Wilk@baltic-parts.example");
        for found in ["łukasz", "WILK", "@baltic", "l.wilk@baltic-parts.example", ""] {
            assert!(asked(found).takes(&lukasz), "{found}");
        }
        assert!(!asked("ilse").takes(&lukasz));
        assert!(!Asked { application: "LabelStation".to_owned(), ..asked("wilk") }.takes(&lukasz));
        assert!(Asked { application: "MyDHL+".to_owned(), ..asked("") }.takes(&row(None, "a@b.example")));
    }

    #[test]
    fn the_address_holds_what_is_asked_and_nothing_else() {
        let id = RequestId::from_bytes([7; 16]);
        assert_eq!(address(None, &Asked::default(), None), "/esecure/queue");
        let asked = Asked { search: "a&b".to_owned(), application: "MyDHL+".to_owned() };
        assert_eq!(address(Some(&id), &asked, None), format!("/esecure/queue/{id}?q=a%26b&application=MyDHL%2B"));
    }
}
