//! Replays every route, server function, form, export and the live stream with identifiers of another tenant, as
//! seven actors without a seat there: no data of the tenant is shown, and no row changes.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, Page, difference},
    uploads::form,
};
use app::{
    layout,
    pages::{
        queue::{self, dto::QueueAction},
        upload,
        users::{
            self,
            dto::{Choice, UsersQuery},
            standing_dto::{NewUserForm, UserAction},
        },
    },
    wire,
};
use esecure::{
    id::{AccountId, AdministratorId, DomainRuleId, RequestId, UploadId, UserId},
    policy::DomainList,
};
use futures::{StreamExt as _, stream};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::header::{HeaderMap, HeaderValue};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::json;
use server::store::entity::{administrator, domain_rule, profile, upload as upload_row};
use std::{collections::HashSet, sync::Arc};

const OTHER: &str = "987654321";
const ANNA: &str = "anna@geheim.example";
const BRAM: &str = "bram@geheim.example";
const REMOVED: &str = "remo@elders.example";
const WITHOUT_TERMS: &str = "nora@elders.example";
const INVITED: &str = "ina@elders.example";
const MALLORY: &str = "mallory@elders.example";

/// Texts that only administrators of the attacked tenant may read.
const SECRETS: [&str; 9] = [
    ACCOUNT,
    "•••••6789",
    ANNA,
    BRAM,
    "zelda@acme.test",
    "Zelda Zwijgt",
    "Vertrouwelijk bericht",
    "Strikt geheime notitie",
    "geheimdomein.example",
];

/// Identifiers of the attacked tenant.
struct Victim {
    account: AccountId,
    request: RequestId,
    user: UserId,
    domain: DomainRuleId,
    upload: UploadId,
    seat: AdministratorId,
    session: String,
    device: String,
}

/// One replayed request.
#[derive(Clone)]
enum Ask {
    Open(String),
    Form(String, Vec<(&'static str, String)>),
    Call(&'static str, Vec<u8>),
}

impl Ask {
    async fn by(&self, browser: &Browser) -> Page {
        match self {
            Self::Open(path) => browser.open(path).await,
            Self::Form(path, fields) => {
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                browser.submit(path, &fields).await
            }
            Self::Call(path, message) => browser.call_function_from_page(path, message.clone()).await,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Open(path) => format!("GET {path}"),
            Self::Form(path, fields) => format!("POST {path} {fields:?}"),
            Self::Call(path, _) => format!("call {path}"),
        }
    }
}

impl Victim {
    async fn of(app: &App) -> Self {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM, REMOVED, WITHOUT_TERMS]).await;
        app.services.add_administrator(&app.number(ACCOUNT), &app.address(INVITED), "Ina").await.unwrap();
        let anna = app.administrator(ANNA).await;
        app.add_domain(&anna, DomainList::Authorised, "geheimdomein.example").await;
        let note = "Strikt geheime notitie".to_owned();
        let known =
            NewUserForm { email: "known@acme.test".into(), name: "Zelda Zwijgt".into(), note, until: String::new() };
        app.services.add_user(&anna, known).await.unwrap();
        app.services.commit_upload(&anna, form("email\nuploaded@acme.test\n")).await.unwrap().unwrap();
        app.shipper("first@acme.test").ships_on(ACCOUNT).await.is_pending();
        let zelda = app.shipper("zelda@acme.test").with("name", json!("Zelda Zwijgt"));
        let request = zelda.with("shipment", json!({ "message": "Vertrouwelijk bericht" })).ships_on(ACCOUNT).await;
        let request = request.is_pending().request();

        // Remembers a device of Anna.
        let browser = app.browser();
        let mail = app.approval_request(ANNA, "first@acme.test").await;
        browser.submit_choice(&mail, "approve").await;
        let code = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains("first@acme.test")).await;
        browser.enter_code(&mail, "approve", &code.code(), true).await.assert_contains("may ship");
        let who = app.signed_in(ANNA).await;
        let page = app.services.profile(&who.person, &who.session).await.unwrap();

        let db = &app.services.db;
        let account = app.account(ACCOUNT).await.id;
        let row = app.requests().await.into_iter().find(|row| row.id == request).unwrap();
        let bram = app.administrator(BRAM).await.seat().clone();
        let domain = domain_rule::Entity::find().one(db).await.unwrap().unwrap().id;
        let upload = upload_row::Entity::find().one(db).await.unwrap().unwrap().id;
        Self {
            account: AccountId::parse(&account).unwrap(),
            request: RequestId::parse(&request).unwrap(),
            user: UserId::parse(&row.user_id).unwrap(),
            domain: DomainRuleId::parse(&domain).unwrap(),
            upload: UploadId::parse(&upload).unwrap(),
            seat: bram,
            session: page.sessions[0].id.to_string(),
            device: page.devices[0].id.to_string(),
        }
    }

    fn pages(&self) -> Vec<Ask> {
        let Self { account, request, user, .. } = self;
        let paths = [
            "",
            "/queue",
            "/users",
            "/users/new",
            "/users/export",
            "/upload",
            "/domains",
            "/why",
            "/journal",
            "/journal/export",
            "/administrators",
            "/enforcement",
        ];
        let mut pages: Vec<_> = paths.iter().map(|path| format!("/esecure{path}?account={account}")).collect();
        for path in [format!("queue/{request}"), format!("users/{user}")] {
            pages.push(format!("/esecure/{path}"));
            pages.push(format!("/esecure/{path}?account={account}"));
        }
        pages.push(format!("/esecure/why?account={account}&email=zelda@acme.test"));
        pages.extend(["/".to_owned(), "/profile".to_owned(), "/terms".to_owned()]);
        pages.into_iter().map(Ask::Open).collect()
    }

    fn forms(&self) -> Vec<Ask> {
        let Self { account, user, domain, seat, session, device, .. } = self;
        let text = |text: &str| text.to_owned();
        let at = |path: &str| format!("/esecure/{path}?account={account}");
        let user_id = || text(user.as_str());
        let password = || ("password", text(PASSWORD));
        let mut forms = vec![
            (at("users/new"), vec![("email", text("new@attack.example"))]),
            (at("domains"), vec![("list", text("authorised")), ("domain", text("attack.example"))]),
            (at("administrators"), vec![("email", text("new@attack.example")), ("name", text("New"))]),
            (at("enforcement"), vec![("on", text("false")), password(), ("open", text("keep"))]),
            (at("enforcement"), vec![("do", text("call-off")), password()]),
            (at("enforcement"), vec![("do", text("plan")), ("when", text("now")), password()]),
            (at("enforcement"), vec![("do", text("approve-all"))]),
            (at("journal"), vec![]),
            (text("/profile"), vec![("do", text("session")), ("id", session.clone())]),
            (text("/profile"), vec![("do", text("device")), ("id", device.clone())]),
        ];
        for query in [String::new(), format!("?account={account}")] {
            for press in ["approve", "reject", "clear"] {
                forms.push((format!("/esecure/users/{user}{query}"), vec![("do", text(press))]));
            }
            forms.push((format!("/esecure/enforcement{query}"), vec![("do", text("approve")), ("user", user_id())]));
            let id = || ("id", text(domain.as_str()));
            forms.push((format!("/esecure/domains{query}"), vec![("do", text("remove")), id()]));
            for press in ["again", "remove"] {
                let id = ("id", text(seat.as_str()));
                forms.push((format!("/esecure/administrators{query}"), vec![("do", text(press)), id]));
            }
        }
        forms.into_iter().map(|(path, fields)| Ask::Form(path, fields)).collect()
    }

    /// Lists each server function with the account in the arguments, and also without it if another foreign
    /// identifier remains.
    fn calls(&self) -> Vec<Ask> {
        server_fn_paths()
            .flat_map(|(path, _)| self.messages(path).into_iter().map(move |m| Ask::Call(path, m)))
            .collect()
    }

    fn messages(&self, path: &str) -> Vec<Vec<u8>> {
        let Self { account, request, user, upload: id, .. } = self;
        let named = || Some(account.clone());
        let both = || [None, named()].into_iter();
        let message = |message: Result<Vec<u8>, wire::WireError>| message.unwrap();
        let text = String::new;
        match path.trim_start_matches("/fn/") {
            "viewer" => vec![message(wire::message(&layout::GetViewer {}))],
            "queue" => vec![message(wire::message(&queue::GetQueue { account: named(), search: text(), after: None }))],
            "queue-news" => both()
                .map(|account| {
                    let (known, search, until) = (vec![request.clone()], text(), None);
                    message(wire::message(&queue::GetQueueNews { account, known, search, until }))
                })
                .collect(),
            "request" => vec![message(wire::message(&queue::GetRequest { id: request.to_string() }))],
            "preview-everyone" => vec![message(wire::message(&queue::PreviewEveryone { id: request.clone() }))],
            "decide-request" => [QueueAction::Approve, QueueAction::Reject, QueueAction::Undo, QueueAction::Everyone]
                .map(|choice| {
                    let (id, reason, words, until, note) = (request.to_string(), text(), text(), text(), text());
                    message(wire::message(&queue::DecideRequest { id, choice, reason, words, until, note }))
                })
                .into(),
            "users" => {
                vec![message(wire::message(&users::GetUsers { account: named(), query: UsersQuery::default() }))]
            }
            "undecided-users" => {
                vec![message(wire::message(&users::UndecidedUsers { account: named(), query: UsersQuery::default() }))]
            }
            "decide-user" => both()
                .map(|account| {
                    message(wire::message(&users::DecideUser { account, user: user.clone(), choice: Choice::Approve }))
                })
                .collect(),
            "approve-own-user" => both()
                .map(|account| {
                    let password = PASSWORD.to_owned();
                    message(wire::message(&users::ApproveOwnUser { account, user: user.clone(), password }))
                })
                .collect(),
            "rule-users" => both()
                .map(|account| {
                    let (ticked, choice) = (vec![user.clone()], UserAction::Approve);
                    message(wire::message(&users::RuleUsers { account, ticked, choice, until: text(), note: text() }))
                })
                .collect(),
            "add-user" => {
                let email = "new@attack.example".to_owned();
                let (name, until, note) = (text(), text(), text());
                vec![message(wire::message(&users::AddUser { account: named(), email, name, until, note }))]
            }
            "upload-knowledge" => {
                vec![message(wire::message(&upload::GetUploadKnowledge { account: named() }))]
            }
            "upload-standings" => {
                let keys = vec!["zelda@acme.test".to_owned()];
                vec![message(wire::message(&upload::UploadStandings { account: named(), keys }))]
            }
            "commit-upload" => {
                let form = form("email\nnew@attack.example\n");
                vec![message(wire::message(&upload::CommitUpload { account: named(), form }))]
            }
            "undo-upload" => {
                both().map(|account| message(wire::message(&upload::UndoUpload { account, id: id.clone() }))).collect()
            }
            unknown => panic!("no replay for the server function {unknown}: add one"),
        }
    }
}

struct Actor {
    name: &'static str,
    browser: Browser,
    /// Texts of the tenant that the actor knows legitimately, from a mail.
    knows: &'static [&'static str],
}

async fn signed_in(app: &App, name: &'static str, email: &str) -> Actor {
    let browser = app.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
    Actor { name, browser, knows: &[] }
}

/// Creates a client that only sends a secret of another kind as bearer token.
fn bearer(app: &App, name: &'static str, secret: &str) -> Actor {
    let secret = secret.rsplit('/').next().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {secret}")).unwrap());
    let cookies = format!("esecure_session={secret}; esecure_device={secret}");
    headers.insert("cookie", HeaderValue::from_str(&cookies).unwrap());
    Actor { name, browser: Browser::with(&app.base, "en", headers), knows: &[] }
}

async fn actors(app: &App) -> Vec<Actor> {
    let invitation = app.mail(INVITED, "Create password", |m| m.text.contains("/create-password/")).await;
    let decision = app.approval_request(BRAM, "zelda@acme.test").await;
    let status = app.mail("zelda@acme.test", "request received", |m| m.text.contains("/r/")).await;
    let mut actors = vec![
        signed_in(app, "another tenant's administrator", MALLORY).await,
        signed_in(app, "a removed administrator", REMOVED).await,
        signed_in(app, "one without terms", WITHOUT_TERMS).await,
        Actor { name: "nobody", browser: app.browser(), knows: &[] },
        bearer(app, "an application's key", &app.key),
        bearer(app, "an invitation", &invitation.link("/create-password/")),
        bearer(app, "a status page's token", &status.link("/r/")),
        bearer(app, "a decision link's token", &decision.link("/d/")),
    ];
    // An actor with a seat on the account who has not accepted the terms may know the account number.
    actors[2].knows = &[ACCOUNT, "•••••6789"];
    actors
}

/// Removes one actor's seat, and another actor's acceptance of the terms.
async fn disarm(app: &App) {
    let removed = app.administrator(REMOVED).await;
    let anna = app.administrator(ANNA).await;
    app.services.remove_administrator(&anna, removed.seat().clone()).await.unwrap();
    profile::Entity::update_many()
        .col_expr(profile::Column::TermsVersion, Expr::value(Option::<i64>::None))
        .filter(profile::Column::EmailKey.eq(WITHOUT_TERMS))
        .exec(&app.services.db)
        .await
        .unwrap();
    let seats = administrator::Entity::find().filter(administrator::Column::RemovedAt.is_not_null());
    assert_eq!(seats.all(&app.services.db).await.unwrap().len(), 1);
}

on_both! {
    async fn identifiers_of_other_tenant_reveal_and_change_nothing(app: App) {
        let victim = Victim::of(&app).await;
        app.enforced_account(OTHER, &[MALLORY]).await;
        disarm(&app).await;
        let actors = actors(&app).await;
        app.deliver_all().await;
        let asks = Arc::new([victim.pages(), victim.forms(), victim.calls()].concat());
        // Visits are recorded once a minute, and reading a list settles its counters; both must happen before the
        // dump.
        for actor in &actors {
            actor.browser.open("/esecure/users").await;
        }
        let before = app.dump().await;
        let mut answered = HashSet::new();
        for Actor { name, browser, knows } in &actors {
            let responses = stream::iter(asks.iter()).map(|ask| async move { (ask.name(), ask.by(browser).await) });
            let answers: Vec<_> = responses.buffer_unordered(4).collect().await;
            for (ask, page) in &answers {
                answered.insert(page.status);
                assert!(page.status < 500, "{name}: {ask}: {}", page.status);
                let leaked = SECRETS.iter().find(|secret| page.body.contains(*secret) && !knows.contains(secret));
                assert!(leaked.is_none(), "{name}: {ask}: {} tells {leaked:?}:\n{}", page.status, page.body);
            }
            let changed = difference(&before, &app.dump().await);
            assert!(changed.is_empty(), "{name} changed\n{}", changed.join("\n"));
        }
        assert!([200, 303, 401, 404].iter().all(|status| answered.contains(status)), "{answered:?}");

        // The live stream covers only the listener's own accounts.
        let mut stream = actors[0].browser.open_event_stream("/esecure/live").await;
        let seats = app.signed_in(MALLORY).await.seats;
        let version = app.services.seats_version(&seats).await.unwrap();
        let (event, data) = stream.next().await.unwrap();
        assert_eq!((event.as_str(), data.split(' ').next().unwrap()), ("now", format!("v{version}").as_str()), "{data}");
        for actor in &actors[3..] {
            let page = actor.browser.open("/esecure/live").await;
            assert_eq!(page.body, "event: nobody\ndata: 1\n\n", "{}", actor.name);
        }

        // Control: as the tenant's own administrator, the same requests show and change a lot, so they are valid.
        let anna = signed_in(&app, "anna", ANNA).await.browser;
        let mut visible: HashSet<&str> = HashSet::new();
        for ask in victim.pages() {
            let page = ask.by(&anna).await;
            assert_eq!(page.status, 200, "{}", ask.name());
            visible.extend(SECRETS.into_iter().filter(|secret| page.body.contains(secret)));
        }
        let missing: Vec<_> = SECRETS.iter().filter(|secret| !visible.contains(**secret)).collect();
        assert_eq!(missing, [&"•••••6789"], "a masked number is for mails");
        for ask in victim.calls().iter().chain(&victim.forms()) {
            let page = ask.by(&anna).await;
            assert!(page.status < 500, "{}: {}", ask.name(), page.status);
        }
        let changed = difference(&before, &app.dump().await);
        for event in ["request_approved", "domain_added", "upload_undone", "administrator_added", "enforcement_switched"] {
            assert!(changed.iter().any(|row| row.contains(event)), "nothing was {event}");
        }
    }
}
