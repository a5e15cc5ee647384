//! Form handler of the journal page: *Verify*. Renders the result instead of redirecting to it, because a URL
//! that claims success could be forged and shared.

use super::{FormPost, Pages, render, render_with_errors};
use crate::error::ServiceError;
use app::{AppError, forms::Posted, pages::journal::dto::Verified};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, request::Parts},
    response::Response,
};

/// Verifies the hash chain, and renders the page with the result.
pub(super) async fn verify(State(pages): State<Pages>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match verified(&pages, &parts).await {
        Ok(verified) => {
            parts.method = Method::GET;
            parts.extensions.insert(verified);
            render(pages, Request::from_parts(parts, Body::empty()), None).await
        }
        Err(error) => render_with_errors(pages, parts, Posted { error: Some(error), ..Posted::default() }).await,
    }
}

async fn verified(pages: &Pages, parts: &Parts) -> Result<Verified, AppError> {
    let post = FormPost::of(pages, parts).ok_or(AppError::SignedOut)?;
    post.services.verify_journal(&post.seat()?).await.map_err(ServiceError::into_app)
}
