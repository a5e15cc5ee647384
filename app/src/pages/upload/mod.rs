//! Upload client: reads a file in the browser, judges each row by the same code as the server, and
//! sends the file with its edits. A WASM module of its own, mounted into the page at `/esecure/upload`.
//!
//! | module | contents |
//! |---|---|
//! | `api` | server functions |
//! | `state`, `suggestions` | state: the file, its rows, edits and suggestions |
//! | `read` | parsing and judging in slices |
//! | `file`, `format`, `chips`, `grid` and `virtual_rows`, `cell`, `bar`, `outcome`, `latest` | components |
//! | `labels` | localised text of a row |
//! | `send`, `browser` | calls of the server functions, and of browser APIs |

mod api;
#[cfg(feature = "csr")]
mod bar;
#[cfg(feature = "csr")]
mod browser;
#[cfg(feature = "csr")]
mod cell;
#[cfg(feature = "csr")]
mod chips;
pub mod dto;
#[cfg(feature = "csr")]
mod file;
#[cfg(feature = "csr")]
mod format;
#[cfg(feature = "csr")]
mod grid;
#[cfg(feature = "csr")]
mod labels;
#[cfg(feature = "csr")]
mod latest;
#[cfg(feature = "csr")]
mod outcome;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod read;
#[cfg(feature = "csr")]
mod send;
#[cfg(feature = "ssr")]
pub(crate) mod server_page;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod suggestions;
#[cfg(feature = "csr")]
mod virtual_rows;

use crate::routes;
pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
#[cfg(feature = "csr")]
pub use page::{judge, start};

/// Path of the page.
pub const PATH: &str = routes::UPLOAD;
/// `id` of the element the client is mounted into; its `data-account` holds the account.
pub const PLACE: &str = "upload";
/// `id` of the mount point next to the heading.
pub const TOOLS: &str = "upload-tools";
