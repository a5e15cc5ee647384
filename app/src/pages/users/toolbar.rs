//! Search and application filter: a GET form to this same page, so it works without script. Hidden fields carry the
//! other parameters.

use super::{
    dto::{StandingFilter, UsersSort},
    page::UsersState,
    url::address,
};
use crate::{
    layout::selected_account,
    routes,
    ui::{Glyph, Icon, Key, KeyHint, locale, suspend_fn, view_fn},
};
use esecure::id::ApplicationId;
use i18n::users as t;
use leptos::{ev::SubmitEvent, form::form_data_from_event, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

#[component]
pub(super) fn Tools(state: UsersState) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let asked = state.asked;
    let (field, form) = (NodeRef::<html::Input>::new(), NodeRef::<html::Form>::new());
    // Follows *Back*, but never overwrites text typed before hydration.
    Effect::new(move |before: Option<String>| {
        let search = asked.read().search.clone();
        if let Some(field) = field.get()
            && before.is_some_and(|before| before != search)
        {
            field.set_value(&search);
        }
        search
    });
    // Navigates to the URL as built by this page, without empty parameters.
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(typed) = form_data_from_event(&event) else { return };
        let text = |name| typed.get(name).as_string().unwrap_or_default();
        let mut query = asked.get_untracked();
        (query.search, query.page) = (text("q").trim().to_owned(), 1);
        query.application = ApplicationId::parse(&text("application"));
        navigate(&address(&query, chosen.read_untracked().as_ref()), NavigateOptions::default());
    };
    // With script the field submits by Enter and the choice at once, so the button is for browsers without script.
    view! {
        <form method="get" action=routes::USERS class="tools" role="search" node_ref=form on:submit=submit>
            <OtherParameters state/>
            <label class="search">
                <Icon of=Glyph::Search/>
                <span class="sr">{t::search_label(locale)}</span>
                <input class="input" type="search" name="q" maxlength="254" autocomplete="off" node_ref=field
                    placeholder=t::search_example(locale) value=asked.get_untracked().search/>
                <KeyHint of=Key::Search/>
            </label>
            <Applications state form/>
            <button class="btn scriptless" type="submit">{t::search(locale)}</button>
        </form>
    }
}

/// Renders the parameters of the URL that the form has no field for.
#[component]
fn OtherParameters(state: UsersState) -> impl IntoView {
    let (asked, chosen) = (state.asked, selected_account());
    view_fn(move || {
        let (filter, sort) = (asked.read().filter, asked.read().sort);
        let hidden =
            |name: &'static str, value: String| view! { <input type="hidden" name=name value=value/> }.into_any();
        [
            (filter != StandingFilter::All).then(|| hidden("filter", filter.code().to_owned())),
            (sort != UsersSort::default()).then(|| hidden("sort", sort.code().to_owned())),
            chosen.get().map(|id| hidden("account", id.to_string())),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
    })
}

/// Renders the filter by application.
#[component]
fn Applications(state: UsersState, form: NodeRef<html::Form>) -> impl IntoView {
    let locale = locale();
    let pick = move |_| {
        if let Some(form) = form.get_untracked() {
            // A form without constraints cannot refuse.
            let _ = form.request_submit();
        }
    };
    let applications = suspend_fn(move || async move {
        let applications = state.page.await.ok()?.applications;
        let option = move |(id, name): (ApplicationId, String)| {
            let value = id.to_string();
            let selected = state.asked.get_untracked().application == Some(id);
            view! { <option value=value selected=selected>{name}</option> }.into_any()
        };
        let options: Vec<_> = applications.into_iter().map(option).collect();
        Some(view! {
            <select class="input" name="application" aria-label=t::application(locale) autocomplete="off" on:change=pick>
                <option value="">{t::all_applications(locale)}</option>
                {options}
            </select>
        })
    });
    view! { <Transition>{applications}</Transition> }
}
