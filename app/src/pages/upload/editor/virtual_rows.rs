//! Visible range of the virtualised grid, from measured or estimated row heights.

use leptos::{prelude::window, wasm_bindgen::JsValue};

/// Viewport size. Read only at start and on resize: reading forces a layout, and then there is little to lay out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    pub(super) height: f64,
    pub(super) narrow: bool,
}

impl Screen {
    /// Reads the current size.
    pub(super) fn now() -> Self {
        let size = |side: Result<JsValue, JsValue>, usual| side.ok().and_then(|side| side.as_f64()).unwrap_or(usual);
        let window = window();
        Self { height: size(window.inner_height(), 800.0), narrow: size(window.inner_width(), 1280.0) < 768.0 }
    }
}

/// Heights of the listed rows in pixels: measured, or estimated.
#[derive(Debug, Default, Clone)]
pub(super) struct Heights {
    /// Measured height; 0 if not measured yet.
    pub(super) seen: Vec<u16>,
    /// True if the row shows a reason or suggestion.
    pub(super) tall: Vec<bool>,
    /// Estimates for a row without and with a reason.
    pub(super) guess: [u32; 2],
}

impl Heights {
    fn of(&self, at: usize) -> u32 {
        match self.seen[at] {
            0 => self.guess[usize::from(self.tall[at])],
            seen => u32::from(seen),
        }
    }

    /// Computes the rows within a range of pixels plus `spare` rows on each side, and the spacers' heights.
    pub(super) fn window(&self, from: f64, height: f64, spare: usize) -> Window {
        let (mut first, mut last) = (None, self.seen.len());
        let mut y = 0.0;
        let mut tops = 0.0;
        for at in 0..self.seen.len() {
            let end = y + f64::from(self.of(at));
            if first.is_none() && end > from {
                first = Some(at);
                tops = y;
            }
            if y > from + height {
                last = at;
                break;
            }
            y = end;
        }
        let mut first = first.unwrap_or(self.seen.len());
        for _ in 0..spare.min(first) {
            first -= 1;
            tops -= f64::from(self.of(first));
        }
        let last = (last + spare).min(self.seen.len());
        let below = (last..self.seen.len()).map(|at| f64::from(self.of(at))).sum();
        Window { first, last, above: tops.max(0.0), below }
    }
}

/// Range of rendered rows, and the heights of the spacers in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Window {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) above: f64,
    pub(super) below: f64,
}
