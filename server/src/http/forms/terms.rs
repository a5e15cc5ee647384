//! Form handler of the terms page.

use super::FormPost;
use crate::error::ServiceError;
use app::{AppError, routes};

/// Accepts the displayed version of the terms, and redirects to the product.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let version = post.text("version").parse().unwrap_or_default();
    post.services.accept_terms(&post.who.person, version).await.map_err(ServiceError::into_app)?;
    Ok(routes::SETUP.to_owned())
}
