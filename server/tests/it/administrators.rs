//! Administrators of an account.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::{
    AppError,
    pages::administrators::dto::{AdministratorForm, AdministratorRow, Administrators, SeatState},
};
use esecure::{Locale, id::AdministratorId, person::Administrator};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::{error::ServiceError, store::entity::administrator};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const CARLA: &str = "carla@voorbeeld.example";

/// Rounds of two administrators removing each other concurrently. A thousand rounds pass too, but take half a minute.
const ROUNDS: usize = 100;

impl App {
    async fn add_administrator(&self, by: &Administrator, email: &str) -> Administrators {
        let form = AdministratorForm { email: email.to_owned(), name: " Carla Smit ".to_owned() };
        self.services.name_administrator(by, form).await.unwrap()
    }

    /// Finds the seat of an address, as listed for an administrator.
    async fn seat(&self, by: &Administrator, email: &str) -> AdministratorId {
        row_of(&self.services.administrators(by).await.unwrap(), email).id.clone()
    }
}

fn row_of<'a>(all: &'a Administrators, email: &str) -> &'a AdministratorRow {
    all.rows.iter().find(|row| row.email == email).expect("a seat")
}

#[track_caller]
fn why<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> AppError {
    match result {
        Err(ServiceError::App(error)) => error,
        other => panic!("{other:?}"),
    }
}

on_both! {
    /// a new administrator gets a *Create password* mail with the colleague's name, and the active
    /// administrators are notified.
    async fn administrator_added_by_colleague_invited_again(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.administrator(ANNA).await;
        let all = app.add_administrator(&anna, "Carla@voorbeeld.example").await;
        let carla = "Carla@voorbeeld.example";
        for (email, state, own) in [(ANNA, SeatState::Active, true), (BRAM, SeatState::Active, false), (carla, SeatState::Invited, false)] {
            assert_eq!((row_of(&all, email).state, row_of(&all, email).own), (state, own), "{email}");
        }
        let added = row_of(&all, carla);
        assert_eq!((added.name.as_str(), added.by.as_str(), row_of(&all, ANNA).by.as_str()), ("Carla Smit", "Anna de Boer", "the carrier"));
        let mail = app.mail(carla, "Create password", |m| m.text.contains("/create-password/")).await;
        assert!(mail.text.contains("Anna de Boer"));
        for recipient in [ANNA, BRAM] {
            app.mail(recipient, "notice", |m| m.text.contains("Carla Smit") && m.text.contains("Anna de Boer added")).await;
        }
        let known = why(app.services.name_administrator(&anna, AdministratorForm { email: CARLA.into(), name: "C".into() }).await);
        assert!(known.of("email").unwrap().contains(CARLA), "{known:?}");
        let wrong = why(app.services.name_administrator(&anna, AdministratorForm { email: "carla".into(), name: " ".into() }).await);
        assert_eq!(wrong.of("email"), Some("This is not an email address. Enter one such as ann@acme.example."));
        assert_eq!(wrong.of("name"), Some("A name is missing here. Enter one."));
        let missing = why(app.services.name_administrator(&anna, AdministratorForm { email: " ".into(), name: "n".repeat(81) }).await);
        assert!(missing.of("email").unwrap().starts_with("Enter an email address"), "{missing:?}");
        assert!(missing.of("name").unwrap().starts_with("This name is too long"), "{missing:?}");

        // A second invitation is refused within the same minute; both links work until one is used.
        assert!(matches!(why(app.services.invite_again(&anna, added.id.clone()).await), AppError::Conflict(_)));
        app.advance_clock(61);
        app.services.invite_again(&anna, added.id.clone()).await.unwrap();
        let invitations = app.outbox_of_kind("create_password").await;
        assert_eq!(invitations.iter().filter(|mail| mail.to_email.as_str() == carla).count(), 2);
        assert_eq!(app.browser().open(&mail.link("/create-password/")).await.status, 200);
        let bram = app.seat(&anna, BRAM).await;
        assert!(matches!(why(app.services.invite_again(&anna, bram).await), AppError::Conflict(_)));
        assert_eq!(app.journal("administrator_invited_again").await.len(), 1);
    }
}

on_both! {
    /// after removal, an administrator's links answer 404, remembered devices end, and open pages decide
    /// nothing. All other administrators are notified. A new invitation is possible; old links stay dead.
    async fn removed_administrator_loses_all_access(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let (mail, other) = (app.approval_request(BRAM, "ann@acme.test").await, app.approval_request(BRAM, "bob@acme.test").await);
        // Bram's phone is remembered.
        let browser = app.browser();
        browser.submit_choice(&mail, "approve").await;
        let code = app.mail(BRAM, "code", |m| !m.text.contains("/d/") && m.text.contains("ann@acme.test")).await.code();
        browser.enter_code(&mail, "approve", &code, true).await.assert_contains("may ship");

        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        assert_eq!(browser.open(&other.link("/d/")).await.status, 404);
        assert_eq!(browser.submit_choice(&other, "approve").await.status, 404);
        assert!(matches!(why(app.services.remove_administrator(&bram, anna.seat().clone()).await), AppError::Forbidden(_)));
        assert!(app.signed_in(BRAM).await.seats.is_empty());
        let notice = app.mail(ANNA, "notice", |m| m.text.contains("removed") && m.text.contains("Bram Visser")).await;
        assert!(notice.text.contains("Anna de Boer"));
        let removed = app.journal("administrator_removed").await;
        assert_eq!((removed.len(), removed[0].actor.as_str()), (1, anna.person().profile.as_str()));
        assert!(matches!(why(app.services.remove_administrator(&anna, bram.seat().clone()).await), AppError::NotFound));

        let all = app.add_administrator(&anna, BRAM).await;
        let again = row_of(&all, BRAM);
        assert_eq!((again.state, again.by.as_str(), again.name.as_str()), (SeatState::Active, "Anna de Boer", "Bram Visser"));
        assert_eq!(browser.open(&other.link("/d/")).await.status, 404);
        // A new mail works after a new invitation, but the phone is no longer remembered.
        app.shipper("cas@acme.test").ships_on(ACCOUNT).await.is_pending();
        let fresh = app.approval_request(BRAM, "cas@acme.test").await;
        browser.submit_choice(&fresh, "approve").await.assert_lacks("may ship");
        app.shipper("cas@acme.test").ships_on(ACCOUNT).await.is_pending();
        browser.sign_in(BRAM, PASSWORD).await;
        browser.submit_choice(&fresh, "approve").await.assert_contains("may ship");
    }
}

on_both! {
    /// An invitation ends with its seat. The last active administrator cannot be removed, even if others are invited.
    async fn last_active_administrator_not_removable(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let all = app.add_administrator(&anna, CARLA).await;
        assert!(row_of(&all, ANNA).last && !row_of(&all, CARLA).last);
        let AppError::Forbidden(text) = why(app.services.remove_administrator(&anna, anna.seat().clone()).await) else { panic!() };
        assert!(text.starts_with("You are the only active administrator"), "{text}");
        let mail = app.mail(CARLA, "Create password", |m| m.text.contains("/create-password/")).await;
        app.services.remove_administrator(&anna, row_of(&all, CARLA).id.clone()).await.unwrap();
        assert_eq!(app.browser().open(&mail.link("/create-password/")).await.status, 404);

        // Once there is a second active administrator, Anna may leave and Bram keeps the account.
        app.add_administrator(&anna, BRAM).await;
        app.make_active(BRAM).await;
        app.services.remove_administrator(&anna, anna.seat().clone()).await.unwrap();
        let bram = app.administrator(BRAM).await;
        assert_eq!(app.services.administrators(&bram).await.unwrap().rows.len(), 1);
        assert!(matches!(why(app.services.remove_administrator(&bram, bram.seat().clone()).await), AppError::Forbidden(_)));
    }
}

on_both! {
    /// Administrators of another account are not found.
    async fn administrator_of_other_account_not_found(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.activate("222222222", BRAM, Locale::En).await;
        let anna = app.administrator(ANNA).await;
        app.make_active(BRAM).await;
        let bram = app.administrator(BRAM).await;
        assert!(matches!(why(app.services.remove_administrator(&anna, bram.seat().clone()).await), AppError::NotFound));
        assert!(matches!(why(app.services.invite_again(&anna, bram.seat().clone()).await), AppError::NotFound));
        assert_eq!(app.services.administrators(&anna).await.unwrap().rows.len(), 1);
    }
}

on_both! {
    /// two administrators who remove each other concurrently leave one, in every round.
    async fn concurrent_mutual_removal_leaves_one_administrator(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        // Mails are tested elsewhere and would only slow this test down.
        app.smtp.set_behavior(crate::support::SmtpBehavior::Down).await;
        for round in 0..ROUNDS {
            let remove = |by: &Administrator, whom: &Administrator| {
                let (services, by, seat) = (app.services.clone(), by.clone(), whom.seat().clone());
                tokio::spawn(async move { services.remove_administrator(&by, seat).await })
            };
            let (one, two) = (remove(&anna, &bram), remove(&bram, &anna));
            let outcomes = [one.await.unwrap(), two.await.unwrap()];
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "round {round}: {outcomes:?}");
            let left = administrator::Entity::find().filter(administrator::Column::RemovedAt.is_null()).all(&app.services.db);
            assert_eq!(left.await.unwrap().len(), 1, "round {round}");
            administrator::Entity::update_many()
                .col_expr(administrator::Column::RemovedAt, Expr::value(Option::<i64>::None))
                .exec(&app.services.db)
                .await
                .unwrap();
        }
        assert_eq!(app.journal("administrator_removed").await.len(), ROUNDS);
        let account = app.account(ACCOUNT).await;
        server::services::journal::verify(&app.services.db, &account).await.unwrap().unwrap();
    }
}
