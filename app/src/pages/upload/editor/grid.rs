//! Virtualised grid: renders only rows in view, with spacers above and below. Row heights vary and are estimated until
//! measured.

use super::{
    cell::Row,
    labels,
    state::{RenderStage, UploadState},
    virtual_rows::Window,
    window::RenderedRows,
};
use crate::ui::{locale, string_attr, view_fn};
use esecure::upload::{Columns, RowId};
use i18n::upload as t;
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, KeyboardEvent},
};

/// Table of the listed rows.
#[component]
pub(super) fn Grid(state: UploadState) -> impl IntoView {
    let locale = locale();
    let rendered = RenderedRows::follow(state);
    let count = move || {
        state.listed.track();
        (state.with(|opened| opened.listed.len()).unwrap_or(0) + 1).to_string()
    };
    let room = move |pixels: fn(Window) -> f64| move || format!("{}px", pixels(rendered.window.get()) as u64);
    view! {
        <div class="card grid">
            {view_fn(move || {
                state.opening.track();
                let columns = state.with(|opened| opened.judge.sheet().format().columns).unwrap_or_default();
                let count = string_attr(count);
                view! {
                    <table class="table rows" role="table" aria-rowcount=count aria-label=t::rows_label(locale)>
                        <thead role="rowgroup"><Head state columns/></thead>
                        <tbody class="room" aria-hidden="true"><tr><td style:height=room(|window| window.above)></td></tr></tbody>
                        <tbody role="rowgroup" node_ref=rendered.body on:keydown=move |event| walk(&event)>
                            <For each=move || rows_of(state, rendered) key=|row| *row let:row>
                                {view! { <Row state id=row.0 at=row.1 columns/> }.into_any()}
                            </For>
                        </tbody>
                        <tbody class="room" aria-hidden="true"><tr><td style:height=room(|window| window.below)></td></tr></tbody>
                    </table>
                }.into_any()
            })}
        </div>
    }
}

/// Returns the rendered rows, each with its place in the list.
fn rows_of(state: UploadState, rendered: RenderedRows) -> Vec<(RowId, usize)> {
    let Window { first, last, .. } = rendered.window.get();
    state.listed.track();
    if state.stands.get() < RenderStage::Rows {
        return Vec::new();
    }
    let rows = state.with(|opened| {
        let last = last.min(opened.listed.len());
        let first = first.min(last);
        let id = |(at, row): (usize, &u32)| (opened.judge.id(*row as usize), first + at);
        opened.listed[first..last].iter().enumerate().map(id).collect()
    });
    rows.unwrap_or_default()
}

/// Moves the focus with the arrow keys to the same cell of the row above or below.
fn walk(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" | "Enter" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(cell) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
    let Some(column) = cell.get_attribute("data-column") else { return };
    let Some(row) = cell.closest("tr").ok().flatten() else { return };
    let next = if down { row.next_element_sibling() } else { row.previous_element_sibling() };
    let next = next.and_then(|row| row.query_selector(&format!("[data-column='{column}']")).ok().flatten());
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = next.focus();
    }
}

#[component]
fn Head(state: UploadState, columns: Columns) -> impl IntoView {
    let locale = locale();
    let name = |column: u16| state.with(|opened| labels::column(&opened.judge, column, locale)).unwrap_or_default();
    let more = [(columns.name, "nm"), (columns.note, "nt"), (columns.until, "ut")];
    let more = more.into_iter().filter_map(|(column, class)| Some((column?, class))).map(|(column, class)| {
        view! { <th role="columnheader" scope="col" class=class>{name(column)}</th> }.into_any()
    });
    view! {
        <tr role="row" aria-rowindex="1">
            <th role="columnheader" scope="col" class="n">{t::row(locale)}</th>
            <th role="columnheader" scope="col" class="j">{t::judgement(locale)}</th>
            <th role="columnheader" scope="col" class="m">{name(columns.address)}</th>
            {more.collect::<Vec<_>>()}
        </tr>
    }
}
