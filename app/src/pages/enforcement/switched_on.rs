//! Headline while enforcement is on: the state, with the figures beside it.

use super::dto::Enforcement;
use crate::{
    dto::DisplayTime,
    layout::account_url,
    routes,
    ui::{Time, locale},
};
use i18n::{enforcement as t, rehearsal};
use leptos::prelude::*;

#[component]
pub(super) fn SwitchedOn(
    now: Enforcement,
    /// Addresses among those of `now` that are blocked.
    blocked: u64,
) -> impl IntoView {
    let locale = locale();
    let figure = rehearsal::Figure { blocked, total: now.addresses }.text(locale);
    let text = match (now.addresses, blocked) {
        (0, _) => rehearsal::none(locale).to_owned(),
        (_, 0) => rehearsal::nobody_now(locale).to_owned(),
        (n, _) => rehearsal::RefusedNow { figure, n }.text(locale),
    };
    view! {
        <section class="card figure" aria-labelledby="figure-title">
            <div class="pad on">
                <div>
                    <h2 id="figure-title" class="lead">{t::badge_on(locale)}</h2>
                    <p class="muted">{text}</p>
                    {now.since.map(|(when, by)| view! { <Since when by/> }.into_any())}
                </div>
                <dl>
                    <div><dt>{t::may_ship(locale)}</dt><dd>{now.may_ship}</dd></div>
                    <div><dt>{t::refused_now(locale)}</dt><dd>{blocked}</dd></div>
                    <div><dt>{t::waiting(locale)}</dt><dd><a href=account_url(routes::QUEUE)>{now.account.open}</a></dd></div>
                </dl>
            </div>
        </section>
    }
}

/// Time and author of the last change of state.
#[component]
pub(super) fn Since(when: DisplayTime, by: String) -> impl IntoView {
    // Splits the sentence at the placeholder, where the date element goes.
    const HERE: &str = "\u{1}";
    let sentence = t::Since { by, date: HERE }.text(locale());
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    view! { <p class="muted since">{before.to_owned()}<Time when/>{after.to_owned()}</p> }
}
