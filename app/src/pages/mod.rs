//! Hydrated pages: one folder per page, with its server functions in `api.rs`. The surrounding frame is in [`frame`].

pub mod elsewhere;
pub mod frame;
pub mod queue;
pub mod users;
