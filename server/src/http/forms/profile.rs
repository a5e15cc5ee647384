//! Form handler of the profile page.

use super::Press;
use app::{
    AppError,
    forms::PRESSED,
    pages::profile::dto::{Approving, EmailForm, PasswordForm, ProfileForm},
};
use esecure::id::{DeviceId, SessionId};

/// Runs the command of the submitted form.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let (services, person, session) = (&press.services, &press.who.person, &press.who.session);
    let pressed = press.text(PRESSED);
    match pressed.as_str() {
        "approving" => {
            let approving = Approving::from_code(&press.text("approving")).ok_or(AppError::NotFound)?;
            services.save_approving(person, approving).await?;
        }
        "email" => {
            let form = EmailForm { new_email: press.text("new_email"), email_password: press.text("email_password") };
            services.change_email(person, form).await?;
        }
        "resend" => services.resend_email_change(person).await?,
        "cancel" => services.cancel_email_change(person).await?,
        "password" => {
            let form =
                PasswordForm { old_password: press.text("old_password"), new_password: press.text("new_password") };
            services.change_password(person, session, form).await?;
        }
        "session" => {
            let id = SessionId::parse(&press.text("id")).ok_or(AppError::NotFound)?;
            services.end_session(person, &id).await?;
        }
        "others" => services.end_other_sessions(person, session).await?,
        "device" => {
            let id = DeviceId::parse(&press.text("id")).ok_or(AppError::NotFound)?;
            services.forget_device(person, &id).await?;
        }
        _ => {
            let form = ProfileForm {
                name: press.text("name"),
                phone: press.text("phone"),
                locale: press.text("locale"),
                share_contact: press.ticked("share_contact"),
                shortcuts: press.ticked("shortcuts"),
            };
            services.save_profile(person, form).await?;
            return Ok(press.done("saved"));
        }
    }
    Ok(press.done(&pressed))
}
