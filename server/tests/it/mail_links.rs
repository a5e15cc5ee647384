//! Buttons of every mail: each leads to the page that its label names, of the account that the mail is about, and that
//! page opens.

use crate::{
    enforcement_schedule::{ANNA, BRAM, DAY, on},
    support::{ACCOUNT, App, Browser, Kind, PASSWORD},
};
use app::{
    backend::Backend,
    pages::{
        enforcement::dto::{OpenRequests, ScheduleForm, SwitchForm},
        expected::dto::AnnouncementForm,
        profile::dto::{EmailForm, PasswordForm},
        queue::dto::DecisionInput,
        users::{
            dto::Choice,
            standing_dto::{NewUserForm, UserAction, UserActionInput},
        },
    },
};
use esecure::{Locale, id::RequestId};
use i18n::mail as t;
use serde_json::json;
use server::{jobs, store::entity::outbox::Model};

const CARLA: &str = "carla@voorbeeld.example";
const DORA: &str = "dora@sample.example";
const SECOND: &str = "987654321";
const DRAFT: &str = "https://portal.example/drafts/1";
const NEW_PASSWORD: &str = "blauwe schuit achter de dijk";

/// Returns the labels of all buttons, each with the address that it leads to. `*` stands for a token or an identifier,
/// `{account}` for the account that the mail is about.
fn targets() -> Vec<(String, &'static str)> {
    const L: Locale = Locale::En;
    let named = [
        (t::create_password::label(L), "/create-password/*"),
        (t::reset_password::open(L), "/create-password/*"),
        (t::approval_request::approve(L), "/d/*"),
        (t::approval_request::reject(L), "/d/*?choice=reject"),
        (t::approval_request::see(L), "/d/*"),
        (t::approval_request::own_open(L), "/esecure/users/*?account={account}"),
        (t::request_digest::open(L), "/esecure/queue"),
        (t::see_status(L), "/r/*"),
        (t::request_approved::open_draft(L), DRAFT),
        (t::enforcement_switched::open(L), "/esecure/enforcement?account={account}"),
        (t::enforcement_planned::open(L), "/esecure/enforcement?account={account}"),
        (t::approval_needed::ask(L), "/a/*"),
        (t::administrator_changed::open(L), "/esecure/administrators?account={account}"),
        (t::administrator_moved::open(L), "/esecure/administrators?account={account}"),
        (t::confirm_email::open(L), "/confirm-email/*"),
        (t::email_taken::open(L), "/sign-in"),
        (t::email_changed::open(L), "/profile"),
        (t::password_changed::open(L), "/reset-password"),
        (t::approvals_end::open(L), "/esecure/users?account={account}"),
        (t::expected_arrived::open(L), "/esecure/users/*?account={account}"),
        (t::decision_overruled::open(L), "/esecure/users?account={account}"),
    ];
    let named = named.map(|(label, target)| (label.to_owned(), target));
    named.into_iter().chain([(t::welcome::open(L, "eSecure"), "/esecure?account={account}")]).collect()
}

/// Returns true if `link` is the address `target` of a mail.
fn leads_to(link: &str, target: &str, mail: &Model) -> bool {
    let account = mail.account_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let target = target.replace("{account}", &account);
    let target = if target == DRAFT { target } else { format!("http://esecure.test{target}") };
    match target.split_once('*') {
        None => link == target,
        Some((before, after)) => {
            let token = link.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            token.is_some_and(|token| !token.is_empty() && !token.contains(['/', '?']))
        }
    }
}

/// Lists the buttons in the text part: a label in capitals, with its link on the next line.
fn buttons(mail: &Model) -> Vec<(String, String)> {
    let lines: Vec<&str> = mail.text.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[1].starts_with("http"));
    pairs.map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

/// Queues mails about requests and decisions; the hourly limit of three makes the last one a digest.
async fn requests(app: &App) {
    app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
    let shipment = json!({ "reference": "PO 77", "draft": DRAFT });
    let ann = app.shipper("ann@acme.test").with("shipment", shipment).ships_on(ACCOUNT).await.request();
    let bob = app.shipper("bob@acme.test").ships_on(ACCOUNT).await.request();
    app.shipper("eve@else.test").ships_on(ACCOUNT).await.is_pending();
    let seats = app.signed_in(ANNA).await.seats;
    for (id, choice) in [(&ann, Choice::Approve), (&bob, Choice::Reject)] {
        let id = RequestId::parse(id).unwrap();
        Backend::decide(&app.services, &seats, vec![id], DecisionInput::bare(choice)).await.unwrap();
    }
    let user = app.requests().await.into_iter().find(|row| row.email.as_str() == "ann@acme.test").unwrap().user_id;
    let reject = UserActionInput { choice: UserAction::Reject, ..UserActionInput::default() };
    let bram = app.administrator(BRAM).await;
    app.services.change_standings(&bram, vec![user], reject).await.unwrap();
    let expected = AnnouncementForm {
        who: "hal@acme.test".to_owned(),
        reference: "PO 78".to_owned(),
        last_day: "2026-12-31".to_owned(),
    };
    app.services.announce(&bram, expected).await.unwrap();
    app.shipper("hal@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    // A sole administrator's own address.
    app.enforced_account(SECOND, &[DORA]).await;
    app.shipper(DORA).ships_on(SECOND).await.is_pending();
}

/// Queues mails about enforcement and about approvals that end.
async fn enforcement(app: &App) {
    let anna = app.administrator(ANNA).await;
    let form = SwitchForm { on: false, password: PASSWORD.to_owned(), open: OpenRequests::Close };
    app.services.switch(&anna, form).await.unwrap();
    app.shipper("fay@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
    let form = ScheduleForm { tell: true, ..on("2026-12-01", "08:00") };
    app.services.schedule_switch(&anna, form, PASSWORD.to_owned()).await.unwrap();
    let form =
        NewUserForm { email: "gil@acme.test".to_owned(), until: "2026-12-03".to_owned(), ..NewUserForm::default() };
    app.services.add_user(&anna, form).await.unwrap();
    jobs::run(&app.services).await;
    app.advance_clock(3 * DAY + 9 * 3600 + 46 * 60);
    jobs::run(&app.services).await;
}

/// Queues mails about administrators and their profiles.
async fn profiles(app: &App) {
    app.services.add_administrator(&app.number(ACCOUNT), &app.address(CARLA), "Carla Smit").await.unwrap();
    app.make_active(CARLA).await;
    let carla = app.signed_in(CARLA).await;
    for email in [BRAM, "carla@nieuw.example"] {
        let form = EmailForm { new_email: email.to_owned(), email_password: PASSWORD.to_owned() };
        app.services.change_email(&carla.person, form).await.unwrap();
        // At most one link a minute.
        app.advance_clock(61);
    }
    let confirm = app.outbox_of_kind("confirm_email").await;
    let link = buttons(&confirm[0]).remove(0).1;
    let browser = app.browser();
    browser.sign_in(CARLA, PASSWORD).await;
    browser.submit(&link, &[]).await.assert_contains("Your address has been changed");
    let carla = app.signed_in("carla@nieuw.example").await;
    let form = PasswordForm { old_password: PASSWORD.to_owned(), new_password: NEW_PASSWORD.to_owned() };
    app.services.change_password(&carla.person, &carla.session, form).await.unwrap();
    app.advance_clock(120);
    app.browser().submit("/reset-password", &[("email", "carla@nieuw.example")]).await;
    app.wait_for_outbox("reset", |mails| mails.iter().any(|mail| mail.kind.code() == "reset_password")).await;
}

async fn signed_in(app: &App, email: &str) -> Browser {
    let browser = app.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
    browser
}

async fn each_button_leads_to_its_page(kind: Kind) {
    let change = |config: &mut server::config::Config| {
        // The mails stay in the outbox, with their texts.
        config.smtp_url = None;
        config.mail.approval_requests_per_hour = 3;
    };
    let app = App::start_with(kind, change).await;
    app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
    requests(&app).await;
    enforcement(&app).await;
    profiles(&app).await;

    let targets = targets();
    let (anna, dora) = (signed_in(&app, ANNA).await, signed_in(&app, DORA).await);
    let mut seen = Vec::new();
    for mail in app.outbox().await {
        for (label, link) in buttons(&mail) {
            let found = targets.iter().find(|(name, _)| name.to_uppercase() == label);
            let (_, target) = found.unwrap_or_else(|| panic!("{}: no target for {label}", mail.kind.code()));
            assert!(leads_to(&link, target, &mail), "{}: {label} leads to {link}", mail.kind.code());
            seen.push(label);
            if link != DRAFT {
                let reader = if mail.to_email.as_str() == DORA { &dora } else { &anna };
                let status = reader.open(&link).await.status;
                // Links of other readers, and links that were used or replaced, say so; none leads nowhere.
                assert!(status < 500 && status != 404, "{}: {link} answers {status}", mail.kind.code());
            }
        }
    }
    for (label, _) in &targets {
        assert!(seen.contains(&label.to_uppercase()), "no mail has the button {label}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_button_leads_to_its_page_sqlite() {
    each_button_leads_to_its_page(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_button_leads_to_its_page_postgres() {
    each_button_leads_to_its_page(Kind::Postgres).await;
}
