//! Decisions that override a colleague's earlier decision: the newer one counts, and the colleague gets one
//! mail.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    backend::Backend as _,
    pages::{
        queue::dto::DecisionInput,
        users::{
            dto::Choice,
            standing_dto::{UserAction, UserActionInput},
        },
    },
};
use esecure::{id::UserId, person::Administrator, policy::StandingKind, request::UNDO_SECONDS};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::store::{columns::OutboxState, entity::account_user};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const CARLA: &str = "carla@voorbeeld.example";

async fn ticked(app: &App, emails: &[&str]) -> Vec<UserId> {
    let rows = account_user::Entity::find().all(&app.services.db).await.unwrap();
    let of = |email: &&str| rows.iter().find(|row| row.email_key.as_str() == *email).map(|row| row.id.clone());
    emails.iter().map(|email| of(email).expect("a row")).collect()
}

impl App {
    async fn decide_users(&self, by: &Administrator, emails: &[&str], choice: UserAction) {
        self.decide_users_until(by, emails, choice, "").await;
    }

    async fn decide_users_until(&self, by: &Administrator, emails: &[&str], choice: UserAction, until: &str) {
        let form = UserActionInput { choice, until: until.to_owned(), ..UserActionInput::default() };
        let ruled = self.services.change_standings(by, ticked(self, emails).await, form).await.unwrap();
        assert!(ruled.iter().all(|one| one.result.is_ok()), "{ruled:?}");
    }

    /// Returns the recipients of the mails about overridden decisions, in the order of writing.
    async fn override_recipients(&self) -> Vec<String> {
        let mut mails = self.outbox_of_kind("decision_overruled").await;
        mails.sort_by_key(|mail| (mail.created_at, mail.to_email.to_string()));
        mails.into_iter().map(|mail| mail.to_email.into()).collect()
    }

    async fn three_administrators(&self) -> (Administrator, Administrator, Administrator) {
        self.enforced_account(ACCOUNT, &[ANNA, BRAM, CARLA]).await;
        for email in ["ann@acme.test", "bob@acme.test", "eve@acme.test", "fay@acme.test"] {
            self.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        (self.administrator(ANNA).await, self.administrator(BRAM).await, self.administrator(CARLA).await)
    }
}

on_both! {
    /// On the list, row by row and ticked together: each colleague gets one mail about their own decisions.
    async fn override_notifies_colleague_once(app: App) {
        use UserAction::{Approve, Clear, Reject};
        let (anna, bram, carla) = app.three_administrators().await;
        app.decide_users(&anna, &["ann@acme.test", "bob@acme.test"], Approve).await;
        app.decide_users(&bram, &["eve@acme.test"], Reject).await;
        app.decide_users(&carla, &["fay@acme.test"], Approve).await;
        assert!(app.override_recipients().await.is_empty(), "nobody had decided before");
        app.advance_clock(60);
        app.decide_users(&carla, &["ann@acme.test", "bob@acme.test", "eve@acme.test", "fay@acme.test"], Approve).await;
        assert_eq!(app.override_recipients().await, [BRAM], "the same decision is no other one");
        let mail = app.mail(BRAM, "notice", |m| m.text.contains("decided on") && m.text.contains("eve@acme.test")).await;
        assert!(mail.text.contains("rejected by you on 23 November 2026") && !mail.text.contains("ann@acme.test"));
        app.advance_clock(60);
        app.decide_users(&bram, &["ann@acme.test", "bob@acme.test", "eve@acme.test"], Clear).await;
        // All three decisions are Carla's by now, as the last one to decide.
        assert_eq!(app.override_recipients().await, [BRAM, CARLA]);
        let mail = app.mail(CARLA, "notice", |m| m.text.contains("decided on")).await;
        assert!(mail.subject.contains("3 addresses") && mail.text.contains("Undecided"), "{}", mail.text);
        app.advance_clock(60);
        app.decide_users(&anna, &["ann@acme.test", "fay@acme.test"], Reject).await;
        assert_eq!(app.override_recipients().await, [BRAM, CARLA, CARLA], "of a cleared decision nothing is left to go against");
        assert_eq!(app.journal("standing_changed").await.len(), 4 + 4 + 3 + 2, "each is a decision");
    }
}

on_both! {
    /// No mail about one's own decision, a lapsed approval or a changed end date, nor to a former administrator.
    async fn change_without_override_sends_no_mail(app: App) {
        use UserAction::{Approve, End, Reject};
        let (anna, bram, carla) = app.three_administrators().await;
        app.decide_users(&anna, &["ann@acme.test"], Approve).await;
        app.decide_users(&anna, &["ann@acme.test"], Reject).await;
        app.decide_users_until(&anna, &["bob@acme.test"], Approve, "2026-11-23").await;
        app.decide_users(&anna, &["eve@acme.test"], Approve).await;
        app.decide_users_until(&bram, &["eve@acme.test"], End, "2026-12-31").await;
        app.advance_clock(24 * 3600);
        app.decide_users(&bram, &["bob@acme.test"], Reject).await;
        app.decide_users(&carla, &["fay@acme.test"], Approve).await;
        let all = app.services.administrators(&anna).await.unwrap();
        let seat = all.rows.iter().find(|row| row.email == CARLA).unwrap().id.clone();
        app.services.remove_administrator(&anna, seat).await.unwrap();
        app.decide_users(&bram, &["fay@acme.test"], Reject).await;
        assert!(app.override_recipients().await.is_empty());
        app.decide_users(&bram, &["eve@acme.test"], Reject).await;
        assert_eq!(app.override_recipients().await, [ANNA]);
    }
}

on_both! {
    /// A decision on a request about an address that a colleague rejected earlier. The colleague's mail is sent after
    /// the undo period for a decision on the page, at once for one by mail link, and never for an undone one.
    async fn override_by_request_decision_notifies_colleague(app: App) {
        let (anna, bram, _) = app.three_administrators().await;
        // Sets the state of an address that requests again after a rejection.
        account_user::Entity::update_many()
            .col_expr(account_user::Column::Standing, Expr::value(StandingKind::Rejected))
            .col_expr(account_user::Column::DecidedBy, Expr::value(&anna.person().profile))
            .col_expr(account_user::Column::DecidedAt, Expr::value(app.services.now()))
            .filter(account_user::Column::EmailKey.is_in(["ann@acme.test", "bob@acme.test"]))
            .exec(&app.services.db)
            .await
            .unwrap();
        let requests = app.requests().await;
        let id = |email: &str| requests.iter().find(|r| r.email_key.as_str() == email).unwrap().id.clone();
        let form = DecisionInput::bare(Choice::Approve);
        let seats = [bram];
        app.services.decide(&seats, vec![id("ann@acme.test")], form.clone()).await.unwrap();
        assert_eq!(app.override_recipients().await, [ANNA]);
        app.services.undo(&seats, id("ann@acme.test")).await.unwrap();
        assert_eq!(app.outbox_of_kind("decision_overruled").await[0].state, OutboxState::Dropped);
        app.services.decide(&seats, vec![id("ann@acme.test")], form).await.unwrap();
        app.advance_clock(UNDO_SECONDS + 3);
        let mail = app.mail(ANNA, "notice", |m| m.text.contains("rejected by you")).await;
        assert!(mail.text.contains("ann@acme.test"));
        let request = app.approval_request(BRAM, "bob@acme.test").await;
        let browser = app.browser();
        browser.sign_in(BRAM, crate::support::PASSWORD).await;
        browser.submit_choice(&request, "approve").await.assert_contains("may ship");
        app.advance_clock(UNDO_SECONDS + 3);
        app.mail(ANNA, "notice", |m| m.text.contains("rejected by you") && m.text.contains("bob@acme.test")).await;
        assert_eq!(app.override_recipients().await.len(), 3);
    }
}
