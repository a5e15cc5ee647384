//! Replays every page, server function, export and the live stream with identifiers of another tenant, as actors without
//! a seat there: no data of the tenant is shown, and no row changes.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, Page, difference},
    uploads::form,
};
use app::{
    layout,
    pages::{
        administrators,
        domains::{self, dto::DomainChange},
        enforcement::{
            self,
            dto::{OpenRequests, ScheduleForm},
        },
        expected::{self, dto::AnnouncementForm},
        explain,
        journal::{self, dto::JournalQuery},
        profile,
        queue::{
            self,
            dto::{QueueAction, QueueOrder},
        },
        setup, terms, upload,
        users::{
            self,
            dto::{Choice, UsersQuery},
            standing_dto::{NewUserForm, UserAction},
        },
    },
    wire,
};
use esecure::{
    id::{AccountId, AdministratorId, AnnouncementId, DeviceId, DomainRuleId, RequestId, SessionId, UploadId, UserId},
    policy::DomainList,
};
use futures::{StreamExt as _, stream};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::header::{HeaderMap, HeaderValue};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::json;
use server::store::entity::{administrator, domain_rule, profile as profile_row, upload as upload_row};
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
    session: SessionId,
    device: DeviceId,
    announcement: AnnouncementId,
}

/// One replayed request.
#[derive(Clone)]
enum Ask {
    Open(String),
    /// A form, as posted without script.
    Form(&'static str, Vec<(&'static str, String)>),
    /// A message, as sent by the client.
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
        let note = AnnouncementForm {
            who: "expected@acme.test".into(),
            reference: "Strikt geheime notitie".into(),
            last_day: "2026-12-31".into(),
        };
        app.services.announce(&anna, note).await.unwrap();
        let announcement = app.services.expected_shippers(&anna).await.unwrap().rows[0].id.clone();
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
        let row = app.requests().await.into_iter().find(|row| row.id.as_str() == request).unwrap();
        let bram = app.administrator(BRAM).await.seat().clone();
        let domain = domain_rule::Entity::find().one(db).await.unwrap().unwrap().id;
        let upload = upload_row::Entity::find().one(db).await.unwrap().unwrap().id;
        Self {
            account,
            request: row.id,
            user: row.user_id,
            domain,
            upload,
            seat: bram,
            session: page.sessions[0].id.clone(),
            device: page.devices[0].id.clone(),
            announcement,
        }
    }

    fn pages(&self) -> Vec<Ask> {
        let Self { account, request, user, .. } = self;
        let paths = [
            "/queue",
            "/users",
            "/users/new",
            "/users/export",
            "/upload",
            "/domains",
            "/why",
            "/expected",
            "/journal",
            "/journal/export",
            "/administrators",
            "/enforcement",
        ];
        let mut pages: Vec<_> = paths.iter().map(|path| format!("/esecure{path}?account={account}")).collect();
        pages.push(format!("/esecure?steps&account={account}"));
        for path in [format!("queue/{request}"), format!("users/{user}")] {
            pages.push(format!("/esecure/{path}"));
            pages.push(format!("/esecure/{path}?account={account}"));
        }
        pages.push(format!("/esecure/why?account={account}&email=zelda@acme.test"));
        pages.extend(["/".to_owned(), "/profile".to_owned(), "/terms".to_owned()]);
        pages.into_iter().map(Ask::Open).collect()
    }

    /// Lists commands as forms without script, with the account in a field, and also without it if another foreign
    /// identifier remains.
    fn forms(&self) -> Vec<Ask> {
        let Self { account, user, domain, seat, session, device, announcement, .. } = self;
        let text = |text: &str| text.to_owned();
        let named = || ("account", account.to_string());
        let password = || ("password", text(PASSWORD));
        let now = [("form[now]", "true"), ("form[date]", ""), ("form[time]", ""), ("form[tell]", "true")];
        let now = || now.map(|(name, value)| (name, text(value))).into_iter();
        let mut forms = vec![
            ("/fn/add-user", vec![named(), ("email", text("new@attack.example"))]),
            ("/fn/add-domain", vec![named(), ("list", text("authorised")), ("domain", text("attack.example"))]),
            ("/fn/add-administrator", vec![named(), ("email", text("new@attack.example")), ("name", text("New"))]),
            ("/fn/switch-enforcement", vec![named(), ("on", text("false")), password(), ("open", text("keep"))]),
            ("/fn/cancel-schedule", vec![named(), password()]),
            ("/fn/check-schedule", now().chain([named()]).collect()),
            ("/fn/schedule-switch", now().chain([named(), password()]).collect()),
            ("/fn/approve-undecided", vec![named()]),
            ("/fn/verify-journal", vec![named()]),
            ("/fn/check-administrator", vec![named()]),
            ("/fn/end-session", vec![("id", session.to_string())]),
            ("/fn/forget-device", vec![("id", device.to_string())]),
        ];
        for account in [None, Some(named())] {
            let mut add = |function, fields: &[(&'static str, &str)]| {
                let fields = fields.iter().map(|(name, value)| (*name, text(value)));
                forms.push((function, fields.chain(account.clone()).collect()));
            };
            for choice in ["approve", "reject", "end", "clear"] {
                add("/fn/rule-users", &[("ticked[0]", user.as_str()), ("choice", choice)]);
            }
            add("/fn/approve-blocked", &[("user", user.as_str())]);
            add("/fn/approve-blocked", &[("user", user.as_str()), ("anyway", "true")]);
            add("/fn/move-announcement", &[("id", announcement.as_str()), ("until", "2026-12-01")]);
            add("/fn/withdraw-announcement", &[("id", announcement.as_str())]);
            add("/fn/remove-domain", &[("id", domain.as_str())]);
            for function in ["/fn/invite-again", "/fn/remove-administrator"] {
                add(function, &[("id", seat.as_str())]);
            }
        }
        forms.into_iter().map(|(function, fields)| Ask::Form(function, fields)).collect()
    }

    /// Lists each server function with the account in the arguments, and also without it if another foreign
    /// identifier remains.
    fn calls(&self) -> Vec<Ask> {
        server_fn_paths()
            .flat_map(|(path, _)| self.messages(path).into_iter().map(move |m| Ask::Call(path, m)))
            .collect()
    }

    fn messages(&self, path: &str) -> Vec<Vec<u8>> {
        let Self { account, request, user, domain, upload: id, seat, session, device, announcement } = self;
        let named = || Some(account.clone());
        let both = || [None, named()].into_iter();
        let message = |message: Result<Vec<u8>, wire::WireError>| message.unwrap();
        let text = String::new;
        let password = || PASSWORD.to_owned();
        let now = || ScheduleForm { now: true, ..ScheduleForm::default() };
        match path.trim_start_matches("/fn/") {
            "viewer" => vec![message(wire::message(&layout::GetViewer {}))],
            "palette" => {
                let words = "zelda".to_owned();
                vec![message(wire::message(&layout::palette::SearchPalette { account: named(), words }))]
            }
            "expected" => vec![message(wire::message(&expected::GetExpected { account: named() }))],
            "announce-shipper" => {
                let (who, reference, until) =
                    ("new@attack.example".to_owned(), "PO".to_owned(), "2026-12-31".to_owned());
                vec![message(wire::message(&expected::AnnounceShipper { account: named(), who, reference, until }))]
            }
            "move-announcement" => both()
                .map(|account| {
                    let (id, until) = (announcement.clone(), "2026-12-01".to_owned());
                    message(wire::message(&expected::MoveAnnouncement { account, id, until }))
                })
                .collect(),
            "withdraw-announcement" => both()
                .map(|account| {
                    message(wire::message(&expected::WithdrawAnnouncement { account, id: announcement.clone() }))
                })
                .collect(),
            "check-administrator" => {
                vec![message(wire::message(&layout::CheckAdministrator { account: named() }))]
            }
            "queue" => vec![message(wire::message(&queue::GetQueue {
                account: named(),
                search: text(),
                order: QueueOrder::Newest,
                after: None,
            }))],
            "queue-news" => both()
                .map(|account| {
                    let (known, search, order, until) = (vec![request.clone()], text(), QueueOrder::Newest, None);
                    message(wire::message(&queue::GetQueueNews { account, known, search, order, until }))
                })
                .collect(),
            "request" => vec![message(wire::message(&queue::GetRequest { id: request.to_string() }))],
            "preview-everyone" => vec![message(wire::message(&queue::PreviewEveryone { id: request.clone() }))],
            "decide-request" => [QueueAction::Approve, QueueAction::Reject, QueueAction::Undo, QueueAction::Everyone]
                .map(|choice| {
                    let ids = vec![request.clone()];
                    message(wire::message(&queue::DecideRequest { ids, choice, ..queue::DecideRequest::default() }))
                })
                .into(),
            "users" => {
                vec![message(wire::message(&users::GetUsers { account: named(), query: UsersQuery::default() }))]
            }
            "user" => both()
                .map(|account| message(wire::message(&users::GetUser { account, id: user.to_string() })))
                .collect(),
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
                    let (user, password) = (user.clone(), password());
                    message(wire::message(&users::ApproveOwnUser { account, user, password }))
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
            "domains" => {
                let removal = || Some(DomainChange::Remove(domain.clone()));
                [(named(), None), (named(), removal()), (None, removal())]
                    .map(|(account, change)| message(wire::message(&domains::GetDomains { account, change })))
                    .into()
            }
            "add-domain" => {
                let (list, domain) = (DomainList::Authorised, "attack.example".to_owned());
                let add = domains::AddDomain { account: named(), list, domain, with_subdomains: false };
                vec![message(wire::message(&add))]
            }
            "remove-domain" => both()
                .map(|account| message(wire::message(&domains::RemoveDomain { account, id: domain.clone() })))
                .collect(),
            "administrators" => {
                vec![message(wire::message(&administrators::GetAdministrators { account: named() }))]
            }
            "add-administrator" => {
                let (email, name) = ("new@attack.example".to_owned(), "New".to_owned());
                vec![message(wire::message(&administrators::AddAdministrator { account: named(), email, name }))]
            }
            "invite-again" => both()
                .map(|account| message(wire::message(&administrators::InviteAgain { account, id: seat.clone() })))
                .collect(),
            "remove-administrator" => both()
                .map(|account| {
                    message(wire::message(&administrators::RemoveAdministrator { account, id: seat.clone() }))
                })
                .collect(),
            "enforcement" => [None, Some(1)]
                .map(|page| message(wire::message(&enforcement::GetEnforcement { account: named(), page })))
                .into(),
            "check-schedule" => {
                vec![message(wire::message(&enforcement::CheckSchedule { account: named(), form: now() }))]
            }
            "schedule-switch" => {
                let schedule = enforcement::ScheduleSwitch { account: named(), form: now(), password: password() };
                vec![message(wire::message(&schedule))]
            }
            "cancel-schedule" => {
                vec![message(wire::message(&enforcement::CancelSchedule { account: named(), password: password() }))]
            }
            "switch-enforcement" => {
                let (password, open) = (password(), OpenRequests::Keep);
                let switch = enforcement::SwitchEnforcement { account: named(), on: false, password, open };
                vec![message(wire::message(&switch))]
            }
            "approve-blocked" => both()
                .flat_map(|account| [(account.clone(), false), (account, true)])
                .map(|(account, anyway)| {
                    message(wire::message(&enforcement::ApproveBlocked { account, user: user.clone(), anyway }))
                })
                .collect(),
            "approve-undecided" => {
                vec![message(wire::message(&enforcement::ApproveUndecided { account: named() }))]
            }
            "explain" => {
                let email = Some("zelda@acme.test".to_owned());
                vec![message(wire::message(&explain::Explain { account: named(), email }))]
            }
            "journal" => {
                vec![message(wire::message(&journal::GetJournal { account: named(), query: JournalQuery::default() }))]
            }
            "verify-journal" => vec![message(wire::message(&journal::VerifyJournal { account: named() }))],
            "setup" => vec![message(wire::message(&setup::GetSetup { account: named() }))],
            "profile" => vec![message(wire::message(&profile::GetProfile {}))],
            "end-session" => vec![message(wire::message(&profile::EndSession { id: session.clone() }))],
            "forget-device" => vec![message(wire::message(&profile::ForgetDevice { id: device.clone() }))],
            // No version of the terms.
            "accept-terms" => vec![message(wire::message(&terms::AcceptTerms { version: 0 }))],
            // Change the signed-in person's own profile, and take no identifier.
            "save-profile"
            | "save-approving"
            | "change-email"
            | "resend-email-change"
            | "cancel-email-change"
            | "change-password"
            | "end-other-sessions"
            | "share-contact" => Vec::new(),
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
    profile_row::Entity::update_many()
        .col_expr(profile_row::Column::TermsVersion, Expr::value(Option::<i64>::None))
        .filter(profile_row::Column::EmailKey.eq(WITHOUT_TERMS))
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
