//! SQL statements per command, counted by SeaORM's metric callback on one clone of the services, so that neither the
//! jobs nor the mail worker are counted. BEGIN and COMMIT are not counted.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    backend::Backend as _,
    pages::{
        queue::dto::DecisionInput,
        users::{
            dto::Choice,
            standing_dto::{UserAction, UserActionInput},
        },
    },
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use esecure::id::{RequestId, UserId};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use server::{api, services::Services};
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

/// Largest number of statements of each command on an account with this number of active administrators. Both databases
/// run the same statements. Announcements are read before and under the account's lock.
const BOUNDS: [(Command, usize, usize); 6] = [
    (Command::OpenRequest, 1, 34),
    (Command::OpenRequest, 5, 54),
    (Command::DecideOnPage, 1, 17),
    (Command::DecideOnPage, 5, 17),
    (Command::DecideOnList, 1, 32),
    (Command::DecideOnList, 5, 32),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    /// A refused check that opens a request.
    OpenRequest,
    /// An approval of one open request on the page.
    DecideOnPage,
    /// An approval of one address with an open request on the list.
    DecideOnList,
}

/// Number of measurements per command; they must all be equal.
const REPETITIONS: usize = 5;

const ANNA: &str = "anna@voorbeeld.example";
const OTHER_ACCOUNT: &str = "987654321";

/// Services whose statements are recorded.
struct Counted {
    services: Services,
    api: Router,
    statements: Arc<Mutex<Vec<String>>>,
}

impl Counted {
    fn new(app: &App) -> Self {
        let mut services = app.services.clone();
        let statements = Arc::new(Mutex::new(Vec::new()));
        let record = statements.clone();
        services.db.set_metric_callback(move |info| record.lock().unwrap().push(info.statement.sql.clone()));
        let api = api::routes().with_state(services.clone());
        Self { services, api, statements }
    }

    /// Returns the statements recorded since the last call.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.statements.lock().unwrap())
    }

    /// Sends a check to the API of the counted services, with the application's key.
    async fn check(&self, app: &App, email: &str, account: &str) {
        let body =
            json!({ "account": account, "email": email, "locale": "en", "name": "Ann Lee", "authenticated": true });
        let request = Request::post("/checks")
            .header("authorization", format!("Bearer {}", app.key))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        let response = self.api.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }
}

/// Reads an identifier of the open request of an address.
async fn of_open_request(app: &App, column: &str, email: &str) -> String {
    let db = &app.services.db;
    let sql = format!("SELECT {column} AS value FROM request WHERE email_key = '{email}' AND state = 'open'");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.expect("an open request").try_get("", "value").unwrap()
}

/// Runs a command about `email`, and returns its statements.
async fn statements(app: &App, counted: &Counted, command: Command, account: &str, email: &str) -> Vec<String> {
    if command == Command::OpenRequest {
        counted.check(app, email, account).await;
        let statements = counted.take();
        of_open_request(app, "id", email).await;
        return statements;
    }
    app.shipper(email).ships_on(account).await.is_pending();
    let administrator = if account == ACCOUNT { ANNA } else { "emma@sample.example" };
    let seats = app.signed_in(administrator).await.seats;
    if command == Command::DecideOnPage {
        let id = RequestId::parse(&of_open_request(app, "id", email).await).unwrap();
        counted.services.decide(&seats, vec![id], DecisionInput::bare(Choice::Approve)).await.unwrap();
    } else {
        let user = UserId::parse(&of_open_request(app, "user_id", email).await).unwrap();
        let form = UserActionInput { choice: UserAction::Approve, ..UserActionInput::default() };
        counted.services.change_standings(&seats[0], vec![user], form).await.unwrap();
    }
    let statements = counted.take();
    app.shipper(email).ships_on(account).await.is_allowed("address_approved");
    statements
}

on_both! {
    async fn statements_per_command_within_bounds(app: App) {
        let five = [ANNA, "bram@voorbeeld.example", "carla@voorbeeld.example", "dirk@voorbeeld.example", "els@voorbeeld.example"];
        app.enforced_account(ACCOUNT, &five).await;
        app.enforced_account(OTHER_ACCOUNT, &["emma@sample.example"]).await;
        let counted = Counted::new(&app);
        let database = app.services.db.get_database_backend();
        let mut beyond = Vec::new();
        for (command, administrators, bound) in BOUNDS {
            let account = if administrators == 1 { OTHER_ACCOUNT } else { ACCOUNT };
            // The first decision on the list refreshes the account's figures, unless the job at the start did so.
            statements(&app, &counted, command, account, &format!("{command:?}@acme.test").to_lowercase()).await;
            let (mut counts, mut listed) = (Vec::new(), String::new());
            for n in 0..REPETITIONS {
                let email = format!("{command:?}{n}@acme.test").to_lowercase();
                let statements = statements(&app, &counted, command, account, &email).await;
                counts.push(statements.len());
                listed = statements.join("\n");
            }
            println!("{database:?}, {command:?}, administrators {administrators}: {counts:?} statements, bound {bound}");
            if counts.iter().any(|count| *count > bound || *count != counts[0]) {
                beyond.push(format!("{command:?}, administrators {administrators}: {counts:?}, bound {bound}:\n{listed}"));
            }
        }
        assert!(beyond.is_empty(), "more statements than expected, or a varying number:\n{}", beyond.join("\n\n"));
    }
}
