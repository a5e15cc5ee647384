//! `/r/{token}`: status page for the requester. Complete without script; `/live.js` refreshes it:
//!
//! - `<main data-live="VERSION">` and the title are replaced by those of a fresh copy of the page;
//! - `#live` shows the connection's state, `#news` announces changes to screen readers;
//! - the event `changed` of `/r/{token}/live?version=VERSION` triggers a refresh, then a stream for the new version
//!   opens.

use super::dto::{Contact, StatusPage};
use crate::{
    dto::DisplayTime,
    pages::queue::{badge::StateBadge, request_dto::StateView},
    routes,
    standalone::{
        PageContext,
        document::{capital_when, document},
    },
    ui::{Badge, Glyph, Icon, Notice, Time, Tone},
};
use esecure::Locale;
use i18n::status as t;
use leptos::prelude::*;

pub fn status(reader: &PageContext, page: &StatusPage) -> String {
    let locale = reader.locale;
    let nonce = reader.nonce.clone();
    document(reader, &heading(page, locale), "slip status", || {
        view! {
            <main id="main" data-live=page.version.to_string()>
                {page.newer.as_ref().map(|newer| newer_request(newer, locale))}
                {intro(page, locale)}
                <div class="columns">
                    {history(page, locale)}
                    <div class="stack">{message(page, locale)}{people(page, locale)}</div>
                </div>
            </main>
            <footer class="muted foot">
                <p>{t::private(locale)}</p>
                <p id="live" data-on=t::live(locale) data-off=t::lost(locale, "{time}")>{t::refresh(locale)}</p>
            </footer>
            <p class="sr" id="news" role="status" data-say=t::changed(locale)></p>
            <script src="/live.js" nonce=nonce defer=true></script>
        }
    })
}

fn newer_request(newer: &str, locale: Locale) -> impl IntoView + use<> {
    let href = routes::with_token(routes::REQUEST_STATUS, newer);
    view! {
        <Notice is=Tone::Accent title=t::newer(locale)>
            <p>{t::newer_text(locale)}</p>
            <p class="btns"><a class="btn" href=href>{t::newer_link(locale)}</a></p>
        </Notice>
    }
}

/// Names the state of the request in one sentence: the heading, and the title of the browser's tab.
fn heading(page: &StatusPage, locale: Locale) -> String {
    match &page.state {
        StateView::Open => match page.told.0 {
            0 => t::open_unmailed(locale).to_owned(),
            n => t::open(locale, n),
        },
        StateView::Approved { .. } => t::approved(locale).to_owned(),
        StateView::Rejected { .. } => t::rejected(locale).to_owned(),
        StateView::Withdrawn { .. } => t::withdrawn(locale).to_owned(),
        StateView::Expired { .. } => t::expired(locale).to_owned(),
        StateView::Closed { .. } => t::closed(locale).to_owned(),
    }
}

/// State in one sentence, with its consequence.
fn intro(page: &StatusPage, locale: Locale) -> impl IntoView + use<> {
    let account = &page.account_number;
    let kept = page.draft.is_some();
    let (text, more) = match &page.state {
        StateView::Open => (
            t::OpenText { account, when: &page.asked.text }.text(locale),
            match &page.reference {
                _ if !kept => None,
                Some(reference) => Some(t::kept(locale, reference)),
                None => Some(t::kept_bare(locale).to_owned()),
            },
        ),
        StateView::Approved { .. } => (
            t::approved_text(locale, account),
            match &page.reference {
                _ if !kept => None,
                Some(reference) => Some(t::approved_kept(locale, reference)),
                None => Some(t::approved_kept_bare(locale).to_owned()),
            },
        ),
        StateView::Rejected { .. } => (t::rejected_text(locale, account), None),
        StateView::Withdrawn { .. } => (t::withdrawn_text(locale, account), None),
        StateView::Expired { .. } => (t::expired_text(locale, account), None),
        StateView::Closed { .. } => (t::closed_text(locale, account), None),
    };
    let badge = match &page.state {
        StateView::Open => view! { <Badge is=Tone::Pending icon=Glyph::Clock>{t::waiting(locale)}</Badge> }.into_any(),
        state => view! { <StateBadge state=state.clone() locale/> }.into_any(),
    };
    view! {
        <section class="intro">
            {badge}
            <h1 tabindex="-1">{heading(page, locale)}</h1>
            <p class="muted">{text}{more.map(|more| format!(" {more}"))}</p>
            {reason(&page.state, locale)}
            {go_on(page, locale)}
        </section>
    }
}

fn reason(state: &StateView, locale: Locale) -> impl IntoView + use<> {
    let StateView::Rejected { reason: Some(words), .. } = state else {
        return None;
    };
    let words = words.clone();
    Some(view! {
        <blockquote class="quote"><p class="words">{words}</p><footer>{t::reason(locale)}</footer></blockquote>
    })
}

/// Link back to the shipment's draft, once approved. Its URL comes from the application, so only `http` and `https` are
/// accepted.
fn go_on(page: &StatusPage, locale: Locale) -> impl IntoView + use<> {
    let approved = matches!(page.state, StateView::Approved { .. });
    let draft = page
        .draft
        .clone()
        .filter(|address| approved && (address.starts_with("https://") || address.starts_with("http://")));
    draft.map(|href| {
        view! {
            <p class="btns"><a class="btn big primary" rel="noreferrer" href=href><Icon of=Glyph::Parcel/>{t::go_on(locale)}</a></p>
        }
    })
}

fn history(page: &StatusPage, locale: Locale) -> impl IntoView + use<> {
    let told = t::told(locale);
    let by = |by: &str| {
        let line = if by.is_empty() { None } else { Some(t::by(locale, by)) };
        line.map_or_else(|| told.to_owned(), |line| format!("{line}. {told}"))
    };
    use i18n::common::state as s;
    let end = match &page.state {
        StateView::Open => None,
        StateView::Approved { by: name, when, .. } => {
            Some(("approved", Glyph::Approved, s::approved(locale), Some(by(name)), when))
        }
        StateView::Rejected { by: name, when, .. } => {
            Some(("rejected", Glyph::Rejected, s::rejected(locale), Some(by(name)), when))
        }
        StateView::Withdrawn { when } => Some(("none", Glyph::Undo, s::withdrawn(locale), None, when)),
        StateView::Expired { when } => Some(("none", Glyph::Clock, s::expired(locale), Some(told.to_owned()), when)),
        StateView::Closed { when } => Some(("none", Glyph::Cross, s::closed(locale), Some(told.to_owned()), when)),
    };
    let asked = t::asked_from(locale, &page.application);
    let (mailed, mailed_at) = &page.told;
    let mailed = (*mailed > 0).then(|| entry(None, Glyph::Mail, t::mailed(locale, *mailed), None, Some(mailed_at)));
    let rest = match end {
        Some((is, icon, word, text, when)) => entry(Some(is), icon, word.to_owned(), text, Some(when)).into_any(),
        None => view! {
            <li class="now" aria-current="step">
                <span class="dot"><Icon of=Glyph::Clock/></span><div><b>{t::waiting(locale)}</b></div>
            </li>
            <li class="later">
                <span class="dot"><Icon of=Glyph::Dots/></span>
                <div><b>{t::expires(locale)}</b><time datetime=page.expires.iso.clone() title=page.expires.full.clone()>
                    {t::until(locale, capital_when(&page.expires).text)}
                </time></div>
            </li>
        }
        .into_any(),
    };
    view! {
        <section class="card" aria-labelledby="history"><div class="pad">
            <h2 id="history">{t::history(locale)}</h2>
            <ol class="timeline" role="list">
                {entry(None, Glyph::Parcel, t::asked(locale).to_owned(), Some(asked), Some(&page.asked))}
                {mailed}
                {rest}
            </ol>
        </div></section>
    }
}

fn entry(
    is: Option<&'static str>,
    icon: Glyph,
    title: String,
    text: Option<String>,
    when: Option<&DisplayTime>,
) -> impl IntoView + use<> {
    let when = when.map(capital_when);
    view! {
        <li data-is=is>
            <span class="dot"><Icon of=icon/></span>
            <div>
                <b>{title}</b>
                {text.map(|text| view! { <small>{text}</small> })}
                {when.map(|when| view! { <Time when/> })}
            </div>
        </li>
    }
}

fn message(page: &StatusPage, locale: Locale) -> impl IntoView + use<> {
    page.message.clone().map(|words| {
        view! {
            <section class="card" aria-labelledby="message"><div class="pad">
                <h2 id="message">{t::message(locale)}</h2>
                <blockquote class="quote"><p class="words">{words}</p></blockquote>
            </div></section>
        }
    })
}

/// Maximum number of administrators named.
const NAMED: usize = 20;

/// Administrators who share their contact details.
fn people(page: &StatusPage, locale: Locale) -> impl IntoView + use<> {
    if page.contacts.is_empty() && (page.silent == 0 || !page.state.is_open()) {
        return None;
    }
    let others = match (page.silent, page.contacts.is_empty()) {
        (0, _) => None,
        (n, true) => Some(t::nobody(locale, n)),
        (n, false) => Some(t::others(locale, n)),
    };
    let contacts = page.contacts.iter().take(NAMED).map(contact).collect_view();
    let more = page.contacts.len().saturating_sub(NAMED) as u64;
    let more = (more > 0).then(|| view! { <p class="muted others">{t::more_people(locale, more)}</p> });
    Some(view! {
        <section class="card" aria-labelledby="people"><div class="pad">
            <h2 id="people">{t::people(locale)}</h2>
            <ul role="list" class="people">{contacts}</ul>
            {more}
            {others.map(|others| view! { <p class="muted others">{others}</p> })}
        </div></section>
    })
}

fn contact(of: &Contact) -> impl IntoView + use<> {
    let mut letters = of.name.split_whitespace().filter_map(|word| word.chars().next());
    let initials: String = letters.next().into_iter().chain(letters.next_back()).collect();
    let phone = of.phone.clone().map(|phone| {
        let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <a href=format!("tel:{number}")>{phone}</a> }
    });
    view! {
        <li>
            <span class="initials" aria-hidden="true">{initials.to_uppercase()}</span>
            <div><b>{of.name.clone()}</b><a href=format!("mailto:{}", of.email)>{of.email.clone()}</a>{phone}</div>
        </li>
    }
}
