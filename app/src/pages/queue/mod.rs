//! `/esecure/queue`: open requests and the decisions about them.

mod actions;
mod api;
mod approve_options;
pub(crate) mod badge;
mod bulk_dialog;
mod decision_bar;
mod detail;
pub mod dto;
mod initial;
mod list;
mod live_updates;
mod load;
pub mod page;
pub mod request_dto;
mod resolution;
mod resources;
mod search;
mod selection;
mod shortcuts;
mod state;
mod undo;

pub use api::{
    DecideRequest, GetQueue, GetQueueNews, GetRequest, PreviewEveryone, decide_request, get_queue, get_queue_news,
    get_request, preview_everyone,
};
