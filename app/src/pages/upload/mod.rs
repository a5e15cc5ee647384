//! Upload: reads a file in the browser, judges each row by the same code as the server, and sends the
//! file with its edits. All but the frame of the page and the server functions is code for the browser alone.
//!
//! | module | contents |
//! |---|---|
//! | `api` | server functions |
//! | `state`, `suggestions` | state: the file, its rows, edits and suggestions |
//! | `read` | parsing and judging in slices |
//! | `page`, `editor` | page as the server sends it, and its interactive part |
//! | `file`, `format`, `chips`, `grid` and `virtual_rows`, `cell`, `bar`, `outcome`, `latest` | components |
//! | `labels` | localised text of a row |
//! | `send`, `browser` | calls of the server functions, and of browser APIs |

mod api;
#[cfg(feature = "hydrate")]
mod bar;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod cell;
#[cfg(feature = "hydrate")]
mod chips;
pub mod dto;
#[cfg(feature = "hydrate")]
mod editor;
#[cfg(feature = "hydrate")]
mod file;
#[cfg(feature = "hydrate")]
mod format;
#[cfg(feature = "hydrate")]
mod grid;
#[cfg(feature = "hydrate")]
mod labels;
#[cfg(feature = "hydrate")]
mod latest;
#[cfg(feature = "hydrate")]
mod outcome;
pub mod page;
#[cfg(feature = "hydrate")]
mod read;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod state;
#[cfg(feature = "hydrate")]
mod suggestions;
#[cfg(feature = "hydrate")]
mod virtual_rows;

pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
#[cfg(feature = "hydrate")]
pub use read::judge_at_once;
