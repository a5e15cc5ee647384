//! Puts a page back as it was left.

use super::{
    Snapshot,
    field::{FIELDS, Field, elements, pane_name},
};
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};

/// Frames within which a page must show the fields to restore; its data may still be on the way.
const FRAMES: u16 = 300;
/// Frames for which a restored position is held, because the heading of the page takes the focus and scrolls to itself.
const HOLD: u16 = 20;

/// Puts a page back as it was left, frame by frame, until all of it is there or the reader acts.
#[derive(Clone)]
pub(super) struct Restoration {
    /// Number of the current restoration; a larger number ends those before.
    number: Rc<Cell<u32>>,
}

impl Restoration {
    /// Lets the reader's own scrolling and typing end a restoration.
    pub(super) fn watch_reader() -> Self {
        let restoration = Self { number: Rc::default() };
        for name in ["wheel", "touchmove", "keydown", "pointerdown"] {
            let restoration = restoration.clone();
            window_event_listener_untyped(name, move |_| restoration.end());
        }
        restoration
    }

    pub(super) fn end(&self) {
        self.number.set(self.number.get() + 1);
    }

    pub(super) fn begin(&self, snapshot: Snapshot) {
        self.end();
        step(self.clone(), self.number.get(), snapshot, FRAMES, HOLD);
    }
}

/// Restores what the page shows by now, and goes on in the next frame with the rest.
fn step(restoration: Restoration, number: u32, mut snapshot: Snapshot, frames: u16, hold: u16) {
    if restoration.number.get() != number || frames == 0 || hold == 0 {
        return;
    }
    if !snapshot.fields.is_empty() {
        for element in elements(FIELDS) {
            let Some(field) = Field::of(&element) else { continue };
            let Some(name) = field.name(&element) else { continue };
            if let Some(at) = snapshot.fields.iter().position(|(kept, _)| *kept == name) {
                field.restore(&snapshot.fields.swap_remove(at).1);
            }
        }
    }
    let mut is_there = snapshot.fields.is_empty();
    if !snapshot.panes.is_empty() {
        for element in elements("#main, #main *") {
            let name = pane_name(&element);
            if let Some((_, top)) = snapshot.panes.iter().find(|(kept, _)| *kept == name) {
                element.set_scroll_top(*top);
            }
        }
    }
    window().scroll_to_with_x_and_y(0.0, snapshot.window);
    is_there &= (window().scroll_y().unwrap_or_default() - snapshot.window).abs() < 2.0;
    let hold = if is_there { hold - 1 } else { hold };
    request_animation_frame(move || step(restoration, number, snapshot, frames - 1, hold));
}
