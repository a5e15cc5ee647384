//! Single-key shortcuts for pages that are worked through row by row. A page registers one listener ([`on_shortcut`]) and
//! shows the hint line ([`ShortcutHelp`]); a button with a shortcut carries its [`KeyHint`], which is hidden on pages without such
//! a line.

use super::Dialog;
use esecure::Locale;
use i18n::keys as t;
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::Element,
};
use std::rc::Rc;

/// Action of a shortcut key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Next,
    Previous,
    /// Toggles the tick of the row.
    Tick,
    /// Approves the row, or the ticked rows.
    Approve,
    /// Opens the choice of the reason for rejecting the row, or the ticked rows.
    Reject,
    /// Undoes the last decision.
    Undo,
    /// Focuses the search field.
    Search,
    Help,
    /// Clears the ticks. Open dialogs and menus close on Escape by themselves.
    Close,
}

impl Key {
    /// All keys, in display order.
    const ALL: [Self; 9] = [
        Self::Next,
        Self::Previous,
        Self::Tick,
        Self::Approve,
        Self::Reject,
        Self::Undo,
        Self::Search,
        Self::Help,
        Self::Close,
    ];

    /// Label on the key cap.
    const fn cap(self) -> &'static str {
        match self {
            Self::Next => "J",
            Self::Previous => "K",
            Self::Tick => "X",
            Self::Approve => "A",
            Self::Reject => "R",
            Self::Undo => "U",
            Self::Search => "/",
            Self::Help => "?",
            Self::Close => "Esc",
        }
    }

    fn does(self, locale: Locale) -> &'static str {
        match self {
            Self::Next => t::next(locale),
            Self::Previous => t::previous(locale),
            Self::Tick => t::tick(locale),
            Self::Approve => t::approve(locale),
            Self::Reject => t::reject(locale),
            Self::Undo => t::undo(locale),
            Self::Search => t::search(locale),
            Self::Help => t::help(locale),
            Self::Close => t::close(locale),
        }
    }

    /// Maps a keyboard event to its action. Shift counts as a modifier only with letters, because many keyboards need
    /// it for signs. A held key repeats only for moving between rows.
    fn pressed(name: &str, shift: bool, held: bool) -> Option<Self> {
        let name = if name == "Escape" { "Esc" } else { name };
        let key = Self::ALL.into_iter().find(|key| key.cap().eq_ignore_ascii_case(name))?;
        let letter = name.len() == 1 && name.as_bytes()[0].is_ascii_alphabetic();
        let moves = matches!(key, Self::Next | Self::Previous);
        ((moves || !held) && !(letter && shift)).then_some(key)
    }
}

/// Registers the key listener for the lifetime of the page. `act` executes an action and returns true if there was
/// anything to do; it is not called inside text fields, with a modifier held, with a dialog or menu open, or while `on`
/// returns false.
pub fn on_shortcut(on: impl Fn() -> bool + 'static, act: impl Fn(Key) -> bool + 'static) {
    let listen = move |event: KeyboardEvent| {
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
        if modified || event.default_prevented() {
            return;
        }
        let Some(key) = Key::pressed(&event.key(), event.shift_key(), event.repeat()) else { return };
        if !busy(&event) && on() && act(key) {
            event.prevent_default();
        }
    };
    let listen: Rc<dyn Fn(KeyboardEvent)> = Rc::new(listen);
    Effect::new(move |_| {
        let listen = Rc::clone(&listen);
        let handle = window_event_listener(ev::keydown, move |event| listen(event));
        on_cleanup(move || handle.remove());
    });
}

/// Returns true if the key belongs to a text field, an open dialog or an open menu.
fn busy(event: &KeyboardEvent) -> bool {
    let field = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches(field).unwrap_or(false))
        || matches!(document().query_selector("dialog[open], details.menu[open]"), Ok(Some(_)))
}

/// Renders a key cap. Hidden from screen readers, because their users have keys of their own.
#[component]
pub fn KeyHint(of: Key) -> impl IntoView {
    view! { <kbd class="key" aria-hidden="true">{of.cap()}</kbd> }
}

/// Shows the most used keys in a line, and all keys of the page in a dialog.
#[component]
pub fn ShortcutHelp(
    /// Open state of the dialog, set by [`Key::Help`].
    open: RwSignal<bool>,
    /// Keys that the page supports.
    keys: &'static [Key],
    locale: Locale,
) -> impl IntoView {
    view! {
        <p class="keys muted">
            <span inner_html=line(locale)></span>
            <button type="button" on:click=move |_| open.set(true)><KeyHint of=Key::Help/>" "{t::all(locale)}</button>
        </p>
        <Dialog id="keys" open><form method="dialog" inner_html=all(keys, locale)></form></Dialog>
    }
}

/// Builds the hint line as HTML text, because an element tree would make the WASM larger. Contains only our own texts,
/// so nothing needs escaping.
fn line(locale: Locale) -> String {
    let hints = [
        (&[Key::Next, Key::Previous][..], t::moves(locale)),
        (&[Key::Tick], t::ticks(locale)),
        (&[Key::Approve], t::approves(locale)),
        (&[Key::Reject], t::rejects(locale)),
    ];
    let mut html = String::new();
    for (keys, word) in hints {
        html += "<span>";
        keys.iter().for_each(|key| html += &cap(*key));
        html += &format!(" {word}</span>");
    }
    html
}

/// Builds the dialog's content: each key with its action.
fn all(keys: &[Key], locale: Locale) -> String {
    let mut html = format!("<h2 id=keys-title>{}</h2><dl class=all-keys>", t::title(locale));
    for key in keys {
        html += &format!("<div><dt>{}</dt><dd>{}</dd></div>", cap(*key), key.does(locale));
    }
    html + &format!(
        "</dl><p class=muted>{}</p><div class=btns><button class=btn>{}</button></div>",
        t::when(locale),
        t::shut(locale)
    )
}

fn cap(key: Key) -> String {
    format!("<kbd class=key>{}</kbd>", key.cap())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_without_shift_and_signs_with_whatever_makes_them() {
        assert_eq!(Key::pressed("j", false, false), Some(Key::Next));
        assert_eq!(Key::pressed("J", false, false), Some(Key::Next), "capitals are locked");
        assert_eq!(Key::pressed("J", true, false), None);
        assert_eq!(Key::pressed("?", true, false), Some(Key::Help));
        assert_eq!(Key::pressed("/", true, false), Some(Key::Search), "Shift and 7 on a German keyboard");
        assert_eq!(Key::pressed("Escape", false, false), Some(Key::Close));
        assert_eq!(Key::pressed("Enter", false, false), None);
        assert_eq!(Key::pressed("é", false, false), None);
    }

    #[test]
    fn a_key_that_is_held_down_decides_once() {
        assert_eq!(Key::pressed("j", false, true), Some(Key::Next));
        assert_eq!(Key::pressed("a", false, true), None);
        assert_eq!(Key::pressed("x", false, true), None);
    }
}
