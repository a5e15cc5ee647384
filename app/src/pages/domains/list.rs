//! One of the two domain lists with its form.

use super::dto::{DomainForm, DomainRow, LookAlike};
use crate::{
    AppError,
    layout::{List, QueryForm, account_url},
    routes,
    ui::{Badge, Check, Field, Glyph, Icon, Time, Tone, locale, opened_by_server},
};
use esecure::{Locale, policy::DomainList};
use i18n::domains as t;
use leptos::{html, prelude::*};

#[component]
pub(super) fn ListSection(
    list: DomainList,
    rows: Vec<DomainRow>,
    /// Rejected input of this form, with its error.
    typed: Option<(DomainForm, AppError)>,
    /// True while the page shows the preview of a change.
    is_previewed: bool,
) -> impl IntoView {
    let locale = locale();
    let (title, text, none) = match list {
        DomainList::Authorised => (t::authorised(locale), None, t::authorised_none(locale)),
        DomainList::MayAsk => (t::may_ask(locale), Some(t::may_ask_text(locale)), t::may_ask_none(locale)),
    };
    let id = list.code();
    let part = match list {
        DomainList::Authorised => "authorised-part",
        DomainList::MayAsk => "asking-part",
    };
    let (rows, pager) = List { path: routes::DOMAINS, name: part, anchor: id }.cut(rows);
    let shown = if rows.is_empty() {
        view! { <p class="none muted">{none}</p> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <DomainRowView row/> }.into_any());
        view! { <ul role="list" aria-labelledby=id>{rows.collect::<Vec<_>>()}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby=id>
            <header class="pad"><h2 id=id>{title}</h2>{text.map(|text| view! { <p class="muted">{text}</p> })}</header>
            {shown}
            {pager}
            <AddForm list typed is_previewed/>
        </section>
    }
}

#[component]
fn DomainRowView(row: DomainRow) -> impl IntoView {
    let locale = locale();
    let (name, ascii) = (row.name.readable, row.name.ascii);
    let stored = (name != ascii).then(|| view! { <small class="muted mono">{t::stored_as(locale, ascii)}</small> });
    let below = row.with_subdomains.then(|| view! { " "<span class="below">{t::and_below(locale)}</span> });
    let remove = routes::with_query(&account_url(routes::DOMAINS), &format!("remove={}", row.id));
    let added = t::Added { by: row.by, when: '\u{1}' }.text(locale);
    let (before, after) = added.split_once('\u{1}').unwrap_or((&added, ""));
    let added = view! { {before.to_owned()}<Time when=row.when/>{after.to_owned()} };
    view! {
        <li>
            <div>
                <p><b class="name">{name.clone()}</b>{below}</p>
                {stored}
                {warnings(row.look_alikes, locale)}
                <small class="muted">{added}</small>
            </div>
            <a class="btn small" href=remove data-noscroll="true">
                {t::remove(locale)}<span class="sr">" "{t::remove_what(locale, name)}</span>
            </a>
        </li>
    }
}

/// Warnings of names this domain may be confused with; never a refusal.
pub(super) fn warnings(look_alikes: Vec<LookAlike>, locale: Locale) -> Vec<AnyView> {
    let said = look_alikes.into_iter().map(|look_alike| match look_alike {
        LookAlike::MixedScripts => t::mixed_scripts(locale).to_owned(),
        LookAlike::Ascii { name } | LookAlike::Listed { name } => t::looks_like(locale, name),
    });
    let mut said: Vec<String> = said.collect();
    said.dedup();
    said.into_iter()
        .map(|text| {
            view! { <p class="warning"><Badge is=Tone::Pending icon=Glyph::Alert>{text}</Badge></p> }.into_any()
        })
        .collect()
}

/// Form that opens the preview of a new entry.
#[component]
fn AddForm(list: DomainList, typed: Option<(DomainForm, AppError)>, is_previewed: bool) -> impl IntoView {
    let locale = locale();
    let (id, details_id, title) = match list {
        DomainList::Authorised => ("domain", "add-domain", t::authorised(locale)),
        DomainList::MayAsk => ("asking", "add-asking", t::may_ask(locale)),
    };
    let (form, error) = typed.map_or((None, None), |(form, error)| (Some(form), Some(error)));
    let problem = error.map(|error| match error.of("domain") {
        Some(text) => text.to_owned(),
        None => i18n::common::error::unavailable_text(locale).to_owned(),
    });
    let (value, below) = form.map_or((String::new(), false), |form| (form.domain, form.with_subdomains));
    let invalid = problem.is_some();
    let (input, details) = (NodeRef::<html::Input>::new(), NodeRef::<html::Details>::new());
    if invalid {
        Effect::new(move |_| {
            if let Some(details) = details.get() {
                details.set_open(true);
            }
        });
    }
    if is_previewed {
        // The preview shows what was typed; the form stays in the document and would keep it.
        Effect::new(move |_| {
            if let Some(form) = input.get().and_then(|input| input.form()) {
                form.reset();
            }
        });
    }
    let form = view! {
        <details class="demand" id=details_id node_ref=details>
            <summary class="btn"><Icon of=Glyph::Plus/>{t::add(locale)}<span class="sr">" "{title}</span></summary>
            <QueryForm action=routes::DOMAINS attr:class="add">
                <input type="hidden" name="list" value=list.code()/>
                <Field name="domain" id=id label=t::domain(locale) value hint=t::domain_hint(locale) max=300 plain=true
                    error=ArcSignal::stored(problem) autofocus=invalid node_ref=input/>
                <Check name="with_subdomains" checked=below label=t::with_subdomains(locale) hint=t::with_subdomains_text(locale)/>
                <p class="btns"><button class="btn primary" type="submit">{t::see(locale)}<Icon of=Glyph::Right/></button></p>
            </QueryForm>
        </details>
    };
    opened_by_server(form, invalid)
}
