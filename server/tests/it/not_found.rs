//! Pages and commands with a missing subject, or one of another account, answer 404; a refused command does not change
//! the account's version.

use crate::{
    enforcement_schedule::on,
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, difference},
};
use app::{
    AppError,
    pages::{
        administrators::dto::AdministratorForm,
        queue::GetRequest,
        users::{
            DecideUser, RuleUsers,
            dto::Choice,
            standing_dto::{UserAction, UserActionResult},
        },
    },
    ui::PAGE_PROFILE_HEADER,
    wire,
};
use esecure::id::{AccountId, AdministratorId, RequestId, UserId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::store::entity::profile;

const ANNA: &str = "anna@voorbeeld.example";
const OTHER: &str = "987654321";
const MALLORY: &str = "mallory@else.example";
/// Pages of one account.
const PAGES: [&str; 10] = [
    "/esecure",
    "/esecure/queue",
    "/esecure/users",
    "/esecure/users/new",
    "/esecure/upload",
    "/esecure/domains",
    "/esecure/why",
    "/esecure/journal",
    "/esecure/administrators",
    "/esecure/enforcement",
];

/// Creates two accounts with a request each, signs in the first one's administrator, and returns the other account's
/// identifiers.
async fn two_accounts(app: &App) -> (Browser, AccountId, UserId, RequestId) {
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app.enforced_account(OTHER, &[MALLORY]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let request = app.shipper("eve@else.test").ships_on(OTHER).await.is_pending().request();
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    app.deliver_all().await;
    let foreign = app.requests().await.into_iter().find(|row| row.id.as_str() == request).unwrap();
    (browser, foreign.account_id, foreign.user_id, foreign.id)
}

on_both! {
    /// Regression: pages of a foreign or missing address or account answered 200 with "not found" in the text.
    async fn page_of_absent_subject_answers_404(app: App) {
        let (browser, account, user, request) = two_accounts(&app).await;
        let absent = [UserId::from_bytes([9; 16]).to_string(), user.to_string(), "usr_1".to_owned()];
        let mut addresses: Vec<String> = absent.iter().map(|id| format!("/esecure/users/{id}")).collect();
        let absent = [RequestId::from_bytes([9; 16]).to_string(), request.to_string(), "req_1".to_owned()];
        addresses.extend(absent.iter().map(|id| format!("/esecure/queue/{id}")));
        let own = app.account(ACCOUNT).await.id;
        addresses.push(format!("/esecure/users/{user}?account={own}"));
        for account in [account, AccountId::from_bytes([9; 16])] {
            addresses.extend(PAGES.iter().map(|page| format!("{page}?account={account}")));
        }
        for address in addresses {
            let page = browser.open(&address).await;
            assert_eq!(page.status, 404, "{address}");
            page.assert_lacks("eve@else.test");
        }
        for page in PAGES {
            // With enforcement on, the setup leads to the queue.
            let expected = if page == "/esecure" { 303 } else { 200 };
            assert_eq!(browser.open(&format!("{page}?account={own}")).await.status, expected, "{page}");
        }
        let message = wire::message(&GetRequest { id: request.to_string() }).unwrap();
        assert_eq!(browser.call_function_from_page("/fn/request", message).await.status, 404);
    }
}

on_both! {
    /// Regression: an unreadable or repeated account parameter fell back to the first account, for pages and commands.
    async fn unreadable_account_parameter_refused_without_effect(app: App) {
        let (browser, ..) = two_accounts(&app).await;
        let own = app.account(ACCOUNT).await.id;
        let user = app.requests().await.into_iter().find(|row| row.account_id == own).unwrap().user_id;
        let approve = format!("ticked[0]={user}&choice=approve");
        let commands: [(&str, &str); 5] = [
            ("/fn/add-domain", "list=authorised&domain=acme.test"),
            ("/fn/add-administrator", "email=new@voorbeeld.example&name=New"),
            ("/fn/add-user", "email=new@voorbeeld.example&name=New"),
            ("/fn/approve-undecided", ""),
            ("/fn/rule-users", &approve),
        ];
        let profile = browser.profile_of_page().await.unwrap();
        let post = async |function: &str, fields: &str, account: &str| {
            let request = browser.request("POST", function).header("content-type", "application/x-www-form-urlencoded");
            browser.read(request.header(PAGE_PROFILE_HEADER, &profile).body(format!("{fields}&{account}"))).await
        };
        let before = app.dump().await;
        for query in ["account=", "account=acc_1", "account=garbage", &format!("account={own}&account={own}x"), "%61ccount=x"] {
            for page in PAGES.iter().chain(&["/esecure/users/export", "/esecure/journal/export"]) {
                assert_eq!(browser.open(&format!("{page}?{query}")).await.status, 404, "{page}?{query}");
            }
            // An empty field names no account, like a missing one.
            for (function, fields) in commands.into_iter().filter(|_| query != "account=") {
                assert_eq!(post(function, fields, query).await.status, 422, "{function} {query}");
            }
        }
        assert_eq!(difference(&before, &app.dump().await), Vec::<String>::new());
        // A percent-encoded identifier names the account, for a page and for a command.
        let encoded = format!("account={}", own.as_str().replace('_', "%5F"));
        assert_eq!(browser.open(&format!("/esecure/users/{user}?{encoded}")).await.status, 200);
        assert_eq!(post("/fn/rule-users", &approve, &encoded).await.status, 200);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// Commands are server functions; a form posted to a page's own URL does nothing.
    async fn form_posted_to_page_refused_without_effect(app: App) {
        let (browser, ..) = two_accounts(&app).await;
        let own = app.account(ACCOUNT).await.id;
        let user = app.requests().await.into_iter().find(|row| row.account_id == own).unwrap().user_id;
        let page_of_user = format!("/esecure/users/{user}");
        let fields = [
            ("choice", "approve"), ("list", "authorised"), ("domain", "acme.test"), ("email", "new@voorbeeld.example"),
            ("name", "New"), ("phone", ""), ("locale", "en"), ("on", "false"), ("password", PASSWORD), ("version", "1"),
        ];
        browser.open("/profile").await;
        let before = app.dump().await;
        for page in PAGES.iter().copied().chain(["/", "/terms", "/profile", page_of_user.as_str()]) {
            assert_eq!(browser.submit(page, &fields).await.status, 405, "{page}");
        }
        assert_eq!(difference(&before, &app.dump().await), Vec::<String>::new());
    }
}

on_both! {
    /// Regression: each of these commands incremented the version, so all live pages of the account reloaded.
    async fn refused_command_keeps_account_version(app: App) {
        let (browser, _, foreign, _) = two_accounts(&app).await;
        app.services.add_administrator(&app.number(ACCOUNT), &app.address("bram@voorbeeld.example"), "Bram").await.unwrap();
        let anna = app.administrator(ANNA).await;
        let own = app.account(ACCOUNT).await.id;
        let user = app.services.users(&anna, app::pages::users::dto::UsersQuery::default()).await.unwrap().rows;
        assert!(user.is_empty(), "nobody is decided about yet");
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        let anna_herself = app.requests().await.into_iter().find(|row| row.email_key.as_str() == ANNA).unwrap().user_id;
        let mail = app.approval_request(ANNA, "ann@acme.test").await;
        app.deliver_all().await;
        let version = async || app.account(ACCOUNT).await.version;

        let before = version().await;
        let decide = DecideUser { account: None, user: foreign.clone(), choice: Choice::Approve };
        assert_eq!(browser.call_function_from_page("/fn/decide-user", wire::message(&decide).unwrap()).await.status, 404);
        assert_eq!(version().await, before, "a foreign address");

        let ticked = vec![foreign.clone(), anna_herself, UserId::from_bytes([9; 16])];
        let rule = RuleUsers { account: None, ticked, choice: UserAction::Reject, until: String::new(), note: String::new() };
        assert_eq!(browser.call_function_from_page("/fn/rule-users", wire::message(&rule).unwrap()).await.status, 200);
        let approve = [("account", own.as_str()), ("ticked[0]", foreign.as_str()), ("choice", "approve")];
        let refused = browser.submit("/fn/rule-users", &approve).await.answer::<Vec<UserActionResult>>();
        assert_eq!(refused, [UserActionResult { user: foreign.clone(), result: Err(AppError::NotFound) }]);
        let approve = [("account", own.as_str()), ("user", foreign.as_str()), ("anyway", "true")];
        assert_eq!(browser.submit("/fn/approve-blocked", &approve).await.status, 404);
        assert_eq!(version().await, before, "addresses that may not be decided");

        // Codes belong to the recipient of a mail and not to a page of the account.
        let stranger = app.browser();
        stranger.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
        stranger.enter_code(&mail, "approve", "000000", false).await;
        stranger.submit(&mail.link("/d/"), &[("step", "resend"), ("choice", "approve")]).await;
        assert_eq!(version().await, before, "codes");

        let known = app.services.add_administrator(&app.number(ACCOUNT), &app.address(ANNA), "Anna").await.unwrap();
        assert_eq!(known, server::services::administrators::Invitation::Known);
        let form = AdministratorForm { email: ANNA.to_owned(), name: "Anna".to_owned() };
        app.services.name_administrator(&anna, form).await.unwrap_err();
        app.services.remove_administrator(&anna, AdministratorId::from_bytes([9; 16])).await.unwrap_err();
        assert_eq!(version().await, before, "seats");
    }
}

on_both! {
    /// Setting the same time again changes nothing, including the version.
    async fn schedule_set_twice_increments_version_once(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        let plan = on("2026-12-07", "08:00");
        app.services.schedule_switch(&anna, plan.clone(), PASSWORD.to_owned()).await.unwrap();
        let before = app.account(ACCOUNT).await.version;
        app.services.schedule_switch(&anna, plan, PASSWORD.to_owned()).await.unwrap();
        assert_eq!(app.account(ACCOUNT).await.version, before);
    }
}

on_both! {
    /// Regression: the redirect to the terms answered 404.
    async fn page_before_terms_accepted_redirects_to_terms(app: App) {
        let (browser, ..) = two_accounts(&app).await;
        profile::Entity::update_many()
            .col_expr(profile::Column::TermsVersion, Expr::value(Option::<i64>::None))
            .filter(profile::Column::EmailKey.eq(ANNA))
            .exec(&app.services.db)
            .await
            .unwrap();
        for page in PAGES {
            let answer = browser.read(browser.request("GET", page).header("accept", "text/html")).await;
            let terms = app::routes::terms_first(page);
            assert_eq!((answer.status, answer.location), (303, Some(terms)), "{page}");
        }
    }
}
