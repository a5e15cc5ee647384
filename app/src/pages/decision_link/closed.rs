//! Result pages: the decision was applied, or the request was no longer open.

use super::evidence;
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

pub(super) fn decided(reader: &PageContext, request: &RequestView, waiting: u64) -> String {
    let locale = reader.locale;
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
            <section class="result" role="status">
                <span class="seal" data-is=seal><Icon of=icon/></span>
                <h1 tabindex="-1">{title.clone()}</h1>
                {request.name.is_some().then(|| view! { <p class="mono">{request.email.clone()}</p> })}
                <p class="muted">{t::from_now(locale, &request.account_number)}{draft}</p>
            </section>
            {outcome(request, true, locale)}
            <p class="muted">{t::changed_mind(locale)}" "{to_users(request, locale)}"."</p>
            {more(waiting, locale)}
        }
    })
}

fn more(waiting: u64, locale: Locale) -> impl IntoView {
    (waiting > 0).then(|| {
        view! {
            <section class="next">
                <h2>{t::more(locale, waiting)}</h2>
                <a class="btn big full" href=routes::QUEUE><Icon of=Glyph::Inbox/>{t::to_queue(locale)}</a>
            </section>
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
