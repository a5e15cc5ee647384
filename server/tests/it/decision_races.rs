//! Concurrent decisions on one request by mail, queue, list and upload: one journal entry, one outcome mail.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
    uploads::form,
};
use app::{
    pages::{
        queue::{DecideRequest, dto::QueueAction},
        upload::CommitUpload,
        users::{DecideUser, dto::Choice},
    },
    wire,
};
use esecure::{id::RequestId, request::StateKind};
use futures::future::join_all;
use server::{mail::catalogue::MailKind, store::columns::OutboxState};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const ROUNDS: usize = 4;
/// Contenders per way of deciding in a round.
const OF_EACH: usize = 3;

on_both! {
    async fn concurrent_decisions_on_all_paths_apply_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let (anna, bram) = (app.browser(), app.browser());
        for (browser, email) in [(&anna, ANNA), (&bram, BRAM)] {
            assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
        }
        for round in 0..ROUNDS {
            let email = format!("shipper{round}@acme.test");
            let id = app.shipper(&email).ships_on(ACCOUNT).await.is_pending().request();
            let mail = app.approval_request(ANNA, &email).await;
            let row = app.requests().await.into_iter().find(|row| row.id.as_str() == id).unwrap();
            let user = row.user_id;
            let calls = (0..OF_EACH).flat_map(|n| {
                let choice = if n % 2 == 0 { QueueAction::Approve } else { QueueAction::Reject };
                let ids = vec![RequestId::parse(&id).unwrap()];
                let queue = DecideRequest { ids, choice, ..DecideRequest::default() };
                let list = DecideUser { account: None, user: user.clone(), choice: Choice::Approve };
                let file = form(format!("email;note\n{email};{n}\n"));
                [
                    ("/fn/decide-request", wire::message(&queue).unwrap()),
                    ("/fn/decide-user", wire::message(&list).unwrap()),
                    ("/fn/commit-upload", wire::message(&CommitUpload { account: None, form: file }).unwrap()),
                ]
            });
            let calls = calls.enumerate().map(|(n, (path, message))| {
                let browser = if n % 2 == 0 { &anna } else { &bram };
                async move { (path, browser.call_function_from_page(path, message).await.status) }
            });
            let presses = (0..OF_EACH).map(|n| {
                let (browser, mail) = (&anna, &mail);
                async move { ("/d/", browser.submit_choice(mail, if n % 2 == 0 { "reject" } else { "approve" }).await.status) }
            });
            let (called, submitted) = futures::future::join(join_all(calls), join_all(presses)).await;
            for (path, status) in called.into_iter().chain(submitted) {
                assert!(status < 500 && status != 403, "round {round}: {path}: {status}");
            }
            let of = async |event: &str| app.journal(event).await.iter().filter(|entry| entry.subject.as_str() == id).count();
            assert_eq!(of("request_approved").await + of("request_rejected").await, 1, "round {round}");
        }
        app.deliver_all().await;
        app.chain_holds().await;
        for row in app.requests().await {
            assert!([StateKind::Approved, StateKind::Rejected].contains(&row.state), "{:?}", row.state);
            let outcomes = app.outbox().await.into_iter().filter(|mail| {
                mail.request_id.as_ref() == Some(&row.id)
                    && [MailKind::RequestApproved, MailKind::RequestRejected, MailKind::RequestClosed].contains(&mail.kind)
            });
            let outcomes: Vec<_> = outcomes.map(|mail| (mail.kind.code(), mail.state)).collect();
            assert_eq!(outcomes, [(format!("request_{}", row.state.code()).as_str(), OutboxState::Sent)], "{}", row.email);
        }
    }
}

on_both! {
    /// Both administrators commit the same file concurrently: one upload results, and each address is approved once.
    async fn concurrent_commits_of_one_file_make_one_upload(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let administrators = [app.administrator(ANNA).await, app.administrator(BRAM).await];
        let commits = (0..6).map(|n| app.services.commit_upload(&administrators[n % 2], form("email\nann@acme.test\nbob@acme.test\n")));
        for outcome in join_all(commits).await {
            outcome.unwrap().unwrap();
        }
        assert_eq!(app.journal("upload_committed").await.len(), 1);
        app.chain_holds().await;
    }
}
