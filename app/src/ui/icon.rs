//! Inline SVG icons and the product's mark: no request, and the colour of the surrounding text. Icons are hidden from
//! screen readers, because every icon has a word next to it or in its button's name.

use leptos::{prelude::*, tachys::html::InertElement};

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident = $shape:literal;)*) => {
        /// Drawing that an [`Icon`] shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph { $($(#[$doc])* $name,)* }

        impl Glyph {
            /// Complete SVG element, with shapes inside a 24 × 24 box.
            const fn drawing(self) -> &'static str {
                match self {
                    $(Self::$name => {
                        concat!(r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">"#, $shape, "</svg>")
                    })*
                }
            }
        }
    };
}

glyphs! {
    Alert = r#"<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>"#;
    Bell = r#"<path d="M6 16V11a6 6 0 0112 0v5l1.5 2h-15zM10 20.5h4"/>"#;
    /// A book: the journal.
    Book = r#"<path d="M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3z"/><path d="M5 17a3 3 0 013-3h11M9 8h6"/>"#;
    Parcel = r#"<path d="M12 3l8.5 4.5v9L12 21l-8.5-4.5v-9z"/><path d="M3.5 7.5L12 12l8.5-4.5M12 12v9"/>"#;
    /// A calendar page: approved until a date.
    Calendar = r#"<rect x="4" y="5" width="16" height="15.5" rx="2"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>"#;
    Check = r#"<path d="M5 12.5l4.5 4.5L19 7.5"/>"#;
    Clock = r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>"#;
    /// A dashed ring: not yet decided.
    Dots = r#"<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3.2"/>"#;
    Down = r#"<path d="M6 9.5l6 6 6-6"/>"#;
    Copy = r#"<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V4H4v12h4"/>"#;
    /// An arrow down into a tray: download of a file.
    Download = r#"<path d="M12 4v12M7 11l5 5 5-5"/><path d="M4 18v2h16v-2"/>"#;
    File = r#"<path d="M6 3h8l5 5v13H6z"/><path d="M14 3v5h5M9 13h6M9 17h6"/>"#;
    /// A globe: by domain.
    Globe = r#"<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z"/>"#;
    Help = r#"<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 115 0c0 1.7-2.5 2-2.5 4M12 16.9v.1"/>"#;
    /// A tray: the queue.
    Inbox = r#"<path d="M3 13l3-8h12l3 8v6H3z"/><path d="M3 13h5l1.5 3h5l1.5-3h5"/>"#;
    Info = r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>"#;
    Key = r#"<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.2L20 3.5M16 7.5l3 3M14 9.5l2 2"/>"#;
    /// An arrow out of a door: sign-out.
    Leave = r#"<path d="M10 4H5v16h5M9.5 12H21M17 8l4 4-4 4"/>"#;
    Left = r#"<path d="M14.5 6l-6 6 6 6"/>"#;
    /// A list of steps.
    List = r#"<path d="M10 6h11M10 12h11M10 18h11M3 6l1.5 1.5L7 4.5M3 12l1.5 1.5L7 10.5M3.5 18h3"/>"#;
    /// A lock: others decide.
    Lock = r#"<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V7.5a4 4 0 018 0V11"/>"#;
    Mail = r#"<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3.5 7l8.5 6.5L20.5 7"/>"#;
    /// Three dots: further actions.
    More = r#"<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>"#;
    Message = r#"<path d="M4 5h16v12H10l-5 4v-4H4z"/>"#;
    /// A tick in a ring: approved.
    Approved = r#"<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.8 2.7 5.2-5.7"/>"#;
    Plus = r#"<path d="M12 5v14M5 12h14"/>"#;
    Power = r#"<path d="M12 3v9M6.5 6.5a8 8 0 1011 0"/>"#;
    Right = r#"<path d="M9.5 6l6 6-6 6"/>"#;
    Search = r#"<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>"#;
    Shield = r#"<path d="M12 3l7.5 2.8v5.7c0 4.6-3 7.7-7.5 9.5-4.5-1.8-7.5-4.9-7.5-9.5V5.8z"/>"#;
    /// A shield with a tick: enforced, and the product in the portal's menu.
    Shielded = r#"<path d="M12 3l7.5 2.8v5.7c0 4.6-3 7.7-7.5 9.5-4.5-1.8-7.5-4.9-7.5-9.5V5.8z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>"#;
    Undo = r#"<path d="M8.5 5L4 9.5 8.5 14"/><path d="M4 9.5h10a5.5 5.5 0 010 11h-4"/>"#;
    /// An arrow up: ascending order.
    Up = r#"<path d="M12 20V5M6 11l6-6 6 6"/>"#;
    /// An arrow up out of a tray: upload of a file.
    Upload = r#"<path d="M12 16V4M7 9l5-5 5 5"/><path d="M4 16v4h16v-4"/>"#;
    User = r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.7-4 3.4-6 7.5-6s6.8 2 7.5 6"/>"#;
    Users = r#"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5"/><path d="M16 4.8a3.5 3.5 0 010 6.4M18 14.9c2 .8 3.2 2.5 3.5 5.1"/>"#;
    Cross = r#"<path d="M6 6l12 12M18 6L6 18"/>"#;
    /// A cross in a ring: rejected.
    Rejected = r#"<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>"#;
}

/// Renders an icon as tall as the surrounding text.
#[component]
pub fn Icon(of: Glyph) -> impl IntoView {
    // The browser parses each drawing once, and clones it afterwards.
    InertElement::new(of.drawing())
}

/// Renders the product's mark: a shipping tag with a tick.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M7 3h18a3 3 0 013 3v20a3 3 0 01-3 3H7a3 3 0 01-3-3V12.5z" fill="var(--accent)"/>
            <circle cx="11.5" cy="10.5" r="2" fill="var(--on-accent)"/>
            <path d="M10 19.5l4.5 4.5L23 14.5" fill="none" stroke="var(--on-accent)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
    }
}
