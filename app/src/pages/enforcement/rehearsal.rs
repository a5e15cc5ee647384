//! Rehearsal: replays 13 months of history by the current rules, and lets the administrator approve addresses
//! that would be blocked. Under enforcement, lists those that are blocked.

use super::{
    blocked::Blocked, chart::Chart, dto::Enforcement, list_messages::ListMessages, rehearsal_dto::Rehearsal,
    switched_on::SwitchedOn,
};
use crate::ui::locale;
use esecure::id::AccountId;
use i18n::rehearsal as t;
use leptos::prelude::*;

/// Figure with its chart, or the state under enforcement; and the list of blocked addresses.
#[component]
pub(super) fn Rehearsed(
    rehearsal: Rehearsal,
    now: Enforcement,
    account: AccountId,
    messages: ListMessages,
) -> impl IntoView {
    let list = (rehearsal.blocked > 0 || messages.is_any_at_list())
        .then(|| view! { <Blocked rehearsal=rehearsal.clone() account messages/> }.into_any());
    // Under enforcement refused attempts leave no use, so there is nothing to replay.
    let figure = match now.account.enforced {
        true => view! { <SwitchedOn now blocked=rehearsal.blocked/> }.into_any(),
        false => view! { <Figure rehearsal/> }.into_any(),
    };
    view! { <div class="left rehearsal">{figure}{list}</div> }
}

#[component]
fn Figure(rehearsal: Rehearsal) -> impl IntoView {
    let locale = locale();
    let Rehearsal { addresses, blocked, quarter, quarter_since, months, .. } = rehearsal;
    let replayed = (addresses > 0).then(|| format!(" {}", t::replayed(locale)));
    let (lead, text) = if addresses == 0 {
        (t::none(locale).into_any(), t::none_text(locale).to_owned())
    } else if blocked == 0 {
        (t::nobody(locale).into_any(), t::nobody_text(locale, addresses))
    } else {
        let day = quarter_since.text;
        let made = if blocked == 1 {
            t::ItMade { n: quarter, day }.text(locale)
        } else {
            t::TheyMade { n: quarter, day }.text(locale)
        };
        (view! { <Lead blocked addresses/> }.into_any(), made)
    };
    let chart = (addresses > 0).then(|| view! { <Chart months/> }.into_any());
    view! {
        <section class="card figure" aria-labelledby="figure-title">
            <div class="pad">
                <h2 id="figure-title" class="lead">{lead}</h2>
                <p class="muted">{text}{replayed}</p>
                {chart}
            </div>
        </section>
    }
}

#[component]
fn Lead(blocked: u64, addresses: u64) -> impl IntoView {
    let locale = locale();
    // Splits the sentence at the placeholder, where the figure's element goes.
    const HERE: &str = "\u{1}";
    let sentence = t::WouldBlock { n: addresses, figure: HERE }.text(locale);
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    view! { {before.to_owned()}<span class="no">{t::Figure { blocked, total: addresses }.text(locale)}</span>{after.to_owned()} }
}
