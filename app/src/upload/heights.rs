//! Which of the rows are in sight, by how high they are, as far as that was seen.

use leptos::{prelude::window, wasm_bindgen::JsValue};

/// How much of the page is seen at once. It is asked for when the page begins and when the window changes: asking has the
/// browser lay the page out, and there is nothing to lay out then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    pub(super) height: f64,
    pub(super) narrow: bool,
}

impl Screen {
    /// As it is now.
    pub(super) fn now() -> Self {
        let size = |side: Result<JsValue, JsValue>, usual| side.ok().and_then(|side| side.as_f64()).unwrap_or(usual);
        let window = window();
        Self { height: size(window.inner_height(), 800.0), narrow: size(window.inner_width(), 1280.0) < 768.0 }
    }
}

/// Heights of the listed rows, as far as they were seen, and guesses for the others.
#[derive(Debug, Default, Clone)]
pub(super) struct Heights {
    /// 0 for one that was not seen.
    pub(super) seen: Vec<u16>,
    /// Whether the row has something to say.
    pub(super) tall: Vec<bool>,
    /// Of a row without anything to say, and of one with.
    pub(super) guess: [u32; 2],
}

impl Heights {
    fn of(&self, at: usize) -> u32 {
        match self.seen[at] {
            0 => self.guess[usize::from(self.tall[at])],
            seen => u32::from(seen),
        }
    }

    /// The rows that begin in a stretch of the list with `spare` ones around, and the room above and below them.
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

/// The rows that stand in the document, and the room in the place of the others, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Window {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) above: f64,
    pub(super) below: f64,
}
