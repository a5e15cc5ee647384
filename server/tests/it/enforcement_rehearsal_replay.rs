//! Property test of the rehearsal: after random histories under random rules its result equals replaying every
//! use through `esecure::decide` with enforcement on.

use crate::{on_both, support::App};
use app::pages::{
    enforcement::rehearsal_dto::WhyBlocked,
    users::standing_dto::{UserAction, UserActionInput},
};
use esecure::{
    Answer, DomainName, EmailAddress, Policy, Rule, SingleLine, Standing, Timestamp, decide,
    id::{AccountId, DomainRuleId, UserId},
    person::Administrator,
    policy::DomainList,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr,
};
use server::{
    calendar::Calendar,
    store::{
        columns::UseId,
        domain_rules,
        entity::{account_use, account_user, application, domain_rule},
        list_stats, users,
    },
};
use std::collections::BTreeMap;

/// The first one is replaced by the administrator's own address.
const ADDRESSES: [&str; 8] = [
    "",
    "ann@acme.test",
    "Bob_1@acme.test",
    "eve@eu.acme.test",
    "carl@evilacme.test",
    "Zoe@münchen.test",
    "dora@else.test",
    "finn@lab.else.test",
];
const DOMAINS: [&str; 4] = ["acme.test", "eu.acme.test", "else.test", "xn--mnchen-3ya.test"];

/// A use of an address: the index of its period, counted from the oldest (0 lies before the first), the address, and
/// the place in the period: its first millisecond, its last, or a number of hours after its start.
#[derive(Debug, Clone)]
struct Use(usize, usize, Place);

#[derive(Debug, Clone)]
enum Place {
    First,
    Last,
    After(i64),
}

/// Random history of an account before its rehearsal.
#[derive(Debug, Clone)]
struct Life {
    uses: Vec<Use>,
    /// Standings: address, choice, and an optional end in hours from then.
    standings: Vec<(usize, UserAction, Option<i64>)>,
    /// Domain rules: on which list, which domain, with or without subdomains.
    domains: Vec<(bool, usize, bool)>,
    /// Hours to wait before the first and before the second rehearsal.
    waits: (i64, i64),
}

fn life() -> impl Strategy<Value = Life> {
    let who = || 0..ADDRESSES.len();
    let place = prop_oneof![Just(Place::First), Just(Place::Last), (0..1000_i64).prop_map(Place::After)];
    let used = (who(), 0..14_usize, place).prop_map(|(who, period, place)| Use(who, period, place));
    let choice = prop_oneof![
        3 => Just(UserAction::Approve),
        2 => Just(UserAction::Reject),
        1 => Just(UserAction::Clear),
    ];
    let standing = (who(), choice, proptest::option::of(-300..900_i64));
    let domain = (any::<bool>(), 0..DOMAINS.len(), any::<bool>());
    (
        proptest::collection::vec(used, 0..30),
        proptest::collection::vec(standing, 0..8),
        proptest::collection::vec(domain, 0..4),
        (0..800_i64, 0..800_i64),
    )
        .prop_map(|(uses, standings, domains, waits)| Life { uses, standings, domains, waits })
}

on_both! {
    async fn rehearsal_equals_replay_of_every_use(app: App) {
        let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
        let accounts = std::sync::atomic::AtomicU32::new(200_000_000);
        let seen = std::sync::Mutex::new(BTreeMap::new());
        let run = |life: Life| {
            let number = accounts.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(apply(&app, &number, life, &seen));
            });
            Ok(())
        };
        if let Err(error) = runner.run(&life(), run) {
            panic!("{error}");
        }
        // Requires that every reason occurred, or the test would prove less than it claims.
        let seen = seen.into_inner().unwrap();
        let reasons = ["ended", "may not ask", "rejected", "undecided"];
        assert!(reasons.iter().all(|reason| seen.contains_key(reason)), "{seen:?}");
    }
}

type Seen = std::sync::Mutex<BTreeMap<&'static str, u32>>;

async fn apply(app: &App, number: &str, life: Life, seen: &Seen) {
    let email = format!("anna{number}@acme.test");
    app.activate(number, &email, esecure::Locale::En).await;
    app.make_active(&email).await;
    let anna = app.administrator(&email).await;
    let account = app.account(number).await;
    let address = |n: usize| app.address(if ADDRESSES[n].is_empty() { &email } else { ADDRESSES[n] });
    let now = app.services.now();
    // Periods as of the last rehearsal, whose time is known in advance.
    let end = now.plus_seconds(3600 * (life.waits.0 + life.waits.1));
    let mut begins = Calendar::new(esecure::Locale::En, &account.time_zone, end).thirteen_months();
    begins.insert(0, begins[0].plus_days(-30));
    for (n, Use(who, period, place)) in life.uses.into_iter().enumerate() {
        let last = begins.get(period + 1).map_or(end, |next| next.just_before());
        let at = match place {
            Place::First => begins[period],
            Place::Last => last,
            Place::After(hours) => begins[period].plus_seconds(3600 * hours).min(last),
        };
        record(app, &account.id, &address(who), at, n).await;
    }
    for (who, choice, hours) in life.standings {
        decides(app, &account.id, &anna, &address(who), choice, hours).await;
    }
    for (authorised, n, with_subdomains) in life.domains {
        let list = if authorised { DomainList::Authorised } else { DomainList::MayAsk };
        let same = domain_rule::Entity::delete_many().filter(domain_rule::Column::AccountId.eq(&account.id));
        let same = same.filter(domain_rule::Column::Domain.eq(DOMAINS[n])).filter(domain_rule::Column::List.eq(list));
        same.exec(&app.services.db).await.unwrap();
        let row = domain_rule::ActiveModel {
            id: Set(DomainRuleId::from_bytes(server::clock::random_bytes())),
            account_id: Set(account.id.clone()),
            list: Set(list),
            domain: Set(DomainName::from_canonical(DOMAINS[n])),
            with_subdomains: Set(with_subdomains),
            added_by: Set(SingleLine::clean("test").unwrap()),
            added_at: Set(Timestamp::from_millis(0)),
        };
        row.insert(&app.services.db).await.unwrap();
    }
    app.advance_clock(3600 * life.waits.0);
    assert_replayed(app, number, &anna, seen).await;
    app.advance_clock(3600 * life.waits.1);
    assert_replayed(app, number, &anna, seen).await;
}

/// Records a use at an instant, of any age.
async fn record(app: &App, account: &AccountId, email: &EmailAddress, at: Timestamp, n: usize) {
    let (db, now) = (&app.services.db, app.services.now());
    let id = UserId::from_bytes(server::clock::random_bytes());
    let user = users::ensure(db, account, email, None, id, now).await.unwrap();
    let application = application::Entity::find().one(db).await.unwrap().unwrap();
    let row = account_use::Model {
        id: UseId::new(hex::encode(server::clock::random_bytes::<16>())),
        account_id: account.clone(),
        user_id: user.id,
        application_id: application.id,
        used_at: at,
        reference: None,
        once: n.to_string(),
    };
    assert!(list_stats::record_use(db, row, Timestamp::from_millis(i64::MIN)).await.unwrap());
}

async fn decides(
    app: &App,
    account: &AccountId,
    anna: &Administrator,
    email: &EmailAddress,
    choice: UserAction,
    hours: Option<i64>,
) {
    let (db, now) = (&app.services.db, app.services.now());
    let id = UserId::from_bytes(server::clock::random_bytes());
    let row = users::ensure(db, account, email, None, id, now).await.unwrap();
    let user = row.id;
    let form = UserActionInput { choice, ..UserActionInput::default() };
    // Deciding about one's own address is refused, and its standing stays.
    let ruled = app.services.change_standings(anna, vec![user.clone()], form).await.unwrap();
    if choice == UserAction::Approve && ruled[0].result.is_ok() {
        let end = hours.map(|hours| now.plus_seconds(3600 * hours));
        account_user::Entity::update_many()
            .col_expr(account_user::Column::ValidUntil, Expr::value(end))
            .filter(account_user::Column::Id.eq(&user))
            .exec(db)
            .await
            .unwrap();
    }
}

/// Expected rehearsal row of an address.
#[derive(Debug, Clone)]
struct Replayed {
    quarter: u64,
    last_use: Timestamp,
    verdict: Rule,
    standing: Standing,
}

/// Replays every use and compares the result with the rehearsal.
async fn assert_replayed(app: &App, number: &str, anna: &Administrator, seen: &Seen) {
    let (db, now) = (&app.services.db, app.services.now());
    let account = app.account(number).await;
    let begins = Calendar::new(esecure::Locale::En, &account.time_zone, now).thirteen_months();
    let (authorised, may_ask) = domain_rules::lists(db, &account.id).await.unwrap();
    let rows = users::all(db, &account.id).await.unwrap();
    let known = |row: &account_user::Model| EmailAddress::from_stored(&row.email, &row.email_key);
    let standings = rows.iter().map(|row| (known(row), row.standing())).collect();
    let policy = Policy { active: true, enforced: true, standings, announcements: vec![], authorised, may_ask };
    let used = account_use::Entity::find().filter(account_use::Column::AccountId.eq(&account.id)).all(db);
    let mut by_address: BTreeMap<String, Replayed> = BTreeMap::new();
    let mut months = [(0, 0); 13];
    for used in used.await.unwrap() {
        let Some(period) = begins.iter().rposition(|begin| *begin <= used.used_at) else { continue };
        let email = known(rows.iter().find(|row| row.id == used.user_id).unwrap());
        let verdict = decide(&policy, &email, now);
        let allowed = verdict.answer() == Answer::Allowed;
        if allowed {
            months[period].0 += 1
        } else {
            months[period].1 += 1
        }
        let standing = policy.standings[&email];
        let one = by_address.entry(email.canonical().to_owned()).or_insert(Replayed {
            quarter: 0,
            last_use: Timestamp::from_millis(0),
            verdict: verdict.rule,
            standing,
        });
        one.quarter += u64::from(period >= 10);
        one.last_use = one.last_use.max(used.used_at);
    }

    let rehearsal = app.services.rehearsal(anna, Some(1)).await.unwrap();
    let listed_months: Vec<_> = rehearsal.months.iter().map(|month| (month.allowed, month.blocked)).collect();
    assert_eq!(listed_months, months, "uses by month");
    let mut blocked: Vec<_> = by_address.iter().filter(|(_, one)| one.verdict.answer() != Answer::Allowed).collect();
    blocked.sort_by_key(|(key, one)| (std::cmp::Reverse((one.quarter, one.last_use)), (*key).clone()));
    assert_eq!((rehearsal.addresses, rehearsal.blocked), (by_address.len() as u64, blocked.len() as u64));
    assert_eq!(rehearsal.quarter, months[10..].iter().map(|month| month.1).sum::<u64>());
    let rows: Vec<_> =
        rehearsal.rows.iter().map(|row| (app.address(&row.email).canonical().to_owned(), row.quarter)).collect();
    let expected: Vec<_> = blocked.iter().map(|(key, one)| ((*key).clone(), one.quarter)).collect();
    assert_eq!(rows, expected, "who, in which order");
    for (row, (key, one)) in rehearsal.rows.iter().zip(&blocked) {
        let ended = matches!(one.standing, Standing::Approved { until: Some(until) } if until <= now);
        let (reason, holds) = match &row.why {
            WhyBlocked::Rejected { .. } => ("rejected", one.verdict == Rule::AddressRejected),
            WhyBlocked::Ended { .. } => ("ended", ended),
            WhyBlocked::MayNotAsk => ("may not ask", !ended && one.verdict == Rule::DomainMayNotAsk),
            WhyBlocked::Undecided => ("undecided", !ended && one.verdict == Rule::AwaitingDecision),
        };
        assert!(holds, "{key}: {row:?} beside {one:?}");
        *seen.lock().unwrap().entry(reason).or_default() += 1;
    }
    let own = anna.person().email.canonical();
    let undecided = blocked.iter().filter(|(key, one)| {
        key.as_str() != own && one.verdict == Rule::AwaitingDecision && one.standing == Standing::Undecided
    });
    assert_eq!(rehearsal.undecided, undecided.count() as u64);
}
