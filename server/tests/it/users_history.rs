//! Page of one address: its title, its history from the journal, and the way back to the list.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD, query_plan},
};
use app::{
    backend::Backend as _,
    pages::{
        queue::dto::DecisionInput,
        users::{
            dto::{Choice, UsersQuery},
            standing_dto::{HistoryItem, UserAction, UserActionInput},
        },
    },
};
use esecure::{
    EmailKey,
    id::{AccountId, UserId},
    person::Administrator,
    policy::StandingKind,
};
use sea_orm::{ConnectionTrait as _, QueryTrait as _};
use server::{
    services::journal::{
        Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject, about_address, append_all,
    },
    store::{
        self,
        columns::EntryNumber,
        journal::{PageDirection, page_query},
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const ANNA: &str = "anna@voorbeeld.example";

async fn decide(app: &App, by: &Administrator, user: &UserId, choice: UserAction, until: &str, note: &str) {
    app.advance_clock(60);
    let form = UserActionInput { choice, until: until.to_owned(), note: note.to_owned() };
    let results = app.services.change_standings(by, vec![user.clone()], form).await.unwrap();
    assert!(results.iter().all(|one| one.result.is_ok()), "{results:?}");
}

async fn history(app: &App, by: &Administrator, user: &UserId) -> Vec<HistoryItem> {
    app.services.user(by, user.clone()).await.unwrap().history
}

/// Counts the SQL statements that the page of an address takes.
async fn statements(app: &App, by: &Administrator, user: &UserId) -> usize {
    let mut services = app.services.clone();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    services.db.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    services.user(by, user.clone()).await.unwrap();
    count.load(Ordering::Relaxed)
}

fn titles(history: &[HistoryItem]) -> Vec<&str> {
    history.iter().map(|item| item.title.as_str()).collect()
}

on_both! {
    /// A decision on the list also closes the request, and is one event; the ends of approvals come from their dates.
    async fn history_lists_requests_decisions_uses_and_ends(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let user = app.requests().await.remove(0).user_id;
        decide(&app, &anna, &user, UserAction::Approve, "2026-11-30", "Fair in Lyon").await;
        app.advance_clock(60);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        decide(&app, &anna, &user, UserAction::End, "2026-12-31", "").await;
        let ends = history(&app, &anna, &user).await;
        assert_eq!((ends[0].title.as_str(), ends[0].when.text.as_str()), ("Approval ends", "31 December 2026"));
        decide(&app, &anna, &user, UserAction::Reject, "", "").await;
        decide(&app, &anna, &user, UserAction::Clear, "", "").await;
        decide(&app, &anna, &user, UserAction::Approve, "2026-11-23", "").await;
        // The approval ends at midnight in the account's time zone.
        app.advance_clock(10 * 3600);
        let items = history(&app, &anna, &user).await;
        assert_eq!(
            titles(&items),
            [
                "Approval ended",
                "Approved until 23 November 2026",
                "Decision cleared",
                "Approval revoked",
                "Last day changed to 31 December 2026",
                "Used once",
                "Approved until 30 November 2026",
                "Asked to ship",
            ]
        );
        assert!(items[6].text.contains("Anna de Boer") && items[6].text.contains("Fair in Lyon"), "{:?}", items[6]);
        assert!(items[7].text.contains("MyDHL+") && items[7].text.contains("2 administrators"), "{:?}", items[7]);
        let recorded: Vec<bool> = items.iter().map(|item| item.entry.is_some()).collect();
        assert_eq!(recorded, [false, true, true, true, true, false, true, true]);
        let detail = app.services.user(&anna, user).await.unwrap();
        assert_eq!((detail.row.months.len(), detail.row.months.iter().sum::<u32>()), (13, 1));
        assert_eq!(detail.span, "24 October 2025 to 24 November 2026");
    }
}

on_both! {
    /// Decisions in the queue and by an upload name their author and way. The history is bounded; the journal has the rest.
    async fn history_of_queue_decisions_is_bounded(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let signed_in = app.signed_in(ANNA).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.requests().await.remove(0);
        let reject = DecisionInput::bare(Choice::Reject);
        app.services.decide(&signed_in.seats, vec![request.id], reject).await.unwrap();
        let anna = &signed_in.seats[0];
        let items = history(&app, anna, &request.user_id).await;
        assert_eq!(titles(&items), ["Rejected", "Asked to ship"]);
        assert!(items[0].text.starts_with("Anna de Boer, "), "{:?}", items[0]);
        let few = statements(&app, anna, &request.user_id).await;
        assert!(few <= 16, "{few} statements");
        for _ in 0..12 {
            decide(&app, anna, &request.user_id, UserAction::Approve, "", "").await;
            decide(&app, anna, &request.user_id, UserAction::Clear, "", "").await;
        }
        let items = history(&app, anna, &request.user_id).await;
        assert_eq!((items.len(), items[0].title.as_str(), items[1].title.as_str()), (20, "Decision cleared", "Approved"));
        assert_eq!(statements(&app, anna, &request.user_id).await, few);
        app.commits(anna, crate::uploads::form("email\neve@acme.test\n")).await;
        let items = history(&app, anna, &app.row("eve@acme.test").await.id).await;
        assert!(items[0].text.starts_with("Anna de Boer, ") && items[0].text.contains("upload"), "{items:?}");
        assert_eq!(titles(&items), ["Approved"]);
    }
}

on_both! {
    /// Another account's entries about the same address are not shown.
    async fn history_belongs_to_one_account(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        for account in [ACCOUNT, "987654321"] {
            app.shipper("ann@acme.test").ships_on(account).await.is_pending();
        }
        let anna = app.administrator(ANNA).await;
        let requests = app.requests().await;
        let own = requests.iter().find(|request| request.account_id == *anna.account()).unwrap();
        assert_eq!(titles(&history(&app, &anna, &own.user_id).await), ["Asked to ship"]);
        let foreign = requests.into_iter().find(|request| request.account_id != *anna.account()).unwrap();
        assert!(app.services.user(&anna, foreign.user_id).await.is_err());
    }
}

on_both! {
    /// The title names the address, and the links lead to the part of the list that was left, to the verdict and to the
    /// entries of this address.
    async fn page_names_the_address_and_links_back(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann+1@acme.test").ships_on(ACCOUNT).await.is_pending();
        let user = app.requests().await.remove(0).user_id;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        let page = browser.open(&format!("/esecure/users/{user}?filter=undecided&page=2&sort=uses")).await;
        page.assert_contains("<title>ann+1@acme.test · eSecure</title>");
        page.assert_contains("href=\"/esecure/users?filter=undecided&amp;page=2&amp;sort=uses\"");
        page.assert_contains("href=\"/esecure/why?email=ann%2B1%40acme%2Etest\"");
        page.assert_contains("href=\"/esecure/journal?address=ann%2B1%40acme%2Etest\"");
        page.assert_contains("Uses per month, ");
    }
}

on_both! {
    /// a sole administrator approves the own address on its page; otherwise those who decide are named.
    async fn own_address_names_its_deciders(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        let user = app.requests().await.remove(0).user_id;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        let path = format!("/esecure/users/{user}");
        for path in [path.as_str(), "/esecure/users"] {
            let page = browser.open(path).await;
            page.assert_contains("Approve my own address").assert_lacks("Another administrator decides");
        }
        for (email, deciders) in [
            ("bram@voorbeeld.example", "Bram Visser"),
            ("carla@voorbeeld.example", "Bram Visser or Bram Visser"),
            ("dirk@voorbeeld.example", "Bram Visser, Bram Visser or one other"),
        ] {
            app.services.add_administrator(&app.number(ACCOUNT), &app.address(email), "Bram Visser").await.unwrap();
            app.make_active(email).await;
            let words = format!("Another administrator decides: {deciders}");
            for path in [path.as_str(), "/esecure/users"] {
                browser.open(path).await.assert_contains(&words).assert_lacks("Approve my own address");
            }
        }
        let anna = app.administrator(ANNA).await;
        let page = app.services.users(&anna, UsersQuery::default()).await.unwrap();
        // The chip counts the own address; *Tick all* leaves it out, and says so.
        assert_eq!((page.counts.undecided, page.tickable), (1, 0));
    }
}

/// Appends 5,000 decisions about a thousand addresses.
async fn fill(app: &App, account: &AccountId, by: &Administrator) {
    let user = UserId::from_bytes([1; 16]);
    for _ in 0..5 {
        let tx = store::begin(&app.services.db).await.unwrap();
        let entries = (0..1000).map(|n| Entry {
            event: JournalEvent::StandingChanged(Change::new(
                StandingKind::Undecided.into(),
                StandingKind::Approved.into(),
            )),
            actor: Actor::Person(by.person()),
            origin: Origin::List,
            subject: Subject::User(&user),
            personal: PersonalFields::Standing {
                email: EmailKey::from_stored(&format!("user{n}@acme.test")),
                note: None,
            },
        });
        append_all(&tx, account, entries, app.services.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    for table in ["journal", "journal_address"] {
        app.services.db.execute_unprepared(&format!("ANALYZE {table}")).await.unwrap();
    }
}

on_both! {
    /// The history reads the entries of its address through indices, however long the journal is.
    async fn history_reads_no_table_whole(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (account, anna) = (app.account(ACCOUNT).await.id, app.administrator(ANNA).await);
        fill(&app, &account, &anna).await;
        let filter = about_address(EmailKey::from_stored("user77@acme.test"));
        let newest = PageDirection::Before(EntryNumber::new(i64::MAX));
        let query = page_query(&account, &filter, newest, 20);
        let plan = query_plan(&app, query.build(app.services.db.get_database_backend())).await;
        let whole = ["SCAN journal", "Seq Scan on journal"];
        assert!(!whole.iter().any(|way| plan.contains(way)), "reads a table whole:\n{plan}");
    }
}
