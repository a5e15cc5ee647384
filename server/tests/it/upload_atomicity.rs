//! Atomicity of uploads: all rows or none, under failures and concurrent uploads.

use crate::{
    on_both,
    support::{ACCOUNT, App},
    uploads::{form, ticked},
};
use app::pages::{upload::dto::UploadForm, users::standing_dto::UserAction};
use esecure::{
    policy::{StandingKind, StandingSource},
    request::StateKind,
};
use futures::future::join_all;
use sea_orm::{EntityTrait, QueryOrder as _};
use server::{
    services::Services,
    store::entity::{account, account_user, journal, journal_personal, outbox, request, upload, upload_address},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Builds a file of a thousand valid rows that begins with the given rows.
fn thousand(first: &[&str], domain: &str) -> UploadForm {
    let others = (first.len()..1000).map(|n| format!("user{n}@{domain};Name {n};Note {n};2027-{:02}-01", n % 12 + 1));
    let rows: Vec<String> = first.iter().map(|row| (*row).to_owned()).chain(others).collect();
    form(format!("email;name;note;end date\n{}\n", rows.join("\n")))
}

/// Returns all stored rows that an upload may change.
async fn snapshot(app: &App) -> String {
    let db = &app.services.db;
    let users = account_user::Entity::find().order_by_asc(account_user::Column::Id).all(db).await.unwrap();
    let requests = request::Entity::find().order_by_asc(request::Column::Id).all(db).await.unwrap();
    let mails = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(db).await.unwrap();
    let entries = journal::Entity::find().order_by_asc(journal::Column::Seq).all(db).await.unwrap();
    let personal = journal_personal::Entity::find().all(db).await.unwrap().len();
    let (uploads, addresses) = (
        upload::Entity::find().all(db).await.unwrap().len(),
        upload_address::Entity::find().all(db).await.unwrap().len(),
    );
    let accounts = account::Entity::find().all(db).await.unwrap();
    format!("{accounts:?}\n{users:?}\n{requests:?}\n{mails:?}\n{entries:?}\n{personal} {uploads} {addresses}")
}

/// Returns the same services, failing right after the n-th statement, counted from 0: the command's task ends there, as
/// if its process had been killed.
fn failing_at_statement(app: &App, at: usize) -> Services {
    let mut services = app.services.clone();
    let ran = Arc::new(AtomicUsize::new(0));
    services.db.set_metric_callback(move |_| {
        if ran.fetch_add(1, Ordering::SeqCst) == at {
            std::panic::resume_unwind(Box::new("broken on purpose"));
        }
    });
    services
}

on_both! {
    /// Interrupted after each of its statements in turn, a commit of a thousand rows stores nothing; uninterrupted, all
    /// of it. The number of statements does not grow with the rows.
    async fn interrupted_commit_stores_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        for email in ["open@acme.test", "rejected@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        app.decide_one(&bram, "rejected@acme.test", UserAction::Reject).await;
        app.deliver_all().await;
        let file = ticked(thousand(&["open@acme.test", "rejected@acme.test"], "acme.test"), &[3]);
        let before = snapshot(&app).await;
        let mut statements = 0;
        let outcome = loop {
            match failing_at_statement(&app, statements).commit_upload(&anna, file.clone()).await {
                Ok(outcome) => break outcome.unwrap(),
                Err(_) => assert!(snapshot(&app).await == before, "something stays behind after statement {statements}"),
            }
            statements += 1;
        };
        assert!((30..100).contains(&statements), "{statements} statements");
        assert_eq!((outcome.approved, outcome.already), (1000, false));
        let users = account_user::Entity::find().all(&app.services.db).await.unwrap();
        assert_eq!(users.iter().filter(|row| row.source == Some(StandingSource::Upload)).count(), 1000);
        assert!(users.iter().filter(|row| row.email_key.as_str().starts_with("user")).all(|row| row.valid_until.is_some() && row.note.is_some()));
        assert_eq!(upload_address::Entity::find().all(&app.services.db).await.unwrap().len(), 1000);
        assert_eq!(app.journal("standing_changed").await.len(), 1 + 1000);
        assert_eq!((app.outbox_of_kind("request_approved").await.len(), app.outbox_of_kind("decision_overruled").await.len()), (1, 1));
        app.chain_holds().await;

        // Undo is atomic too.
        app.deliver_all().await;
        let done = snapshot(&app).await;
        let mut statements = 0;
        while failing_at_statement(&app, statements).undo_upload(&anna, outcome.id.clone()).await.is_err() {
            assert!(snapshot(&app).await == done, "something is undone after statement {statements}");
            statements += 1;
        }
        assert!((10..60).contains(&statements), "{statements} statements");
        let users = account_user::Entity::find().all(&app.services.db).await.unwrap();
        assert_eq!(users.iter().filter(|row| row.standing == StandingKind::Approved).count(), 0);
        app.chain_holds().await;
    }
}

on_both! {
    /// The same file, submitted twelve times at once by two administrators, is one upload with the same result for each
    /// submit. Files that share rows approve each row once.
    async fn concurrent_uploads_approve_each_row_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let administrators = [app.administrator(ANNA).await, app.administrator(BRAM).await];
        let file = thousand(&[], "acme.test");
        let same = (0..12).map(|n| app.commits(&administrators[n % 2], file.clone()));
        let outcomes = join_all(same).await;
        assert_eq!(outcomes.iter().filter(|outcome| !outcome.already).count(), 1);
        assert!(outcomes.iter().all(|outcome| outcome.id == outcomes[0].id && outcome.approved == 1000));

        let shared: Vec<String> = (0..40).map(|n| format!("shared{n}@acme.test")).collect();
        let checks = shared.iter().take(8).map(|email| app.shipper(email).ships_on(ACCOUNT));
        let files = (0..6).map(|n| {
            let own = format!("own{n}@acme.test\n");
            app.commits(&administrators[n % 2], form(format!("email\n{own}{}\n", shared.join("\n"))))
        });
        let (outcomes, _) = futures::join!(join_all(files), join_all(checks));
        assert!(outcomes.iter().all(|outcome| !outcome.already));
        assert_eq!(outcomes.iter().map(|outcome| outcome.approved).sum::<u64>(), 6 + 40);
        let open = app.requests().await.into_iter().filter(|request| request.state == StateKind::Open).count();
        assert_eq!(open, 0);
        app.chain_holds().await;
    }
}
