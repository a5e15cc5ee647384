//! Pages of eSecure, their server functions, and the port that connects both to the server.
//!
//! | module | contents |
//! |---|---|
//! | [`app`] | the router |
//! | [`routes`] | every path, as constants and functions |
//! | [`documents`] | HTML documents around the pages |
//! | [`pages`] | pages by subject: components, data (`dto`), server functions (`api`) |
//! | [`lazy`] | pages whose code is loaded with the first visit |
//! | [`layout`] | header, sidebar, tab bar, live updates |
//! | [`ui`] | reusable components on native elements |
//! | [`standalone`] | building blocks of the documents without client: `/sign-in`, `/d/`, `/r/` |
//! | [`backend`] | port: every query and command that a browser may send (server only) |
//! | [`session`] | authentication for server functions (server only) |
//! | [`client`] | HTTP client of server functions: sends the profile of the page |
//! | [`wire`] | encoding of data between browser and server |
//! | [`dto`] | data types shared by several pages |
//! | [`error`] | errors as sent to the browser |
#![recursion_limit = "512"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod client;
#[cfg(feature = "ssr")]
pub mod documents;
pub mod dto;
pub mod error;
pub mod layout;
pub mod lazy;
pub mod pages;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod standalone;
pub mod ui;
pub mod wire;

pub use app::App;
pub use error::AppError;
