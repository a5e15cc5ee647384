//! Tick boxes of the rows, the box for all visible rows, and the actions for ticked requests. One's own request has no
//! box, because others must decide it.

use super::{
    bulk_dialog,
    dto::{DECIDED_LIMIT, QueueAction},
    state::QueueState,
};
use crate::ui::{Key, KeyHint, locale, optional_attr, view_fn};
use esecure::id::RequestId;
use i18n::queue as t;
use leptos::{html, prelude::*};

/// Renders the tick box of one row.
#[component]
pub(super) fn TickBox(id: RequestId, who: String, state: QueueState) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let of = id.clone();
    Effect::new(move |before: Option<()>| {
        let Some(field) = field.get() else { return };
        let ticked = state.ticked.read().contains(&of);
        if before.is_none() && field.checked() && !ticked {
            // Ticked before hydration.
            toggle(state, &of);
        } else {
            field.set_checked(ticked);
        }
    });
    view! {
        <label class="hit">
            <input class="tickbox" type="checkbox" autocomplete="off" node_ref=field on:change=move |_| toggle(state, &id)/>
            <span class="sr">{t::tick(locale(), who)}</span>
        </label>
    }
}

/// Toggles the tick of a request.
pub(super) fn toggle(state: QueueState, id: &RequestId) {
    state.ticked.update(|ticked| match ticked.iter().position(|it| it == id) {
        Some(at) => drop(ticked.remove(at)),
        None => ticked.push(id.clone()),
    });
}

/// Renders the bar: the box for all rows, the number of ticks, and the actions.
#[component]
pub(super) fn Bar(state: QueueState) -> impl IntoView {
    let locale = locale();
    let all = NodeRef::<html::Input>::new();
    let count = move || state.ticks().len() as u64;
    Effect::new(move |_| {
        let (ticked, of) = (count(), state.decidable().len().min(DECIDED_LIMIT) as u64);
        if let Some(all) = all.get() {
            all.set_checked(ticked > 0 && ticked >= of);
            all.set_indeterminate(ticked > 0 && ticked < of);
        }
    });
    let turn_all = move |_| {
        let on = all.get_untracked().is_some_and(|all| all.checked());
        let all = || state.decidable_untracked().into_iter().take(DECIDED_LIMIT).map(|row| row.id).collect();
        state.ticked.set(if on { all() } else { Vec::new() });
    };
    let clear = move |_| {
        state.ticked.set(Vec::new());
        state.focus.set(Some("tick-all".to_owned()));
    };
    let said = move || match count() {
        0 => {
            let all = state.decidable().len();
            let more = all > DECIDED_LIMIT || state.tally.read().next.is_some();
            if more { t::tick_first(locale, all.min(DECIDED_LIMIT)) } else { t::tick_all(locale).to_owned() }
        }
        n => t::ticked(locale, n),
    };
    let none = move || state.decidable().is_empty().then_some("");
    view! {
        <div class="bulk" role="group" aria-label=t::ticked_ones(locale) hidden=optional_attr(none)>
            <label class="check">
                <input type="checkbox" id="tick-all" autocomplete="off" node_ref=all on:change=turn_all/>
                <span>{view_fn(said)}</span>
            </label>
            <span class="btns" hidden=optional_attr(move || (count() == 0).then_some(""))>
                <button class="btn small" type="button" on:click=move |_| { bulk_dialog::open(state, QueueAction::Approve); }>
                    {view_fn(move || t::approve_some(locale, count()))}<KeyHint of=Key::Approve/>
                </button>
                <button class="btn small danger" type="button" on:click=move |_| { bulk_dialog::open(state, QueueAction::Reject); }>
                    {view_fn(move || t::reject_some(locale, count()))}<KeyHint of=Key::Reject/>
                </button>
                <button class="btn small quiet" type="button" on:click=clear>{t::clear(locale)}</button>
            </span>
        </div>
    }
}
