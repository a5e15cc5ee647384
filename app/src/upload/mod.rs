//! *Upload* (R-3.3, section 4).

mod api;

pub use api::{
    CommitUpload, GetUploadKnowledge, UndoUpload, UploadStandings, commit_upload, get_upload_knowledge, undo_upload,
    upload_standings,
};
