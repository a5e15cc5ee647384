//! Translated texts of all languages, one file per language in `locales/`.
//!
//! The build generates a function for each text, so that a misspelt key or a missing parameter does not compile:
//! `t::users::title(locale)`; a text with several parameters is a struct that names them:
//! `t::FromTo { before, after }.text(locale)`. A third language needs one file, a variant of [`Locale`] and its line in `build.rs`.

// A plural form may omit its number; the generated code calls `format!` all the same.
#![allow(clippy::useless_format)]

use esecure::Locale;
use std::fmt::Display;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
