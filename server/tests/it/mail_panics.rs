//! Mails that cannot be built into a message. Mails queued by older versions are still delivered; a panic
//! counts as a failed attempt, is given up in the end and is reported to the operator.

use crate::support::{ACCOUNT, App, Kind};
use esecure::{EmailSpelling, Locale, id::MailId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::{
    mail::catalogue::MailKind,
    store::{
        columns::OutboxState,
        entity::outbox::{ActiveModel, Column, Entity, Model},
    },
};

const ANNA: &str = "anna@voorbeeld.example";
const ANN: &str = "ann@acme.test";
const DESK: &str = "desk@carrier.example";

fn is_to_ann(mail: &Model) -> bool {
    mail.to_email.as_str() == ANN
}

/// Returns the only mail to Ann, once `wanted` accepts it.
async fn to_ann(app: &App, what: &str, wanted: impl Fn(&Model) -> bool) -> Model {
    let mails = app.wait_for_outbox(what, |mails| mails.iter().any(|mail| is_to_ann(mail) && wanted(mail))).await;
    mails.into_iter().find(is_to_ann).unwrap()
}

/// Regression: the worker's task panicked at each attempt, and `attempts` grew without end.
async fn old_name(kind: Kind) {
    let app = App::start(kind).await;
    app.activate(ACCOUNT, ANNA, Locale::En).await;
    let sent = app.deliver_all().await.remove(0);
    for (n, name) in (0_u8..).zip(["Ann\r\nBcc: evil@evil.example", "Jan\nde Vries", "\u{1}\u{7f}\u{2028}", "A\rB"]) {
        let to_email = format!("old{n}@acme.test");
        let subject = format!("{n} Old\r\nBcc: evil@evil.example\r\nX: y");
        let old = Model {
            id: MailId::from_bytes([n; 16]),
            kind: MailKind::Welcome,
            to_email: EmailSpelling::from(&app.address(&to_email)),
            to_name: name.to_owned(),
            subject: subject.clone(),
            locale: Locale::En,
            state: OutboxState::Queued,
            attempts: 0,
            ended_at: None,
            ..sent.clone()
        };
        Entity::insert(ActiveModel::from(old)).exec_without_returning(&app.services.db).await.unwrap();
        app.advance_clock(1);
        let mail = app.mail(&to_email, "an old mail", |_| true).await;
        assert_eq!(mail.subject, format!("{n} Old Bcc: evil@evil.example X: y"));
        let head = mail.raw.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("X:")), "{head}");
        let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
        let to = parsed.to().unwrap().first().unwrap();
        let expected = [Some("Ann Bcc: evil@evil.example"), Some("Jan de Vries"), None, Some("A B")][usize::from(n)];
        assert_eq!((to.name(), to.address()), (expected, Some(to_email.as_str())));
    }
}

/// Regression: the panic was not recorded, so the mail was never given up or reported.
async fn panic(kind: Kind) {
    let app = App::start_as(
        kind,
        |config| config.operator.contact = Some(DESK.to_owned()),
        |application| {
            let transport = application.transport.as_mut().unwrap();
            transport.before = Some(|mail| assert!(!is_to_ann(mail), "no message for\r\n{}", mail.to_email));
        },
        false,
    )
    .await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app.shipper(ANN).ships_on(ACCOUNT).await.is_pending();
    app.approval_request(ANNA, ANN).await;
    let rests = |tries: i64| move |mail: &Model| mail.attempts == tries && mail.leased_until.is_none();
    let mail = to_ann(&app, "tried", rests(1)).await;
    assert_eq!(
        (mail.state, mail.last_error.as_deref()),
        (OutboxState::Queued, Some("panicked: no message for ann@acme.test"))
    );
    assert_eq!(mail.next_at, app.services.now().plus_seconds(30), "as after any other failure for now");
    for (seconds, tries) in [(31, 2), (121, 3)] {
        app.advance_clock(seconds);
        to_ann(&app, "tried again", rests(tries)).await;
    }
    // Days later, after as many attempts as any other failure gets.
    let often = Entity::update_many().col_expr(Column::Attempts, Expr::value(50_i64)).filter(Column::ToEmail.eq(ANN));
    often.exec(&app.services.db).await.unwrap();
    app.advance_clock(6 * 86_400);
    let mail = to_ann(&app, "given up", |mail| mail.state == OutboxState::Failed).await;
    assert_eq!(mail.last_error.as_deref(), Some("panicked: no message for ann@acme.test"));
    let notice = app.mail(DESK, "notice", |m| m.text_contains("request_received")).await;
    assert!(
        notice.text_contains("panicked: no message for")
            && notice.text_contains(&format!("esecure mail again {}", mail.id)),
        "{}",
        notice.text
    );
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
    old_name: queued_name_with_line_break_delivered_sqlite queued_name_with_line_break_delivered_postgres
    panic: panicking_mail_abandoned_and_reported_sqlite panicking_mail_abandoned_and_reported_postgres
}
