//! Row of the grid: cells, reason of the judgement, and suggestions.

use super::{
    browser::{self, to_ascii},
    chips::take_all,
    labels, send,
    state::UploadState,
    suggestions,
};
use crate::ui::{Badge, Glyph, Icon, locale, on_click, optional_attr, view_fn};
use esecure::upload::{Columns, Edit, Judgement, JudgementKind, RowId};
use i18n::upload as t;
use leptos::prelude::*;

/// Judgement of a row and the controls it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    kind: JudgementKind,
    /// Column of the error.
    column: Option<u16>,
    why: String,
    /// Label of the suggestion's button.
    offer: Option<String>,
    /// Number of rows with the same mistake.
    alike: u32,
    /// Checked state of *approve anyway*; `None` if the row cannot be ticked.
    ticked: Option<bool>,
}

fn cell_state(state: UploadState, id: RowId) -> Option<Shown> {
    let locale = locale();
    state
        .with(|opened| {
            let judge = &opened.judge;
            let row = judge.find(id)?;
            let judgement = judge.judgement(row);
            let kind = judgement.kind();
            let cell = judge.sheet().cell(row, judge.sheet().format().columns.address);
            let offer = matches!(kind, JudgementKind::Invalid | JudgementKind::Doubtful)
                .then(|| judge.suggestion(row, &to_ascii))
                .flatten();
            Some(Shown {
                kind,
                column: match judgement {
                    Judgement::Invalid(fault) => Some(fault.column),
                    _ => None,
                },
                why: state
                    .told
                    .with_value(|told| labels::why(judge, row, opened.standing_text(row, told, &to_ascii), locale)),
                offer: offer.map(|offer| labels::suggestion(&offer, &cell, locale)),
                alike: opened.offers.alike(id),
                ticked: matches!(kind, JudgementKind::Doubtful | JudgementKind::PreviouslyRejected)
                    .then(|| opened.ticks.contains(&id)),
            })
        })
        .flatten()
}

#[component]
pub(super) fn Row(state: UploadState, id: RowId, at: usize, columns: Columns) -> impl IntoView {
    let locale = locale();
    let shown = Memo::new(move |_| {
        state.version.track();
        cell_state(state, id)
    });
    let kind = move || shown.read().as_ref().map(|shown| shown.kind);
    let open = RwSignal::new(false);
    let label = labels::row(id);
    let below = format!("w{}-{}", id.number, id.part);
    let more = [(columns.name, "nm"), (columns.note, "nt"), (columns.until, "ut")];
    let has_more = more.iter().any(|(column, _)| column.is_some());
    let more = more.into_iter().filter_map(|(column, class)| Some((column?, class)));
    let more: Vec<_> = more
        .map(|(column, class)| {
            let wrong = move || shown.read().as_ref().is_some_and(|shown| shown.column == Some(column));
            let here = optional_attr(move || wrong().then_some("true"));
            view! {
                <td role="cell" class=class data-here=here><Cell state id column shown below=below.clone() named=true/></td>
            }
            .into_any()
        })
        .collect();
    // Error in a column without its own cell in the grid: an extra cell appears below the address.
    let shown_columns = [Some(columns.address), columns.name, columns.note, columns.until];
    let extra = Memo::new(move |_| {
        shown.read().as_ref().and_then(|shown| shown.column).filter(|column| !shown_columns.contains(&Some(*column)))
    });
    let extra_below = below.clone();
    view! {
        <tr role="row" aria-rowindex=(at + 2).to_string() data-row=below.clone() data-is=move || kind().map(JudgementKind::code)
            data-open=optional_attr(move || open.get().then_some("true"))>
            <th role="rowheader" scope="row" class="n"><span class="sr">{t::row(locale)}" "</span>{label.clone()}</th>
            <td role="cell" class="j">{view_fn(move || kind().map(|kind| {
                let (is, icon, word) = labels::kind(kind, locale);
                view! { <Badge is icon>{word}</Badge> }
            }))}</td>
            <td role="cell" class="m">
                <Cell state id column=columns.address shown below=below.clone() named=false/>
                // Narrow inputs cut off text that shows look-alikes; the grid fills in the whole address here.
                <p class="whole mono" aria-hidden="true"></p>
                {view_fn(move || extra.get().map(|column| {
                    view! { <Cell state id column shown below=extra_below.clone() named=true/> }.into_any()
                }))}
                <Said state id shown below=below.clone()/>
                {has_more.then(|| view! {
                    <button class="btn small quiet other" type="button" aria-expanded=move || open.get().to_string()
                        on:click=on_click(move |_| open.update(|open| *open = !*open))>
                        {t::other_columns(locale)}<span class="sr">" "{t::of_row(locale, &label)}</span>
                    </button>
                })}
            </td>
            {more}
        </tr>
    }
}

/// Input of one cell; judges on every keystroke.
#[component]
fn Cell(
    state: UploadState,
    id: RowId,
    column: u16,
    shown: Memo<Option<Shown>>,
    below: String,
    named: bool,
) -> impl IntoView {
    let locale = locale();
    let heading = state.with(|opened| labels::column(&opened.judge, column, locale)).unwrap_or_default();
    let label = t::CellLabel { column: &heading, row: labels::row(id) }.text(locale);
    let is_address = state.with(|opened| opened.judge.sheet().format().columns.address == column).unwrap_or(false);
    let value = move || {
        state.filled.track();
        state
            .with(|opened| opened.judge.find(id).map(|row| opened.judge.sheet().cell(row, column).into_owned()))
            .flatten()
    };
    let typed = move |event: leptos::ev::Event| {
        if !state.is_open() {
            return;
        }
        let text = event_target_value(&event);
        state.update(|opened| opened.change(Edit::Cell { row: id, column, text }, &to_ascii));
        send::ask_soon(state);
    };
    let typed: Box<dyn FnMut(leptos::ev::Event) + Send> = Box::new(typed);
    let wrong = move || shown.read().as_ref().is_some_and(|shown| shown.column == Some(column));
    let described = move || (is_address || wrong()).then(|| below.clone());
    let class = if is_address { "cell mono" } else { "cell" };
    let input = view! {
        <input class=class type="text" spellcheck="false" autocomplete="off" autocapitalize="off" aria-label=label
            data-column=column.to_string() prop:value=value aria-invalid=optional_attr(move || wrong().then_some("true"))
            aria-describedby=described readonly=move || state.phase.get() != super::state::Phase::Open
            on:input=typed/>
    };
    // The table head is hidden on phones.
    let name = named.then(|| view! { <span class="of" aria-hidden="true">{heading}</span> });
    view! { {name}{input} }.into_any()
}

/// Reason of the judgement, with its suggestion and checkbox.
#[component]
fn Said(state: UploadState, id: RowId, shown: Memo<Option<Shown>>, below: String) -> impl IntoView {
    view_fn(move || {
        let Shown { why, offer, alike, ticked, .. } = shown.get().filter(|shown| !shown.why.is_empty())?;
        let offer = offer.map(|word| offers(state, id, word, alike));
        let anyway = ticked.map(|on| anyway(state, id, on));
        Some(
            view! {
                <div class="res">
                    <span class="why" id=below.clone()>{why}</span>
                    <span class="acts">{offer}{anyway}</span>
                </div>
            }
            .into_any(),
        )
    })
}

/// Button that accepts the suggestion, and one that accepts it for all rows with the same mistake.
fn offers(state: UploadState, id: RowId, word: String, alike: u32) -> AnyView {
    let same = (alike > 1).then(|| {
        let fix = move |_| {
            take_all(state, Some(id));
            back_to(id);
        };
        let word = t::fix_alike(locale(), labels::number(alike as usize, locale()));
        view! {
            <button class="btn small fix" type="button" on:click=on_click(fix)><span class="cut">{word}</span></button>
        }
        .into_any()
    });
    view! {
        <button class="btn small fix" type="button" on:click=on_click(move |_| take(state, id))>
            <Icon of=Glyph::Check/><span class="cut">{word}</span>
        </button>
        {same}
    }
    .into_any()
}

/// Accepts the suggestion of one row.
fn take(state: UploadState, id: RowId) {
    if !state.is_open() {
        return;
    }
    let split = state.update(|opened| {
        let before = opened.judge.len();
        if let Some(edit) = suggestions::edit(&opened.judge, id, &to_ascii) {
            opened.change(edit, &to_ascii);
        }
        opened.judge.len() != before
    });
    if split == Some(true) {
        state.relist();
    }
    state.fill();
    back_to(id);
    state.spawn(send::ask(state));
}

/// Checkbox that approves the row despite its judgement.
fn anyway(state: UploadState, id: RowId, on: bool) -> AnyView {
    let locale = locale();
    let tick = move |event: leptos::ev::Event| {
        let on = event_target_checked(&event);
        state.update(|opened| {
            opened.touched = true;
            if on { opened.ticks.insert(id) } else { opened.ticks.remove(&id) }
        });
    };
    let tick: Box<dyn FnMut(leptos::ev::Event) + Send> = Box::new(tick);
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=on on:change=tick/>
            <span>{t::approve_anyway(locale)}<span class="sr">" "{t::of_row(locale, labels::row(id))}</span></span>
        </label>
    }
    .into_any()
}

/// Focuses the row's address, because the clicked button is gone.
fn back_to(id: RowId) {
    browser::focus(format!("tr[data-row='w{}-{}'] .cell", id.number, id.part));
}
