//! Security headers of every response, and the nonce for our inline scripts.

use super::token_paths;
use crate::clock::random_bytes;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::sync::Arc;

/// Nonce of this response's Content-Security-Policy.
#[derive(Debug, Clone)]
pub struct CspNonce(pub String);

/// Configuration of the security headers.
#[derive(Debug, Clone)]
pub struct Security {
    secure: bool,
    token_paths: Arc<[&'static str]>,
}

impl Security {
    /// Creates the configuration; `secure` is true if the origin is https.
    pub fn new(secure: bool) -> Self {
        Self { secure, token_paths: token_paths().into() }
    }
}

/// Middleware that adds a nonce to the request and the headers to the response. A header set by the handler stays.
pub async fn security(State(security): State<Security>, mut request: Request, next: Next) -> Response {
    let nonce = STANDARD.encode(random_bytes::<16>());
    request.extensions_mut().insert(CspNonce(nonce.clone()));
    let path = request.uri().path();
    let by_token = security.token_paths.iter().any(|start| path.starts_with(start));
    let mut response = next.run(request).await;
    // Pages hold data of one reader. At a token path the URL is confidential as well, so `no-store` overrides the
    // handler (a live stream sets `no-cache`).
    if by_token {
        response.headers_mut().remove(header::CACHE_CONTROL);
    }
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    put(header::CONTENT_SECURITY_POLICY, &policy);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, if by_token { "no-referrer" } else { "same-origin" });
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::CACHE_CONTROL, "no-store");
    if security.secure {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
