//! The upload's own client: reads a file where it lies, judges each row by the code that the server decides by,
//! and sends it with what was changed. A module of its own, mounted into the page of forms at `/esecure/upload`.
//!
//! | room | what it holds |
//! |---|---|
//! | `api` | what it asks of the server |
//! | `desk`, `offers` | the file, its rows, and what was done to them |
//! | `read` | bytes to rows, in slices |
//! | `file`, `format`, `chips`, `grid` and `heights`, `cell`, `bar`, `outcome`, `latest` | what stands on the page |
//! | `words` | what is said of a row |
//! | `send`, `browser` | what it asks of the server, and of the browser |

mod api;
#[cfg(feature = "csr")]
mod bar;
#[cfg(feature = "csr")]
mod browser;
#[cfg(feature = "csr")]
mod cell;
#[cfg(feature = "csr")]
mod chips;
#[cfg(feature = "csr")]
mod desk;
#[cfg(feature = "csr")]
mod file;
#[cfg(feature = "csr")]
mod format;
#[cfg(feature = "csr")]
mod grid;
#[cfg(feature = "csr")]
mod heights;
#[cfg(feature = "csr")]
mod latest;
#[cfg(feature = "csr")]
mod offers;
#[cfg(feature = "csr")]
mod outcome;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod read;
#[cfg(feature = "csr")]
mod send;
#[cfg(feature = "csr")]
mod words;

pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
#[cfg(feature = "csr")]
pub use page::{judge, start};

/// Where the page lies.
pub const PATH: &str = "/esecure/upload";
/// The `id` of the place into which the client is mounted; it names the account.
pub const PLACE: &str = "upload";
/// The `id` of the place beside the heading.
pub const TOOLS: &str = "upload-tools";
