//! The rehearsal of enforcement: the addresses it would block, the reasons, and approving them from the page.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, Page},
};
use app::{
    AppError,
    pages::{
        enforcement::{
            dto::{OpenRequests, SwitchForm},
            rehearsal_dto::{Rehearsal, WhyBlocked},
        },
        users::standing_dto::{UserAction, UserActionInput},
    },
};
use esecure::{id::UserId, person::Administrator, policy::DomainList};
use sea_orm::ConnectionTrait as _;
use server::{
    error::ServiceError,
    services::history::{Importer, UseRecord},
    store::users,
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

impl App {
    /// Creates an account without enforcement and with two administrators.
    async fn open_account(&self) -> (Administrator, Administrator) {
        self.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = self.administrator(ANNA).await;
        self.switch(&anna, false).await;
        (anna, self.administrator(BRAM).await)
    }

    async fn switch(&self, by: &Administrator, on: bool) {
        let form = SwitchForm { on, password: PASSWORD.into(), open: OpenRequests::Keep };
        self.services.switch(by, form).await.unwrap();
    }

    /// Imports past uses of an address, each the given number of days ago.
    async fn record_uses(&self, email: &str, days_ago: &[i64]) {
        let lines = days_ago.iter().map(|days| UseRecord {
            account: ACCOUNT.to_owned(),
            email: email.to_owned(),
            application: "MyDHL+".to_owned(),
            used_at: server::calendar::utc(self.services.now().plus_days(-days)),
            reference: format!("{email} {days}"),
        });
        let mut importer = Importer::default();
        self.services.import_history(&mut importer, (1..).zip(lines).collect()).await.unwrap();
        assert!(importer.counts.refused.is_empty(), "{:?}", importer.counts);
    }

    async fn user_id(&self, email: &str) -> UserId {
        let account = self.account(ACCOUNT).await;
        let row = users::by_email(&self.services.db, &account.id, &self.address(email)).await.unwrap();
        row.unwrap().id
    }

    async fn decide_standing(&self, by: &Administrator, email: &str, choice: UserAction, until: &str) {
        let form = UserActionInput { choice, until: until.to_owned(), note: String::new() };
        let decided = self.services.change_standings(by, vec![self.user_id(email).await], form).await.unwrap();
        assert!(decided.iter().all(|decided| decided.result.is_ok()), "{decided:?}");
    }

    async fn rehearsal(&self, by: &Administrator, page: Option<u64>) -> Rehearsal {
        self.services.rehearsal(by, page).await.unwrap()
    }

    /// Returns a browser signed in as this address.
    async fn browser_of(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(email, PASSWORD).await;
        browser
    }
}

fn blocked_addresses(rehearsal: &Rehearsal) -> Vec<(&str, u64)> {
    rehearsal.rows.iter().map(|row| (row.email.as_str(), row.quarter)).collect()
}

const PAGE: &str = "/esecure/enforcement";
const APPROVE: &str = "/fn/approve-blocked";
const APPROVE_ALL: &str = "/fn/approve-undecided";

/// Strips the HTML tags from a page.
fn read(page: &Page) -> Page {
    let mut body = String::new();
    for part in page.body.split('<') {
        body.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    Page { body, ..page.clone() }
}

on_both! {
    /// Every shipper is listed with the reason, most used first, and switching enforcement on has exactly that effect.
    async fn rehearsal_matches_effect_of_switch(app: App) {
        let (anna, _) = app.open_account().await;
        app.record_uses("ann@acme.test", &[1, 2, 300]).await;
        app.record_uses("bob@acme.test", &[3]).await;
        app.record_uses("eve@acme.test", &[4, 5, 6, 7]).await;
        app.record_uses("zoe@covered.test", &[8]).await;
        app.record_uses("kim@strange.test", &[9, 200]).await;
        app.record_uses("old@acme.test", &[370]).await;
        app.decide_standing(&anna, "ann@acme.test", UserAction::Approve, "2026-11-24").await;
        app.decide_standing(&anna, "bob@acme.test", UserAction::Approve, "").await;
        app.decide_standing(&anna, "eve@acme.test", UserAction::Reject, "").await;
        app.add_domain(&anna, DomainList::Authorised, "covered.test").await;
        app.add_domain(&anna, DomainList::MayAsk, "acme.test").await;
        // Ann's approval ends with the day after.
        app.advance_clock(2 * 86_400);

        let rehearsal = app.rehearsal(&anna, Some(1)).await;
        assert_eq!((rehearsal.addresses, rehearsal.blocked, rehearsal.quarter, rehearsal.undecided), (6, 4, 7, 1));
        let expected = [("eve@acme.test", 4), ("ann@acme.test", 2), ("kim@strange.test", 1), ("old@acme.test", 0)];
        assert_eq!(blocked_addresses(&rehearsal), expected);
        let why: Vec<_> = rehearsal.rows.iter().map(|row| &row.why).collect();
        assert!(matches!(why[0], WhyBlocked::Rejected { when } if when.text == "Mon 23 Nov"), "{why:?}");
        assert!(matches!(why[1], WhyBlocked::Ended { day } if day.iso == "2026-11-24"), "{why:?}");
        assert_eq!((why[2], why[3]), (&WhyBlocked::MayNotAsk, &WhyBlocked::Undecided));
        assert_eq!(rehearsal.quarter_since.iso, "2026-08-25");
        let months: Vec<_> = rehearsal.months.iter().map(|month| (month.allowed, month.blocked)).collect();
        assert_eq!(months.iter().fold((0, 0), |sum, month| (sum.0 + month.0, sum.1 + month.1)), (2, 10));
        assert_eq!((months.len(), months[12], months[0]), (13, (2, 7), (0, 1)));
        let names: Vec<_> = rehearsal.months.iter().map(|month| month.name.as_str()).collect();
        assert_eq!((names[0], names[12], rehearsal.months[0].year), ("Nov", "Nov", 2025));

        app.switch(&anna, true).await;
        let blocked: Vec<_> = rehearsal.rows.iter().map(|row| row.email.as_str()).collect();
        for email in ["ann@acme.test", "bob@acme.test", "eve@acme.test", "zoe@covered.test", "kim@strange.test", "old@acme.test"] {
            let verdict = app.shipper(email).ships_on(ACCOUNT).await;
            assert_eq!(verdict.0["verdict"] != "allowed", blocked.contains(&email), "{email}: {}", verdict.0);
        }
    }
}

on_both! {
    /// Approving one row: the figure drops, and the journal has an entry. Administrators cannot approve themselves, and
    /// a colleague's concurrent decision is kept.
    async fn row_approval_lowers_blocked_count(app: App) {
        let (_, bram) = app.open_account().await;
        app.record_uses("ann@acme.test", &[1, 2]).await;
        app.record_uses("bob@acme.test", &[3]).await;
        app.record_uses(ANNA, &[4]).await;
        let browser = app.browser_of(ANNA).await;
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("3 of 3").assert_contains("They made 4 shipments last quarter").assert_contains("ann@acme.test").assert_contains("Another administrator decides");
        page.assert_contains("Approve all 2 undecided");

        // A last use is a day without a time, so that it fits its column; the time is in the title.
        let last_use = app.rehearsal(&bram, None).await.rows[0].last_use.clone();
        assert!(last_use.text == "yesterday" && last_use.full.contains(':'), "{last_use:?}");

        let ann = app.user_id("ann@acme.test").await;
        assert_eq!(browser.submit(APPROVE, &[("user", ann.as_str())]).await.status, 200);
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("2 of 3").assert_contains("They made 2 shipments last quarter");
        page.assert_contains("Approve the 1 undecided").assert_lacks("Approve ann@acme.test");
        assert_eq!(app.journal("standing_changed").await.len(), 1);

        let own = app.user_id(ANNA).await;
        assert_eq!(browser.submit(APPROVE, &[("user", own.as_str())]).await.status, 403);
        assert_eq!(app.journal("standing_changed").await.len(), 1);

        app.decide_standing(&bram, "bob@acme.test", UserAction::Reject, "").await;
        let bob = app.user_id("bob@acme.test").await;
        let response = browser.submit(APPROVE, &[("user", bob.as_str())]).await;
        response.assert_contains("Bram Visser decided about bob@acme.test since this page was shown.");
        assert_eq!((response.status, app.journal("standing_changed").await.len()), (409, 2));

        // Overrides a colleague's decision: the colleague gets a mail.
        let anyway = [("user", bob.as_str()), ("anyway", "true")];
        assert_eq!(browser.submit(APPROVE, &anyway).await.status, 200);
        app.mail(BRAM, "notice of another decision", |mail| mail.text.contains("bob@acme.test")).await;
        // The same button clicked twice: the second submit finds the address decided and changes nothing.
        let response = browser.submit(APPROVE, &anyway).await;
        assert_eq!((response.status, app.journal("standing_changed").await.len()), (409, 3));
        let nobody = UserId::from_bytes([9; 16]);
        assert_eq!(browser.submit(APPROVE, &[("user", nobody.as_str())]).await.status, 404);
        assert_eq!(browser.submit(APPROVE, &[("user", "usr_nobody")]).await.status, 422, "no identifier");
    }
}

on_both! {
    /// One button approves all addresses without a decision, at most a thousand, most used first. Rejected addresses,
    /// expired approvals, addresses that may not request and one's own are left out; open requests are closed as
    /// approved.
    async fn bulk_approval_covers_all_undecided(app: App) {
        let (anna, _) = app.open_account().await;
        app.switch(&anna, true).await;
        app.shipper("asks@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.switch(&anna, false).await;
        app.record_uses("asks@acme.test", &[1]).await;
        app.record_uses("ended@acme.test", &[1]).await;
        app.record_uses("rejected@acme.test", &[1]).await;
        app.record_uses("kim@strange.test", &[1]).await;
        app.record_uses(ANNA, &[1]).await;
        app.decide_standing(&anna, "ended@acme.test", UserAction::Approve, "2026-11-23").await;
        app.decide_standing(&anna, "rejected@acme.test", UserAction::Reject, "").await;
        app.add_domain(&anna, DomainList::MayAsk, "acme.test").await;
        // Many more, with an earlier last use.
        let account = app.account(ACCOUNT).await.id;
        let at = app.services.now().plus_days(-30).as_millis();
        let rows: Vec<String> = (0..1002)
            .map(|n| format!("('usr_{n:026}', '{account}', 'u{n}@acme.test', 'u{n}@acme.test', 'acme.test', 'undecided', 0, 1, {at}, TRUE)"))
            .collect();
        let columns = "id, account_id, email, email_key, domain, standing, created_at, uses, last_use, listed";
        let insert = format!("INSERT INTO account_user ({columns}) VALUES {}", rows.join(", "));
        app.services.db.execute_unprepared(&insert).await.unwrap();
        app.advance_clock(86_400);

        let rehearsal = app.rehearsal(&anna, None).await;
        assert_eq!((rehearsal.blocked, rehearsal.undecided, rehearsal.rows.len(), rehearsal.pages), (1007, 1003, 5, 21));
        let browser = app.browser_of(ANNA).await;
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("Approve the first 1000 of 1003 undecided").assert_contains("Show the other 1002");
        let approved = browser.submit(APPROVE_ALL, &[]).await;
        assert_eq!((approved.status, approved.answer::<u64>()), (200, 1000), "at most 1000 are approved at once");
        read(&browser.open(PAGE).await).assert_contains("Approve all 3 undecided");
        app.mail("asks@acme.test", "outcome", |mail| mail.subject.contains("Request approved")).await;
        assert_eq!(browser.submit(APPROVE_ALL, &[]).await.answer::<u64>(), 3);
        let page = read(&browser.open(&format!("{PAGE}?page=1")).await);
        page.assert_lacks("Approve all").assert_lacks("Approve the first");
        let left = app.rehearsal(&anna, Some(1)).await;
        let mut named: Vec<_> = left.rows.iter().map(|row| row.email.as_str()).collect();
        named.sort_unstable();
        assert_eq!(named, [ANNA, "ended@acme.test", "kim@strange.test", "rejected@acme.test"]);
        // Once more: none are left.
        let approved = browser.submit(APPROVE_ALL, &[]).await;
        assert_eq!((approved.status, approved.answer::<u64>()), (200, 0));
    }
}

on_both! {
    /// Page states: without history, with no blocked addresses, and with enforcement on.
    async fn rehearsal_page_shows_each_state(app: App) {
        let (anna, _) = app.open_account().await;
        let browser = app.browser_of(ANNA).await;
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("No address has shipped on this account yet").assert_lacks("Shipments per month").assert_lacks("Would be blocked");
        app.record_uses("ann@acme.test", &[1]).await;
        read(&browser.open(PAGE).await).assert_contains("1 of 1").assert_contains("It made 1 shipment last quarter, since").assert_contains("Shipments per month");
        read(&browser.open("/esecure").await).assert_contains("See the rehearsal first: 1 of 1 addresses would be blocked today.");
        app.add_domain(&anna, DomainList::Authorised, "acme.test").await;
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("Switching on would block nobody").assert_contains("Shipments per month").assert_lacks("Would be blocked");
        read(&browser.open("/esecure").await).assert_contains("acme.test covers 1 of them already").assert_contains("would be blocked today");
        app.record_uses("eve@else.test", &[1]).await;
        app.switch(&anna, true).await;
        let page = read(&browser.open(PAGE).await);
        page.assert_contains("addresses that shipped here are refused now").assert_contains("Refused now").assert_lacks("Shipments per month");
        page.assert_contains("eve@else.test");
        // The state is the headline, and the figures are beside it.
        let page = browser.open(PAGE).await.without_markers();
        page.assert_contains("class=\"lead\">On: only approved addresses ship</h2>");
        page.assert_contains("<dt>May ship</dt><dd>1</dd>").assert_contains("<dt>Refused now</dt><dd>1</dd>");
    }
}

on_both! {
    /// a submit applies to the account shown, and never to another account's addresses.
    async fn addresses_of_other_account_never_approved(app: App) {
        let (anna, _) = app.open_account().await;
        app.activate("987654321", "carla@other.example", esecure::Locale::En).await;
        app.make_active("carla@other.example").await;
        app.record_uses("ann@acme.test", &[1]).await;
        let carla = app.administrator("carla@other.example").await;
        let ann = app.user_id("ann@acme.test").await;
        let refused = app.services.approve_blocked(&carla, ann, true).await;
        assert!(matches!(refused, Err(ServiceError::App(AppError::NotFound))), "{refused:?}");
        assert_eq!(app.services.approve_undecided(&carla).await.unwrap(), 0);
        assert_eq!(app.rehearsal(&anna, None).await.blocked, 1);
    }
}
