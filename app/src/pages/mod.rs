//! Pages by subject: each folder holds a page with its parts, its data (`dto`) and its server functions (`api`).

#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod administrators;
#[cfg(feature = "ssr")]
pub mod confirm_email;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod decision_link;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod domains;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod enforcement;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod explain;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod journal;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod portal;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod profile;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod queue;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod request_status;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod setup;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod terms;
pub mod upload;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod users;
