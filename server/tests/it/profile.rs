//! A person's own settings: details and single-key shortcuts, password, sessions, remembered devices, and the way of
//! approving.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::{
    AppError,
    pages::profile::dto::{Approving, PasswordForm, ProfileForm, ProfilePage},
    session::SignedIn,
};
use esecure::id::{DeviceId, SessionId};
use server::error::ServiceError;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const ANOTHER: &str = "blauwe schuit achter de dijk";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn page(app: &App, who: &SignedIn) -> ProfilePage {
    app.services.profile(&who.person, &who.session).await.unwrap()
}

/// Signs in with this `User-Agent`; returns the session token and the session.
async fn signed_in_from(app: &App, user_agent: &str) -> (String, SignedIn) {
    let token = app.services.sign_in(ANNA, PASSWORD.to_owned(), user_agent).await.unwrap().unwrap();
    let who = app.services.signed_in(&token).await.unwrap().unwrap();
    (token, who)
}

/// Returns a browser that decided with a one-time code and was remembered.
async fn remembered(app: &App, about: &str) -> Browser {
    app.shipper(about).ships_on(ACCOUNT).await.is_pending();
    let mail = app.approval_request(ANNA, about).await;
    let browser = app.browser();
    browser.submit_choice(&mail, "approve").await;
    let mine = |m: &crate::support::Mail| m.links().is_empty() && m.text.contains(about);
    let code = app.mail(ANNA, "code", mine).await;
    browser.enter_code(&mail, "approve", &code.code(), true).await.assert_contains("may ship");
    browser
}

on_both! {
    /// Single-key shortcuts are on until switched off in the profile; creating a password does not change the setting.
    async fn single_key_shortcuts_can_be_switched_off(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.signed_in(ANNA).await;
        let viewer = async || app.services.viewer(&anna.person, &anna.seats).await.unwrap();
        assert!(viewer().await.shortcuts && page(&app, &anna).await.shortcuts);
        let form = |shortcuts| ProfileForm {
            name: "Anna".to_owned(), phone: String::new(), locale: "en".to_owned(), share_contact: false, shortcuts,
        };
        app.services.save_profile(&anna.person, form(false)).await.unwrap();
        assert!(!viewer().await.shortcuts && !page(&app, &anna).await.shortcuts);
        app.advance_clock(120);
        app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let mail = app.mail(ANNA, "link", |m| m.text.contains("You asked for a new password")).await;
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "en"), ("password", ANOTHER)];
        assert_eq!(app.browser().submit(&mail.link("/create-password/"), &fields).await.status, 303);
        assert!(!viewer().await.shortcuts);
        app.services.save_profile(&anna.person, form(true)).await.unwrap();
        assert!(viewer().await.shortcuts);
    }
}

on_both! {
    /// Changing the password requires the current one, and applies the same rules as the first password.
    async fn password_change_ends_other_sessions(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let browser = remembered(&app, "ann@acme.test").await;
        let (here, there) = (signed_in_from(&app, FIREFOX).await, signed_in_from(&app, "").await);
        app.advance_clock(120);
        app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let reset = app.mail(ANNA, "link", |m| m.text.contains("You asked for a new password")).await;
        let change = |old: &str, new: &str| {
            let form = PasswordForm { old_password: old.to_owned(), new_password: new.to_owned() };
            app.services.change_password(&here.1.person, &here.1.session, form)
        };
        for (old, new, field) in [
            ("", ANOTHER, "old_password"),
            ("niet het goede woord", ANOTHER, "old_password"),
            (PASSWORD, "short", "new_password"),
            (PASSWORD, "passwordpassword", "new_password"),
            (PASSWORD, PASSWORD, "new_password"),
        ] {
            match change(old, new).await {
                Err(ServiceError::App(error)) => assert!(error.of(field).is_some(), "{old} {new}: {error:?}"),
                other => panic!("{old} {new}: {other:?}"),
            }
        }
        assert!(app.services.signed_in(&there.0).await.unwrap().is_some(), "nothing was changed");
        change(PASSWORD, ANOTHER).await.unwrap();
        assert!(app.services.signed_in(&here.0).await.unwrap().is_some());
        assert!(app.services.signed_in(&there.0).await.unwrap().is_none());
        assert_eq!(app.browser().open(&reset.link("/create-password/")).await.status, 410);
        let mail = app.mail(ANNA, "notice", |m| m.text.contains("set another one")).await;
        assert!(mail.text.contains("/reset-password"));
        assert_eq!(app.browser().sign_in(ANNA, PASSWORD).await.status, 422);
        assert_eq!(app.browser().sign_in(ANNA, ANOTHER).await.status, 303);
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.approval_request(ANNA, "bob@acme.test").await;
        browser.submit_choice(&request, "approve").await.assert_lacks("may ship");
    }
}

on_both! {
    /// Sessions are listed in plain words and ended one by one or all but the current one; another person's cannot be
    /// ended.
    async fn sessions_listed_and_ended(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (here, other, third) =
            (signed_in_from(&app, FIREFOX).await, signed_in_from(&app, "curl/8").await, signed_in_from(&app, "").await);
        app.advance_clock(600);
        app.services.signed_in(&here.0).await.unwrap();
        let bram = app.signed_in(BRAM).await;
        let shown = page(&app, &here.1).await;
        assert_eq!(shown.sessions.len(), 3);
        let first = &shown.sessions[0];
        assert_eq!((first.what.as_str(), first.current, &first.id), ("Firefox on Windows", true, &here.1.session));
        assert_ne!(first.since, first.seen);
        let mut others: Vec<_> = shown.sessions[1..].iter().map(|row| (row.current, row.what.as_str())).collect();
        others.sort_unstable();
        assert_eq!(others, [(false, "Unknown browser"), (false, "curl")]);
        assert!(!here.0.contains(first.id.as_str()), "a row's name opens nothing");
        assert!(app.services.signed_in(first.id.as_str()).await.unwrap().is_none());

        let missing = |result| matches!(result, Err(ServiceError::App(AppError::NotFound)));
        assert!(missing(app.services.end_session(&bram.person, &other.1.session).await));
        assert!(missing(app.services.end_session(&here.1.person, &SessionId::from_bytes([1; 16])).await));
        app.services.end_session(&here.1.person, &other.1.session).await.unwrap();
        assert!(app.services.signed_in(&other.0).await.unwrap().is_none());
        assert!(app.services.signed_in(&third.0).await.unwrap().is_some());
        app.services.end_other_sessions(&here.1.person, &here.1.session).await.unwrap();
        assert!(app.services.signed_in(&third.0).await.unwrap().is_none());
        assert!(app.services.signed_in(&here.0).await.unwrap().is_some());
        assert_eq!(page(&app, &bram).await.sessions.len(), 1, "another person's sign-in stays");
        // Idle sessions are not listed.
        app.advance_clock(2 * 3600 + 61);
        assert!(page(&app, &here.1).await.sessions.is_empty());
    }
}

on_both! {
    /// Remembered devices are listed; a forgotten device needs a one-time code again.
    async fn devices_listed_and_forgotten(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let browser = remembered(&app, "ann@acme.test").await;
        app.advance_clock(3600);
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "bob@acme.test").await;
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
        let (anna, bram) = (app.signed_in(ANNA).await, app.signed_in(BRAM).await);
        let devices = page(&app, &anna).await.devices;
        assert_eq!(devices.len(), 1);
        assert_ne!(devices[0].since, devices[0].seen, "it was used an hour later");
        assert_eq!(devices[0].until.iso, "2026-12-23");
        assert!(page(&app, &bram).await.devices.is_empty());
        let missing = |result| matches!(result, Err(ServiceError::App(AppError::NotFound)));
        assert!(missing(app.services.forget_device(&bram.person, &devices[0].id).await));
        assert!(missing(app.services.forget_device(&anna.person, &DeviceId::from_bytes([1; 16])).await));
        app.services.forget_device(&anna.person, &devices[0].id).await.unwrap();
        assert!(page(&app, &anna).await.devices.is_empty());
        app.shipper("eve@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "eve@acme.test").await;
        browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
    }
}

on_both! {
    /// An administrator who decides only when signed in still gets the mails. Behind their links neither a one-time
    /// code nor a remembered device decides, and the sign-in returns to the buttons. A colleague's setting is not
    /// affected.
    async fn sign_in_only_setting_disables_codes_and_devices(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let browser = remembered(&app, "ann@acme.test").await;
        let anna = app.signed_in(ANNA).await;
        assert_eq!(page(&app, &anna).await.approving, Approving::Mail);
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let mail = app.approval_request(ANNA, "bob@acme.test").await;
        // A one-time code that was sent before the setting changed.
        let new = app.browser();
        new.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
        let code = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains("bob@acme.test")).await;
        for _ in 0..2 {
            app.services.save_approving(&anna.person, Approving::SignIn).await.unwrap();
        }
        assert_eq!(page(&app, &anna).await.approving, Approving::SignIn);
        assert!(page(&app, &anna).await.devices.is_empty());
        assert_eq!(app.journal("approving_changed").await.len(), 1);

        let codes = app.outbox_of_kind("one_time_code").await.len();
        for choice in ["approve", "reject"] {
            browser.submit_choice(&mail, choice).await.assert_contains("only when signed in").assert_lacks("may ship");
        }
        new.enter_code(&mail, "approve", &code.code(), true).await.assert_contains("only when signed in");
        new.submit(&mail.link("/d/"), &[("step", "resend"), ("choice", "approve")]).await.assert_contains("only when signed in");
        let link = mail.link("/d/");
        let token = link.rsplit('/').next().unwrap();
        let reasons = new.open(&format!("/d/{token}?choice=reject")).await;
        reasons.assert_contains(&format!("/sign-in?next=/d/{token}%3Fchoice%3Dreject")).assert_lacks("<form");
        assert_eq!(app.outbox_of_kind("one_time_code").await.len(), codes, "no code is mailed");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();

        let next = format!("/d/{token}?choice=reject");
        let back = new.submit("/sign-in", &[("email", ANNA), ("password", PASSWORD), ("next", &next)]).await;
        assert_eq!(back.location.as_deref(), Some(next.as_str()));
        new.open(&next).await.assert_contains("name=\"reason\"");
        new.submit(&next, &[("step", "press"), ("choice", "reject"), ("reason", "unknown")]).await.assert_contains("may not ship");

        app.shipper("eve@acme.test").ships_on(ACCOUNT).await.is_pending();
        let to_bram = app.approval_request(BRAM, "eve@acme.test").await;
        app.browser().submit_choice(&to_bram, "approve").await.assert_contains("one-time-code");
        // Back to one-time codes: devices remembered before stay forgotten.
        app.services.save_approving(&anna.person, Approving::Mail).await.unwrap();
        let mail = app.approval_request(ANNA, "eve@acme.test").await;
        browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
    }
}
