//! Reusable components on native HTML elements. Components depend on no page and no route, so that pages without client
//! (`standalone`) can use them too. Texts come in as arguments, or from the `[common]` texts of a locale.

mod badge;
mod dialog;
mod erased;
mod error;
mod escape;
mod field;
mod flash;
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
mod submission;
mod time;
mod unsaved;
mod waybill;

pub use badge::{Badge, Tone};
pub use dialog::{Dialog, command, opened_by_server, question};
pub use erased::{ViewFn, on_click, optional_attr, string_attr, suspend_fn, view_fn};
pub use error::ErrorNotice;
pub use escape::escape;
pub use field::{Check, Field};
pub use flash::{Flash, FlashNotice, flash};
pub use form::{Form, FormValues, reset_form_with_data};
pub use heading::{Heading, LastVisitedPath, focus_once_shown, focus_when_rendered};
pub use icon::{Glyph, Icon, Mark};
pub use keys::{Key, KeyHint, ShortcutHelp, on_shortcut};
pub use loading::Skeleton;
pub use locale::{brand, locale};
pub use menu::Menu;
pub use meter::Meter;
pub use notice::Notice;
pub use number::number;
pub use page_profile::{PAGE_PROFILE, PAGE_PROFILE_HEADER, PageProfile, page_profile};
pub use submission::Submission;
pub use time::Time;
pub use unsaved::ask_before_leaving;
#[cfg(feature = "hydrate")]
pub use unsaved::{ROUTER_LINK, guard_navigation};
pub use waybill::{Entry, Waybill};
