//! List decisions other than approving or rejecting a row: end date and note, clearing, adding, bulk decisions
//!

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    pages::users::{
        dto::{StandingView, UsersQuery},
        standing_dto::{NewUserForm, UserAction, UserActionInput},
    },
};
use esecure::{id::UserId, person::Administrator, policy::StandingSource, request::StateKind};
use server::error::ServiceError;
use server::store::users;

const ANNA: &str = "anna@voorbeeld.example";

fn form(choice: UserAction, until: &str, note: &str) -> UserActionInput {
    UserActionInput { choice, until: until.to_owned(), note: note.to_owned() }
}

async fn of(app: &App, email: &str) -> UserId {
    let account = app.account(ACCOUNT).await;
    let row = users::by_email(&app.services.db, &account.id, &app.address(email)).await.unwrap();
    row.expect("a row").id
}

async fn add(app: &App, by: &Administrator, email: &str, until: &str) -> Result<StandingView, AppError> {
    let form = NewUserForm { email: email.to_owned(), until: until.to_owned(), ..NewUserForm::default() };
    Ok(app.services.add_user(by, form).await.map_err(ServiceError::into_app)?.standing)
}

on_both! {
    /// The last day counts in full in the account's time zone; then the approval lapses by itself, also on the list.
    async fn approval_expires_after_its_last_day(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        // It is Monday 23 November, 14:14 in Amsterdam.
        assert!(matches!(add(&app, &anna, "ann@acme.test", "2026-11-22").await, Err(AppError::Invalid(_))), "a day that is over");
        assert!(matches!(add(&app, &anna, "ann@acme.test", "tomorrow").await, Err(AppError::Invalid(_))));
        let standing = add(&app, &anna, "ann@acme.test", "2026-11-23").await.unwrap();
        assert!(matches!(standing, StandingView::Approved { until: Some(day), .. } if day == "23 November 2026"));
        let user = of(&app, "ann@acme.test").await;
        let noted = form(UserAction::Approve, "2026-11-23", " Fair in Lyon ");
        app.services.change_standings(&anna, vec![user.clone()], noted).await.unwrap();
        let detail = app.services.user(&anna, user.clone()).await.unwrap();
        assert_eq!((detail.source, detail.note.as_deref()), (Some(StandingSource::List), Some("Fair in Lyon")));
        assert_eq!(detail.until.unwrap().iso, "2026-11-23");

        app.advance_clock(9 * 3600 + 45 * 60);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        assert!(matches!(app.services.user(&anna, user.clone()).await.unwrap().row.standing, StandingView::Approved { .. }));
        app.advance_clock(60);
        assert_eq!(app.services.user(&anna, user.clone()).await.unwrap().row.standing, StandingView::Undecided);
        assert_eq!(app.services.users(&anna, UsersQuery::default()).await.unwrap().counts.undecided, 1);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        // The outcome mail of a request opened meanwhile includes the end date.
        app.services.change_standings(&anna, vec![user], form(UserAction::Approve, "2026-11-30", "")).await.unwrap();
        app.mail("ann@acme.test", "approval with its end", |m| m.text.contains("30 November 2026")).await;
    }
}

on_both! {
    /// *Clear decision* resets an address to undecided; it is journalled and sends no mail.
    async fn cleared_decision_resets_to_undecided(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        add(&app, &anna, "ann@acme.test", "").await.unwrap();
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        let user = of(&app, "ann@acme.test").await;
        let ruled = app.services.change_standings(&anna, vec![user], form(UserAction::Clear, "", "")).await.unwrap();
        assert_eq!(ruled[0].result.as_ref().unwrap().standing, StandingView::Undecided);
        assert_eq!(app.journal("standing_changed").await.len(), 2);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.mail("ann@acme.test", "request received", |m| m.text.contains("/r/")).await;
        assert_eq!(app.mails_to("ann@acme.test").len(), 1, "the new request's, and none of the decisions");
    }
}

on_both! {
    /// Each ticked address has its own result; the administrator's own is refused in every spelling and on every path
    ///
    async fn ticked_addresses_decided_individually(app: App) {
        let own = "Anna@München.example";
        let key = "anna@xn--mnchen-3ya.example";
        app.enforced_account(ACCOUNT, &[key, "bram@voorbeeld.example"]).await;
        let anna = app.administrator(key).await;
        for email in ["ann@acme.test", own] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        add(&app, &anna, "bob@acme.test", "").await.unwrap();
        for spelling in [own, key, "ANNA@XN--MNCHEN-3YA.EXAMPLE.", " anna@MÜNCHEN.example "] {
            let refused = add(&app, &anna, spelling, "").await.unwrap_err();
            assert!(refused.of("email").is_some(), "{spelling}");
        }
        let stranger = UserId::from_bytes([9; 16]);
        let ticked = vec![of(&app, "ann@acme.test").await, of(&app, own).await, stranger, of(&app, "bob@acme.test").await];
        for choice in [UserAction::Approve, UserAction::Reject, UserAction::End, UserAction::Clear] {
            let ruled = app.services.change_standings(&anna, ticked.clone(), form(choice, "", "")).await.unwrap();
            assert!(matches!(ruled[1].result, Err(AppError::Forbidden(_))), "{choice:?}");
            assert_eq!(ruled[2].result, Err(AppError::NotFound));
            // After the rejection there is no approval whose end date could be set.
            let ended = choice == UserAction::End;
            assert_eq!((ruled[0].result.is_err(), ruled[3].result.is_err()), (ended, ended), "{choice:?}");
        }
        // The first decision closed the open request with its mail; rejecting the approved addresses notified both.
        let closed = app.requests().await.into_iter().filter(|request| request.state == StateKind::Approved).count();
        assert_eq!(closed, 1);
        app.mail("ann@acme.test", "approval", |m| m.subject.to_lowercase().contains("approved")).await;
        for email in ["ann@acme.test", "bob@acme.test"] {
            app.mail(email, "revocation", |m| !m.text.contains("/r/")).await;
        }
        app.shipper(own).ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    /// A rejected address is not approved by adding it; too long notes and too many ticked addresses are refused.
    async fn invalid_decision_changes_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        add(&app, &anna, "ann@acme.test", "").await.unwrap();
        let user = of(&app, "ann@acme.test").await;
        app.services.change_standings(&anna, vec![user.clone()], form(UserAction::Reject, "", "")).await.unwrap();
        assert!(add(&app, &anna, "ANN@acme.test", "").await.unwrap_err().of("email").is_some());
        let long = form(UserAction::Approve, "", &"n".repeat(201));
        assert!(app.services.change_standings(&anna, vec![user.clone()], long).await.is_err());
        let many = vec![user; 1001];
        assert!(app.services.change_standings(&anna, many, form(UserAction::Approve, "", "")).await.is_err());
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_denied("address_rejected");
    }
}
