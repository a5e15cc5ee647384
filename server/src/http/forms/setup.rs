//! Form handler of the setup page: the E-mail consent ID.

use super::FormPost;
use crate::error::ServiceError;
use app::AppError;

/// Shows or hides the person's contact details. Browsers omit an unticked checkbox, which means hidden.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let on = post.ticked("on");
    post.services.share_contact(&post.who.person, on).await.map_err(ServiceError::into_app)?;
    Ok(post.done(if on { "shared" } else { "hidden" }))
}
