//! Outcome of a request in place of the buttons: who decided what and when. A late submit shows the same, because it is
//! no error.

use super::request_dto::{RequestView, StateView};
use crate::{
    dto::DisplayTime,
    routes,
    ui::{Glyph, Notice, Time, Tone, locale},
};
use esecure::Locale;
use i18n::queue as t;
use leptos::prelude::*;

#[component]
pub(super) fn Decided(request: RequestView) -> impl IntoView {
    let locale = locale();
    let (icon, title, when, way, reason) = match request.state {
        StateView::Open => return ().into_any(),
        StateView::Approved { by, when, way } => (Glyph::Approved, t::was_approved(locale, by), when, way, None),
        StateView::Rejected { by, when, way, reason } => {
            let reason =
                reason.map_or_else(|| t::no_reason(locale).to_owned(), |reason| t::reason_given(locale, reason));
            (Glyph::Rejected, t::was_rejected(locale, by), when, way, Some(reason))
        }
        StateView::Withdrawn { when } => unmade(t::was_withdrawn(locale), when),
        StateView::Expired { when } => unmade(t::was_expired(locale), when),
        StateView::Closed { when } => unmade(t::was_closed(locale), when),
    };
    let until = request.until;
    let change = !way.is_empty();
    let list = routes::with_account(routes::USERS, Some(&request.account));
    view! {
        <div id="decided" tabindex="-1">
            <Notice is=Tone::None icon title>
                <p><Time when/>{way_of(&way, locale).map(|way| format!(", {way}"))}</p>
                {until.map(|until| view! { <p>{t::holds_until(locale, until)}</p> }.into_any())}
                {reason.map(|reason| view! { <p>{reason}</p> }.into_any())}
                {change.then(|| view! { <p><a href=list>{t::change(locale)}</a></p> }.into_any())}
            </Notice>
        </div>
    }
    .into_any()
}

/// Returns the parts of an outcome without an administrator's decision.
fn unmade(title: &str, when: DisplayTime) -> (Glyph, String, DisplayTime, String, Option<String>) {
    (Glyph::Info, title.to_owned(), when, String::new(), None)
}

/// Returns the text for the code of a decision's `DecisionChannel`.
fn way_of(code: &str, locale: Locale) -> Option<&'static str> {
    use esecure::request::DecisionChannel;
    Some(match DecisionChannel::from_code(code)? {
        DecisionChannel::Page => t::way::page(locale),
        DecisionChannel::Mail => t::way::mail(locale),
        DecisionChannel::List => t::way::list(locale),
        DecisionChannel::Upload => t::way::upload(locale),
        DecisionChannel::Domain => t::way::domain(locale),
        DecisionChannel::Announcement => t::way::announcement(locale),
    })
}
