//! The upload's own client: reads a file where it lies, judges each row by the code that the server decides by,
//! and sends it with what was changed. A module of its own, mounted into the page of forms at `/esecure/upload`.
//!
//! | room | what it holds |
//! |---|---|
//! | `api` | what it asks of the server |
//! | `desk`, `offers` | the file, its rows, and what was done to them |
//! | `read` | bytes to rows, in slices |
//! | `file`, `format`, `chips`, `grid`, `cell`, `bar`, `outcome` | what stands on the page |
//! | `words` | what is said of a row |
//! | `send`, `browser` | what it asks of the server, and of the browser |

mod api;
#[cfg(feature = "hydrate")]
mod bar;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod cell;
#[cfg(feature = "hydrate")]
mod chips;
#[cfg(feature = "hydrate")]
mod desk;
#[cfg(feature = "hydrate")]
mod file;
#[cfg(feature = "hydrate")]
mod format;
#[cfg(feature = "hydrate")]
mod grid;
#[cfg(feature = "hydrate")]
mod offers;
#[cfg(feature = "hydrate")]
mod outcome;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod read;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod words;

pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
#[cfg(feature = "hydrate")]
pub use page::{judge, start};

/// Where the page lies.
pub const PATH: &str = "/esecure/upload";
/// The `id` of the place into which the client is mounted; it names the account.
pub const PLACE: &str = "upload";
/// The `id` of the place beside the heading.
pub const TOOLS: &str = "upload-tools";
