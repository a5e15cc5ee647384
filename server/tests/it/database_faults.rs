//! Database faults: only stored changes are acknowledged, readiness fails during the fault, and the
//! server recovers without a restart.

use crate::{
    on_both,
    support::{ACCOUNT, App, Fault, Kind, Mail, PageLimit, SmtpBehavior, server_url},
    uploads::form,
};
use app::AppError;
use esecure::{
    id::RequestId,
    person::Administrator,
    request::{DecisionChannel, StateKind},
};
use sea_orm::{ConnectionTrait as _, Database, EntityTrait as _};
use serde_json::json;
use server::{
    error::ServiceError,
    services::requests::{DecideOutcome, NewDecision},
    store::{
        self,
        columns::OutboxState,
        entity::{account_user, request},
    },
};
use std::{collections::BTreeSet, process::Command};

const ANNA: &str = "anna@voorbeeld.example";
/// More attempts than any fault lets succeed.
const TRIES: usize = 200;

/// Sends a check and returns the request's identifier; `None` for 503.
async fn check(app: &App, email: &str) -> Option<String> {
    let body = json!({ "account": ACCOUNT, "email": email, "name": "Ann Lee", "locale": "en" });
    let (status, answer) = app.post_json("/api/v1/checks", &body).await;
    assert!(status == 200 || status == 503, "{status}: {answer}");
    (status == 200).then(|| answer["request"]["id"].as_str().expect("a request").to_owned())
}

/// Returns the value, or `None` for [`AppError::Unavailable`], the only acceptable error.
fn done<T>(result: Result<T, ServiceError>) -> Option<T> {
    match result.map_err(ServiceError::into_app) {
        Ok(value) => Some(value),
        Err(AppError::Unavailable) => None,
        Err(error) => panic!("{error:?}"),
    }
}

async fn decide(app: &App, by: &Administrator, id: &str) -> Option<()> {
    let reject = NewDecision::Reject { channel: DecisionChannel::Page, reason: None };
    // An unacknowledged commit may still have been stored, so an existing decision is also acceptable.
    let (DecideOutcome::Applied(row) | DecideOutcome::AlreadyClosed(row)) =
        done(app.services.decide_request(by.clone(), RequestId::parse(id).unwrap(), reject).await)?;
    assert_eq!(row.state, StateKind::Rejected);
    Some(())
}

/// Uploads a file of 900 addresses.
async fn upload(app: &App, by: &Administrator) -> Option<()> {
    let lines: Vec<String> = (0..900).map(|n| format!("upload{n}@elsewhere.test")).collect();
    done(app.services.commit_upload(by, form(format!("email\n{}", lines.join("\n")))).await).map(|taken| {
        taken.unwrap();
    })
}

async fn is_ready(app: &App) -> bool {
    app.browser().open("/health/ready").await.status == 200
}

/// Runs checks and decisions until refused, and an upload, all concurrently. Everything acknowledged must be stored.
async fn acknowledges_only_stored_changes(app: App, mut fault: Fault) {
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    let mut waiting = Vec::new();
    for n in 0..30 {
        waiting.push(app.shipper(&format!("waits{n}@acme.test")).ships_on(ACCOUNT).await.is_pending().request());
    }
    app.deliver_all().await;
    // Leaves a mail waiting for a retry when the fault begins.
    app.smtp.set_behavior(SmtpBehavior::TemporaryFailure).await;
    app.shipper("eve@acme.test").ships_on(ACCOUNT).await.is_pending();
    app.wait_for_outbox("tried", |mails| {
        let mut eve = mails.iter().filter(|m| m.state == OutboxState::Queued).peekable();
        eve.peek().is_some() && eve.all(|m| m.attempts > 0 && m.leased_until.is_none())
    })
    .await;
    app.smtp.set_behavior(SmtpBehavior::Ready).await;

    fault.begin(&app).await;
    app.advance_clock(3600);
    let mut decided = Vec::new();
    // Four clients in parallel, so that the fault hits every connection several times.
    let checks = (0..4).map(async |asker| {
        let (mut acknowledged, mut refused) = (Vec::new(), 0);
        for n in 0..TRIES {
            match check(&app, &format!("during{asker}-{n}@acme.test")).await {
                Some(request) => acknowledged.push(request),
                None => refused += 1,
            }
            if refused == fault.refusals() {
                break;
            }
        }
        assert_eq!(refused, fault.refusals(), "the fault is one");
        acknowledged
    });
    let decisions = async {
        for id in &waiting {
            match decide(&app, &anna, id).await {
                Some(()) => decided.push(id.clone()),
                None => return true,
            }
        }
        false
    };
    let checks = futures::future::join_all(checks);
    let (acknowledged, decision_refused, uploaded) = tokio::join!(checks, decisions, upload(&app, &anna));
    let mut acknowledged = acknowledged.concat();
    assert_eq!((decision_refused, uploaded), (true, None), "the fault is one");
    assert!(!is_ready(&app).await, "a server that cannot write is not ready");
    fault.end(&app).await;

    let recovered = async { while !is_ready(&app).await {} };
    tokio::time::timeout(std::time::Duration::from_secs(120), recovered).await.expect("it recovers without a restart");
    // More than there are connections, so each of them must work.
    let emails: Vec<String> = (0..24).map(|n| format!("after{n}@acme.test")).collect();
    let after = futures::future::join_all(emails.iter().map(|email| check(&app, email))).await;
    acknowledged.extend(after.into_iter().map(|request| request.expect("nothing is refused any more")));
    for id in waiting.iter().filter(|id| !decided.contains(id)).cloned().collect::<Vec<_>>() {
        decide(&app, &anna, &id).await.expect("nothing is refused any more");
        decided.push(id);
    }
    upload(&app, &anna).await.expect("nothing is refused any more");
    // Late decisions: each ends its transaction without a commit and leaves its connection usable.
    futures::future::join_all(waiting.iter().map(|id| decide(&app, &anna, id))).await;
    let emails: Vec<String> = (0..24).map(|n| format!("late{n}@acme.test")).collect();
    let late = futures::future::join_all(emails.iter().map(|email| check(&app, email))).await;
    acknowledged.extend(late.into_iter().map(|request| request.expect("nothing is refused any more")));

    // Reads through a separate connection.
    let other = store::connect(&app.database.url).await.unwrap();
    let stored = request::Entity::find().all(&other).await.unwrap();
    let state = |id: &String| stored.iter().find(|row| row.id.as_str() == id).map(|row| row.state);
    let lost: Vec<_> = acknowledged.iter().filter(|id| state(id) != Some(StateKind::Open)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged requests are not stored", lost.len(), acknowledged.len());
    let lost: Vec<_> = decided.iter().filter(|id| state(id) != Some(StateKind::Rejected)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged decisions are not stored", lost.len(), decided.len());
    let users = account_user::Entity::find().all(&other).await.unwrap();
    assert_eq!(users.iter().filter(|user| user.email.as_str().starts_with("upload")).count(), 900);
    app.chain_holds().await;

    let mails = app.deliver_all().await;
    assert!(mails.iter().all(|m| m.state != OutboxState::Failed), "a fault of ours throws away no mail");
    let taken: Vec<Mail> = app.smtp.accepted().iter().map(|raw| Mail::parse(raw)).collect();
    let ids: BTreeSet<_> = taken.iter().map(|mail| &mail.message_id).collect();
    assert!(taken.iter().any(|mail| mail.to == "eve@acme.test"));
    assert_eq!(ids.len(), mails.iter().filter(|m| m.state == OutboxState::Sent).count(), "each mail left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn full_disk_acknowledges_only_stored_changes() {
    let (app, limit) = PageLimit::start().await;
    acknowledges_only_stored_changes(app, Fault::Full(limit)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn locked_database_acknowledges_only_stored_changes() {
    acknowledges_only_stored_changes(App::start(Kind::Sqlite).await, Fault::Locked(None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn unavailable_postgres_acknowledges_only_stored_changes() {
    acknowledges_only_stored_changes(App::start(Kind::Postgres).await, Fault::Unavailable).await;
}

/// Each write fails with EFBIG, which SQLite reports as an I/O error. The limit applies to a whole process, so the
/// test runs itself as one.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn io_error_acknowledges_only_stored_changes() {
    const ALONE: &str = "ESECURE_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return acknowledges_only_stored_changes(App::start(Kind::Sqlite).await, Fault::InputOutput).await;
    }
    let run =
        "trap '' XFSZ; exec \"$0\" --exact database_faults::io_error_acknowledges_only_stored_changes --nocapture";
    let mut command = Command::new("sh");
    command.args(["-c", run]).arg(std::env::current_exe().unwrap()).env(ALONE, "1");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let log = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&log));
    assert!(String::from_utf8_lossy(&log).contains("1 passed"), "{}", String::from_utf8_lossy(&log));
}

on_both! {
    /// A connection returned inside a transaction is closed and its writes are rolled back, so later users are
    /// unaffected.
    async fn connection_in_transaction_closed_on_release(app: App) {
        let db = &app.services.db;
        const WRITE: &str = "UPDATE application SET name = 'spoiled'";
        match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => {
                let mut connection = db.get_sqlite_connection_pool().acquire().await.unwrap();
                for sql in ["BEGIN IMMEDIATE", WRITE] {
                    sea_orm::sqlx::Executor::execute(&mut *connection, sql).await.unwrap();
                }
            }
            _ => {
                let mut connection = db.get_postgres_connection_pool().acquire().await.unwrap();
                for sql in ["BEGIN", WRITE] {
                    sea_orm::sqlx::Executor::execute(&mut *connection, sql).await.unwrap();
                }
            }
        }
        // Uses every connection: none sees uncommitted data, and the lock is free.
        for _ in 0..20 {
            let tx = store::begin(db).await.unwrap();
            let row = store::entity::application::Entity::find().one(&tx).await.unwrap().unwrap();
            assert_eq!(row.name.as_str(), "MyDHL+");
            tx.execute_unprepared("UPDATE application SET created_at = created_at").await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

on_both! {
    /// If the commit fails, nothing is acknowledged and the connection remains usable.
    async fn failed_commit_not_acknowledged(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let db = &app.services.db;
        let sqlite = db.get_database_backend() == sea_orm::DbBackend::Sqlite;
        db.execute_unprepared("CREATE TABLE late (x TEXT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)").await.unwrap();
        let trigger: &[&str] = match sqlite {
            true => &["CREATE TRIGGER late_one AFTER INSERT ON request BEGIN INSERT INTO late VALUES ('nobody'); END"],
            false => &[
                "CREATE FUNCTION late_one() RETURNS trigger AS 'BEGIN INSERT INTO late VALUES (''nobody''); RETURN NULL; END' LANGUAGE plpgsql",
                "CREATE TRIGGER late_one AFTER INSERT ON request FOR EACH ROW EXECUTE FUNCTION late_one()",
            ],
        };
        for statement in trigger {
            db.execute_unprepared(statement).await.unwrap();
        }
        for n in 0..20 {
            let body = json!({ "account": ACCOUNT, "email": format!("ann{n}@acme.test") });
            assert_eq!(app.post_json("/api/v1/checks", &body).await.0, 503);
        }
        assert!(app.requests().await.is_empty());
        db.execute_unprepared(if sqlite { "DROP TRIGGER late_one" } else { "DROP TRIGGER late_one ON request" }).await.unwrap();
        for n in 0..20 {
            app.shipper(&format!("ann{n}@acme.test")).ships_on(ACCOUNT).await.is_pending();
        }
        let other = store::connect(&app.database.url).await.unwrap();
        assert_eq!(request::Entity::find().all(&other).await.unwrap().len(), 20);
    }
}

/// PostgreSQL terminates active connections, as in a restart (57P01): a check answers 503, and a decision must be
/// retried.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn terminated_connection_answers_unavailable_postgres() {
    let app = App::start(Kind::Postgres).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    let bob = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending().request();
    app.deliver_all().await;
    let holder = store::begin(&app.services.db).await.unwrap();
    holder.execute_unprepared("UPDATE account SET version = version").await.unwrap();
    let server = Database::connect(server_url()).await.unwrap();
    let name = app.database.url.rsplit_once('/').unwrap().1.split('?').next().unwrap();
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
    );
    let terminated = async {
        let mut ended = 0;
        while ended < 2 {
            ended += server.execute_unprepared(&end).await.unwrap().rows_affected();
        }
    };
    let (acknowledged, decided, ()) = tokio::join!(check(&app, "ann@acme.test"), decide(&app, &anna, &bob), terminated);
    assert_eq!((acknowledged, decided), (None, None));
    holder.commit().await.unwrap();
    check(&app, "ann@acme.test").await.expect("it goes on");
    decide(&app, &anna, &bob).await.expect("it goes on");
}

/// Writers queue in FIFO order and take no connections from readers.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_queue_in_order_without_blocking_readers() {
    let app = App::start(Kind::Sqlite).await;
    let db = &app.services.db;
    let held = store::begin(db).await.unwrap();
    let order = std::sync::Mutex::new(Vec::new());
    let mut waiting: Vec<_> = (0..20)
        .map(|n| {
            let order = &order;
            Box::pin(async move {
                let tx = store::begin(db).await.unwrap();
                order.lock().unwrap().push(n);
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for writer in &mut waiting {
        assert!(futures::poll!(writer).is_pending());
    }
    db.execute_unprepared("SELECT 1").await.unwrap();
    held.commit().await.unwrap();
    futures::future::join_all(waiting).await;
    assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
}
