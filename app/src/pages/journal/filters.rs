//! Filters of the journal, a form with `method="get"`, so that the URL holds them.

use super::dto::{Choices, JournalQuery};
use crate::{
    error::Problem,
    forms::account_page::{account_field, action_url},
    standalone::document::{Input, input},
    ui::{Glyph, Icon, locale},
};
use i18n::journal as t;
use leptos::prelude::*;

/// Form with the submitted values.
#[component]
pub(super) fn Filters(
    query: JournalQuery,
    kinds: Vec<Choices>,
    who: Vec<Choices>,
    problems: Vec<Problem>,
) -> impl IntoView {
    let locale = locale();
    let problem = |field: &str| problems.iter().find(|problem| problem.field == field).map(|it| it.text.clone());
    let focus = |field: &str| problems.first().is_some_and(|problem| problem.field == field);
    // A date input cannot show an invalid date, so that is shown in a text input for correction.
    let day = |field: &str| if problem(field).is_some() { "text" } else { "date" };
    let clear = query
        .filters()
        .then(|| view! { <a class="btn quiet" href=action_url(super::page::PATH)>{t::clear(locale)}</a> });
    view! {
        <form class="card filters" method="get" action=super::page::PATH novalidate aria-label=t::filters(locale)>
            {account_field()}
            <Select name="kind" label=t::kind(locale) all=t::kind_all(locale) groups=kinds chosen=query.kind.clone()/>
            <Select name="who" label=t::person(locale) all=t::person_all(locale) groups=who chosen=query.who.clone()/>
            {input(Input {
                name: "address", label: t::address(locale), kind: "email", value: query.address.clone(), autocomplete: "off",
                problem: problem("address"), focus: focus("address"), max: Some(400), ..Input::default()
            })}
            {input(Input {
                name: "from", label: t::from(locale), kind: day("from"), value: query.from.clone(), autocomplete: "off",
                problem: problem("from"), focus: focus("from"), ..Input::default()
            })}
            {input(Input {
                name: "to", label: t::to(locale), kind: day("to"), value: query.to.clone(), autocomplete: "off",
                problem: problem("to"), focus: focus("to"), ..Input::default()
            })}
            <p class="btns">
                <button class="btn" type="submit"><Icon of=Glyph::Search/>{t::filter(locale)}</button>
                {clear}
            </p>
        </form>
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
