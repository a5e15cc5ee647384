//! The queue with thousands of open requests: payload and rendering are bounded, and every request can be
//! reached.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD, query_plan},
};
use app::{
    AppError,
    backend::Backend,
    pages::{
        queue::dto::{DecisionInput, KNOWN_LIMIT, Listed, QUEUE_PAGE, Queue, QueueOrder},
        users::dto::Choice,
    },
};
use esecure::{
    DomainName, SingleLine, Timestamp,
    id::{DomainRuleId, RequestId},
    person::Administrator,
    policy::DomainList,
};
use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait as _, Set};
use server::store::{
    columns::RequestNumber,
    entity::domain_rule,
    open_requests::{self, QueuePosition},
};
use std::collections::HashSet;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const OTHER: &str = "987654321";

/// Returns the id of the n-th request that [`fill`] writes on an account.
fn id(account: &str, n: u32) -> RequestId {
    RequestId::parse(&format!("req_{account}{n:017}")).unwrap()
}

/// Opens requests `from..=to` of an account, three at each instant, with one statement per table.
async fn fill(app: &App, account: &str, from: u32, to: u32, domain: &str) {
    let db = &app.services.db;
    let numbers = match db.get_database_backend() {
        DbBackend::Postgres => format!("(SELECT n FROM generate_series({from}, {to}) AS n)"),
        _ => format!(
            "(WITH RECURSIVE c (n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM c WHERE n < {to}) SELECT n FROM c)"
        ),
    };
    let (row, application) = (app.account(account).await.id, app.application().await.id);
    let now = app.services.now().as_millis();
    let of = |kind: &str| {
        format!("'{kind}_{account}' || substr('00000000000000000', 1, 17 - length(CAST(n AS TEXT))) || CAST(n AS TEXT)")
    };
    let (user, request, address) = (of("usr"), of("req"), format!("'user' || n || '@{domain}'"));
    let name = "CASE WHEN n = 2500 THEN 'Łukasz Wilk' ELSE 'Name ' || n END";
    let users = format!(
        "INSERT INTO account_user (id, account_id, email, email_key, domain, standing, created_at, uses, last_use, \
         shown_as, listed) SELECT {user}, '{row}', {address}, {address}, '{domain}', 'undecided', {now}, 0, 0, '', \
         CAST(0 AS BOOLEAN) FROM {numbers} AS numbers"
    );
    let requests = format!(
        "INSERT INTO request (id, number, account_id, user_id, email, email_key, application_id, name, locale, \
         authenticated, shipment, opened_at, expires_at, attempts, last_attempt_at, told, state, status_token, version) \
         SELECT {request}, 2000 + n, '{row}', {user}, {address}, {address}, '{application}', {name}, 'en', \
         CAST(1 AS BOOLEAN), '{{}}', {now} - 20000 + n / 3, {now} + CAST(9000000000 AS BIGINT), 1, {now}, 2, 'open', \
         'token{account}' || n, 0 FROM {numbers} AS numbers"
    );
    for statement in [users, requests] {
        db.execute_unprepared(&statement).await.unwrap();
    }
}

async fn part(app: &App, seats: &[Administrator], search: &str, order: QueueOrder, after: Option<RequestId>) -> Queue {
    Backend::queue(&app.services, seats, search.to_owned(), order, after).await.unwrap()
}

fn ids(queue: &Queue) -> Vec<RequestId> {
    queue.rows.iter().map(|row| row.id.clone()).collect()
}

/// Loads the queue part by part to its end; `between` runs after each part.
async fn walk(
    app: &App,
    seats: &[Administrator],
    search: &str,
    order: QueueOrder,
    mut between: impl AsyncFnMut(usize),
) -> Vec<RequestId> {
    let (mut seen, mut after) = (Vec::new(), None);
    for n in 1.. {
        let queue = part(app, seats, search, order, after).await;
        assert!(queue.rows.len() <= QUEUE_PAGE, "{} rows", queue.rows.len());
        seen.extend(ids(&queue));
        let Some(next) = queue.next else { break };
        between(n).await;
        after = Some(next);
    }
    seen
}

async fn decide(app: &App, seats: &[Administrator], ids: Vec<RequestId>) {
    Backend::decide(&app.services, seats, ids, DecisionInput::bare(Choice::Reject)).await.unwrap();
}

on_both! {
    /// Without the bound every row is rendered and compared with all others.
    async fn page_size_independent_of_number_of_open_requests(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.browser();
        assert_eq!(anna.sign_in(ANNA, PASSWORD).await.status, 303);
        fill(&app, ACCOUNT, 1, 100, "flood.test").await;
        let few = anna.open("/esecure/queue?order=oldest").await.body;
        fill(&app, ACCOUNT, 101, 3000, "flood.test").await;
        let many = anna.open("/esecure/queue?order=oldest").await.body;
        let rows = |html: &str| html.matches("id=\"row-req_").count();
        assert_eq!((rows(&few), rows(&many)), (QUEUE_PAGE, QUEUE_PAGE));
        assert!(many.len().abs_diff(few.len()) < 500, "{} and {} bytes", few.len(), many.len());
        assert!(few.contains("100 open, oldest") && !few.contains("of 100 shown"), "{few}");
        for said in ["3,000 open, oldest", "100 of 3,000 shown", "Show more", "Tick the first 100"] {
            assert!(many.contains(said), "does not say {said}");
        }
        let first = |html: &str, n: u32| html.split("id=\"row-").nth(1).unwrap().starts_with(id(ACCOUNT, n).as_str());
        assert!(first(&many, 1), "oldest first");
        assert!(first(&anna.open("/esecure/queue").await.body, 3000), "newest first");
        // A request beyond the first hundred has a page of its own.
        let deep = anna.open(&format!("/esecure/queue/{}", id(ACCOUNT, 2500))).await;
        assert_eq!(deep.status, 200);
        deep.assert_contains(&format!("id=\"about-{}\"", id(ACCOUNT, 2500)));
    }
}

on_both! {
    async fn pages_during_decisions_show_every_other_request_once(app: App) {
        let administrators = [(ACCOUNT, [ANNA, BRAM]), (OTHER, ["emma@sample.example", "finn@sample.example"])];
        for ((account, people), order) in administrators.into_iter().zip([QueueOrder::Oldest, QueueOrder::Newest]) {
            app.enforced_account(account, &people).await;
            fill(&app, account, 1, 1050, "flood.test").await;
            // Numbers in the order of the list.
            let nth = |n: u32| id(account, if order == QueueOrder::Oldest { n } else { 1051 - n });
            let (reader, other) = (app.signed_in(people[0]).await.seats, app.signed_in(people[1]).await.seats);
            let first = part(&app, &reader, "", order, None).await;
            assert_eq!((first.rows.len(), first.open, first.found), (QUEUE_PAGE, 1050, 1050));
            let seen = walk(&app, &reader, "", order, async |n| {
                // The last row of a part, one before it, and one not loaded yet.
                if n == 2 {
                    decide(&app, &other, vec![nth(200), nth(7), nth(555)]).await;
                }
            })
            .await;
            let all: Vec<RequestId> = (1..=1050).filter(|n| *n != 555).map(nth).collect();
            assert_eq!(seen, all, "{order:?}");
        }
    }
}

on_both! {
    async fn pages_of_two_accounts_form_one_list(app: App) {
        for number in [ACCOUNT, OTHER] {
            app.enforced_account(number, &[ANNA]).await;
            fill(&app, number, 1, 130, "flood.test").await;
        }
        app.enforced_account("555555555", &["emma@sample.example"]).await;
        fill(&app, "555555555", 1, 10, "flood.test").await;
        let anna = app.signed_in(ANNA).await.seats;
        assert_eq!(anna.len(), 2);
        let seen = walk(&app, &anna, "", QueueOrder::Oldest, async |_| {}).await;
        assert_eq!((seen.len(), seen.iter().collect::<HashSet<_>>().len()), (260, 260));
        let mut newest = walk(&app, &anna, "", QueueOrder::Newest, async |_| {}).await;
        newest.reverse();
        assert_eq!(newest, seen);
        let ages: Vec<&str> = seen.iter().map(|id| &id.as_str()[id.as_str().len() - 17..]).collect();
        assert!(ages.is_sorted(), "oldest first");
        // A request of another account is not accepted as a cursor.
        let foreign = Backend::queue(&app.services, &anna, String::new(), QueueOrder::Newest, Some(id("555555555", 3))).await;
        assert_eq!(foreign.err(), Some(AppError::NotFound));
    }
}

on_both! {
    async fn update_after_flood_has_100_rows_and_count(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        fill(&app, ACCOUNT, 1, 5, "flood.test").await;
        let anna = app.signed_in(ANNA).await.seats;
        let known = ids(&part(&app, &anna, "", QueueOrder::Newest, None).await);
        fill(&app, ACCOUNT, 6, 3000, "flood.test").await;
        decide(&app, &anna, vec![id(ACCOUNT, 2)]).await;
        let listed = Listed { known: known.clone(), ..Listed::default() };
        let first: [Vec<u32>; 2] = [(2901..=3000).rev().collect(), (6..=105).collect()];
        for (order, first) in [QueueOrder::Newest, QueueOrder::Oldest].into_iter().zip(first) {
            let listed = Listed { order, ..listed.clone() };
            let news = Backend::queue_news(&app.services, &anna, listed).await.unwrap();
            let fresh: Vec<RequestId> = news.fresh.iter().map(|row| row.id.clone()).collect();
            assert_eq!(fresh, first.into_iter().map(|n| id(ACCOUNT, n)).collect::<Vec<_>>(), "{order:?}");
            assert_eq!((news.fresh_count, news.open, news.found, news.settled.len()), (2995, 2999, 2999, 1));
        }
        // A search counts its own matches only: 10, 100 to 109 and 1000 to 1099.
        let listed = Listed { search: "name 10".to_owned(), ..listed };
        let news = Backend::queue_news(&app.services, &anna, listed).await.unwrap();
        assert_eq!((news.fresh.len(), news.fresh_count, news.open, news.found), (100, 111, 2999, 111));
    }
}

on_both! {
    /// With the oldest first, a new request behind the loaded parts is only counted, and a reopened one among them is
    /// reported as new; with the newest first it is the other way round.
    async fn update_reports_new_rows_of_loaded_pages(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        fill(&app, ACCOUNT, 1, 300, "flood.test").await;
        let (anna, bram) = (app.signed_in(ANNA).await.seats, app.signed_in(BRAM).await.seats);
        decide(&app, &bram, vec![id(ACCOUNT, 50)]).await;
        let first = part(&app, &anna, "", QueueOrder::Oldest, None).await;
        let newest = part(&app, &anna, "", QueueOrder::Newest, None).await;
        Backend::undo(&app.services, &bram, vec![id(ACCOUNT, 50)]).await.unwrap();
        let ann = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.request();
        let order = QueueOrder::Newest;
        let listed = Listed { known: ids(&newest), order, until: newest.next, ..Listed::default() };
        let news = Backend::queue_news(&app.services, &anna, listed).await.unwrap();
        assert_eq!(news.fresh.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [ann]);
        assert_eq!((news.fresh_count, news.open), (1, 301));
        let order = QueueOrder::Oldest;
        let listed = Listed { known: ids(&first), order, until: first.next, ..Listed::default() };
        let news = Backend::queue_news(&app.services, &anna, listed.clone()).await.unwrap();
        assert_eq!(news.fresh.iter().map(|row| &row.id).collect::<Vec<_>>(), [&id(ACCOUNT, 50)]);
        assert_eq!((news.fresh_count, news.open), (1, 301));
        // A request far behind the loaded part may be known too, if opened by its URL.
        let mut known = listed.known.clone();
        known.push(id(ACCOUNT, 290));
        let news = Backend::queue_news(&app.services, &anna, Listed { known, ..listed }).await.unwrap();
        assert_eq!((news.fresh.len(), news.fresh_count, news.settled.len()), (1, 1, 0));
    }
}

on_both! {
    async fn update_for_too_many_known_requests_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.signed_in(ANNA).await.seats;
        let ask = async |n: usize| {
            let known = (0..n).map(|n| RequestId::from_bytes(u128::try_from(n).unwrap().to_be_bytes())).collect();
            Backend::queue_news(&app.services, &anna, Listed { known, ..Listed::default() }).await
        };
        assert!(ask(KNOWN_LIMIT).await.is_ok());
        let refused = ask(KNOWN_LIMIT + 1).await.unwrap_err();
        assert!(refused.of("known").is_some_and(|why| why.contains("2000")), "{refused:?}");
    }
}

on_both! {
    /// Finds names in every script, addresses, domains and applications, ignoring case.
    async fn search_covers_every_open_request(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        fill(&app, ACCOUNT, 1, 3000, "flood.test").await;
        let anna = app.signed_in(ANNA).await.seats;
        for search in ["łukasz", "ŁUKASZ W", " user2500@ ", "USER2500@flood"] {
            let queue = part(&app, &anna, search, QueueOrder::Newest, None).await;
            assert_eq!((ids(&queue), queue.found, queue.open), (vec![id(ACCOUNT, 2500)], 1, 3000), "{search}");
            assert_eq!(queue.search, search);
        }
        for (search, found) in [("mydhl", 3000), ("@flood.test", 3000), ("name 29", 111), ("nobody", 0), ("%", 0)] {
            let queue = part(&app, &anna, search, QueueOrder::Newest, None).await;
            assert_eq!((queue.found, queue.rows.len()), (found, found.min(100) as usize), "{search}");
            assert_eq!(queue.next.is_some(), found > 100, "{search}");
        }
        let seen = walk(&app, &anna, "name 29", QueueOrder::Newest, async |_| {}).await;
        assert_eq!((seen.len(), seen.iter().collect::<HashSet<_>>().len()), (111, 111));
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        browser.open("/esecure/queue?q=%C5%82ukasz").await.assert_contains(&format!("id=\"row-{}\"", id(ACCOUNT, 2500)));
    }
}

on_both! {
    async fn pages_read_in_index_order(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        fill(&app, ACCOUNT, 1, 3000, "flood.test").await;
        app.services.db.execute_unprepared("ANALYZE").await.unwrap();
        let (account, backend) = (app.account(ACCOUNT).await.id, app.services.db.get_database_backend());
        let opened_at = Timestamp::from_millis(app.services.now().as_millis() - 19_500);
        let place = QueuePosition { opened_at, number: RequestNumber::new(0), id: RequestId::from_bytes([0; 16]) };
        let orders = [QueueOrder::Newest, QueueOrder::Oldest];
        for (order, after) in orders.into_iter().flat_map(|order| [(order, None), (order, Some(&place))]) {
            use sea_orm::QueryTrait as _;
            let statement = open_requests::after_position(&account, order, after, 101).build(backend);
            let plan = query_plan(&app, statement).await;
            // While all requests are open, the index of all serves as well.
            let indexed = ["request_by_state", "request_by_opening"].iter().any(|index| plan.contains(index));
            assert!(indexed, "not by an index:\n{plan}");
            // Sorts only the requests of one instant.
            let sorted = plan.contains("Sort") && !plan.contains("Incremental Sort");
            assert!(!sorted && !plan.contains("TEMP B-TREE FOR ORDER BY"), "sorts all:\n{plan}");
        }
    }
}

on_both! {
    /// Without the bound one transaction answers all of them.
    async fn domain_approval_uses_bounded_transactions(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        fill(&app, ACCOUNT, 1, 250, "flood.test").await;
        fill(&app, ACCOUNT, 251, 260, "other.test").await;
        let anna = app.signed_in(ANNA).await.seats;
        let preview = Backend::preview_everyone(&app.services, &anna, id(ACCOUNT, 9)).await.unwrap();
        assert!(preview.contains("250 open requests are approved by it") && preview.contains("and 230 more"), "{preview}");
        let before = app.account(ACCOUNT).await.version;
        let outcome = Backend::approve_everyone(&app.services, &anna, id(ACCOUNT, 9)).await.unwrap();
        assert_eq!(outcome.done.len(), 250);
        assert_eq!(app.account(ACCOUNT).await.version.get() - before.get(), 3, "a transaction for each hundred");
        assert_eq!(part(&app, &anna, "", QueueOrder::Newest, None).await.open, 10);
        assert_eq!((app.journal("domain_added").await.len(), app.journal("request_approved").await.len()), (1, 250));
    }
}

on_both! {
    /// Starts from the state left by an interruption between two transactions.
    async fn interrupted_domain_approval_resumes(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        fill(&app, ACCOUNT, 1, 120, "flood.test").await;
        let entry = domain_rule::ActiveModel {
            id: Set(DomainRuleId::from_bytes([1; 16])),
            account_id: Set(app.account(ACCOUNT).await.id),
            list: Set(DomainList::Authorised),
            domain: Set(DomainName::from_canonical("flood.test")),
            with_subdomains: Set(true),
            added_by: Set(SingleLine::clean("Anna de Boer").unwrap()),
            added_at: Set(Timestamp::from_millis(0)),
        };
        domain_rule::Entity::insert(entry).exec_without_returning(&app.services.db).await.unwrap();
        let anna = app.signed_in(ANNA).await.seats;
        let preview = Backend::preview_everyone(&app.services, &anna, id(ACCOUNT, 9)).await.unwrap();
        assert!(preview.contains("can ship already") && preview.contains("120 open requests"), "{preview}");
        let outcome = Backend::approve_everyone(&app.services, &anna, id(ACCOUNT, 9)).await.unwrap();
        assert_eq!(outcome.done.len(), 120);
        assert_eq!(part(&app, &anna, "", QueueOrder::Newest, None).await.open, 0);
        assert_eq!(app.journal("domain_added").await.len() + app.journal("domain_changed").await.len(), 0);
    }
}
