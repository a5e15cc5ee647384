//! Rendered part of the grid: follows scrolling and the rows' measured heights.

use super::{
    state::{RenderStage, UploadState},
    virtual_rows::{Heights, Window},
};
use esecure::upload::JudgementKind;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlInputElement},
};
use std::time::Duration;

/// Rows rendered beyond the viewport on each side.
const SPARE: usize = 6;

/// Estimated height of the content above the rows, in pixels.
const ABOVE: f64 = 300.0;

/// Estimated height of a row without and with a reason, in pixels: on a phone, and on a wider screen.
const ESTIMATES: [[u32; 2]; 2] = [[110, 170], [33, 57]];

/// Rows of the grid that are rendered.
#[derive(Clone, Copy)]
pub(super) struct RenderedRows {
    state: UploadState,
    /// Table body of the rows.
    pub body: NodeRef<html::Tbody>,
    pub window: RwSignal<Window>,
    heights: StoredValue<Heights>,
    /// False until the rows of a new file are painted.
    is_painted: StoredValue<bool>,
}

impl RenderedRows {
    /// Follows the file, scrolling and the size of the window until the grid is unmounted.
    pub(super) fn follow(state: UploadState) -> Self {
        let this = Self {
            state,
            body: NodeRef::new(),
            window: RwSignal::new(Window::default()),
            heights: StoredValue::new(Heights::default()),
            is_painted: StoredValue::new(true),
        };
        Effect::new(move |before: Option<Option<u32>>| this.relist(before.flatten()));
        Effect::new(move || {
            this.window.track();
            state.version.track();
            request_animation_frame(move || this.measure());
        });
        for listener in [
            window_event_listener(ev::scroll, move |_| this.find_rows_in_view()),
            window_event_listener(ev::resize, move |_| {
                this.heights.update_value(|heights| heights.seen.fill(0));
                this.find_rows_in_view();
                request_animation_frame(move || this.measure());
            }),
        ] {
            on_cleanup(move || listener.remove());
        }
        this
    }

    /// Takes over the listed rows, not measured yet. Returns the number of the opened file.
    fn relist(self, before: Option<u32>) -> Option<u32> {
        let Self { state, heights, window, .. } = self;
        state.listed.track();
        let opening = state.opening.get();
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
        let guess = ESTIMATES[usize::from(!state.screen.get_value().narrow)];
        heights.set_value(Heights { seen: vec![0; tall.len()], tall, guess });
        if before == Some(opening) {
            self.find_rows_in_view();
        } else {
            self.guess();
        }
        Some(opening)
    }

    /// Finds the rows in view.
    fn find_rows_in_view(self) {
        let Some(body) = self.body.try_get_untracked().flatten() else { return };
        let rect = body.get_bounding_client_rect();
        // The rows start below the upper spacer.
        let top = rect.top() - self.window.get_untracked().above;
        let height = self.state.screen.get_value().height;
        let found = self.heights.with_value(|heights| heights.window(-top, height, SPARE));
        if found != self.window.get_untracked() {
            self.window.set(found);
        }
    }

    /// Guesses the rows in view. A new file's rows are rendered before any measurement, which would force an extra
    /// layout; rows beyond the viewport are added after the first paint.
    fn guess(self) {
        self.is_painted.set_value(false);
        let height = self.state.screen.get_value().height;
        self.window.set(self.heights.with_value(|heights| heights.window(-ABOVE, height, 0)));
    }

    /// Measures the rendered rows.
    fn measure(self) {
        let Some(body) = self.body.try_get_untracked().flatten() else { return };
        let first = self.window.get_untracked().first;
        let rows = body.children();
        let rows: Vec<_> = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
        show_cut_addresses(&rows);
        self.heights.update_value(|heights| {
            for (place, row) in (first..).zip(&rows) {
                let height = u16::try_from(row.offset_height()).unwrap_or(u16::MAX);
                if place < heights.seen.len() && height > 0 && heights.seen[place] != height {
                    heights.seen[place] = height;
                    let tall = heights.tall[place];
                    heights.guess[usize::from(tall)] = u32::from(height);
                }
            }
        });
        if self.is_painted.get_value() {
            self.find_rows_in_view();
        } else {
            self.is_painted.set_value(true);
            set_timeout(move || self.find_rows_in_view(), Duration::ZERO);
        }
    }
}

/// Repeats an address cut off by its input below it in full. All rows are measured before any is changed, since each
/// change invalidates the layout.
fn show_cut_addresses(rows: &[HtmlElement]) {
    let cut_in = |row: &HtmlElement| {
        let field = row.query_selector(".m > .cell").ok().flatten();
        let cut = field.filter(|field| field.scroll_width() > field.client_width());
        cut.and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
    };
    let cut: Vec<_> = rows.iter().map(cut_in).collect();
    for (row, cut) in rows.iter().zip(cut) {
        let _ = row.toggle_attribute_with_force("data-cut", cut.is_some());
        if let (Some(cut), Ok(Some(whole))) = (cut, row.query_selector(".whole")) {
            whole.set_text_content(Some(&cut.value()));
        }
    }
}
