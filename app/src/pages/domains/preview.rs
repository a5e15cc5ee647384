//! Preview of a change, with the button that applies it.

use super::{
    api::{AddDomain, RemoveDomain},
    dto::{Addresses, DomainChange, DomainForm, DomainPreview},
    list::warnings,
};
use crate::{
    layout::{AccountField, account_url, counts},
    routes,
    ui::{Form, FormValues, Submission, flash, locale, question},
};
use esecure::{Locale, id::DomainRuleId, policy::DomainList};
use i18n::domains as t;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Dialog with the consequences of a change.
#[component]
pub(super) fn ChangePreview(change: DomainChange, preview: DomainPreview) -> impl IntoView {
    let locale = locale();
    let removes = matches!(change, DomainChange::Remove(_));
    let name = preview.name.readable.clone();
    let title = if removes { t::ask_remove(locale, &name) } else { t::ask_add(locale, &name) };
    let which = if preview.with_subdomains { t::and_below(locale) } else { t::alone(locale) };
    let place = match (removes, preview.list) {
        (false, DomainList::Authorised) => t::to_authorised(locale, which),
        (false, DomainList::MayAsk) => t::to_may_ask(locale, which),
        (true, DomainList::Authorised) => t::from_authorised(locale, which),
        (true, DomainList::MayAsk) => t::from_may_ask(locale, which),
    };
    let adds = !removes && preview.list == DomainList::Authorised;
    let stored = (preview.name.ascii != name)
        .then(|| view! { <p class="muted mono">{t::stored_as(locale, preview.name.ascii.clone())}</p> });
    let content = view! {
        <AccountField/>
        <h2 id="ask-title">{title}</h2>
        <p>{place}</p>
        {stored}
        {warnings(preview.look_alikes.clone(), locale)}
        <Consequences preview adds/>
    }
    .into_any();
    question(account_url(routes::DOMAINS), move |cancel| match change {
        DomainChange::Add(form) => view! { <AddConfirmation form content cancel/> }.into_any(),
        DomainChange::Remove(id) => view! { <RemoveConfirmation id content cancel/> }.into_any(),
    })
}

/// Form that adds the domain.
#[component]
fn AddConfirmation(
    form: DomainForm,
    /// Preview above the buttons.
    content: AnyView,
    cancel: AnyView,
) -> impl IntoView {
    let locale = locale();
    let action = ServerAction::<AddDomain>::new();
    let submission = Submission::of(action, show_lists(t::done_added(locale)));
    let DomainForm { list, domain, with_subdomains } = form;
    let subdomains =
        with_subdomains.then(|| view! { <input type="hidden" name="with_subdomains" value="true"/> }.into_any());
    view! {
        <Form action read=read_addition>
            {content}
            <input type="hidden" name="list" value=list.code()/>
            <input type="hidden" name="domain" value=domain/>
            {subdomains}
            {submission.notice(None)}
            <p class="btns">
                {cancel}
                <button class="btn primary" type="submit" aria-busy=submission.busy()>{t::do_add(locale)}</button>
            </p>
        </Form>
    }
}

fn read_addition(typed: &FormValues) -> Option<AddDomain> {
    Some(AddDomain {
        account: typed.account(),
        list: DomainList::from_code(&typed.text("list"))?,
        domain: typed.text("domain"),
        with_subdomains: typed.ticked("with_subdomains"),
    })
}

/// Form that removes the entry.
#[component]
fn RemoveConfirmation(
    id: DomainRuleId,
    /// Preview above the buttons.
    content: AnyView,
    cancel: AnyView,
) -> impl IntoView {
    let locale = locale();
    let action = ServerAction::<RemoveDomain>::new();
    let submission = Submission::of(action, show_lists(t::done_removed(locale)));
    view! {
        <Form action read=read_removal>
            {content}
            <input type="hidden" name="id" value=id.to_string()/>
            {submission.notice(None)}
            <p class="btns">
                {cancel}
                <button class="btn danger filled" type="submit" aria-busy=submission.busy()>{t::do_remove(locale)}</button>
            </p>
        </Form>
    }
}

fn read_removal(typed: &FormValues) -> Option<RemoveDomain> {
    Some(RemoveDomain { account: typed.account(), id: DomainRuleId::parse(&typed.text("id"))? })
}

/// Returns the callback after a success: shows the lists without the preview, and `message` above them.
fn show_lists(message: &'static str) -> impl Fn(()) {
    let (flash, counts, navigate) = (flash(), counts(), use_navigate());
    let lists = account_url(routes::DOMAINS);
    move |()| {
        flash.show_at(routes::DOMAINS, message);
        // The change may have answered open requests.
        counts.refresh();
        navigate(&lists, NavigateOptions::default());
    }
}

/// Addresses affected, by count and by name.
#[component]
fn Consequences(
    preview: DomainPreview,
    /// True if the change adds an authorised domain.
    adds: bool,
) -> impl IntoView {
    let locale = locale();
    type Say = fn(Locale, u64) -> String;
    let says: [(Addresses, Say); 5] = [
        (preview.gain, t::gain),
        (preview.lose, t::lose),
        (preview.may_ask, t::gain_ask),
        (preview.may_not_ask, t::lose_ask),
        (preview.approves, t::approves),
    ];
    let says: Vec<_> = says.into_iter().filter(|(addresses, _)| addresses.count > 0).collect();
    let nobody = says.is_empty().then(|| view! { <li>{t::nobody(locale)}</li> });
    let says = says.into_iter().map(|(addresses, say)| {
        let (count, named) = (addresses.count, addresses.first.len() as u64);
        let more = (count > named).then(|| {
            view! { <li><a href=account_url(routes::USERS)>{t::and_more(locale, count - named)}</a></li> }.into_any()
        });
        let names = addresses.first.into_iter().map(|name| view! { <li class="mono">{name}</li> });
        view! { <li><b>{say(locale, count)}</b><ul role="list">{names.collect::<Vec<_>>()}{more}</ul></li> }.into_any()
    });
    let rejected = adds.then(|| view! { <li>{t::rejected_stay(locale)}</li> });
    let own = preview.own_stays.then(|| view! { <li>{t::own_stays(locale)}</li> });
    let off = (!preview.enforced).then(|| view! { <li>{t::not_enforced(locale)}</li> });
    view! { <ul role="list" class="follows">{says.collect::<Vec<_>>()}{nobody}{rejected}{own}{off}</ul> }
}
