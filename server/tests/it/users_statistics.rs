//! Property test of the list's usage counters: after random histories, every row, order and count equals a full
//! recount, and standings match `esecure::decide`.

use crate::{on_both, support::App};
use app::pages::users::dto::{Choice, StandingFilter, StandingView, UserRow, UsersQuery, UsersSort};
use esecure::{
    DomainName, Policy, Rule, SingleLine, Timestamp, decide,
    id::{AccountId, ApplicationId, DomainRuleId},
    person::Administrator,
    policy::{DomainList, Standing, StandingKind},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set, sea_query::Expr};
use server::{
    calendar::Calendar,
    services::history::{Importer, UseRecord},
    store::{
        domain_rules,
        entity::{account, account_use, account_user, application, domain_rule},
        users,
    },
};

/// The empty entry is a placeholder for the administrator's own address.
const ADDRESSES: [&str; 7] = [
    "ann@acme.test",
    "Bob_1@acme.test",
    "eve@eu.acme.test",
    "carl@evilacme.test",
    "Zoe@münchen.test",
    "dora@else.test",
    "",
];
const DOMAINS: [&str; 3] = ["acme.test", "eu.acme.test", "else.test"];

/// An event in an account's history.
#[derive(Debug, Clone)]
enum Happens {
    /// An allowed check: index of the address, and which of two applications sent it.
    Use(usize, bool),
    /// An imported use, this many hours ago.
    Import(usize, i64),
    Decide(usize, bool),
    /// An approval that ends in this many hours.
    ApproveFor(usize, i64),
    /// A domain is authorised; the flag includes subdomains.
    Domain(usize, bool),
    /// The domain is removed.
    NoDomain(usize),
    /// The clock advances by this many hours.
    Wait(i64),
    /// The pruning job runs.
    Prune,
}

fn history() -> impl Strategy<Value = Vec<Happens>> {
    use Happens as H;
    let who = 0..ADDRESSES.len();
    // 13 months are about 9,500 hours.
    let one = prop_oneof![
        5 => (who.clone(), any::<bool>()).prop_map(|(n, b)| H::Use(n, b)),
        5 => (who.clone(), 0..9_600_i64).prop_map(|(n, h)| H::Import(n, h)),
        2 => (who.clone(), any::<bool>()).prop_map(|(n, b)| H::Decide(n, b)),
        1 => (who, 1..900_i64).prop_map(|(n, h)| H::ApproveFor(n, h)),
        2 => (0..DOMAINS.len(), any::<bool>()).prop_map(|(n, b)| H::Domain(n, b)),
        1 => (0..DOMAINS.len()).prop_map(H::NoDomain),
        3 => (1..4_000_i64).prop_map(H::Wait),
        1 => Just(H::Prune),
    ];
    proptest::collection::vec(one, 1..24)
}

on_both! {
    async fn statistics_equal_full_recount(app: App) {
        let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        let accounts = std::sync::atomic::AtomicU32::new(200_000_000);
        let run = |history: Vec<Happens>| {
            let number = accounts.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(apply(&app, &number, history));
            });
            Ok(())
        };
        if let Err(error) = runner.run(&history(), run) {
            panic!("{error}");
        }
    }
}

async fn apply(app: &App, number: &str, history: Vec<Happens>) {
    let email = format!("anna{number}@acme.test");
    app.activate(number, &email, esecure::Locale::En).await;
    app.make_active(&email).await;
    let anna = app.administrator(&email).await;
    for (step, happens) in history.into_iter().enumerate() {
        apply_event(app, number, &anna, happens).await;
        if step % 6 == 5 {
            assert_equals_recount(app, number, &anna).await;
        }
    }
    assert_equals_recount(app, number, &anna).await;
}

async fn apply_event(app: &App, number: &str, anna: &Administrator, happens: Happens) {
    let db = &app.services.db;
    let account = app.account(number).await;
    let who = |n: usize| if ADDRESSES[n].is_empty() { anna.person().email.original() } else { ADDRESSES[n] };
    let user = async |n: usize| {
        let row = users::by_email(db, &account.id, &app.address(who(n))).await.unwrap();
        row.map(|row| row.id)
    };
    let import = async |n: usize, at: Timestamp, application: &str| {
        let line = UseRecord {
            account: number.to_owned(),
            email: who(n).to_owned(),
            application: application.to_owned(),
            used_at: server::calendar::utc(at),
            reference: String::new(),
        };
        let mut importer = Importer::default();
        app.services.import_history(&mut importer, vec![(1, line)]).await.unwrap();
    };
    match happens {
        Happens::Use(n, true) => {
            let shipper = app.shipper(who(n)).with("name", format!("Zoë 100% {n}").into());
            shipper.ships_on(number).await.is_allowed("not_enforced");
        }
        Happens::Use(n, false) => import(n, app.services.now(), "LabelStation").await,
        Happens::Import(n, hours) => import(n, app.services.now().plus_seconds(-3600 * hours), "MyDHL+").await,
        Happens::Decide(n, approve) => {
            let choice = if approve { Choice::Approve } else { Choice::Reject };
            if let Some(user) = user(n).await {
                // Decisions on the administrator's own address are refused and change nothing.
                let _ = app.services.decide_user(anna, user, choice).await;
            }
        }
        Happens::ApproveFor(n, hours) => {
            if let Some(user) = user(n).await
                && app.services.decide_user(anna, user.clone(), Choice::Approve).await.is_ok()
            {
                let end = app.services.now().plus_seconds(3600 * hours);
                account_user::Entity::update_many()
                    .col_expr(account_user::Column::ValidUntil, Expr::value(end))
                    .filter(account_user::Column::Id.eq(&user))
                    .exec(db)
                    .await
                    .unwrap();
            }
        }
        Happens::Domain(n, with_subdomains) => {
            no_domain(app, &account.id, n).await;
            let row = domain_rule::ActiveModel {
                id: Set(DomainRuleId::from_bytes(server::clock::random_bytes())),
                account_id: Set(account.id.clone()),
                list: Set(DomainList::Authorised),
                domain: Set(DomainName::from_canonical(DOMAINS[n])),
                with_subdomains: Set(with_subdomains),
                added_by: Set(SingleLine::clean("test").unwrap()),
                added_at: Set(Timestamp::from_millis(0)),
            };
            row.insert(db).await.unwrap();
        }
        Happens::NoDomain(n) => no_domain(app, &account.id, n).await,
        Happens::Wait(hours) => app.advance_clock(3600 * hours),
        Happens::Prune => {
            app.services.prune_history().await.unwrap();
        }
    }
}

async fn no_domain(app: &App, account: &AccountId, n: usize) {
    let deleted = domain_rule::Entity::delete_many().filter(domain_rule::Column::AccountId.eq(account));
    deleted.filter(domain_rule::Column::Domain.eq(DOMAINS[n])).exec(&app.services.db).await.unwrap();
}

/// An address with its counters from a full recount.
struct Naive {
    row: account_user::Model,
    uses: u64,
    last_use: Option<Timestamp>,
    months: Vec<u32>,
    from: Vec<ApplicationId>,
    filter: StandingFilter,
}

/// Recounts and classifies everything in memory.
async fn recount(app: &App, account: &account::Model, anna: &Administrator) -> Vec<Naive> {
    let db = &app.services.db;
    let calendar = Calendar::new(esecure::Locale::En, &account.time_zone, app.services.now());
    let (since, begins) = (calendar.thirteen_months_ago(), calendar.thirteen_months());
    let used = account_use::Entity::find().filter(account_use::Column::AccountId.eq(&account.id)).all(db);
    let used = used.await.unwrap();
    let rows = account_user::Entity::find().filter(account_user::Column::AccountId.eq(&account.id));
    let (authorised, may_ask) = domain_rules::lists(db, &account.id).await.unwrap();
    let all = rows.all(db).await.unwrap().into_iter().filter_map(|row| {
        let mine = used.iter().filter(|u| u.user_id == row.id && u.used_at >= since);
        let from = mine.clone().map(|u| u.application_id.clone()).collect();
        let at = mine.map(|u| u.used_at);
        let mut months = vec![0; begins.len()];
        for at in at.clone() {
            months[begins.iter().rposition(|begin| *begin <= at).unwrap()] += 1;
        }
        let (uses, last_use) = (at.clone().count() as u64, at.max());
        if uses == 0 && row.standing == StandingKind::Undecided && row.email_key != anna.person().email.key() {
            return None;
        }
        let email = app.address(row.email.as_str());
        let standings: std::collections::HashMap<_, Standing> = [(email.clone(), row.standing())].into();
        let (authorised, may_ask) = (authorised.clone(), may_ask.clone());
        let policy = Policy { active: true, enforced: true, standings, announcements: vec![], authorised, may_ask };
        let filter = match decide(&policy, &email, app.services.now()).rule {
            Rule::AddressApproved => StandingFilter::Approved,
            Rule::AddressRejected => StandingFilter::Rejected,
            Rule::DomainAuthorised => StandingFilter::Domain,
            _ => StandingFilter::Undecided,
        };
        Some(Naive { row, uses, last_use, months, from, filter })
    });
    all.collect()
}

/// Compares the list with the recount, in every order, under every chip and for some searches.
async fn assert_equals_recount(app: &App, number: &str, anna: &Administrator) {
    let account = app.account(number).await;
    let all = recount(app, &account, anna).await;
    let applications = application::Entity::find().all(&app.services.db).await.unwrap();
    let known =
        |name: &str| applications.iter().find(|application| application.name.as_str() == name).map(|it| it.id.clone());
    let applications_filter = ["", "", "LabelStation", "", "MyDHL+", ""].map(known);
    for filter in StandingFilter::ALL {
        for ((sort, search), from) in
            UsersSort::ALL.into_iter().zip(["", "ACME", "_", "ZOË", "0% 1", ""]).zip(&applications_filter)
        {
            let query = UsersQuery { filter, search: search.to_owned(), page: 1, sort, application: from.clone() };
            let page = app.services.users(anna, query.clone()).await.unwrap();
            let wanted = search.to_lowercase();
            let named =
                |row: &account_user::Model| row.name.as_deref().is_some_and(|n| n.to_lowercase().contains(&wanted));
            let under = |entry: &&Naive| filter == StandingFilter::All || entry.filter == filter;
            let found = |entry: &&Naive| {
                (entry.row.email_key.as_str().contains(&wanted) || named(&entry.row))
                    && from.as_ref().is_none_or(|from| entry.from.contains(from))
            };
            let mut expected: Vec<&Naive> = all.iter().filter(found).filter(under).collect();
            expected.sort_by(|a, b| a.row.email_key.cmp(&b.row.email_key));
            match sort {
                UsersSort::LastUse | UsersSort::LastUseOldest => {
                    expected.sort_by_key(|e| std::cmp::Reverse(e.last_use))
                }
                UsersSort::Uses | UsersSort::UsesFewest => expected.sort_by_key(|e| std::cmp::Reverse(e.uses)),
                UsersSort::Address | UsersSort::AddressLast => {}
            }
            if matches!(sort, UsersSort::LastUseOldest | UsersSort::UsesFewest | UsersSort::AddressLast) {
                expected.reverse();
            }
            let listed: Vec<_> = page
                .rows
                .iter()
                .map(|r| (r.email.as_str(), r.uses, r.last_use.is_some(), under_of(r), &r.months))
                .collect();
            let tell = |e: &&'_ Naive| -> (String, u64, bool, StandingFilter, Vec<u32>) {
                (e.row.email.to_string(), e.uses, e.last_use.is_some(), e.filter, e.months.clone())
            };
            let expected: Vec<_> = expected.iter().map(tell).collect();
            let expected: Vec<_> = expected.iter().map(|(e, u, l, f, m)| (e.as_str(), *u, *l, *f, m)).collect();
            assert_eq!(listed, expected, "{filter:?} {sort:?} {search}");
            assert_eq!(page.total, expected.len() as u64);
            for filter in StandingFilter::ALL {
                let under = |entry: &&Naive| filter == StandingFilter::All || entry.filter == filter;
                assert_eq!(page.counts.of(filter), all.iter().filter(found).filter(under).count() as u64, "{filter:?}");
            }
            let mut used: Vec<_> = all.iter().flat_map(|entry| &entry.from).collect();
            used.sort();
            used.dedup();
            let mut offered: Vec<_> = page.applications.iter().map(|(id, _)| id).collect();
            offered.sort();
            assert_eq!(offered, used);
            let undecided = app.services.undecided(anna, query).await.unwrap();
            let expected = all.iter().filter(found).filter(|entry| entry.filter == StandingFilter::Undecided);
            let mut expected: Vec<_> = expected.map(|entry| entry.row.email.as_str()).collect();
            expected.retain(|email| *email != anna.person().email.original());
            let mut offered: Vec<_> = undecided.iter().map(|(_, email)| email.as_str()).collect();
            offered.sort_unstable();
            expected.sort_unstable();
            assert_eq!(page.tickable, expected.len() as u64);
            assert_eq!(offered, expected, "one's own is never among them");
        }
    }
}

fn under_of(row: &UserRow) -> StandingFilter {
    match row.standing {
        StandingView::Undecided => StandingFilter::Undecided,
        StandingView::Approved { .. } => StandingFilter::Approved,
        StandingView::Domain { .. } => StandingFilter::Domain,
        StandingView::Rejected { .. } => StandingFilter::Rejected,
    }
}
