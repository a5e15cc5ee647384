//! Form handler of the *Administrators* page.

use super::FormPost;
use crate::error::ServiceError;
use app::{AppError, forms::PRESSED, pages::administrators::dto::AdministratorForm};
use esecure::id::AdministratorId;

/// Adds or removes an administrator, or sends the invitation again.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let id = || AdministratorId::parse(&post.text("id")).ok_or(AppError::NotFound);
    match post.text(PRESSED).as_str() {
        "again" => {
            post.services.invite_again(&seat, id()?).await.map_err(ServiceError::into_app)?;
            Ok(post.done("again"))
        }
        "remove" => {
            let id = id()?;
            let own = id == *seat.seat();
            post.services.remove_administrator(&seat, id).await.map_err(ServiceError::into_app)?;
            // An administrator who removed their own seat may not see this page any more.
            Ok(if own { "/?done=left".to_owned() } else { post.done("removed") })
        }
        _ => {
            let form = AdministratorForm { email: post.text("email"), name: post.text("name") };
            post.services.name_administrator(&seat, form).await.map_err(ServiceError::into_app)?;
            Ok(post.done("added"))
        }
    }
}
