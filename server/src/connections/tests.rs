//! Tests of the acceptor.

use super::*;
use axum::routing::get;
use tokio::sync::oneshot;

#[tokio::test]
async fn handlers_are_given_the_address_of_the_client() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(async |ConnectInfo(from): ConnectInfo<SocketAddr>| from.to_string()));
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve(listener, router, Limits::of_process(), async { drop(stopped.await) }));
    let answer = reqwest::get(format!("http://{place}/")).await.unwrap().text().await.unwrap();
    let from: SocketAddr = answer.parse().unwrap();
    assert!(from.ip().is_loopback() && from != place, "{answer}");
    stop.send(()).unwrap();
    served.await.unwrap();
}

#[tokio::test]
async fn one_source_beyond_its_bound_loses_its_own_oldest_connection() {
    let limits = Limits { connections: 8, of_one_source: 2, ..Limits::of_process() };
    let mut acceptor = Acceptor::new(Router::new(), limits);
    let (one, other): (SocketAddr, SocketAddr) = ("192.0.2.1:1".parse().unwrap(), "192.0.2.2:1".parse().unwrap());
    let _other = acceptor.place(other).await.unwrap();
    let oldest = acceptor.place(one).await.unwrap();
    let second = acceptor.place(one).await.unwrap();
    let third = acceptor.place(one).await.unwrap();
    oldest.0.watch().closed().await;
    assert_eq!(acceptor.shared.table.count(Source::of(other.ip())), 1);
    // A busy connection is not evicted: the new one is refused.
    second.0.watch().request(false);
    third.0.watch().request(false);
    assert!(acceptor.place(one).await.is_none());
    // A proxy or this machine is exempt from the bound.
    let mut local = Vec::new();
    for _ in 0..4 {
        local.push(acceptor.place("127.0.0.1:1".parse().unwrap()).await.unwrap());
    }
    assert_eq!(acceptor.shared.table.count(Source::of([127, 0, 0, 1].into())), 4);
}
