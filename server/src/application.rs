//! The whole server as a value: the same for `serve` and for the tests.

use crate::{
    clock::Clock,
    config::{self, Config},
    connections::{self, Limits},
    http::{self, Demo, site::Site},
    jobs,
    mail::{
        transport::{BadUrl, Transport},
        worker,
    },
    services::Services,
    store::{self, reach},
};
use ipnet::IpNet;
use sea_orm::DbErr;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};

/// How long all that is under way may take after the process was asked to stop; what is left then is cut. With what the
/// end itself takes it stays within ten seconds, after which service managers kill.
const GRACE: Duration = Duration::from_secs(9);
/// How much of it passes before new connections are refused: a balancer that asks in this time hears that we are leaving.
const LEAVE: Duration = Duration::from_secs(2);
/// The time between two reports of a start that waits.
const REPORT: Duration = Duration::from_secs(4);

/// A server that is ready to run.
pub struct Application {
    /// What it does, for tests and commands beside the HTTP side.
    pub services: Services,
    /// How mail leaves; `None` where it stays in the outbox.
    pub transport: Option<Transport>,
    /// How long new connections are still answered after the process was asked to stop.
    pub leave: Duration,
    pub limits: Limits,
    listener: TcpListener,
    site: Site,
    demo: Demo,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("ESECURE_DATABASE_URL: the database {place} cannot be used: {reason}")]
    Database {
        /// Its address, without secrets.
        place: String,
        /// The cause, without secrets.
        reason: String,
    },
    /// The address is taken, or not ours.
    #[error("{address} cannot be listened on: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    /// The mail server's address.
    #[error(transparent)]
    Mail(#[from] BadUrl),
    #[error("the server ended: {0}")]
    Serve(io::Error),
}

/// Opens the database and brings its schema up to date: what every command begins with.
///
/// # Errors
/// [`StartError::Database`].
pub async fn open(config: Arc<Config>, clock: Clock) -> Result<Services, StartError> {
    let url = &config.database_url;
    let place = config::shown(url);
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

/// Runs `work`, and reports every few seconds that it goes on: a start is never silent for longer than five seconds.
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
    /// Builds everything and binds the address; nothing runs yet.
    pub async fn build(config: Config, clock: Clock, site: Site, demo: bool) -> Result<Self, StartError> {
        let config = Arc::new(config);
        let services = open(config.clone(), clock).await?;
        let transport = Transport::new(&config)?;
        let address = config.listen;
        let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
        // Many clients share the address of a proxy.
        let proxies = services.config.trusted_proxies.iter().filter_map(|proxy| proxy.to_string().parse().ok());
        let proxies: Vec<IpNet> = proxies.collect();
        let shared = Arc::new(move |address| proxies.iter().any(|proxy| proxy.contains(&address)));
        let limits = Limits { shared, ..Limits::of_process() };
        Ok(Self { services, transport, leave: LEAVE, limits, listener, site, demo: Demo(demo) })
    }

    /// The address it listens on: with port 0 in the configuration, the one it was given.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` ends. Then streams end and `/health/ready` says so at once, requests run to their end, and
    /// the workers finish the mails and the jobs they hold. All of it together ends within ten seconds; what is left then is cut. A mail
    /// whose conversation was cut stays in the outbox, and is sent again when its lease ends: nothing is lost, and if the
    /// server had taken it after all, it comes a second time under the same Message-ID.
    ///
    /// # Errors
    /// [`StartError::Serve`].
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let router = http::router(&self.services, &self.site, self.demo);
        let stopping = self.services.stopping.clone();
        let background = self.services.background.clone();
        let mut workers = JoinSet::new();
        if let Some(transport) = self.transport {
            workers.spawn(worker::work(self.services.clone(), transport, self.demo.0));
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
            // Where serving ended by itself, the workers end too.
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
