//! The application: builds and runs the whole server, for `serve` and for the tests.

use crate::{
    clock::Clock,
    config::{self, Config},
    connections::{self, Limits},
    demo::smtp_sink::SmtpSink,
    http::{self, Demo, site::Site},
    jobs,
    mail::{
        smtp::{BadUrl, Transport},
        worker,
    },
    services::Services,
    store::{self, reach},
};
use sea_orm::DbErr;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};

/// Time allowed for open work after the stop signal; the rest is aborted. With the shutdown itself it stays within ten
/// seconds, after which service managers kill the process.
const GRACE: Duration = Duration::from_secs(9);
/// Time after the stop signal during which new connections are still accepted, so that a load balancer's health check
/// sees the server as not ready.
const LEAVE: Duration = Duration::from_secs(2);
/// Interval between progress messages of a slow start.
const REPORT: Duration = Duration::from_secs(4);

/// A configured server, bound to its address and ready to run.
pub struct Application {
    /// The services, for tests and commands that do not use HTTP.
    pub services: Services,
    /// SMTP transport; `None` if mails stay in the outbox.
    pub transport: Option<Transport>,
    /// Time after the stop signal during which new connections are still accepted.
    pub leave: Duration,
    pub limits: Limits,
    listener: TcpListener,
    site: Site,
    demo: Demo,
    /// Mail server of a demonstration without a configured one.
    sink: Option<SmtpSink>,
}

/// Reasons why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("ESECURE_DATABASE_URL: the database {place} cannot be used: {reason}")]
    Database {
        /// Database address, without secrets.
        place: String,
        /// Cause, without secrets.
        reason: String,
    },
    /// The address is in use, or not assigned to this machine.
    #[error("{address} cannot be listened on: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    /// The SMTP address is invalid.
    #[error(transparent)]
    Mail(#[from] BadUrl),
    #[error("the server ended: {0}")]
    Serve(io::Error),
}

/// Opens the database and migrates its schema: the first step of every command.
///
/// # Errors
/// [`StartError::Database`].
pub async fn open(config: Arc<Config>, clock: Clock) -> Result<Services, StartError> {
    let url = &config.database_url;
    let place = config::redacted_url(url);
    let failed =
        |reason: String| StartError::Database { place: place.clone(), reason: config::without_secrets(&reason, url) };
    reach::reach(url, reach::PATIENCE, |reason| {
        let reason = config::without_secrets(reason, url);
        eprintln!("esecure: ESECURE_DATABASE_URL: waiting for the database {place}: {reason}");
    })
    .await
    .map_err(failed)?;
    let opening = async {
        let db = store::connect(url).await?;
        store::migrate(&db).await?;
        Ok(db)
    };
    let db =
        reporting(&format!("opening the database {place}"), opening).await.map_err(|e: DbErr| failed(e.to_string()))?;
    Ok(Services::new(db, clock, config))
}

/// Binds the mail server of the demonstration, and returns it with its URL.
async fn demonstration_mail_server() -> Result<(SmtpSink, String), StartError> {
    let failed = |source| StartError::Listen { address: SocketAddr::from(([127, 0, 0, 1], 0)), source };
    let sink = SmtpSink::bind().await.map_err(failed)?;
    let url = sink.url().map_err(failed)?;
    Ok((sink, url))
}

/// Runs the mail worker, and the demonstration's mail server for as long as the worker runs.
async fn deliver(worker: impl Future<Output = ()>, sink: Option<SmtpSink>) {
    match sink {
        Some(sink) => tokio::select! {
            () = worker => {}
            () = sink.serve() => {}
        },
        None => worker.await,
    }
}

/// Runs `work` and prints its progress every few seconds, so that a start is never silent for more than five seconds.
async fn reporting<T>(doing: &str, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let begin = std::time::Instant::now();
    loop {
        match tokio::time::timeout(REPORT, work.as_mut()).await {
            Ok(done) => return done,
            Err(_) => eprintln!("esecure: still {doing}, for {} seconds now", begin.elapsed().as_secs()),
        }
    }
}

impl Application {
    /// Opens the database, reads the mail settings and binds the address; starts nothing yet.
    pub async fn build(mut config: Config, clock: Clock, site: Site, demo: bool) -> Result<Self, StartError> {
        let mut sink = None;
        if demo && config.smtp_url.is_none() {
            let (own, url) = demonstration_mail_server().await?;
            config.smtp_url = Some(url);
            sink = Some(own);
        }
        let config = Arc::new(config);
        let services = open(config.clone(), clock).await?;
        let transport = Transport::new(&config)?;
        let address = config.listen;
        let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
        // Many clients share a proxy's address, so the bound per source does not apply to trusted proxies.
        let proxies = services.config.trusted_proxies.clone();
        let shared = Arc::new(move |address| proxies.iter().any(|proxy| proxy.contains(&address)));
        let limits = Limits { shared, ..Limits::of_process() };
        Ok(Self { services, transport, leave: LEAVE, limits, listener, site, demo: Demo(demo), sink })
    }

    /// Returns the listening address, with the actual port if the configuration says port 0.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` completes, then shuts down: live streams end and `/health/ready` reports it at once, running
    /// requests finish, and the workers finish the mails and jobs they hold. After ten seconds the rest is aborted.
    ///
    /// An aborted mail stays in the outbox and is sent again when its lease expires. If the mail server had accepted
    /// the first copy, the second one carries the same Message-ID.
    ///
    /// # Errors
    /// [`StartError::Serve`].
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let router = http::router(&self.services, &self.site, self.demo);
        let stopping = self.services.stopping.clone();
        let background = self.services.background.clone();
        let mut workers = JoinSet::new();
        if let Some(transport) = self.transport {
            workers.spawn(deliver(worker::work(self.services.clone(), transport, self.demo.0), self.sink));
        }
        workers.spawn(jobs::work(self.services.clone()));
        let left = {
            let stopping = stopping.clone();
            async move {
                stop.await;
                tracing::info!("stopping");
                stopping.cancel();
                tokio::time::sleep(self.leave).await;
            }
        };
        let mut served = tokio::spawn(connections::serve(self.listener, router, self.limits, left));
        let ended = async {
            let result = (&mut served).await.map_err(io::Error::other);
            // Serving may also end by itself; the workers must end then too.
            stopping.cancel();
            while workers.join_next().await.is_some() {}
            background.finish().await;
            result
        };
        let result = tokio::select! {
            result = ended => result,
            () = async { stopping.cancelled().await; tokio::time::sleep(GRACE).await } => {
                tracing::warn!("what was still under way is cut");
                Ok(())
            }
        };
        served.abort();
        workers.shutdown().await;
        result.map_err(StartError::Serve)
    }
}
