//! HTTP for people: pages with their server functions, plain pages and live streams, and the middleware around them
//! (sessions, security headers, limits, tracing).

mod account;
mod ask_ahead;
mod assets;
mod confirm_email;
pub mod context;
pub mod cookies;
mod decision_link;
mod demo;
mod embedded;
mod export;
mod form_result;
mod headers;
mod health;
mod live;
mod password;
mod profile_guard;
mod rendering;
mod request_status;
mod server_functions;
mod sign_in;
pub mod site;
pub mod source;
mod token_routes;
mod trace;

use crate::{api, services::Services};
use app::{App, backend::Backend, documents::shell, routes};
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use context::RequestContext;
use leptos::{config::LeptosOptions, nonce::Nonce, prelude::provide_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list, handle_server_fns_with_context};
use site::Site;
use std::sync::Arc;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, trace::TraceLayer};

pub use token_routes::token_paths;

/// True if the demonstration's pages are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo(pub bool);

/// Builds the router of the whole server.
pub fn router(services: &Services, site: &Site, demo: Demo) -> Router {
    rendering::use_attempts();
    let pkg = site.pkg();
    let options = LeptosOptions::builder().output_name("esecure").site_pkg_dir(pkg.clone()).build();
    let state = Pages { services: services.clone(), options };

    let plain = Router::new()
        .route(routes::SIGN_IN, get(sign_in::page).post(sign_in::submit))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
        .route(routes::RESET_PASSWORD, get(password::ask).post(password::send))
        .route(routes::LIVE, get(live::queue))
        .route(routes::USERS_EXPORT, get(export::listed))
        .route(routes::JOURNAL_EXPORT, get(export::journal))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready).layer(Extension(health::Readiness::default())))
        .merge(token_routes::routes())
        .merge(if demo.0 { demo::routes() } else { Router::new() })
        .with_state(services.clone());

    let options = &state.options;
    let given = {
        let state = state.clone();
        move || state.provide()
    };
    let pages = Router::new()
        .route("/fn/{*name}", any(server_function))
        .leptos_routes_with_context(&state, generate_route_list(App), given, {
            let options = options.clone();
            move || shell(options.clone())
        })
        // `context::limit_body` limits the body by path; axum's default of 2 MB fits no path.
        .layer(DefaultBodyLimit::disable())
        // The layers follow the page routes, because `leptos_routes_with_context` adds a route for each server
        // function.
        .layer(middleware::from_fn(server_functions::with_status))
        .layer(middleware::from_fn_with_state(services.clone(), server_functions::restrict_referer))
        .layer(middleware::from_fn(rendering::retry_stalled_render))
        .layer(middleware::from_fn(account::refuse_unreadable))
        .layer(middleware::from_fn(context::require_terms))
        .layer(middleware::from_fn(context::require_sign_in))
        .fallback(context::not_found)
        .with_state(state);

    let people = plain
        .merge(pages)
        .layer(middleware::from_fn(profile_guard::same_profile))
        .layer(middleware::from_fn(context::limit_body))
        .layer(middleware::from_fn(context::limit_path))
        .layer(middleware::from_fn_with_state((services.clone(), pkg), context::attach_context))
        .layer(csrf(&services.config.origin));

    Router::new()
        .nest("/api/v1", api::routes().with_state(services.clone()))
        .merge(people)
        .layer(CompressionLayer::new())
        .merge(assets::routes(site))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn_with_state(headers::Security::new(services.config.secure()), headers::security))
        .layer(TraceLayer::new_for_http().make_span_with(trace::span))
}

/// Middleware that refuses cross-site requests (Sec-Fetch-Site, Origin). Trusts the configured origin, since a proxy
/// may rewrite `Host`.
fn csrf(origin: &str) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match layer.clone().add_trusted_origin(origin) {
        Ok(trusting) => trusting,
        Err(error) => {
            tracing::warn!(%error, origin, "the origin is not taken as trusted");
            layer
        }
    }
}

/// State of the page routes: services, and the renderer's options.
#[derive(Clone)]
struct Pages {
    services: Services,
    options: LeptosOptions,
}

impl axum::extract::FromRef<Pages> for LeptosOptions {
    fn from_ref(pages: &Pages) -> Self {
        pages.options.clone()
    }
}

impl Pages {
    /// Provides the contexts of pages and server functions for this request. Without a request, during route
    /// generation, they are defaults.
    fn provide(&self) {
        provide_context(self.services.brand());
        provide_context::<Arc<dyn Backend>>(Arc::new(self.services.clone()));
        let context = leptos::prelude::use_context::<axum::http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<RequestContext>().cloned())
            .unwrap_or_default();
        provide_context(context.locale);
        provide_context(Nonce::from_value(context.nonce));
        if let Some(signed_in) = context.signed_in {
            provide_context(signed_in);
        }
    }
}

async fn server_function(State(pages): State<Pages>, request: Request<Body>) -> Response {
    handle_server_fns_with_context(move || pages.provide(), request).await.into_response()
}
