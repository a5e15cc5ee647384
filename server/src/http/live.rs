//! Live pages: a stream that says "something has changed", never what. The page then asks for itself again, with all the
//! checks of a first visit.

use super::context::Visit;
use crate::{
    connections::Live,
    services::{Change, Services},
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use esecure::person::Person;
use futures::{Stream, stream};
use std::{collections::HashSet, convert::Infallible, time::Duration};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::Instant,
};

/// How often a stream looks for changes that another process made (a second replica, the command line), and whether the
/// sign-in still holds.
const LOOK: Duration = Duration::from_secs(2);
/// How often the queue's stream says that it is there. Its page takes it for broken when it hears nothing for longer
/// (`app/src/pages/frame/live`).
const BEAT: Duration = Duration::from_secs(15);

/// What the page has rendered.
#[derive(Debug, serde::Deserialize)]
pub struct Seen {
    version: i64,
}

/// Tells a status page when its request has moved on from the version it shows, then ends: the page comes again with
/// the new one.
pub async fn status(State(services): State<Services>, Path(token): Path<String>, Query(seen): Query<Seen>) -> Response {
    // Listening begins before looking: what changes in between is heard.
    let mut changes = services.changes();
    let Ok(Some((request, _))) = services.status_version(&token).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let stopping = services.stopping.clone();
    let moved = stream::once(async move {
        loop {
            match services.status_version(&token).await {
                Ok(Some((_, version))) if version == seen.version => {}
                // Changed, gone, or not to be told: in each case the page asks again. (An event without data is none.)
                _ => return Ok(Event::default().event("changed").data("1")),
            }
            tokio::select! {
                () = heard(&mut changes, |change| change.request.as_ref() == Some(&request)) => {}
                () = tokio::time::sleep(LOOK) => {}
                () = stopping.cancelled() => return Ok(Event::default().comment("stopping")),
            }
        }
    });
    respond(moved, Live::Anonymous)
}

/// Tells the pages under *eSecure* the version of the accounts that this sign-in administers, its profile and its name:
/// each page compares the profile with the one that it was rendered for. `now` at once, with every change, and
/// every 15 s; `ended` once the sign-in has; `nobody` where there is none. It ends with the sign-in, and when the process
/// stops.
pub async fn queue(State(services): State<Services>, Extension(visit): Extension<Visit>) -> Response {
    let (Some(token), Some(_)) = (visit.session, visit.signed_in) else {
        let nobody = stream::once(async { Ok(Event::default().event("nobody").data("1")) });
        let mut response = respond(nobody, Live::Anonymous);
        // Nobody's page holds no connection.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let changes = services.changes();
    let watch = Watch { services, token, changes, accounts: HashSet::new(), told: None };
    respond(stream::unfold(Some(watch), |watch| async { Some(watch?.next().await) }), Live::SignedIn)
}

/// One page's look at the accounts of a sign-in.
struct Watch {
    services: Services,
    token: String,
    changes: Receiver<Change>,
    accounts: HashSet<String>,
    /// What was told last, and when.
    told: Option<(String, Instant)>,
}

impl Watch {
    /// Waits for the next thing to say; without a successor it is the last.
    async fn next(mut self) -> (Result<Event, Infallible>, Option<Self>) {
        loop {
            match self.look().await {
                Ok(Some(now)) => {
                    let fresh = |(told, at): &(String, Instant)| *told == now && at.elapsed() < BEAT;
                    if !self.told.as_ref().is_some_and(fresh) {
                        self.told = Some((now.clone(), Instant::now()));
                        return (Ok(Event::default().event("now").data(now)), Some(self));
                    }
                }
                Ok(None) => return (Ok(Event::default().event("ended").data("1")), None),
                // It cannot be told: the page asks again by itself, and hears why.
                Err(_) => return (Ok(Event::default().comment("unavailable")), None),
            }
            let Self { services, changes, accounts, .. } = &mut self;
            tokio::select! {
                () = heard(changes, |change| accounts.contains(&change.account)) => {}
                () = tokio::time::sleep(LOOK) => {}
                () = services.stopping.cancelled() => return (Ok(Event::default().comment("stopping")), None),
            }
        }
    }

    /// The version of the accounts, the profile and its name, while the sign-in holds.
    async fn look(&mut self) -> crate::error::Result<Option<String>> {
        let Some(holder) = self.services.still_signed_in(&self.token).await? else {
            return Ok(None);
        };
        self.accounts = holder.seats.iter().map(|seat| seat.account().to_string()).collect();
        let version = self.services.version_of(&holder.seats).await?;
        let Person { profile, name, .. } = holder.person;
        // A line break would end the event.
        let name = name.replace(char::is_control, " ");
        Ok(Some(format!("v{version} {profile} {name}")))
    }
}

/// A stream that no proxy should hold back.
fn respond(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static, live: Live) -> Response {
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.extensions_mut().insert(live);
    response
}

/// Waits until a change is about what is watched, or until so much has changed that some of it was missed.
async fn heard(changes: &mut Receiver<Change>, about: impl Fn(&Change) -> bool) {
    loop {
        match changes.recv().await {
            Ok(change) if about(&change) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
