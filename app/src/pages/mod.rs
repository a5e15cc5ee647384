//! One folder a page, with its server functions beside it in `api.rs`. The frame around them is in [`frame`].

pub mod enforcement;
pub mod frame;
pub mod not_found;
pub mod portal;
pub mod profile;
pub mod queue;
pub mod setup;
pub mod terms;
pub mod users;
