//! Filters of the journal, a form whose fields become the query of the URL.

use super::dto::{Choices, JournalQuery};
use crate::{
    error::Problem,
    layout::{QueryForm, account_url},
    routes,
    ui::{Field, Glyph, Icon, locale},
};
use i18n::journal as t;
use leptos::{html, prelude::*};

/// Form with the submitted values.
#[component]
pub(super) fn Filters(
    query: JournalQuery,
    kinds: Vec<Choices>,
    who: Vec<Choices>,
    problems: Vec<Problem>,
    /// Reference to a field, for the reset of the form.
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let locale = locale();
    let problem = |field: &str| problems.iter().find(|problem| problem.field == field).map(|it| it.text.clone());
    let [address, from, to] = ["address", "from", "to"].map(problem);
    let [focus_address, focus_from, focus_to] =
        ["address", "from", "to"].map(|field| problems.first().is_some_and(|problem| problem.field == field));
    // A date input cannot show an invalid date, so that is shown in a text input for correction.
    let day = |problem: &Option<String>| if problem.is_some() { "text" } else { "date" };
    let (from_kind, to_kind) = (day(&from), day(&to));
    let clear = query
        .filters()
        .then(|| view! { <a class="btn quiet" href=account_url(routes::JOURNAL)>{t::clear(locale)}</a> }.into_any());
    let open = query.filters();
    view! {
        // On a phone the summary shows and hides the form that follows.
        <details class="fold" id="fold" open=open><summary class="btn"><Icon of=Glyph::Search/>{t::filters(locale)}</summary></details>
        <QueryForm action=routes::JOURNAL attr:class="card filters" attr:aria-label=t::filters(locale)>
            <Select name="kind" label=t::kind(locale) all=t::kind_all(locale) groups=kinds chosen=query.kind/>
            <Select name="who" label=t::person(locale) all=t::person_all(locale) groups=who chosen=query.who/>
            <Field name="address" label=t::address(locale) kind="email" value=query.address
                error=ArcSignal::stored(address) max=400 autofocus=focus_address node_ref=field/>
            <Field name="from" label=t::from(locale) kind=from_kind value=query.from
                error=ArcSignal::stored(from) autofocus=focus_from/>
            <Field name="to" label=t::to(locale) kind=to_kind value=query.to
                error=ArcSignal::stored(to) autofocus=focus_to/>
            <p class="btns">
                <button class="btn" type="submit"><Icon of=Glyph::Search/>{t::filter(locale)}</button>
                {clear}
            </p>
        </QueryForm>
    }
}

/// Select with option groups.
#[component]
fn Select(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    groups: Vec<Choices>,
    chosen: String,
) -> impl IntoView {
    let groups = groups.into_iter().filter(|group| !group.choices.is_empty()).map(|group| {
        let choices = group.choices.into_iter().map(|(code, word)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{word}</option> }.into_any()
        });
        view! { <optgroup label=group.title>{choices.collect::<Vec<_>>()}</optgroup> }.into_any()
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="input" id=name name=name>
                <option value="">{all}</option>
                {groups.collect::<Vec<_>>()}
            </select>
        </div>
    }
}
