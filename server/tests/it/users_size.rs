//! Query plans for a list of 50,000 addresses; durations are not asserted.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, query_plan},
};
use app::pages::users::dto::{StandingFilter, UsersQuery, UsersSort};
use esecure::{
    Timestamp,
    id::{ApplicationId, UserId},
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use server::store::{
    columns::ShownAs,
    switch_plans,
    users_list::{self, ListFilter},
};
use std::time::{Duration, Instant};

/// Addresses on the account, and on each of three other accounts.
const ADDRESSES: u32 = 50_000;

/// Inserts the addresses, half of them with uses, with one statement per table.
async fn fill(app: &App) {
    let db = &app.services.db;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    for other in ["223456789", "323456789", "423456789"] {
        app.activate(other, "carla@other.example", esecure::Locale::En).await;
    }
    let account = app.account(ACCOUNT).await.id;
    let now = app.services.now().as_millis();
    let numbers = match db.get_database_backend() {
        DbBackend::Postgres => format!("(SELECT n FROM generate_series(1, {ADDRESSES}) AS n)"),
        _ => format!(
            "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ADDRESSES}) SELECT n FROM c)"
        ),
    };
    let columns = "id, account_id, email, email_key, domain, name, name_key, standing, source, decided_at, created_at, \
         uses, last_use, shown_as, listed";
    let address = "'user' || n || '@company' || (n % 700) || '.example'";
    let row = |id: &str, account: &str| {
        format!(
            "SELECT 'usr_' || substr('{id}', 1, 26 - length(CAST(n AS TEXT))) || n, {account}, {address}, {address}, 'company' || (n % 700) || '.example', \
             'Name ' || n, 'name ' || n, CASE WHEN n % 5 = 0 THEN 'approved' WHEN n % 500 = 1 THEN 'rejected' \
             ELSE 'undecided' END, 'list', {now}, {now}, n % 400, CASE WHEN n % 400 = 0 THEN 0 ELSE {now} - n * CAST(400000 AS BIGINT) END, \
             '', n % 400 > 0 OR n % 5 = 0 FROM {numbers} AS numbers"
        )
    };
    let mine = row("10000000000000000000000000", &format!("'{account}'"));
    let other = |n: u32| {
        row(&format!("{n}0000000000000000000000000"), &format!("(SELECT id FROM account WHERE number = '{n}23456789')"))
    };
    for rows in [mine, other(2), other(3), other(4)] {
        db.execute_unprepared(&format!("INSERT INTO account_user ({columns}) {rows}")).await.unwrap();
    }
    // Every 40th of these addresses has a few uses from another application.
    let rare = ApplicationId::from_bytes([3; 16]);
    let application = format!(
        "INSERT INTO application (id, name, key_hash, scopes, created_at) VALUES ('{rare}', 'Rare', 'none', '', 0)"
    );
    db.execute_unprepared(&application).await.unwrap();
    let some = format!("FROM account_user WHERE account_id = '{account}' AND uses % 40 = 1");
    let used = format!(
        "INSERT INTO user_application (user_id, application_id, uses, last_use) SELECT id, '{rare}', 3, last_use {some}"
    );
    db.execute_unprepared(&used).await.unwrap();
    for n in 0..3 {
        let used = format!(
            "INSERT INTO account_use (id, account_id, user_id, application_id, used_at, once) \
             SELECT '{n}' || id, account_id, id, '{rare}', last_use - {n}, '{n}' {some}"
        );
        db.execute_unprepared(&used).await.unwrap();
    }
    for table in ["account_user", "user_application", "account_use"] {
        vacuum(app, table).await;
    }
}

/// Vacuums a table until all its pages are all-visible, which index-only scans require. A connection that has just
/// read can delay this, so the vacuum is repeated.
async fn vacuum(app: &App, table: &str) {
    let db = &app.services.db;
    if db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    // PostgreSQL's own autovacuum also delays it while it analyses two hundred thousand rows.
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        db.execute_unprepared(&format!("VACUUM ANALYZE {table}")).await.unwrap();
        let seen = format!("SELECT relallvisible >= relpages AS seen FROM pg_class WHERE relname = '{table}'");
        let seen = db.query_one_raw(Statement::from_string(DbBackend::Postgres, seen)).await.unwrap().unwrap();
        if seen.try_get("", "seen").unwrap() {
            return;
        }
        assert!(Instant::now() < end, "{table} is never seen whole");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Asserts that the plan searches the account's rows through an index. SQLite reads only the index; PostgreSQL may
/// also read the table, depending on the visibility map, which any open transaction affects.
#[track_caller]
fn searches(plan: &str) {
    let ways = [
        "USING COVERING INDEX account_user_by_",
        "Scan using account_user_by_",
        "Scan Backward using account_user_by_",
    ];
    let bitmap = "Bitmap Index Scan on account_user_";
    assert!(ways.iter().chain([&bitmap]).any(|way| plan.contains(way)), "by no index:\n{plan}");
    assert!(!plan.contains("Seq Scan on account_user"), "reads the table:\n{plan}");
}

/// Asserts that the plan reads only this index and does not sort.
#[track_caller]
fn reads(plan: &str, index: &str) {
    let alone = [
        format!("USING COVERING INDEX {index} "),
        format!("Index Only Scan using {index} "),
        format!("Index Only Scan Backward using {index} "),
    ];
    assert!(alone.iter().any(|way| plan.contains(way)), "not by {index} alone:\n{plan}");
    assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "sorts:\n{plan}");
}

on_both! {
    async fn every_query_reads_one_index(app: App) {
        fill(&app).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        let page = app.services.users(&anna, UsersQuery::default()).await.unwrap();
        assert_eq!((page.counts.all, page.counts.approved), (50_000, 10_000));
        // Settling has rewritten this account's rows; autovacuum would clean up.
        vacuum(&app, "account_user").await;
        let (account, backend) = (app.account(ACCOUNT).await.id, app.services.db.get_database_backend());
        let own = anna.person().email.key();
        let part = |filter, search| ListFilter { account: &account, own: &own, filter, search, application: None };
        let all = part(None, "");
        for (sort, index) in [
            (UsersSort::LastUse, "account_user_by_last_use"),
            (UsersSort::LastUseOldest, "account_user_by_last_use"),
            (UsersSort::Uses, "account_user_by_uses"),
            (UsersSort::UsesFewest, "account_user_by_uses"),
            (UsersSort::Address, "account_user_by_address"),
            (UsersSort::AddressLast, "account_user_by_address"),
        ] {
            let found = part(None, "company13");
            let approved = part(Some(ShownAs::Rejected), "");
            reads(&query_plan(&app, all.page_statement(backend, sort, 50, 100)).await, index);
            // A substring search must scan an index that covers the query. Row estimates determine which index, and
            // if the few matches are sorted afterwards.
            searches(&query_plan(&app, found.page_statement(backend, sort, 50, 100)).await);
            let index = if index.ends_with("last_use") { "account_user_by_standing" } else { index };
            reads(&query_plan(&app, approved.page_statement(backend, sort, 50, 0)).await, index);
        }
        // Grouping by the few chips may sort, which is cheap.
        for(queries, index) in [(users_list::listed_statement(backend, &account), "account_user_counted"), (users_list::unused_statement(backend, &account), "account_user_by_standing"),
            (part(Some(ShownAs::Approved), "company13").counts_statement(backend), "account_user_by_standing"),
        ] {
            let plan = query_plan(&app, queries).await;
            let alone = ["USING COVERING INDEX", "Index Only Scan using"].map(|way| format!("{way} {index}"));
            assert!(alone.iter().any(|way| plan.contains(way)), "not by {index}:\n{plan}");
        }
        searches(&query_plan(&app, part(None, "company13").counts_statement(backend)).await);
    }
}

on_both! {
    /// The filter by application uses the same index and order, with one primary-key lookup per scanned row. The
    /// months of a page and the list of applications take one query each and read no table.
    async fn application_and_month_queries_read_one_index_each(app: App) {
        fill(&app).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        let rare = ApplicationId::from_bytes([3; 16]);
        let query = UsersQuery { application: Some(rare.clone()), ..UsersQuery::default() };
        let page = app.services.users(&anna, query).await.unwrap();
        assert_eq!((page.total, page.rows.len(), page.rows[0].months.iter().sum::<u32>()), (1250, 50, 3));
        assert_eq!(page.applications, [(rare.clone(), "Rare".to_owned())]);
        let (account, backend) = (app.account(ACCOUNT).await.id, app.services.db.get_database_backend());
        vacuum(&app, "account_user").await;
        let application = Some(&rare);
        let own = anna.person().email.key();
        let of = |filter| ListFilter { account: &account, own: &own, filter, search: "", application };
        for (filter, sort, index) in [
            (None, UsersSort::LastUse, "account_user_by_last_use"),
            (None, UsersSort::Uses, "account_user_by_uses"),
            (Some(ShownAs::Undecided), UsersSort::LastUse, "account_user_by_standing"),
            (Some(ShownAs::Undecided), UsersSort::Address, "account_user_by_address"),
        ] {
            let plan = query_plan(&app, of(filter).page_statement(backend, sort, 50, 100)).await;
            reads(&plan, index);
            let probe = ["sqlite_autoindex_user_application_1 (user_id=? AND application_id=?)", "user_application_pkey"];
            assert!(probe.iter().any(|way| plan.contains(way)), "no look at the key:\n{plan}");
            assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN by"), "reads it all:\n{plan}");
        }
        let users: Vec<&UserId> = page.rows.iter().map(|row| &row.id).collect();
        let begins: Vec<Timestamp> = (0..13).map(Timestamp::from_millis).collect();
        for(queries, index) in [(users_list::periods_statement(backend, &users, &begins), "account_use_by_user"), (users_list::used_from_statement(backend, &account, begins[1]), "account_use_by_application"),
        ] {
            let plan = query_plan(&app, queries).await;
            assert!(plan.contains(index), "not by {index}:\n{plan}");
            let all = ["SCAN account_use", "Seq Scan on account_use"];
            assert!(!all.iter().any(|way| plan.contains(way)), "reads all uses:\n{plan}");
        }
    }
}

on_both! {
    /// Undecided addresses to notify of a switch are counted by an index, and batches are selected without
    /// sorting all of them.
    async fn undecided_addresses_selected_in_batches(app: App) {
        fill(&app).await;
        let anna = app.administrator("anna@voorbeeld.example").await;
        app.services.users(&anna, UsersQuery::default()).await.unwrap();
        for table in ["account_user", "request"] {
            vacuum(&app, table).await;
        }
        let (account, backend) = (app.account(ACCOUNT).await.id, app.services.db.get_database_backend());
        assert_eq!(app.services.enforcement(&anna).await.unwrap().undecided, 39_900);
        let counted = query_plan(&app, switch_plans::undecided_statement(backend, &account, false)).await;
        let alone = ["USING COVERING INDEX account_user_by_standing", "Index Only Scan using account_user_by_standing"];
        assert!(alone.iter().any(|way| counted.contains(way)), "not by the index alone:\n{counted}");
        let next = query_plan(&app, switch_plans::next_batch_statement(backend, &account, "user3", 200)).await;
        let ordered = ["account_user_by_address", "sqlite_autoindex_account_user_2 (account_id=? AND email_key>?)"];
        assert!(ordered.iter().any(|way| next.contains(way)), "not in the order of addresses:\n{next}");
        assert!(!next.contains("TEMP B-TREE") && !next.contains("Sort"), "sorts:\n{next}");
    }
}

/// Prints durations of the list (medians of 20 runs) and asserts nothing. Run explicitly:
/// `.ci/with-postgres cargo test --release -p server --test it -- --ignored --nocapture --test-threads 1
/// list_times`
async fn list_times(kind: Kind) {
    let app = App::start(kind).await;
    fill(&app).await;
    let anna = app.administrator("anna@voorbeeld.example").await;
    let query = UsersQuery::default();
    let queries = [
        ("settling all, first page", query.clone()),
        ("first page", query.clone()),
        ("last page", UsersQuery { page: 1000, ..query.clone() }),
        ("rejected, 100 of them", UsersQuery { filter: StandingFilter::Rejected, ..query.clone() }),
        ("most uses first", UsersQuery { sort: UsersSort::Uses, ..query.clone() }),
        (
            "rejected, most uses first",
            UsersQuery { filter: StandingFilter::Rejected, sort: UsersSort::Uses, ..query.clone() },
        ),
        ("search that finds 72", UsersQuery { search: "company13.".into(), ..query.clone() }),
        ("search that finds all", UsersQuery { search: "company".into(), ..query.clone() }),
        ("search that finds none", UsersQuery { search: "nowhere".into(), ..query.clone() }),
        ("a rare application", UsersQuery { application: Some(ApplicationId::from_bytes([3; 16])), ..query.clone() }),
        ("an application without uses", UsersQuery { application: Some(ApplicationId::from_bytes([4; 16])), ..query }),
    ];
    for (what, query) in queries {
        let runs = if what.starts_with("settling") { 1 } else { 20 };
        let mut times = Vec::new();
        for _ in 0..runs {
            let begun = std::time::Instant::now();
            app.services.users(&anna, query.clone()).await.unwrap();
            times.push(begun.elapsed());
        }
        times.sort();
        if runs == 1 && kind == Kind::Postgres {
            // Settling has rewritten the rows; autovacuum would clean up.
            app.services.db.execute_unprepared("VACUUM ANALYZE account_user").await.unwrap();
        }
        println!("{kind:?}: {what}: {:.1} ms", times[times.len() / 2].as_secs_f64() * 1000.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "prints times, asserts nothing"]
async fn list_times_sqlite() {
    list_times(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "prints times, asserts nothing"]
async fn list_times_postgres() {
    list_times(Kind::Postgres).await;
}
