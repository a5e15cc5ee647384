//! Result pages: the decision was applied, or the request was no longer open.

use super::{
    dto::{DecidedPage, LinkNotice, WaitingNext},
    evidence, open,
    page::address,
};
use crate::{
    pages::queue::{
        badge::{StateBadge, channel_text},
        request_dto::{RequestView, StateView},
    },
    routes,
    standalone::{
        PageContext,
        document::{capital_when, page},
    },
    ui::{Entry, Glyph, Icon, Notice, Time, Tone, Waybill},
};
use esecure::Locale;
use i18n::{decide as t, frame, plain};
use leptos::prelude::*;

/// Page of one's own fresh decision: undo, outcome, and the request that waits next.
pub(super) fn decided(reader: &PageContext, token: &str, page_of: &DecidedPage, notice: Option<&LinkNotice>) -> String {
    let locale = reader.locale;
    let DecidedPage { request, undo, next } = page_of;
    let who = request.who();
    let approved = matches!(request.state, StateView::Approved { .. });
    let (title, seal, icon) = if approved {
        (t::may_ship(locale, who), "approved", Glyph::Check)
    } else {
        (t::may_not_ship(locale, who), "rejected", Glyph::Cross)
    };
    let draft = (approved && request.shipment.draft).then(|| format!(" {}", t::draft_waits(locale)));
    page(reader, &title, "slip", || {
        view! {
            {notice.map(|notice| open::notice(notice, request, locale))}
            <section class="result" role="status">
                <span class="seal" data-is=seal><Icon of=icon/></span>
                <h1 tabindex="-1">{title.clone()}</h1>
                {request.name.is_some().then(|| view! { <p class="mono">{request.email.clone()}</p> })}
                <p class="muted">{t::from_now(locale, &request.account_number)}{draft}</p>
            </section>
            {undo.as_ref().map(|until| undo_form(token, until, who, locale))}
            {outcome(request, true, locale)}
            {next.as_ref().map(|next| waiting(token, next, locale))}
            <p class="muted after">{t::changed_mind(locale)}" "{to_users(request, locale)}"."</p>
        }
    })
}

/// Button that undoes the decision. The outcome mail waits until the time that is named.
fn undo_form(token: &str, until: &str, who: &str, locale: Locale) -> impl IntoView + use<> {
    view! {
        <form class="undo" method="post" action=address(token)>
            <input type="hidden" name="step" value="undo"/>
            <button class="btn big full" aria-describedby="undo-until"><Icon of=Glyph::Undo/>{t::undo(locale)}</button>
            <p class="muted" id="undo-until">{t::UndoUntil { time: until, who }.text(locale)}</p>
        </form>
    }
}

/// Request that waits next. Opening it is a submit, which creates the link.
fn waiting(token: &str, next: &WaitingNext, locale: Locale) -> impl IntoView + use<> {
    let card = next.first.as_ref().map(|request| {
        let places = [&request.shipment.from, &request.shipment.to].map(Option::as_deref);
        let line = match places {
            [Some(from), Some(to)] => format!("{} · {from} → {to}", request.application),
            _ => request.application.clone(),
        };
        let email = request.name.is_some().then(|| view! { <span class="addr">{request.email.clone()}</span> });
        view! {
            <section class="waiting" aria-labelledby="waiting">
                <header>
                    <h2 id="waiting">{t::waiting_next(locale)}</h2>
                    <a href=routes::QUEUE>{t::waiting_all(locale, next.count)}</a>
                </header>
                <form method="post" action=address(token)>
                    <input type="hidden" name="step" value="next"/>
                    <button class="card">
                        <span class="top"><b>{request.who().to_owned()}</b><Time when=capital_when(&request.asked)/></span>
                        {email}
                        <span class="muted">{line}</span>
                        <Icon of=Glyph::Right/>
                    </button>
                </form>
            </section>
        }
    });
    let none = next.first.is_none().then(|| view! { <p class="muted">{t::waiting_none(locale)}</p> });
    (card, none)
}

/// Page of one's own earlier decision.
pub(super) fn yours(reader: &PageContext, request: &RequestView) -> String {
    let locale = reader.locale;
    let said = match &request.state {
        StateView::Approved { when, channel, .. } => {
            t::YoursApproved { when: &when.text, way: channel_text(*channel, locale) }.text(locale)
        }
        StateView::Rejected { when, channel, .. } => {
            t::YoursRejected { when: &when.text, way: channel_text(*channel, locale) }.text(locale)
        }
        _ => String::new(),
    };
    page(reader, &format!("{}: {}", t::yours(locale), request.who()), "slip", || {
        view! {
            <Notice is=Tone::None title=t::yours(locale)><p>{said}</p></Notice>
            {evidence::who(format!("{} {}", plain::request(locale), request.number), request)}
            {outcome(request, false, locale)}
            <p class="muted">{t::changed_mind(locale)}" "{to_users(request, locale)}"."</p>
        }
    })
}

/// Page for a request that someone else decided or that has ended: author, action, time, and the effect of this submit.
pub(super) fn late(reader: &PageContext, request: &RequestView, pressed: bool) -> String {
    let locale = reader.locale;
    let who = request.who();
    let decided = matches!(request.state, StateView::Approved { .. } | StateView::Rejected { .. });
    let title = if decided { t::late(locale) } else { t::over(locale) };
    let mut said = happened(request, locale);
    if pressed {
        said = format!("{said} {}", t::changed_nothing(locale));
    }
    page(reader, &format!("{title}: {who}"), "slip", || {
        view! {
            <Notice is=Tone::None title><p>{said}</p></Notice>
            {evidence::who(format!("{} {}", plain::request(locale), request.number), request)}
            {outcome(request, false, locale)}
            {if decided {
                view! { <p class="muted">{t::disagree(locale)}" "{to_users(request, locale)}"."</p> }.into_any()
            } else {
                view! { <p class="muted">{t::asks_again(locale, who)}</p> }.into_any()
            }}
        }
    })
}

/// Sentence about the request's end.
fn happened(request: &RequestView, locale: Locale) -> String {
    match &request.state {
        StateView::Approved { by, when, channel } => {
            t::LateApproved { by, way: channel_text(*channel, locale), when: &when.text }.text(locale)
        }
        StateView::Rejected { by, when, channel, .. } => {
            t::LateRejected { by, way: channel_text(*channel, locale), when: &when.text }.text(locale)
        }
        StateView::Withdrawn { when } => t::LateWithdrawn { when: &when.text, who: request.who() }.text(locale),
        StateView::Expired { when } => t::late_expired(locale, &when.text),
        StateView::Closed { when } => t::late_closed(locale, &when.text),
        StateView::Open => String::new(),
    }
}

/// Waybill with the outcome.
fn outcome(request: &RequestView, fresh: bool, locale: Locale) -> impl IntoView + use<> {
    let (by, when) = match &request.state {
        StateView::Approved { by, when, .. } | StateView::Rejected { by, when, .. } => (Some(by.clone()), Some(when)),
        StateView::Withdrawn { when } | StateView::Expired { when } | StateView::Closed { when } => (None, Some(when)),
        StateView::Open => (None, None),
    };
    let reason = match &request.state {
        StateView::Rejected { reason, .. } => {
            Some(reason.clone().unwrap_or_else(|| t::no_reason_told(locale).to_owned()))
        }
        _ => None,
    };
    let (state, number, account) = (request.state.clone(), request.number, request.account_number.clone());
    let stub = move || {
        let what = if fresh { plain::request(locale) } else { plain::account(locale) };
        let which = if fresh { number.to_string() } else { account.clone() };
        view! { <span>{what}" "<b class="mono">{which}</b></span><StateBadge state=state.clone() locale/> }
    };
    let told = fresh.then(|| t::told_mail(locale, request.who()));
    let when = when.map(capital_when);
    view! {
        <Waybill stub>
            {by.map(|by| view! { <Entry term=t::decided_by(locale)>{by}</Entry> })}
            {when.map(|when| view! { <Entry term=t::when(locale)><Time when/></Entry> })}
            {reason.map(|reason| view! { <Entry term=t::reason_told(locale) class="wide">{reason}</Entry> })}
            {told.map(|told| view! { <Entry term=t::told(locale) class="wide">{told}</Entry> })}
        </Waybill>
    }
}

/// Link to the list, where the decision can be changed.
fn to_users(request: &RequestView, locale: Locale) -> impl IntoView + use<> {
    let href = routes::with_account(routes::USERS, Some(&request.account));
    view! { <a href=href>{frame::users(locale)}</a> }
}
