//! Test helpers, named in the product's words:
//! `app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending()`,
//! `app.approval_request(ANNA, "ann@acme.test").await.link("/d/")`.

mod app;
mod browser;
mod database;
mod dump;
mod event_stream;
mod faults;
mod mailbox;
mod outbox;
mod query_plan;
mod smtp;
mod smtp_behavior;

pub use app::{ACCOUNT, App, PASSWORD};
pub use browser::{Browser, Page};
pub use database::{Kind, TestDatabase, server_url};
pub use dump::difference;
pub use event_stream::EventStream;
pub use faults::{Fault, PageLimit};
pub use mailbox::Mail;
pub use query_plan::query_plan;
pub use smtp::Smtp;
pub use smtp_behavior::{Reply, SmtpBehavior};

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
