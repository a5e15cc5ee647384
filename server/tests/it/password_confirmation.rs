//! One shared limit on wrong passwords for every form that asks a signed-in person for the password again.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::{
    AppError,
    pages::{
        enforcement::dto::{OpenRequests, ScheduleForm, SwitchForm},
        profile::dto::{EmailForm, PasswordForm},
    },
};
use esecure::id::UserId;
use server::error::ServiceError;

const ANNA: &str = "anna@voorbeeld.example";
const WRONG: &str = "not the password of anybody";

on_both! {
    async fn wrong_confirmation_passwords_share_one_limit(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let who = app.signed_in(ANNA).await;
        let anna = &who.seats[0];
        let services = &app.services;
        let ways = async |password: &str, way: usize| -> Result<(), ServiceError> {
            let password = password.to_owned();
            let plan = ScheduleForm { now: true, ..ScheduleForm::default() };
            match way % 6 {
                0 => services
                    .switch(anna, SwitchForm { on: false, password, open: OpenRequests::Keep })
                    .await
                    .map(|_| ()),
                1 => services.schedule_switch(anna, plan, password).await,
                2 => services.cancel_schedule(anna, password).await,
                3 => services.approve_own(anna, UserId::from_bytes([1; 16]), password).await.map(|_| ()),
                4 => {
                    let form = EmailForm { new_email: "anna@elders.example".to_owned(), email_password: password };
                    services.change_email(&who.person, form).await
                }
                _ => {
                    let form = PasswordForm { old_password: password, new_password: "blauwe schuit".to_owned() };
                    services.change_password(&who.person, &who.session, form).await
                }
            }
        };
        for n in 0..60 {
            let AppError::Invalid(problems) = ways(WRONG, n).await.unwrap_err().into_app() else { panic!("{n}") };
            let expected = if n < 10 { "This is not your password." } else { "Wait 2 minutes" };
            assert!(problems[0].text.contains(expected), "{n}: {problems:?}");
            assert_eq!(problems[0].field, ["password", "password", "password", "password", "email_password", "old_password"][n % 6]);
        }
        for way in 0..6 {
            let AppError::Invalid(problems) = ways(PASSWORD, way).await.unwrap_err().into_app() else { panic!("{way}") };
            assert!(problems[0].text.contains("Wait 2 minutes"), "{way}: {problems:?}");
        }
        assert!(app.account(ACCOUNT).await.enforced);
        app.advance_clock(90);
        for _ in 0..15 {
            ways(PASSWORD, 0).await.unwrap();
        }
        assert!(!app.account(ACCOUNT).await.enforced);
    }
}
