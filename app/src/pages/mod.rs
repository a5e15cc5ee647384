//! One folder a page, with its server functions beside it in `api.rs`. The frame around them is in [`frame`].

pub mod elsewhere;
pub mod frame;
pub mod queue;
pub mod users;
