//! Reusable components on native HTML elements. Components depend on no page and no route, so that pages without client
//! (`standalone`) can use them too. Texts come in as arguments, or from the `[common]` texts of a locale.

mod badge;
mod dialog;
mod erased;
mod error;
mod field;
mod form;
mod heading;
mod icon;
mod keys;
mod loading;
mod locale;
mod menu;
mod meter;
mod notice;
mod number;
mod page_profile;
#[cfg(feature = "ssr")]
pub mod pager;
mod time;
mod waybill;

pub use badge::{Badge, Tone};
pub use dialog::{Dialog, command};
pub use erased::{ViewFn, on_click, optional_attr, string_attr, suspend_fn, view_fn};
pub use error::ErrorNotice;
pub use field::{Check, Field};
pub use form::{Form, FormValues};
pub use heading::{Heading, LastVisitedPath};
pub use icon::{Glyph, Icon, Mark};
pub use keys::{Key, KeyHint, ShortcutHelp, on_shortcut};
pub use loading::Skeleton;
pub use locale::{brand, locale};
pub use menu::Menu;
pub use meter::Meter;
pub use notice::Notice;
pub use number::number;
pub use page_profile::{PAGE_PROFILE, PAGE_PROFILE_HEADER, PageProfile, page_profile};
pub use time::Time;
pub use waybill::{Entry, Waybill};
