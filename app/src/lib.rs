//! Pages of eSecure, their server functions, and the port that connects both to the server.
//!
//! | module | contents |
//! |---|---|
//! | [`view`] | data of the pages, the same in browser and server |
//! | [`wire`] | encoding of views between browser and server |
//! | [`client`] | HTTP client of server functions: sends the profile of the page |
//! | [`backend`] | port: every query and command that a browser may send (server only) |
//! | [`session`] | authentication for server functions (server only) |
//! | [`error`] | errors as sent to the browser |
//! | [`ui`] | reusable components on native elements |
//! | [`pages`] | hydrated pages, one folder each, with their server functions |
//! | [`lazy`] | pages whose code is loaded with the first visit |
//! | [`forms`] | pages of forms in the portal's frame, without client |
//! | [`upload`] | separate client of the upload page |
//! | [`plain`] | pages without client: sign-in, create password, `/d/`, `/r/` |
//! | [`locales`] | translated texts, in every language |
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
pub mod backend;
pub mod client;
pub mod error;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod lazy;
pub mod locales;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod plain;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod shell;
pub mod ui;
pub mod upload;
pub mod view;
pub mod wire;

pub use error::AppError;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub use shell::App;
