//! Every sentence that a person reads, in every language: one file a language beside this one.
//!
//! The build makes a function of each text, so a misspelt key or a forgotten parameter does not compile:
//! `t::users::title(locale)`. A third language is one file, a variant of [`Locale`] and its line in `build.rs`.

// A plural form may do without its number; the generated `format!` is one all the same.
#![allow(clippy::useless_format)]

use esecure::Locale;
use std::fmt::Display;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
