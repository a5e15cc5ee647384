//! Upload: reads a file in the browser, judges each row by the same code as the server, and sends the
//! file with its edits. All but the frame of the page and the server functions is code for the browser alone.
//!
//! | module | contents |
//! |---|---|
//! | `api` | server functions |
//! | `page` | page as the server sends it |
//! | `editor` | its interactive part: reads, judges and sends the file |

mod api;
pub mod dto;
#[cfg(feature = "hydrate")]
mod editor;
pub mod page;

pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
#[cfg(feature = "hydrate")]
pub use editor::judge_at_once;
