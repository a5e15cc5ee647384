//! Outcome of a request in place of the buttons: who decided what and when. A late submit shows the same, because it is
//! no error.

use super::{
    badge::channel_text,
    request_dto::{RequestView, StateView},
};
use crate::{
    dto::DisplayTime,
    routes,
    ui::{Glyph, Notice, Time, Tone, locale},
};
use esecure::request::DecisionChannel;
use i18n::queue as t;
use leptos::prelude::*;

#[component]
pub(super) fn Decided(request: RequestView) -> impl IntoView {
    let locale = locale();
    let (icon, title, when, channel, reason) = match request.state {
        StateView::Open => return ().into_any(),
        StateView::Approved { by, when, channel } => {
            (Glyph::Approved, t::was_approved(locale, by), when, Some(channel), None)
        }
        StateView::Rejected { by, when, channel, reason } => {
            let reason =
                reason.map_or_else(|| t::no_reason(locale).to_owned(), |reason| t::reason_given(locale, reason));
            (Glyph::Rejected, t::was_rejected(locale, by), when, Some(channel), Some(reason))
        }
        StateView::Withdrawn { when } => unmade(t::was_withdrawn(locale), when),
        StateView::Expired { when } => unmade(t::was_expired(locale), when),
        StateView::Closed { when } => unmade(t::was_closed(locale), when),
    };
    let until = request.until;
    let change = channel.is_some();
    let list = routes::with_account(routes::USERS, Some(&request.account));
    view! {
        <div id="decided" tabindex="-1">
            <Notice is=Tone::None icon title>
                <p><Time when/>{channel.map(|channel| format!(", {}", channel_text(channel, locale)))}</p>
                {until.map(|until| view! { <p>{t::holds_until(locale, until)}</p> }.into_any())}
                {reason.map(|reason| view! { <p>{reason}</p> }.into_any())}
                {change.then(|| view! { <p><a href=list>{t::change(locale)}</a></p> }.into_any())}
            </Notice>
        </div>
    }
    .into_any()
}

/// Returns the parts of an outcome without an administrator's decision.
fn unmade(title: &str, when: DisplayTime) -> (Glyph, String, DisplayTime, Option<DecisionChannel>, Option<String>) {
    (Glyph::Info, title.to_owned(), when, None, None)
}
