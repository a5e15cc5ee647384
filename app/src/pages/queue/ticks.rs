//! Ticks: one box a row, one for all rows in sight, and what can be done with those that are ticked. One's own request has
//! no box: others decide about it.

use super::desk::Desk;
use crate::{
    locales::queue as t,
    ui::{Cap, Key, locale, piece},
    view::Choice,
};
use esecure::id::RequestId;
use leptos::{html, prelude::*};

/// The box of one row.
#[component]
pub(super) fn TickBox(id: RequestId, who: String, desk: Desk) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let of = id.clone();
    Effect::new(move |before: Option<()>| {
        let Some(field) = field.get() else { return };
        let ticked = desk.ticked.read().contains(&of);
        if before.is_none() && field.checked() && !ticked {
            // Ticked before the client ran.
            desk.ticked.update(|ids| ids.push(of.clone()));
        } else {
            field.set_checked(ticked);
        }
    });
    view! {
        <label class="hit">
            <input class="tickbox" type="checkbox" autocomplete="off" node_ref=field on:change=move |_| turn(desk, &id)/>
            <span class="sr">{t::tick(locale(), who)}</span>
        </label>
    }
}

/// Ticks a request, or takes its tick away.
pub(super) fn turn(desk: Desk, id: &RequestId) {
    desk.ticked.update(|ticked| {
        let before = ticked.len();
        ticked.retain(|it| it != id);
        if ticked.len() == before {
            ticked.push(id.clone());
        }
    });
}

/// How many are ticked and what to do with them; a box for all where there is something to tick.
#[component]
pub(super) fn Bar(desk: Desk) -> impl IntoView {
    let locale = locale();
    let some = Memo::new(move |_| !desk.decidable().is_empty());
    let count = Memo::new(move |_| desk.ticks().len() as u64);
    let all = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let (ticked, decidable) = (count.get(), desk.decidable().len() as u64);
        if let Some(all) = all.get() {
            all.set_checked(ticked > 0 && ticked == decidable);
            all.set_indeterminate(ticked > 0 && ticked < decidable);
        }
    });
    let turn_all = move |_| {
        let on = all.get_untracked().is_some_and(|all| all.checked());
        let ids = if on { untrack(|| desk.decidable()) } else { Vec::new() };
        desk.ticked.set(ids.into_iter().map(|row| row.id).collect());
    };
    let clear = move |_| {
        desk.ticked.set(Vec::new());
        desk.focus.set(Some("tick-all".to_owned()));
    };
    let buttons = move || {
        (count.get() > 0).then(|| {
            view! {
                <span class="btns">
                    <button class="btn small" type="button" on:click=move |_| { desk.ask_about(Choice::Approve); }>
                        {piece(move || t::approve_some(locale, count.get()))}<Cap of=Key::Approve/>
                    </button>
                    <button class="btn small danger" type="button" on:click=move |_| { desk.ask_about(Choice::Reject); }>
                        {piece(move || t::reject_some(locale, count.get()))}<Cap of=Key::Reject/>
                    </button>
                    <button class="btn small quiet" type="button" on:click=clear>{t::clear(locale)}</button>
                </span>
            }
            .into_any()
        })
    };
    let any = Memo::new(move |_| count.get() > 0);
    piece(move || {
        some.get().then(|| {
            view! {
                <div class="bulk" role="group" aria-label=t::ticked_ones(locale)>
                    <label class="check">
                        <input type="checkbox" id="tick-all" autocomplete="off" node_ref=all on:change=turn_all/>
                        <span>{piece(move || match count.get() {
                            0 => t::tick_all(locale).to_owned(),
                            n => t::ticked(locale, n),
                        })}</span>
                    </label>
                    {piece(move || { any.track(); untrack(buttons) })}
                </div>
            }
            .into_any()
        })
    })
}
