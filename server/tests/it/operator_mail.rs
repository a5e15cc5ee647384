//! Reports of undeliverable mails to the operator: a mail, the commands, and no mail about an undeliverable report.

use crate::support::{ACCOUNT, App, Kind, SmtpBehavior};
use server::store::{columns::OutboxState, entity::outbox::Model};
use std::process::{Command, Output};

const DESK: &str = "desk@carrier.example";

async fn start_with_operator_contact(kind: Kind) -> App {
    let app = App::start_with(kind, |config| config.operator.contact = Some(DESK.to_owned())).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app
}

/// Runs an `esecure` command on the database of the running server.
pub async fn esecure(app: &App, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
    command
        .args(arguments)
        .env("ESECURE_DATABASE_URL", &app.database.url)
        .env("ESECURE_SMTP_URL", format!("smtp://127.0.0.1:{}", app.smtp.port));
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

fn failed<'a>(mails: &'a [Model], to: &str) -> Option<&'a Model> {
    mails.iter().find(|m| m.state == OutboxState::Failed && m.to_email.as_str() == to)
}

/// One recipient answers 550: the other mails are delivered, the operator gets a report and can retry the mail.
async fn one_recipient(kind: Kind) {
    let app = start_with_operator_contact(kind).await;
    app.smtp.set_refused("ann@acme.test", true);
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
    let notice = app.mail(DESK, "notice", |m| m.text.contains("request_received")).await;
    let mails = app.deliver_all().await;
    assert_eq!(mails.iter().filter(|m| m.state == OutboxState::Failed).count(), 1);
    let mail = failed(&mails, "ann@acme.test").unwrap();
    assert!(!mail.text.is_empty() && !mail.html.is_empty(), "it can be sent again");
    assert_eq!(notice.subject, "1 email could not be delivered");
    let words = notice.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in ["ann@acme.test", "550 nobody here", &format!("esecure mail again {}", mail.id)] {
        assert!(words.contains(word), "no {word} in\n{words}");
    }
    assert!(!words.contains("/r/"), "nothing of the mail itself");

    let (done, listed) = esecure(&app, &["mail", "outbox"]).await;
    assert!(done && listed.contains("1 failed"), "{listed}");
    let line = listed.lines().find(|line| line.contains(mail.id.as_str())).unwrap();
    for word in ["failed", "request_received", "ann@acme.test", "550 nobody here"] {
        assert!(line.contains(word), "no {word} in {line}");
    }
    assert!(!listed.contains(&mail.subject));
    assert!(!esecure(&app, &["mail", "again"]).await.0, "one, or all");
    assert!(!esecure(&app, &["mail", "again", "mail_0"]).await.0, "no such mail");
    app.smtp.set_refused("ann@acme.test", false);
    let (done, output) = esecure(&app, &["mail", "again", mail.id.as_str()]).await;
    assert!(done && output.contains("1 back in the queue"), "{output}");
    let mails = app.deliver_all().await;
    assert!(mails.iter().all(|m| m.state == OutboxState::Sent));
    let arrived = app.mails_to("ann@acme.test");
    assert_eq!(arrived.len(), 1);
    assert!(arrived[0].message_id.starts_with(mail.id.as_str()), "under its own name");
}

/// Several failures within an hour: one report at once, one an hour later with the count of the rest. Failures of
/// reports themselves are not reported.
async fn one_an_hour(kind: Kind) {
    let app = start_with_operator_contact(kind).await;
    for email in ["ann@acme.test", "bob@acme.test", "eve@else.test"] {
        app.smtp.set_refused(email, true);
        app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        app.wait_for_outbox("failed", |mails| failed(mails, email).is_some()).await;
        app.advance_clock(1);
    }
    app.mail(DESK, "notice", |m| m.text.contains("ann@acme.test")).await;
    let notices = app.outbox_of_kind("mail_failed").await;
    assert_eq!(notices.len(), 2, "one went out, one waits for its hour");
    let turns: Vec<i64> = notices.iter().map(|n| n.next_at.as_millis()).collect();
    assert_eq!((turns[0] - turns[1]).abs(), 3_600_000);
    app.deliver_all().await;
    let notices = app.mails_to(DESK);
    let subjects: Vec<_> = notices.iter().map(|m| m.subject.as_str()).collect();
    assert_eq!(subjects, ["1 email could not be delivered", "2 emails could not be delivered"]);

    app.smtp.set_refused(DESK, true);
    app.smtp.set_refused("fay@else.test", true);
    app.shipper("fay@else.test").ships_on(ACCOUNT).await.is_pending();
    let mails = app.deliver_all().await;
    assert!(failed(&mails, "fay@else.test").is_some() && failed(&mails, DESK).is_some());
    assert_eq!(app.outbox_of_kind("mail_failed").await.len(), 3, "nobody is told that the desk cannot be told");

    app.smtp.set_behavior(SmtpBehavior::Ready).await;
    for email in [DESK, "ann@acme.test", "bob@acme.test", "eve@else.test", "fay@else.test"] {
        app.smtp.set_refused(email, false);
    }
    let (done, output) = esecure(&app, &["mail", "again", "--all-failed"]).await;
    assert!(done && output.contains("5 back in the queue"), "{output}");
    assert!(app.deliver_all().await.iter().all(|m| m.state == OutboxState::Sent));
}

/// `esecure mail test` prints the SMTP server's reply.
async fn test_mail(kind: Kind) {
    let app = start_with_operator_contact(kind).await;
    let (done, output) = esecure(&app, &["mail", "test", "ann@acme.test"]).await;
    assert!(done && output.contains("accepted: 250 taken"), "{output}");
    let mail = app.mail("ann@acme.test", "test mail", |m| m.subject == "Test email from eSecure").await;
    assert!(mail.links().is_empty());
    app.smtp.set_refused("ann@acme.test", true);
    let (done, output) = esecure(&app, &["mail", "test", "ann@acme.test"]).await;
    assert!(!done && output.contains("refused permanently: 550 nobody here"), "{output}");
    app.smtp.set_behavior(SmtpBehavior::RejectConnection).await;
    let (done, output) = esecure(&app, &["mail", "test", "ann@acme.test"]).await;
    assert!(!done && output.contains("not accepted for now: 554 no service here"), "{output}");
    let (done, output) = esecure(&app, &["mail", "test", "no address"]).await;
    assert!(!done && output.contains("no address"), "{output}");
    assert!(app.outbox_of_kind("test_mail").await.is_empty(), "it never was in the outbox");
}

macro_rules! both {
    ($($run:ident: $sqlite:ident $postgres:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn $sqlite() {
            $run(Kind::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn $postgres() {
            $run(Kind::Postgres).await;
        }
    )*};
}

both! {
    one_recipient: refused_recipient_reported_to_operator_sqlite refused_recipient_reported_to_operator_postgres
    one_an_hour: operator_notified_at_most_once_an_hour_sqlite operator_notified_at_most_once_an_hour_postgres
    test_mail: test_mail_reports_smtp_reply_sqlite test_mail_reports_smtp_reply_postgres
}
