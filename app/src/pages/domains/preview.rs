//! Preview of a change, with the button that applies it.

use super::{
    dto::{Addresses, DomainChange, DomainPreview},
    list::warnings,
};
use crate::{
    forms::{PRESSED, account_page::action_url},
    routes,
    ui::{PageProfile, locale},
};
use esecure::{Locale, policy::DomainList};
use i18n::domains as t;
use leptos::prelude::*;

#[component]
pub(super) fn Preview(change: DomainChange, preview: DomainPreview) -> impl IntoView {
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
    let (word, class) =
        if removes { (t::do_remove(locale), "btn danger filled") } else { (t::do_add(locale), "btn primary") };
    view! {
        <section class="card ask" aria-labelledby="ask">
            <form class="pad" method="post" action=action_url(routes::DOMAINS)>
                <PageProfile/>
                <h2 id="ask" tabindex="-1" autofocus=true>{title}</h2>
                <p>{place}</p>
                {stored}
                {warnings(preview.look_alikes.clone(), locale)}
                <Follows preview adds/>
                <Carried change/>
                <p class="btns">
                    <a class="btn" href=action_url(routes::DOMAINS)>{t::cancel(locale)}</a>
                    <button class=class type="submit">{word}</button>
                </p>
            </form>
        </section>
    }
}

/// Addresses affected, by count and by name.
#[component]
fn Follows(
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
            view! { <li><a href=action_url(routes::USERS)>{t::and_more(locale, count - named)}</a></li> }.into_any()
        });
        let names = addresses.first.into_iter().map(|name| view! { <li class="mono">{name}</li> });
        view! { <li><b>{say(locale, count)}</b><ul role="list">{names.collect::<Vec<_>>()}{more}</ul></li> }.into_any()
    });
    let rejected = adds.then(|| view! { <li>{t::rejected_stay(locale)}</li> });
    let own = preview.own_stays.then(|| view! { <li>{t::own_stays(locale)}</li> });
    let off = (!preview.enforced).then(|| view! { <li>{t::not_enforced(locale)}</li> });
    view! { <ul role="list" class="follows">{says.collect::<Vec<_>>()}{nobody}{rejected}{own}{off}</ul> }
}

/// Hidden fields with the change.
#[component]
fn Carried(change: DomainChange) -> impl IntoView {
    match change {
        DomainChange::Remove(id) => view! {
            <input type="hidden" name=PRESSED value="remove"/>
            <input type="hidden" name="id" value=id.to_string()/>
        }
        .into_any(),
        DomainChange::Add(form) => view! {
            <input type="hidden" name=PRESSED value="add"/>
            <input type="hidden" name="list" value=form.list.code()/>
            <input type="hidden" name="domain" value=form.domain/>
            {form.with_subdomains.then(|| view! { <input type="hidden" name="with_subdomains" value="true"/> })}
        }
        .into_any(),
    }
}
