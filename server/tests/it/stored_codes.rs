//! Stored codes, identifiers and JSON texts: each that the version before the typed rows wrote reads as its value, and
//! any other text is refused with the place of its row, instead of being taken for some value.

mod columns;
mod probe;
mod texts;

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use app::AppError;
use columns::Figures;
use probe::every_row;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use server::{
    error::ServiceError,
    store::{
        entity::{
            account, account_use, account_user, administrator, announcement, application, decision_link, domain_rule,
            journal, journal_address, journal_personal, outbox, password_link, profile, request, switch_plan, upload,
            upload_address, user_application,
        },
        people::{self, SeatFilter},
    },
};
use texts::refuse_ids;

const ANNA: &str = "anna@voorbeeld.example";

on_both! {
    async fn stored_code_reads_as_its_value_and_other_text_is_refused(app: App) {
        every_row(&app).await;
        let mut figures = Figures::default();
        columns::standings(&app, &mut figures).await;
        columns::lists_and_roles(&app, &mut figures).await;
        columns::mails(&app, &mut figures).await;
        columns::locales(&app, &mut figures).await;
        columns::requests(&app, &mut figures).await;
        columns::plans_and_scopes(&app, &mut figures).await;
        println!("{:?}: {figures:?}", app.services.db.get_database_backend());
        assert_eq!((figures.columns, figures.codes), (19, 89));
    }
}

on_both! {
    async fn stored_text_that_is_no_id_is_refused(app: App) {
        every_row(&app).await;
        let mut refused = 0;
        refused += refuse_ids::<account::Entity>(&app, &[("account.id", "acc")]).await;
        refused += refuse_ids::<profile::Entity>(&app, &[("profile.id", "pro")]).await;
        let seat = [("administrator.id", "adm"), ("administrator.account_id", "acc"), ("administrator.profile_id", "pro")];
        refused += refuse_ids::<administrator::Entity>(&app, &seat).await;
        refused += refuse_ids::<application::Entity>(&app, &[("application.id", "app")]).await;
        let user = [("account_user.id", "usr"), ("account_user.account_id", "acc"), ("account_user.decided_by", "pro")];
        refused += refuse_ids::<account_user::Entity>(&app, &user).await;
        let announced = [("announcement.id", "ann"), ("announcement.account_id", "acc"), ("announcement.announced_by", "adm")];
        refused += refuse_ids::<announcement::Entity>(&app, &announced).await;
        refused += refuse_ids::<domain_rule::Entity>(&app, &[("domain_rule.id", "dom"), ("domain_rule.account_id", "acc")]).await;
        let of_request = [
            ("request.id", "req"), ("request.account_id", "acc"), ("request.user_id", "usr"), ("request.application_id", "app"),
            ("request.decided_by", "pro"),
        ];
        refused += refuse_ids::<request::Entity>(&app, &of_request).await;
        let mail = [("outbox.id", "mail"), ("outbox.account_id", "acc"), ("outbox.request_id", "req"), ("outbox.profile_id", "pro")];
        refused += refuse_ids::<outbox::Entity>(&app, &mail).await;
        let file = [("upload.id", "upl"), ("upload.account_id", "acc"), ("upload.uploaded_by", "pro")];
        refused += refuse_ids::<upload::Entity>(&app, &file).await;
        let plan = [("switch_plan.id", "swp"), ("switch_plan.account_id", "acc"), ("switch_plan.set_by", "pro")];
        refused += refuse_ids::<switch_plan::Entity>(&app, &plan).await;
        refused += refuse_ids::<journal_address::Entity>(&app, &[("journal_address.account_id", "acc")]).await;
        refused += refuse_ids::<upload_address::Entity>(&app, &[("upload_address.upload_id", "upl")]).await;
        let used = [("account_use.account_id", "acc"), ("account_use.user_id", "usr"), ("account_use.application_id", "app")];
        refused += refuse_ids::<account_use::Entity>(&app, &used).await;
        refused += refuse_ids::<journal::Entity>(&app, &[("journal.account_id", "acc")]).await;
        refused += refuse_ids::<journal_personal::Entity>(&app, &[("journal_personal.account_id", "acc")]).await;
        let count = [("user_application.user_id", "usr"), ("user_application.application_id", "app")];
        refused += refuse_ids::<user_application::Entity>(&app, &count).await;
        let link = [("decision_link.request_id", "req"), ("decision_link.administrator_id", "adm")];
        refused += refuse_ids::<decision_link::Entity>(&app, &link).await;
        refused += refuse_ids::<password_link::Entity>(&app, &[("password_link.profile_id", "pro")]).await;
        println!("{:?}: {refused} texts that are no id", app.services.db.get_database_backend());
    }
}

on_both! {
    async fn stored_json_reads_as_its_value_and_broken_json_is_refused(app: App) {
        every_row(&app).await;
        let refused = texts::shipments(&app).await + texts::standings_before(&app).await + texts::rows_left_out(&app).await;
        println!("{:?}: {refused} broken texts in 4 columns", app.services.db.get_database_backend());
    }
}

/// Columns with a page that reads them, and an unreadable text.
const UNREADABLE: [(&str, &str, &str); 8] = [
    ("account_user.standing", "Approved", "/esecure/users"),
    ("account_user.source", "lists", "/esecure/users"),
    ("account.locale", "de", "/esecure/users"),
    ("profile.locale", "", "/esecure/users"),
    ("domain_rule.list", "authorized", "/esecure/domains"),
    ("request.state", "opened", "/esecure/queue/{request}"),
    ("request.shipment", "{", "/esecure/queue/{request}"),
    ("request.standing_before", "{}", "/esecure/queue/{request}"),
];

on_both! {
    /// The page shows an internal error with its id, and nothing of the row.
    async fn unreadable_row_answers_internal_error(app: App) {
        every_row(&app).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let request = app.requests().await[0].id.to_string();
        for (column, text, page) in UNREADABLE {
            let path = page.replace("{request}", &request);
            assert_eq!(browser.open(&path).await.status, 200, "{column}");
            let stored = overwrite(&app, column, text).await;
            let page = browser.open(&path).await;
            assert_eq!(page.status, 500, "{column}: {}", page.body);
            page.assert_lacks("unknown code").assert_lacks(column);
            let id = page.body.split_once("quote ").unwrap().1.split(' ').next().unwrap();
            assert!(id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{column}: {id}");
            overwrite(&app, column, &stored).await;
            assert_eq!(browser.open(&path).await.status, 200, "{column}");
        }
    }
}

on_both! {
    /// SeaORM reads a joined row that is unreadable as no row: that is an error too, but it names the seat only.
    async fn unreadable_joined_row_is_an_error(app: App) {
        every_row(&app).await;
        let account = app.account(ACCOUNT).await;
        for (place, text) in [("profile.locale", "de"), ("account.locale", "EN")] {
            let stored = overwrite(&app, place, text).await;
            let error = people::seats(&app.services.db, SeatFilter::Account(&account.id)).await.unwrap_err();
            assert!(error.to_string().contains("adm_"), "{error}");
            assert!(matches!(ServiceError::from(error).into_app(), AppError::Internal { .. }));
            overwrite(&app, place, &stored).await;
        }
    }
}

on_both! {
    /// an unreadable standing never allows.
    async fn check_of_unreadable_standing_is_unavailable(app: App) {
        every_row(&app).await;
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        let body = json!({ "account": ACCOUNT, "email": "bob@acme.test", "authenticated": true });
        for (column, text) in [("standing", "Approved"), ("standing", "approved "), ("source", "domain"), ("shown_as", "all")] {
            let stored = overwrite(&app, &format!("account_user.{column}"), text).await;
            let (status, answer) = app.post_json("/api/v1/checks", &body).await;
            assert_eq!(status, 503, "{column} {text:?}: {answer}");
            let id = answer["instance"].as_str().and_then(|urn| urn.strip_prefix("urn:esecure:"));
            assert!(id.is_some_and(|id| id.len() == 8), "{answer}");
            assert!(answer.get("verdict").is_none(), "{answer}");
            overwrite(&app, &format!("account_user.{column}"), &stored).await;
        }
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

/// Writes a text to one row; returns the text that it had.
async fn overwrite(app: &App, place: &str, text: &str) -> String {
    let (table, column) = place.split_once('.').unwrap();
    let db = &app.services.db;
    let filter = match table {
        "account_user" => "email_key = 'bob@acme.test'".to_owned(),
        "profile" => format!("email_key = '{ANNA}'"),
        _ => "1 = 1".to_owned(),
    };
    let select = format!("SELECT \"{column}\" AS value FROM {table} WHERE {filter}");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), select)).await.unwrap();
    assert_eq!(rows.len(), 1, "{place}");
    let update = format!("UPDATE {table} SET \"{column}\" = $1 WHERE {filter}");
    let update = Statement::from_sql_and_values(db.get_database_backend(), update, [text.into()]);
    db.execute_raw(update).await.unwrap();
    rows[0].try_get("", "value").unwrap()
}
