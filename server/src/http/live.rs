//! Live updates over server-sent events. An event says only that the page is outdated; the page then reloads its data,
//! with all permission checks.

use super::{context::RequestContext, token_routes::LinkLocator};
use crate::{
    connections::Live,
    services::{Change, Services},
    store::columns::Version,
};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use esecure::{
    id::AccountId,
    person::{Administrator, Person},
};
use futures::{Stream, stream};
use std::{collections::HashSet, convert::Infallible, time::Duration};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::Instant,
};

/// Poll interval of a stream, for changes by another process (a replica, the command line) and for the end of the
/// session.
const RECHECK_INTERVAL: Duration = Duration::from_secs(2);
/// Heartbeat of the queue's stream. The page treats a longer silence as a broken connection
/// (`app/src/layout/live`).
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);

/// Version of the request that the page shows.
#[derive(Debug, serde::Deserialize)]
pub struct Seen {
    version: i64,
}

/// Streams to a status page: sends one event when the request's version differs from the shown one, then ends.
pub async fn status(
    State(services): State<Services>,
    LinkLocator(token): LinkLocator,
    Query(seen): Query<Seen>,
) -> Response {
    // Subscribes before the first read, so that no change in between is missed.
    let mut changes = services.changes();
    let Ok(Some((request, _))) = services.status_version(&token).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (stopping, seen) = (services.stopping.clone(), Version::new(seen.version));
    let moved = stream::once(async move {
        loop {
            match services.status_version(&token).await {
                Ok(Some((_, version))) if version == seen => {}
                // Changed, deleted or failed: the page reloads in each case. (Browsers ignore an event without data.)
                _ => return Ok(Event::default().event("changed").data("1")),
            }
            tokio::select! {
                () = next_change(&mut changes, |change| change.request.as_ref() == Some(&request)) => {}
                () = tokio::time::sleep(RECHECK_INTERVAL) => {}
                () = stopping.cancelled() => return Ok(Event::default().comment("stopping")),
            }
        }
    });
    respond(moved, Live::Anonymous)
}

/// Streams to the administrator pages the version of the person's accounts, with the profile's ID and name; each page
/// compares the profile with the one that it was rendered for.
///
/// Events: `now` at once, after every change and every 15 s; `ended` after the session ended; `nobody` without a
/// session. The stream ends with the session, and at shutdown.
pub async fn queue(State(services): State<Services>, Extension(context): Extension<RequestContext>) -> Response {
    let (Some(token), Some(_)) = (context.session, context.signed_in) else {
        let nobody = stream::once(async { Ok(Event::default().event("nobody").data("1")) });
        let mut response = respond(nobody, Live::Anonymous);
        // Frees the connection of an anonymous visitor.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let changes = services.changes();
    let watch = Watch { services, token, changes, accounts: HashSet::new(), sent: None };
    respond(stream::unfold(Some(watch), |watch| async { Some(watch?.next().await) }), Live::SignedIn)
}

/// State of one page's stream over the accounts of a session.
struct Watch {
    services: Services,
    token: String,
    changes: Receiver<Change>,
    accounts: HashSet<AccountId>,
    /// Last event sent, and its time.
    sent: Option<(String, Instant)>,
}

impl Watch {
    /// Waits for the next event; returns no successor after the last one.
    async fn next(mut self) -> (Result<Event, Infallible>, Option<Self>) {
        loop {
            match self.current_version().await {
                Ok(Some(now)) => {
                    let fresh = |(sent, at): &(String, Instant)| *sent == now && at.elapsed() < HEARTBEAT_INTERVAL;
                    if !self.sent.as_ref().is_some_and(fresh) {
                        self.sent = Some((now.clone(), Instant::now()));
                        return (Ok(Event::default().event("now").data(now)), Some(self));
                    }
                }
                Ok(None) => return (Ok(Event::default().event("ended").data("1")), None),
                // The page reloads its data on its own, and gets the error then.
                Err(_) => return (Ok(Event::default().comment("unavailable")), None),
            }
            let Self { services, changes, accounts, .. } = &mut self;
            tokio::select! {
                () = next_change(changes, |change| accounts.contains(&change.account)) => {}
                () = tokio::time::sleep(RECHECK_INTERVAL) => {}
                () = services.stopping.cancelled() => return (Ok(Event::default().comment("stopping")), None),
            }
        }
    }

    /// Returns the version of the accounts, the profile's ID and its name; `None` after the session ended.
    async fn current_version(&mut self) -> crate::error::Result<Option<String>> {
        let Some(holder) = self.services.still_signed_in(&self.token).await? else {
            return Ok(None);
        };
        self.accounts = holder.seats.iter().map(Administrator::account).cloned().collect();
        let version = self.services.seats_version(&holder.seats).await?;
        let Person { profile, name, .. } = holder.person;
        // A line break would end the event.
        let name = name.replace(char::is_control, " ");
        Ok(Some(format!("v{version} {profile} {name}")))
    }
}

/// Builds the event stream response, unbuffered by proxies.
fn respond(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static, live: Live) -> Response {
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.extensions_mut().insert(live);
    response
}

/// Waits for a matching change, or until the receiver lagged and may have missed one.
async fn next_change(changes: &mut Receiver<Change>, about: impl Fn(&Change) -> bool) {
    loop {
        match changes.recv().await {
            Ok(change) if about(&change) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
