//! Accepts connections up to a bound below the file limit, closes slow and idle clients, and evicts idle connections
//! for new ones if all places are taken.
//!
//! HTTP/1.1 only: browsers and proxies do not use HTTP/2 without TLS, and a connection with one request at a time has
//! one state ([`watch`]). hyper's `header_read_timeout` is not used: it counts the time between two requests as reading
//! a header, and a proxy keeps its connections longer than a header may take.

mod body;
mod limits;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod watch;

pub use limits::{Limits, Pace, raise_file_limit};
pub use watch::Live;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use body::{RequestBody, ResponseBody};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};
use stream::WatchedStream;
use table::{ConnectionTable, Slot, Source};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

/// Pause after a failed `accept`, which fails again at once while file descriptors are short.
const BACK_OFF: Duration = Duration::from_millis(250);
/// Minimum time between two log lines about the same shortage.
const QUIET: Duration = Duration::from_secs(60);

/// Serves until `stop` completes, then accepts no more connections and returns after the last response. Dropping the
/// future aborts the rest.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let mut acceptor = Acceptor::new(router, limits);
    let mut sweep = tokio::time::interval(acceptor.shared.limits.tick());
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => acceptor.accepted(accepted).await,
            _ = sweep.tick() => acceptor.shared.table.close_overdue(&acceptor.shared.limits, Instant::now()),
            Some(_) = acceptor.tasks.join_next() => {}
        }
    }
    drop(listener);
    acceptor.closing.cancel();
    let leaving = acceptor.shared.limits.leaving();
    loop {
        tokio::select! {
            ended = acceptor.tasks.join_next() => if ended.is_none() { return },
            _ = sweep.tick() => acceptor.shared.table.close_overdue(&leaving, Instant::now()),
        }
    }
}

/// State shared by all connections.
struct Shared {
    router: TowerToHyperService<Router>,
    limits: Limits,
    table: ConnectionTable,
}

struct Acceptor {
    shared: Arc<Shared>,
    /// One permit per open socket, so that the bound also counts closed connections that are not dropped yet.
    places: Arc<Semaphore>,
    closing: CancellationToken,
    tasks: JoinSet<()>,
    full_logged: Option<Instant>,
    /// True while `accept` fails, so that a shortage is logged once.
    failing: bool,
}

impl Acceptor {
    fn new(router: Router, limits: Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.connections)),
            shared: Arc::new(Shared {
                router: TowerToHyperService::new(router),
                limits,
                table: ConnectionTable::default(),
            }),
            closing: CancellationToken::new(),
            tasks: JoinSet::new(),
            full_logged: None,
            failing: false,
        }
    }

    async fn accepted(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, from)) => {
                self.failing = false;
                if let Some((place, permit)) = self.place(from).await {
                    let conversation = converse(self.shared.clone(), stream, from, place, permit, self.closing.clone());
                    self.tasks.spawn(conversation);
                }
            }
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                if !self.failing {
                    tracing::error!(%error, "connections cannot be accepted; the oldest idle ones are closed");
                }
                self.failing = true;
                self.shared.table.evict(None, self.shared.limits.batch(), &self.shared.limits);
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }

    /// Reserves a place for a new connection, if necessary by evicting an idle one. `None` if every other connection is
    /// busy: the new one is then refused.
    async fn place(&mut self, from: SocketAddr) -> Option<(Slot, OwnedSemaphorePermit)> {
        let Shared { limits, table, .. } = &*self.shared;
        let source = Source::of(from.ip());
        let alone = !limits.is_shared(from.ip());
        if alone && table.count(source) >= limits.of_one_source && !table.evict(Some(source), 1, limits) {
            return None;
        }
        let permit = match self.places.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                if self.full_logged.is_none_or(|at| at.elapsed() > QUIET) {
                    self.full_logged = Some(Instant::now());
                    let connections = limits.connections;
                    tracing::warn!(
                        connections,
                        "all places for connections are taken; the oldest idle ones are closed"
                    );
                }
                if !table.evict(None, limits.batch(), limits) {
                    return None;
                }
                self.places.clone().acquire_owned().await.ok()?
            }
        };
        Some((table.enter(source), permit))
    }
}

/// Serves one connection until it ends, is evicted or, at shutdown, has answered its last request.
async fn converse(
    shared: Arc<Shared>,
    stream: TcpStream,
    from: SocketAddr,
    place: Slot,
    _permit: OwnedSemaphorePermit,
    closing: CancellationToken,
) {
    let watch = place.watch();
    let io = TokioIo::new(WatchedStream::new(stream, watch.clone()));
    let service = service_fn(|request| answer(&shared, request, from, &watch));
    let mut connection = pin!(http1::Builder::new().serve_connection(io, service));
    let mut leaving = false;
    loop {
        tokio::select! {
            result = connection.as_mut() => {
                if let Err(error) = result {
                    tracing::trace!(%error, "a connection broke");
                }
                return;
            }
            () = watch.closed() => return,
            () = closing.cancelled(), if !leaving => {
                leaving = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Answers one request and records its progress.
async fn answer(
    shared: &Shared,
    request: hyper::Request<Incoming>,
    from: SocketAddr,
    watch: &Arc<watch::Watch>,
) -> Result<Response<ResponseBody>, Infallible> {
    watch.request(!request.body().is_end_stream());
    let mut request: Request =
        request.map(|body| Body::new(RequestBody::new(body, watch.clone(), shared.limits.request_body)));
    request.extensions_mut().insert(ConnectInfo(from));
    let answer = shared.router.call(request).await?;
    let live = answer.extensions().get::<Live>().copied();
    let sequence = watch.answering(live);
    if live == Some(Live::Anonymous) {
        shared.table.bound_streams(&shared.limits);
    }
    Ok(answer.map(|body| ResponseBody::new(body, watch.clone(), sequence)))
}

/// Distinguishes errors of `accept` about one client, which is gone, from errors of this process.
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
