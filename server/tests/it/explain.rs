//! The *Why?* page: gives the verdict of a check, with the deciding rule, administrator and time, and the
//! possible changes.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD},
};
use app::pages::{
    domains::dto::DomainForm,
    explain::dto::RuleFinding,
    users::standing_dto::{NewUserForm, UserAction, UserActionInput},
};
use esecure::{Answer, Locale, policy::DomainList};
use sea_orm::{EntityTrait as _, sea_query::Expr};
use server::store::entity::{account, profile};

const ANNA: &str = "anna@voorbeeld.example";
const WHY: &str = "/esecure/why";

async fn signed_in(app: &App) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
    browser
}

on_both! {
    /// Every rule that can decide today, compared with the API's verdict.
    async fn explanation_of_each_rule_matches_check(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let add = async |email: &str, until: &str| {
            let form = NewUserForm { email: email.into(), until: until.into(), ..NewUserForm::default() };
            app.services.add_user(&anna, form).await.unwrap().id
        };
        add("ann@acme.test", "").await;
        add("lapsed@acme.test", "2026-11-23").await;
        let bob = add("bob@acme.test", "").await;
        let reject = UserActionInput { choice: UserAction::Reject, ..UserActionInput::default() };
        app.services.change_standings(&anna, vec![bob], reject).await.unwrap();
        for (list, domain) in [(DomainList::Authorised, "lab.test"), (DomainList::MayAsk, "acme.test")] {
            let form = DomainForm { list, domain: domain.into(), with_subdomains: true };
            app.services.add_domain(&anna, form).await.unwrap();
        }
        app.advance_clock(86_400);
        let why = async |email: &str| app.services.why(&anna, email).await.unwrap();
        for email in ["Ann@ACME.test", "bob@acme.test", "lapsed@acme.test", "x@sub.lab.test", "new@acme.test", "new@else.test", ANNA] {
            let explanation = why(email).await;
            let checked = app.shipper(email).with("dry_run", true.into()).ships_on(ACCOUNT).await;
            let answer = serde_json::to_value(explanation.now).unwrap();
            assert_eq!((answer.as_str(), explanation.answer), (checked.0["verdict"].as_str(), explanation.now), "{email}");
        }
        assert!(matches!(why("ann@acme.test").await.decided, RuleFinding::Approval { decided, until: None }
            if decided.by.as_deref() == Some("Anna de Boer")));
        assert!(matches!(why("bob@acme.test").await.decided, RuleFinding::Rejection(Some(_))));
        assert!(matches!(why("x@sub.lab.test").await.decided, RuleFinding::Domain { domain, with_subdomains: true, by, .. }
            if domain == "lab.test" && by == "Anna de Boer"));
        assert_eq!(why("new@else.test").await.decided, RuleFinding::MayNotAsk);
        let lapsed = why("lapsed@acme.test").await;
        assert_eq!(lapsed.passed, [
            RuleFinding::Account,
            RuleFinding::Switch,
            RuleFinding::Rejection(None),
            RuleFinding::Lapsed { until: "23 November 2026".into() },
            RuleFinding::NotExpected,
            RuleFinding::NoDomain,
            RuleFinding::MayAsk { domain: "acme.test".into() },
        ]);
        assert_eq!((lapsed.decided, lapsed.request), (RuleFinding::Nothing, None));
        assert!(why(ANNA).await.own);
        // Viewing the page created no request.
        assert!(app.requests().await.is_empty());
        app.shipper("new@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(why("new@acme.test").await.request.unwrap().number, 1001);
    }
}

on_both! {
    /// The page shows the current verdict before the one under enforcement, reports a suspended account, and keeps
    /// invalid input.
    async fn page_shows_current_verdict_first(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = signed_in(&app).await;
        let page = browser.open(WHY).await;
        page.assert_contains("Enter an address to see whether it may ship");
        let page = browser.open(&format!("{WHY}?email=ann%40acme.test")).await.without_markers();
        page.assert_contains("Waits for a decision");
        page.assert_contains("No authorised domain covers acme.test");
        // The check list agrees with its heading: each rule with its finding and its result, the deciding one last.
        let list = page.body.split_once("Rules checked").unwrap().1;
        let places = ["<b>Account</b>", "<b>Rejection</b>", "The address isn't approved", "Next rule", "<b>Otherwise</b>", "Waits for a decision"];
        let mut rest = list;
        for words in places {
            rest = rest.split_once(words).unwrap_or_else(|| panic!("no {words:?} in {rest}")).1;
        }
        assert_eq!(list.matches("Next rule").count(), 7);
        page.assert_contains("<title>Why? ann@acme.test · eSecure</title>");
        page.assert_contains("/esecure/users/new?email=ann%40acme%2Etest");
        let page = browser.open(&format!("{WHY}?email=ann%40%3Cb%3E")).await;
        assert_eq!(page.status, 200);
        page.assert_contains("value=\"ann@&lt;b&gt;\"");
        page.assert_contains("aria-invalid=\"true\"");
        // The title is escaped like everything else.
        let page = browser.open(&format!("{WHY}?email=%3C%2Ftitle%3E%3Cb%3E")).await;
        page.assert_contains("<title>Why? &lt;/title&gt;&lt;b&gt; · eSecure</title>").assert_contains("This is not an email address.");
        page.assert_lacks("is missing here");

        app.enforced(false).await;
        let page = browser.open(&format!("{WHY}?email=ann%40acme.test")).await;
        page.assert_contains("Enforcement is off: every address may ship now, including ann@acme.test");
        page.assert_contains("Answer with enforcement on");
        let anna = app.administrator(ANNA).await;
        let why = app.services.why(&anna, "ann@acme.test").await.unwrap();
        assert_eq!((why.now, why.answer, why.enforced), (Answer::Allowed, Answer::Pending, false));

        profile::Entity::update_many()
            .col_expr(profile::Column::Locale, Expr::value(Locale::Nl))
            .exec(&app.services.db).await.unwrap();
        browser.open(&format!("{WHY}?email=ann%40acme.test")).await.assert_contains("De beveiliging staat uit");

        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        let why = app.services.why(&anna, "ann@acme.test").await.unwrap();
        assert_eq!((why.now, why.answer, why.decided), (Answer::Denied, Answer::Denied, RuleFinding::Account));
        browser.open(&format!("{WHY}?email=ann%40acme.test")).await.assert_contains("geschorst");
    }
}

impl App {
    async fn enforced(&self, on: bool) {
        account::Entity::update_many()
            .col_expr(account::Column::Enforced, Expr::value(on))
            .exec(&self.services.db)
            .await
            .unwrap();
    }
}
