//! Virtualised grid: renders only rows in view, with spacers above and below. Row heights vary and are estimated until
//! measured.

use super::{
    cell::Row,
    labels,
    state::{RenderStage, UploadState},
    suggestions,
    virtual_rows::{Heights, Window},
};
use crate::ui::{Glyph, Icon, locale, on_click, view_fn};
use esecure::upload::{Columns, JudgementKind, RowId};
use i18n::upload as t;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent},
};
use std::time::Duration;

/// Rows rendered beyond the viewport on each side.
const SPARE: usize = 6;

/// Estimated height of the content above the rows, in pixels.
const ABOVE: f64 = 400.0;

/// Table with its toolbar.
#[component]
pub(super) fn Grid(state: UploadState) -> impl IntoView {
    let locale = locale();
    let heights = StoredValue::new(Heights::default());
    let window = RwSignal::new(Window::default());
    let body = NodeRef::<html::Tbody>::new();
    let look = move || {
        let Some(body) = body.try_get_untracked().flatten() else { return };
        let rect = body.get_bounding_client_rect();
        // The rows start below the upper spacer.
        let top = rect.top() - window.get_untracked().above;
        let found = heights.with_value(|heights| heights.window(-top, state.screen.get_value().height, SPARE));
        if found != window.get_untracked() {
            window.set(found);
        }
    };
    // A new file's rows are rendered before any measurement, which would force an extra layout; rows beyond the
    // viewport are added after the first paint.
    let painted = StoredValue::new(true);
    let guess = move || {
        painted.set_value(false);
        let found = heights.with_value(|heights| heights.window(-ABOVE, state.screen.get_value().height, 0));
        window.set(found);
    };
    let measure = move || {
        let Some(body) = body.try_get_untracked().flatten() else { return };
        let first = window.get_untracked().first;
        let rows = body.children();
        let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<HtmlElement>().ok());
        // An address cut off by its input is repeated below it in full. All rows are measured before any is changed,
        // since each change invalidates the layout.
        let cut_of = |row: HtmlElement| {
            let field = row.query_selector(".m > .cell").ok().flatten();
            let cut = field.filter(|field| field.scroll_width() > field.client_width());
            (row, cut.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()))
        };
        let rows: Vec<_> = rows.map(cut_of).collect();
        for (row, cut) in &rows {
            let _ = row.toggle_attribute_with_force("data-cut", cut.is_some());
            if let (Some(cut), Ok(Some(whole))) = (cut, row.query_selector(".whole")) {
                whole.set_text_content(Some(&cut.value()));
            }
        }
        heights.update_value(|heights| {
            for (place, (row, _)) in (first..).zip(&rows) {
                let height = u16::try_from(row.offset_height()).unwrap_or(u16::MAX);
                if place < heights.seen.len() && height > 0 && heights.seen[place] != height {
                    heights.seen[place] = height;
                    let tall = heights.tall[place];
                    heights.guess[usize::from(tall)] = u32::from(height);
                }
            }
        });
        if painted.get_value() {
            look();
        } else {
            painted.set_value(true);
            set_timeout(look, Duration::ZERO);
        }
    };
    Effect::new(move |before: Option<Option<u32>>| {
        state.listed.track();
        let opening = state.opening.get();
        let before = before.flatten();
        if state.stands.get() < RenderStage::Rows {
            heights.set_value(Heights::default());
            window.set(Window::default());
            return before;
        }
        let kinds = state.with(|opened| {
            let tall = |row: &u32| opened.judge.judgement(*row as usize).kind() != JudgementKind::New;
            opened.listed.iter().map(tall).collect::<Vec<_>>()
        });
        let tall = kinds.unwrap_or_default();
        let height = if state.screen.get_value().narrow { [110, 170] } else { [47, 81] };
        heights.set_value(Heights { seen: vec![0; tall.len()], tall, guess: height });
        if before == Some(opening) {
            look()
        } else {
            guess()
        }
        Some(opening)
    });
    Effect::new(move || {
        window.track();
        state.version.track();
        request_animation_frame(measure);
    });
    for listener in [
        window_event_listener(ev::scroll, move |_| look()),
        window_event_listener(ev::resize, move |_| {
            heights.update_value(|heights| heights.seen.fill(0));
            look();
            request_animation_frame(measure);
        }),
    ] {
        on_cleanup(move || listener.remove());
    }
    let rows = move || {
        let Window { first, last, .. } = window.get();
        state.listed.track();
        if state.stands.get() < RenderStage::Rows {
            return Vec::new();
        }
        let rows = state.with(|opened| {
            let last = last.min(opened.listed.len());
            let first = first.min(last);
            let id = |(at, row): (usize, &u32)| (opened.judge.id(*row as usize), first + at);
            opened.listed[first..last].iter().enumerate().map(id).collect::<Vec<(RowId, usize)>>()
        });
        rows.unwrap_or_default()
    };
    let count = move || {
        state.listed.track();
        (state.with(|opened| opened.listed.len()).unwrap_or(0) + 1).to_string()
    };
    let room = |pixels: f64| format!("{}px", pixels as u64);
    view! {
        <div class="card grid">
            <Above state/>
            {view_fn(move || {
                state.opening.track();
                let columns = state.with(|opened| opened.judge.sheet().format().columns).unwrap_or_default();
                view! {
                    <table class="table rows" role="table" aria-rowcount=count aria-label=t::rows_label(locale)>
                        <thead role="rowgroup"><Head state columns/></thead>
                        <tbody class="room" aria-hidden="true"><tr><td style:height=move || room(window.get().above)></td></tr></tbody>
                        <tbody role="rowgroup" node_ref=body on:keydown=move |event| walk(&event)>
                            <For each=rows key=|row| *row let:row>{view! { <Row state id=row.0 at=row.1 columns/> }.into_any()}</For>
                        </tbody>
                        <tbody class="room" aria-hidden="true"><tr><td style:height=move || room(window.get().below)></td></tr></tbody>
                    </table>
                }.into_any()
            })}
        </div>
    }
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

/// Toolbar: instructions, and a button that accepts all suggestions.
#[component]
fn Above(state: UploadState) -> impl IntoView {
    let locale = locale();
    let blank = move || {
        state.opening.track();
        let blank = state.with(|opened| opened.summary.blank).unwrap_or(0);
        (blank > 0).then(|| format!(" {}", t::blank_rows(locale, blank as u64)))
    };
    let count = Memo::new(move |_| {
        state.version.track();
        state.with(|opened| opened.offers.len()).unwrap_or(0)
    });
    let take = move |_| take_all(state, None);
    view! {
        <div class="gh">
            <p><b>{t::first(locale)}</b>" "<span class="muted">{t::type_in(locale)}{view_fn(blank)}</span></p>
            {view_fn(move || (count.get() > 1).then(|| view! {
                <button class="btn small" type="button" on:click=on_click(take)>
                    <Icon of=Glyph::Check/>{t::take_all(locale, labels::number(count.get(), locale))}
                </button>
            }.into_any()))}
        </div>
    }
}

/// Accepts the suggestions of all rows, or of those with the same mistake as `like`.
pub(super) fn take_all(state: UploadState, like: Option<RowId>) {
    if !state.is_open() {
        return;
    }
    let rows = state.with(|opened| opened.offers.of(like)).unwrap_or_default();
    state.spawn(async move {
        for some in rows.chunks(50) {
            let split = state.update(|opened| {
                let before = opened.judge.len();
                for id in some {
                    if let Some(edit) = suggestions::edit(&opened.judge, *id, &super::browser::to_ascii) {
                        opened.change(edit, &super::browser::to_ascii);
                    }
                }
                opened.judge.len() != before
            });
            if split == Some(true) {
                state.relist();
            }
            if rows.len() > some.len() {
                super::browser::rest().await;
            }
        }
        state.fill();
        super::send::ask(state).await;
    });
}
