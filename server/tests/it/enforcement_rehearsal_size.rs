//! Query plans of the rehearsal over 50,000 addresses and a million uses. Plans are asserted, times never.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, query_plan},
};
use esecure::EmailKey;
use sea_orm::{ConnectionTrait as _, DbBackend};
use server::{
    calendar::Calendar,
    store::rehearsal::{SmallerSide, blocked_statement, undecided_statement, uses_statement},
};

const ANNA: &str = "anna@voorbeeld.example";

/// SQL rows with the numbers from 1.
fn numbers(backend: DbBackend, most: u32) -> String {
    match backend {
        DbBackend::Postgres => format!("(SELECT CAST(n AS BIGINT) AS n FROM generate_series(1, {most}) AS n)"),
        _ => format!(
            "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {most}) SELECT n FROM c)"
        ),
    }
}

/// Writes addresses with uses spread over 13 months onto an account, in a few statements. One address in `undecided` is
/// undecided, one in a thousand rejected; the others are approved.
async fn fill(app: &App, number: &str, addresses: u32, uses: u32, undecided: u32) {
    let db = &app.services.db;
    let (account, now) = (app.account(number).await.id, app.services.now().as_millis());
    let rows = numbers(db.get_database_backend(), addresses);
    // Texts of one length, so that none is a prefix of another.
    let user = format!("'usr_' || substr('{number}00000000000000000', 1, 26 - length(CAST(n AS TEXT))) || n");
    let address = "'user' || n || '@company' || (n % 700) || '.example'";
    let people = format!(
        "INSERT INTO account_user (id, account_id, email, email_key, domain, standing, source, decided_at, created_at, listed) \
         SELECT {user}, '{account}', {address}, {address}, 'company' || (n % 700) || '.example', CASE WHEN n % 1000 = 1 THEN 'rejected' \
         WHEN n % {undecided} = 0 THEN 'undecided' ELSE 'approved' END, 'list', {now}, {now}, TRUE FROM {rows} AS numbers"
    );
    db.execute_unprepared(&people).await.unwrap();
    let application = app.application().await.id;
    for k in 0..uses {
        // 390 days in seconds; a step without a common divisor spreads them.
        let at = format!("{now} - ((n * {uses} + {k}) * 7919777 % 33696000) * 1000");
        let used = format!(
            "INSERT INTO account_use (id, account_id, user_id, application_id, used_at, once) \
             SELECT '{k}-' || {user}, '{account}', {user}, '{application}', {at}, '{k}' FROM {rows} AS numbers"
        );
        db.execute_unprepared(&used).await.unwrap();
    }
    let figures = format!(
        "UPDATE account_user SET uses = {uses}, last_use = (SELECT MAX(used_at) FROM account_use AS of \
         WHERE of.user_id = account_user.id) WHERE account_id = '{account}'"
    );
    db.execute_unprepared(&figures).await.unwrap();
}

async fn analyse(app: &App) {
    let statement = match app.services.db.get_database_backend() {
        DbBackend::Postgres => "VACUUM ANALYZE",
        // SQLite chooses plans from the indexes alone, as in a database without `ANALYZE` statistics.
        _ => return,
    };
    app.services.db.execute_unprepared(statement).await.unwrap();
}

/// Asserts that the plan uses each of these indexes and scans no table of addresses or uses.
#[track_caller]
fn assert_uses_indexes(plan: &str, indexes: &[&str]) {
    for index in indexes {
        assert!(plan.contains(index), "not by {index}:\n{plan}");
    }
    let whole = ["Seq Scan", "SCAN account_use", "SCAN account_user", "SCAN of"];
    assert!(!whole.iter().any(|way| plan.contains(way)), "reads a table whole:\n{plan}");
}

on_both! {
    async fn every_query_uses_an_index(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        fill(&app, ACCOUNT, 6_000, 6, 15).await;
        for other in ["223456789", "323456789", "423456789"] {
            app.activate(other, "carla@other.example", esecure::Locale::En).await;
            fill(&app, other, 6_000, 6, 15).await;
        }
        analyse(&app).await;
        let rehearsal = app.services.rehearsal(&anna, None).await.unwrap();
        assert_eq!((rehearsal.addresses, rehearsal.blocked, rehearsal.undecided), (6_000, 406, 400));
        assert_eq!(rehearsal.months.iter().map(|month| month.allowed + month.blocked).sum::<u64>(), 36_000);
        assert_eq!(rehearsal.months.iter().map(|month| month.blocked).sum::<u64>(), 406 * 6);
        analyse(&app).await;

        let (account, backend) = (app.account(ACCOUNT).await, app.services.db.get_database_backend());
        let begins = Calendar::new(esecure::Locale::En, &account.time_zone, app.services.now()).thirteen_months();
        let uses = query_plan(&app, uses_statement(backend, &account.id, &begins, SmallerSide::Blocked)).await;
        assert_uses_indexes(&uses, &["account_use_by_time", "account_use_by_user", "account_user_by_standing"]);
        let first = query_plan(&app, blocked_statement(backend, &account.id, begins[10], 5, 0)).await;
        assert_uses_indexes(&first, &["account_use_by_user", "account_user_by_standing"]);
        let counted = query_plan(&app, undecided_statement(backend, &account.id, &EmailKey::from_stored(ANNA))).await;
        assert_uses_indexes(&counted, &["account_user_by_standing"]);
    }
}

/// Benchmark, ignored by default: prints medians of 10 runs. Run it with
/// `.ci/with-postgres cargo test --release -p server --test it -- --ignored --nocapture --test-threads 1
/// rehearsal_times`
async fn rehearsal_times(kind: Kind) {
    let app = App::start(kind).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    fill(&app, ACCOUNT, 50_000, 20, 15).await;
    analyse(&app).await;
    let account = app.account(ACCOUNT).await;
    let begins = Calendar::new(esecure::Locale::En, &account.time_zone, app.services.now()).thirteen_months();
    for what in ["one of 15 undecided", "nobody decided"] {
        let begun = std::time::Instant::now();
        let rehearsal = app.services.rehearsal(&anna, None).await.unwrap();
        println!("{kind:?}: {what}, settling all: {:.0} ms", begun.elapsed().as_secs_f64() * 1000.0);
        println!("  {} of {} blocked, {} uses last quarter", rehearsal.blocked, rehearsal.addresses, rehearsal.quarter);
        analyse(&app).await;
        for (name, page) in [("first", None), ("page 3", Some(3))] {
            let mut times = Vec::new();
            for _ in 0..10 {
                let begun = std::time::Instant::now();
                app.services.rehearsal(&anna, page).await.unwrap();
                times.push(begun.elapsed());
            }
            times.sort();
            println!("{kind:?}: {what}, {name}: {:.0} ms", times[times.len() / 2].as_secs_f64() * 1000.0);
        }
        let backend = app.services.db.get_database_backend();
        for asked in [
            uses_statement(
                backend,
                &account.id,
                &begins,
                if what.starts_with("nobody") { SmallerSide::Allowed } else { SmallerSide::Blocked },
            ),
            uses_statement(backend, &account.id, &begins, SmallerSide::Blocked),
            blocked_statement(backend, &account.id, begins[10], 5, 0),
            undecided_statement(backend, &account.id, &EmailKey::from_stored(ANNA)),
        ] {
            let begun = std::time::Instant::now();
            app.services.db.query_all_raw(asked.clone()).await.unwrap();
            println!("  {:.0} ms: {}…", begun.elapsed().as_secs_f64() * 1000.0, &asked.sql[..60]);
            if kind == Kind::Postgres {
                println!("{}", query_plan(&app, asked).await);
            }
        }
        let none = "UPDATE account_user SET standing = 'undecided', shown_as = '' WHERE standing = 'approved'";
        app.services.db.execute_unprepared(none).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "prints times, asserts nothing"]
async fn rehearsal_times_sqlite() {
    rehearsal_times(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "prints times, asserts nothing"]
async fn rehearsal_times_postgres() {
    rehearsal_times(Kind::Postgres).await;
}
