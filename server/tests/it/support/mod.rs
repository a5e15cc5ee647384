//! Test support. Helpers read like the product's language:
//! Test helpers, named in the product's words:
//! `app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending()`, `app.mail_to("anna@…").await`.

mod app;
mod database;
mod dump;
mod faults;
mod mailbox;
mod manners;
mod outbox;
mod phone;
mod plans;
mod smtp;
mod stream;

pub use app::{ACCOUNT, App, PASSWORD};
pub use database::{Empty, Kind, server_url};
pub use dump::difference;
pub use faults::{Fault, PageLimit};
pub use mailbox::Mail;
pub use manners::{Manner, Reply};
pub use phone::{Page, Phone};
pub use plans::plan;
pub use smtp::Smtp;
pub use stream::Stream;

/// Runs a test on both databases.
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($app:ident: $kind:ty) $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "what a test needs differs")]
            use super::*;

            async fn run($app: $kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                run($crate::support::App::start($crate::support::Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                run($crate::support::App::start($crate::support::Kind::Postgres).await).await;
            }
        }
    };
}
