//! Pages by subject: each folder holds a page with its parts, its data (`dto`) and its server functions (`api`).

pub mod administrators;
#[cfg(feature = "ssr")]
pub mod confirm_email;
pub mod decision_link;
#[cfg(feature = "ssr")]
pub mod demo;
pub mod domains;
pub mod enforcement;
pub mod expected;
pub mod explain;
pub mod journal;
#[cfg(feature = "ssr")]
pub mod password;
pub mod portal;
pub mod profile;
pub mod queue;
pub mod request_status;
pub mod setup;
#[cfg(feature = "ssr")]
pub mod sign_in;
pub mod terms;
pub mod upload;
pub mod users;
