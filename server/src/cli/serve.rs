//! `esecure serve`: runs the server.

use super::{Failure, log};
use crate::{Application, clock::Clock, config::Config, connections::raise_file_limit, demo, http::site::Site};
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Add demonstration data on the first start, and show emails at /demo/mailbox.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) async fn run(self, config: Config, site: Site) -> Result<ExitCode, Failure> {
        log::init();
        if config.metrics_listen.is_some() {
            tracing::warn!("ESECURE_METRICS_LISTEN is set, but metrics are not served yet");
        }
        match site.missing() {
            // A demonstration needs its pages; a server without them can still answer its applications.
            Some(missing) if self.demo => return Err(missing.into()),
            Some(missing) => tracing::warn!("{missing}"),
            None => {}
        }
        let files = raise_file_limit();
        let origin = config.origin.clone();
        let application = Application::build(config, Clock::System, site, self.demo).await?;
        application.services.hashing.allocate();
        if self.demo {
            let told = demo::seed(&application.services).await.map_err(super::failure)?;
            demo::announce(&origin, told.as_ref());
        }
        let connections = application.limits.connections;
        tracing::info!(address = %application.address()?, origin, files, connections, "serving");
        application.run(stop_signal()).await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}

/// Waits for SIGTERM, which service managers send, or for Ctrl+C.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
