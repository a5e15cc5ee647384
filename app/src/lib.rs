//! The pages of eSecure, their server functions, and the port through which they ask the server.
//!
//! | room | what it holds |
//! |---|---|
//! | [`view`] | what a page shows: plain data, the same in browser and server |
//! | [`wire`] | how views travel between the two |
//! | [`client`] | how the browser sends a server function: with the profile of its page |
//! | [`backend`] | the port: every question and command a browser may send (server only) |
//! | [`session`] | who is asking, for server functions (server only) |
//! | [`error`] | what can go wrong, as the browser hears it |
//! | [`ui`] | small parts on native elements |
//! | [`pages`] | one folder a page, with its server functions |
//! | [`forms`] | pages of forms in the portal's frame, without client |
//! | [`upload`] | the client of the upload page, which is no part of the other |
//! | [`plain`] | pages without client: sign-in, create password, `/d/`, `/r/` |
//! | [`locales`] | every sentence, in every language |
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
pub mod backend;
pub mod client;
pub mod error;
#[cfg(feature = "ssr")]
pub mod forms;
pub mod locales;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod plain;
#[cfg(feature = "ssr")]
pub mod session;
pub mod shell;
pub mod ui;
pub mod upload;
pub mod view;
pub mod wire;

pub use error::AppError;
pub use shell::App;
