//! Files, the command line, and rows stored by older versions.

use super::POISONS;
use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD},
    uploads::form,
};
use app::{
    AppError,
    backend::Backend as _,
    pages::{queue::dto::QueueOrder, users::standing_dto::UserAction},
};
use esecure::Locale;
use sea_orm::{EntityTrait as _, sea_query::Expr};
use server::{
    error::ServiceError,
    services::{
        accounts::Activation,
        applications::Scope,
        history::{Importer, UseRecord},
    },
    store::entity::{account_user, request},
};

const ANNA: &str = "anna@voorbeeld.example";

on_both! {
    /// Alt+Enter in a spreadsheet. Regression: the name kept its line break, and the revocation mail was never sent.
    async fn line_break_in_cell_stored_as_blank(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let file = "email;name;note\nann@acme.test;\"Jan\nde Vries\";\"as\r\n agreed\"\nbob@acme.test;Bob\u{2028}Lee;\u{feff}\n";
        assert_eq!(app.commits(&anna, form(file)).await.approved, 2);
        let stored = async |column: &str, email: &str| app.stored_text("account_user", column, email).await;
        let (name, note) = (stored("name", "ann@acme.test").await, stored("note", "ann@acme.test").await);
        assert_eq!((name.as_deref(), note.as_deref()), (Some("Jan de Vries"), Some("as agreed")));
        let (name, note) = (stored("name", "bob@acme.test").await, stored("note", "bob@acme.test").await);
        assert_eq!((name.as_deref(), note.as_deref()), (Some("Bob Lee"), None));
        app.decide_one(&anna, "ann@acme.test", UserAction::Reject).await;
        let mail = app.mail("ann@acme.test", "that the approval is revoked", |m| m.text.contains("Jan de Vries")).await;
        assert!(mail.raw.contains("To: Jan de Vries <ann@acme.test>") || mail.raw.contains("To: \"Jan de Vries\" <ann@acme.test>"), "{}", mail.raw);
    }
}

on_both! {
    async fn history_line_with_control_character_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let line = |application: &str, reference: &str| UseRecord {
            account: ACCOUNT.into(),
            email: "ann@acme.test".into(),
            application: application.into(),
            used_at: "2026-11-20T10:00:00Z".into(),
            reference: reference.into(),
        };
        for (what, poison) in POISONS {
            for line in [line(&format!("Label{poison}Station"), "PO 1"), line("LabelStation", &format!("PO{poison}1"))] {
                let mut importer = Importer::default();
                app.services.import_history(&mut importer, vec![(2, line)]).await.unwrap();
                let counts = importer.counts;
                let refused: Vec<u64> = counts.refused.iter().map(|(line, _)| *line).collect();
                let expected = if poison == "\u{feff}" { vec![] } else { vec![2] };
                assert_eq!(refused, expected, "{what}: {:?}", counts.refused);
            }
        }
    }
}

on_both! {
    async fn command_line_name_with_control_character_refused(app: App) {
        for (what, poison) in POISONS.into_iter().filter(|(_, poison)| *poison != "\u{feff}") {
            let poisoned = format!("Ann{poison}Lee");
            let activation = |company: &str, admin_name: &str| Activation {
                number: app.number(ACCOUNT),
                company: company.to_owned(),
                admin: app.address(ANNA),
                admin_name: admin_name.to_owned(),
                locale: Locale::En,
                time_zone: "Europe/Amsterdam".to_owned(),
            };
            for activation in [activation(&poisoned, "Anna"), activation("Voorbeeld B.V.", &poisoned), activation(" ", "Anna")] {
                let refused = app.services.activate(activation).await.map(drop);
                assert!(matches!(refused, Err(ServiceError::App(AppError::Invalid(_)))), "{what}: {refused:?}");
            }
            assert!(app.services.register_application(&poisoned, &[Scope::Check]).await.is_err(), "{what}");
        }
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for (what, poison) in POISONS.into_iter().filter(|(_, poison)| *poison != "\u{feff}") {
            let added = app.services.add_administrator(&app.number(ACCOUNT), &app.address("b@acme.test"), &format!("B{poison}V")).await;
            assert!(matches!(added, Err(ServiceError::App(AppError::Invalid(_)))), "{what}");
        }
    }
}

/// Rows stored by an older version: PostgreSQL refused NUL, but took every other control character.
async fn old_rows(app: App, kind: Kind) {
    let poison = if kind == Kind::Sqlite { "\0" } else { "\u{1}" };
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let text = format!("Ann{poison}Lee\r\n");
    let shipment = serde_json::json!({ "reference": poison, "origin": { "city": text }, "draft": poison }).to_string();
    request::Entity::update_many()
        .col_expr(request::Column::Name, Expr::value(text.as_str()))
        .col_expr(request::Column::Message, Expr::value(poison))
        .col_expr(request::Column::Shipment, Expr::value(shipment))
        .exec(&app.services.db)
        .await
        .unwrap();
    account_user::Entity::update_many()
        .col_expr(account_user::Column::Name, Expr::value(text.as_str()))
        .exec(&app.services.db)
        .await
        .unwrap();
    let signed_in = app.signed_in(ANNA).await;
    let id = app.requests().await.remove(0).id;
    let view = app.services.request(&signed_in.seats, id.clone()).await.unwrap();
    assert_eq!((view.name.as_deref(), view.message), (Some("Ann Lee"), None));
    assert_eq!(
        (view.shipment.from.as_deref(), view.shipment.reference, view.shipment.draft),
        (Some("Ann Lee"), None, false)
    );
    let queue = app.services.queue(&signed_in.seats, String::new(), QueueOrder::Newest, None).await.unwrap();
    assert_eq!((queue.rows[0].name.as_deref(), queue.rows[0].from.as_deref()), (Some("Ann Lee"), Some("Ann Lee")));
    let browser = app.browser();
    browser.sign_in(ANNA, PASSWORD).await;
    for path in ["/esecure/queue", &format!("/esecure/queue/{id}"), "/esecure/users", "/esecure/journal"] {
        let page = browser.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.assert_lacks(poison).assert_lacks("\r");
    }
    // The outcome mail is addressed with such a name.
    let anna = app.administrator(ANNA).await;
    app.decide_one(&anna, "ann@acme.test", UserAction::Approve).await;
    let mail = app
        .mail("ann@acme.test", "that it is approved", |m| m.subject.contains("may ship") || m.text.contains("Ann Lee"))
        .await;
    assert!(!mail.raw.contains(poison));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stored_control_characters_displayed_as_blanks_sqlite() {
    old_rows(App::start(Kind::Sqlite).await, Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stored_control_characters_displayed_as_blanks_postgres() {
    old_rows(App::start(Kind::Postgres).await, Kind::Postgres).await;
}
