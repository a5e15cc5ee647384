//! Form handler of the profile page.

use super::FormPost;
use crate::error::ServiceError;
use app::{
    AppError,
    forms::PRESSED,
    pages::profile::dto::{Approving, EmailForm, PasswordForm, ProfileForm},
};
use esecure::id::{DeviceId, SessionId};

/// Runs the command of the submitted form.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let (services, person, session) = (&post.services, &post.who.person, &post.who.session);
    let pressed = post.text(PRESSED);
    match pressed.as_str() {
        "approving" => {
            let approving = Approving::from_code(&post.text("approving")).ok_or(AppError::NotFound)?;
            services.save_approving(person, approving).await.map_err(ServiceError::into_app)?;
        }
        "email" => {
            let form = EmailForm { new_email: post.text("new_email"), email_password: post.text("email_password") };
            services.change_email(person, form).await.map_err(ServiceError::into_app)?;
        }
        "resend" => services.resend_email_change(person).await.map_err(ServiceError::into_app)?,
        "cancel" => services.cancel_email_change(person).await.map_err(ServiceError::into_app)?,
        "password" => {
            let form =
                PasswordForm { old_password: post.text("old_password"), new_password: post.text("new_password") };
            services.change_password(person, session, form).await.map_err(ServiceError::into_app)?;
        }
        "session" => {
            let id = SessionId::parse(&post.text("id")).ok_or(AppError::NotFound)?;
            services.end_session(person, &id).await.map_err(ServiceError::into_app)?;
        }
        "others" => services.end_other_sessions(person, session).await.map_err(ServiceError::into_app)?,
        "device" => {
            let id = DeviceId::parse(&post.text("id")).ok_or(AppError::NotFound)?;
            services.forget_device(person, &id).await.map_err(ServiceError::into_app)?;
        }
        _ => {
            let form = ProfileForm {
                name: post.text("name"),
                phone: post.text("phone"),
                locale: post.text("locale"),
                share_contact: post.ticked("share_contact"),
                shortcuts: post.ticked("shortcuts"),
            };
            services.save_profile(person, form).await.map_err(ServiceError::into_app)?;
            return Ok(post.done("saved"));
        }
    }
    Ok(post.done(&pressed))
}
