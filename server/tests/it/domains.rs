//! *Domain names* (R-3.2) and the effects of changing them.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind},
};
use app::{
    AppError,
    pages::{
        domains::dto::{DomainChange, DomainForm, DomainNames, DomainPreview, LookAlike},
        users::dto::{StandingView, UsersQuery},
    },
};
use esecure::{
    Locale,
    person::Administrator,
    policy::{DomainList, StandingKind},
    request::{DecisionChannel, StateKind},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::{error::ServiceError, store::entity::account_user};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

fn form(list: DomainList, domain: &str, with_subdomains: bool) -> DomainForm {
    DomainForm { list, domain: domain.to_owned(), with_subdomains }
}

fn authorised(domain: &str) -> DomainForm {
    form(DomainList::Authorised, domain, false)
}

fn may_ask(domain: &str) -> DomainForm {
    form(DomainList::MayAsk, domain, false)
}

impl App {
    async fn preview(&self, by: &Administrator, change: DomainChange) -> DomainPreview {
        self.services.preview_domain(by, change).await.unwrap()
    }

    async fn add(&self, by: &Administrator, form: DomainForm) -> DomainNames {
        self.services.add_domain(by, form).await.unwrap()
    }

    /// Returns the error shown at the field for a refused entry.
    async fn refusal(&self, by: &Administrator, form: DomainForm) -> String {
        match self.services.add_domain(by, form.clone()).await {
            Err(ServiceError::App(error @ AppError::Invalid(_))) => error.of("domain").unwrap().to_owned(),
            other => panic!("{form:?}: {other:?}"),
        }
    }

    /// Returns the state of the only request of an address.
    async fn state_of(&self, email: &str) -> StateKind {
        let requests = self.requests().await;
        requests.iter().find(|row| row.email.as_str() == email).unwrap_or_else(|| panic!("no request of {email}")).state
    }
}

on_both! {
    /// the first check after an acknowledged change uses it; subdomains only count if the box is ticked.
    async fn domain_change_applies_to_next_check(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let names = app.add(&anna, authorised("ACME.test.")).await;
        assert_eq!((names.authorised[0].name.ascii.as_str(), names.authorised[0].by.as_str()), ("acme.test", "Anna de Boer"));
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        app.shipper("bob@evilacme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@lab.acme.test").ships_on(ACCOUNT).await.is_pending();

        // Ticks the box of the existing entry.
        let names = app.add(&anna, form(DomainList::Authorised, "acme.test", true)).await;
        assert_eq!((names.authorised.len(), names.authorised[0].with_subdomains), (1, true));
        app.shipper("bob@lab.acme.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        assert!(app.refusal(&anna, form(DomainList::Authorised, "acme.test", true)).await.contains("acme.test"));

        // Removal: addresses that were authorised by the domain lose it, including those with requests answered by
        // it.
        let names = app.services.remove_domain(&anna, names.authorised[0].id.clone()).await.unwrap();
        assert!(names.authorised.is_empty());
        for email in ["ann@acme.test", "bob@acme.test", "bob@lab.acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        for (event, times) in [("domain_added", 1), ("domain_changed", 1), ("domain_removed", 1)] {
            let entries = app.journal(event).await;
            assert_eq!(entries.len(), times, "{event}");
            assert_eq!(entries[0].actor.as_str(), anna.person().profile.as_str());
            assert!(format!("{}{}", entries[0].before, entries[0].after).contains("acme.test"));
        }
        let account = app.account(ACCOUNT).await;
        server::services::journal::verify(&app.services.db, &account).await.unwrap().unwrap();
    }
}

on_both! {
    /// adding a domain answers the open requests that it covers, with outcome mails. Removing a domain closes
    /// nothing.
    async fn domain_addition_answers_requests_and_removal_closes_none(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        for email in ["ann@acme.test", "bob@acme.test", "eve@bolt.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let names = app.add(&anna, authorised("acme.test")).await;
        for email in ["ann@acme.test", "bob@acme.test"] {
            assert_eq!(app.state_of(email).await, StateKind::Approved);
            app.mail(email, "request approved", |m| m.subject.to_lowercase().contains("approved")).await;
        }
        assert!(app.requests().await.iter().all(|row| row.state == StateKind::Open || row.way == Some(DecisionChannel::Domain)));
        assert_eq!(app.state_of("eve@bolt.test").await, StateKind::Open);
        let approved = app.journal("request_approved").await;
        assert_eq!((approved.len(), approved[0].origin.as_str()), (2, "domain"));
        // The list shows these addresses under the domain, without a decision of their own.
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        let page = app.services.users(&anna, UsersQuery { page: 1, ..UsersQuery::default() }).await.unwrap();
        let ann = page.rows.iter().find(|row| row.email == "ann@acme.test").unwrap();
        assert_eq!(ann.standing, StandingView::Domain { domain: "acme.test".into() });

        app.services.remove_domain(&anna, names.authorised[0].id.clone()).await.unwrap();
        assert_eq!(app.state_of("eve@bolt.test").await, StateKind::Open);
        assert_eq!(app.state_of("bob@acme.test").await, StateKind::Approved);
    }
}

on_both! {
    /// a rejection takes precedence over the domain, even if the address has an open request.
    async fn rejected_address_in_authorised_domain_stays_rejected(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        for email in ["ann@acme.test", "bob@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let ann = app.requests().await.into_iter().find(|row| row.email.as_str() == "ann@acme.test").unwrap().user_id;
        app.services.decide_user(&anna, ann, app::pages::users::dto::Choice::Reject).await.unwrap();
        // An open request on a rejected address, as a future appeal would create.
        account_user::Entity::update_many()
            .col_expr(account_user::Column::Standing, Expr::value(StandingKind::Rejected))
            .filter(account_user::Column::EmailKey.eq("bob@acme.test"))
            .exec(&app.services.db)
            .await
            .unwrap();
        let preview = app.preview(&anna, DomainChange::Add(authorised("acme.test"))).await;
        assert_eq!((preview.gain.count, preview.approves.count), (0, 0));
        app.add(&anna, authorised("acme.test")).await;
        for (email, state) in [("ann@acme.test", StateKind::Rejected), ("bob@acme.test", StateKind::Open)] {
            app.shipper(email).ships_on(ACCOUNT).await.is_denied("address_rejected");
            assert_eq!(app.state_of(email).await, state);
        }
    }
}

on_both! {
    /// administrators may add their own domain, and it authorises them like every other address there, but it
    /// does not answer their own request. A colleague can answer it either way, and a colleague's rejection takes
    /// precedence over the domain.
    async fn own_domain_leaves_own_request_open(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        for email in [ANNA, BRAM, "carl@voorbeeld.example"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        let preview = app.preview(&anna, DomainChange::Add(authorised("voorbeeld.example"))).await;
        assert!(preview.own_stays);
        assert_eq!(preview.gain.first, [ANNA, BRAM, "carl@voorbeeld.example"]);
        assert_eq!(preview.approves.first, [BRAM, "carl@voorbeeld.example"]);
        app.add(&anna, authorised("voorbeeld.example")).await;
        assert_eq!(app.state_of(ANNA).await, StateKind::Open);
        for email in [BRAM, "carl@voorbeeld.example"] {
            assert_eq!(app.state_of(email).await, StateKind::Approved);
        }
        assert!(app.journal("domain_added").await[0].after.as_str().contains("\"covers_own_address\":true"));
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_allowed("domain_authorised");

        // Adding an unrelated domain does not answer the request.
        app.add(&bram, authorised("acme.test")).await;
        assert_eq!(app.state_of(ANNA).await, StateKind::Open);
        let id = app.requests().await.into_iter().find(|row| row.email.as_str() == ANNA).unwrap().id;
        let reject = server::services::requests::NewDecision::Reject { channel: DecisionChannel::Page, reason: None };
        app.services.decide_request(bram, id, reject).await.unwrap();
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_denied("address_rejected");
    }
}

on_both! {
    /// rule 7: if the list of domains that may request exists, all others are denied. Authorised domains need
    /// not be on that list.
    async fn unlisted_domain_may_not_request(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.add(&anna, authorised("bolt.test")).await;
        let preview = app.preview(&anna, DomainChange::Add(may_ask("gmail.com"))).await;
        assert_eq!((preview.may_not_ask.first.as_slice(), preview.lose.count), (["ann@acme.test".to_owned()].as_slice(), 0));
        let names = app.add(&anna, may_ask("gmail.com")).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_denied("domain_may_not_ask");
        app.shipper("eve@rival.test").ships_on(ACCOUNT).await.is_denied("domain_may_not_ask");
        app.shipper("bob@gmail.com").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@bolt.test").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        // Open requests stay open; addresses that may not request open none.
        assert_eq!((app.state_of("ann@acme.test").await, app.requests().await.len()), (StateKind::Open, 2));

        let remove = DomainChange::Remove(names.may_ask[0].id.clone());
        assert_eq!(app.preview(&anna, remove).await.may_ask.first, ["ann@acme.test"]);
        app.services.remove_domain(&anna, names.may_ask[0].id.clone()).await.unwrap();
        app.shipper("eve@rival.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    /// the preview of a change matches its effect.
    async fn preview_matches_effect(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let hosts = ["acme.test", "lab.acme.test", "bolt.test", "evilacme.test", "rival.test"];
        let emails: Vec<String> = hosts.iter().flat_map(|h| ["ann", "bob", "eve"].map(|n| format!("{n}@{h}"))).collect();
        for email in &emails {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        for (email, choice) in [("eve@acme.test", app::pages::users::dto::Choice::Reject), ("bob@acme.test", app::pages::users::dto::Choice::Approve)] {
            let user = app.requests().await.into_iter().find(|row| row.email.as_str() == email).unwrap().user_id;
            app.services.decide_user(&anna, user, choice).await.unwrap();
        }
        let all = |list, domain, sub| DomainChange::Add(form(list, domain, sub));
        let mut changes = vec![
            all(DomainList::Authorised, "acme.test", false),
            all(DomainList::Authorised, "acme.test", true),
            all(DomainList::MayAsk, "bolt.test", false),
            all(DomainList::Authorised, "rival.test", false),
        ];
        for step in 0..6 {
            let change = match changes.is_empty() {
                false => changes.remove(0),
                true => {
                    let names = app.services.domain_names(&anna).await.unwrap();
                    let row = names.authorised.into_iter().chain(names.may_ask).nth(step % 2).unwrap();
                    DomainChange::Remove(row.id)
                }
            };
            let answers = async || {
                let body = serde_json::json!({ "account": ACCOUNT, "emails": emails });
                let (status, answer) = app.post_json("/api/v1/checks/batch", &body).await;
                assert_eq!(status, 200, "{answer}");
                let of = |v: &serde_json::Value| v["verdict"].as_str().unwrap().to_owned();
                answer["results"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
            };
            let open = async || {
                let rows = app.requests().await;
                rows.into_iter().filter(|r| r.state == StateKind::Open).map(|r| String::from(r.email)).collect::<Vec<_>>()
            };
            let (before, open_before) = (answers().await, open().await);
            let preview = app.preview(&anna, change.clone()).await;
            match change.clone() {
                DomainChange::Add(form) => app.add(&anna, form).await,
                DomainChange::Remove(id) => app.services.remove_domain(&anna, id).await.unwrap(),
            };
            let (after, open_after) = (answers().await, open().await);
            let turned = |wanted: &dyn Fn(&str, &str) -> bool| {
                let rows = emails.iter().zip(before.iter().zip(&after));
                let mut found: Vec<_> = rows.filter(|(_, (b, a))| wanted(b, a)).map(|(e, _)| e.clone()).collect();
                found.sort();
                found
            };
            assert_eq!(preview.gain.first, turned(&|b, a| b != "allowed" && a == "allowed"), "{change:?}");
            assert_eq!(preview.lose.first, turned(&|b, a| b == "allowed" && a != "allowed"), "{change:?}");
            assert_eq!(preview.may_ask.first, turned(&|b, a| b == "denied" && a == "pending"), "{change:?}");
            assert_eq!(preview.may_not_ask.first, turned(&|b, a| b == "pending" && a == "denied"), "{change:?}");
            let mut closed: Vec<_> = open_before.into_iter().filter(|email| !open_after.contains(email)).collect();
            closed.sort();
            assert_eq!(preview.approves.first, closed, "{change:?}");
        }
    }
}

on_both! {
    /// invalid entries are refused at their field, with the reason in the reader's language.
    async fn mail_provider_domain_refused_at_field(app: App) {
        app.activate(ACCOUNT, ANNA, Locale::Nl).await;
        app.make_active(ANNA).await;
        let anna = app.administrator(ANNA).await;
        for (domain, says) in [
            ("gmail.com", "Bij gmail.com kan iedereen een adres hebben"),
            ("co.uk", "Onder co.uk kan iedereen een naam registreren"),
            ("github.io", "Onder github.io"),
            ("nl", "alleen het einde"),
            ("*.acme.test", "sterretje"),
            ("ann@acme.test", "e‑mailadres"),
            ("acme..test", "geen domeinnaam"),
        ] {
            let text = app.refusal(&anna, authorised(domain)).await;
            assert!(text.contains(says), "{domain}: {text}");
            assert!(app.services.preview_domain(&anna, DomainChange::Add(authorised(domain))).await.is_err());
        }
        assert!(app.refusal(&anna, may_ask("co.uk")).await.contains("co.uk"));
        assert!(app.journal("domain_added").await.is_empty());
    }
}

on_both! {
    /// International names are stored as A-labels, shown in both forms, and come with a warning if they resemble
    /// others.
    async fn international_domain_shown_in_both_forms(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.add(&anna, authorised("München.example")).await;
        app.add(&anna, authorised("acme.test")).await;
        let names = app.add(&anna, authorised("аcme.test")).await;
        let row = |ascii: &str| names.authorised.iter().find(|row| row.name.ascii == ascii).unwrap();
        assert_eq!(row("xn--mnchen-3ya.example").name.readable, "münchen.example");
        assert!(row("xn--mnchen-3ya.example").look_alikes.is_empty());
        let warned = &row("xn--cme-5cd.test").look_alikes;
        assert!(warned.contains(&LookAlike::MixedScripts));
        assert!(warned.contains(&LookAlike::Listed { name: "acme.test".into() }));
        app.shipper("ann@MÜNCHEN.example").ships_on(ACCOUNT).await.is_allowed("domain_authorised");
        let preview = app.preview(&anna, DomainChange::Add(authorised("acrne.test"))).await;
        assert!(preview.look_alikes.contains(&LookAlike::Listed { name: "acme.test".into() }));
    }
}

on_both! {
    /// Before enforcement the preview shows the effect after the switch. Entries of another account are not found.
    async fn domains_of_other_account_not_found(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.activate("222222222", BRAM, Locale::En).await;
        app.make_active(BRAM).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        let names = app.add(&anna, authorised("acme.test")).await;
        let id = names.authorised[0].id.clone();
        let error = app.services.preview_domain(&bram, DomainChange::Remove(id.clone())).await.unwrap_err();
        assert!(matches!(error, ServiceError::App(AppError::NotFound)), "{error}");
        let error = app.services.remove_domain(&bram, id).await.unwrap_err();
        assert!(matches!(error, ServiceError::App(AppError::NotFound)), "{error}");
        assert!(app.services.domain_names(&bram).await.unwrap().authorised.is_empty());

        app.shipper("ann@bolt.test").ships_on("222222222").await.is_allowed("not_enforced");
        let preview = app.preview(&bram, DomainChange::Add(authorised("bolt.test"))).await;
        assert_eq!((preview.gain.first.as_slice(), preview.enforced), (["ann@bolt.test".to_owned()].as_slice(), false));
    }
}

/// The operator's configuration overrides the built-in domain rules.
async fn operator_override_decides_provider_domains(kind: Kind) {
    let app = App::start_with(kind, |config| {
        let name = |text| esecure::DomainName::parse(text, &|_| None).unwrap();
        config.domains.allow = vec![name("ziggo.nl")];
        config.domains.refuse = vec![name("rival.test")];
    })
    .await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    app.add(&anna, authorised("ziggo.nl")).await;
    assert!(app.refusal(&anna, authorised("shop.rival.test")).await.contains("shop.rival.test"));
    assert!(app.refusal(&anna, may_ask("rival.test")).await.contains("rival.test"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn operator_override_decides_provider_domains_sqlite() {
    operator_override_decides_provider_domains(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn operator_override_decides_provider_domains_postgres() {
    operator_override_decides_provider_domains(Kind::Postgres).await;
}
