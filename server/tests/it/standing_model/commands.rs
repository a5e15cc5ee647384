//! The same commands on the server, and its rows.

use super::{
    model::{Answer, Model, RequestRow, Standing, UserRow, WORDS},
    steps::{Address, OnList, OnPage, Step, Target, Terms, Who},
};
use crate::{
    support::{App, PASSWORD},
    uploads::{form, ticked},
};
use app::{
    AppError,
    pages::{
        queue::dto::DecisionInput,
        users::{
            dto::Choice,
            standing_dto::{UserAction, UserActionInput},
        },
    },
};
use esecure::{
    EmailKey, Locale, SingleLine,
    id::{AccountId, ProfileId, RequestId, UploadId, UserId},
    person::Administrator,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, sea_query::Expr};
use server::{
    error::ServiceError,
    store::entity::{account, account_user, request},
};
use std::collections::BTreeMap;
use tokio::sync::Mutex;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Anna and Bram, who administer all accounts. They sign in once, because a password takes longer than a sequence.
pub struct People<'a> {
    app: &'a App,
    sessions: Mutex<[String; 2]>,
}

impl<'a> People<'a> {
    pub async fn sign_in(app: &'a App) -> Self {
        app.enforced_account("100000000", &[ANNA, BRAM]).await;
        Self { app, sessions: Mutex::new(sessions(app).await) }
    }

    /// Returns their seats on an account.
    async fn seats(&self, account: &AccountId) -> [Administrator; 2] {
        let mut tokens = self.sessions.lock().await;
        let mut seats = Vec::new();
        for who in Who::BOTH {
            let mut signed_in = self.app.services.signed_in(&tokens[who as usize]).await.unwrap();
            if signed_in.is_none() {
                *tokens = sessions(self.app).await;
                signed_in = self.app.services.signed_in(&tokens[who as usize]).await.unwrap();
            }
            seats.extend(signed_in.unwrap().seats.into_iter().find(|seat| seat.account() == account));
        }
        seats.try_into().unwrap()
    }
}

async fn sessions(app: &App) -> [String; 2] {
    let sign_in = async |email| app.services.sign_in(email, PASSWORD.to_owned(), "test").await.unwrap().unwrap();
    [sign_in(ANNA).await, sign_in(BRAM).await]
}

/// An account of its own for each sequence.
pub struct Account<'a> {
    app: &'a App,
    number: String,
    id: AccountId,
    seats: [Administrator; 2],
    uploads: Vec<UploadId>,
}

impl<'a> Account<'a> {
    pub async fn create(people: &People<'a>, number: String) -> Self {
        let app = people.app;
        app.activate(&number, ANNA, Locale::En).await;
        let added = app.services.add_administrator(&app.number(&number), &app.address(BRAM), Who::Bram.name()).await;
        added.unwrap();
        let enforced = account::Entity::update_many().col_expr(account::Column::Enforced, Expr::value(true));
        enforced.filter(account::Column::Number.eq(&number)).exec(&app.services.db).await.unwrap();
        let id = app.account(&number).await.id;
        let seats = people.seats(&id).await;
        Self { app, number, id, seats, uploads: Vec::new() }
    }

    fn seat(&self, of: Who) -> &Administrator {
        &self.seats[of as usize]
    }

    /// Runs a step. The model gives the dates and the seconds.
    pub async fn apply(&mut self, n: usize, step: &Step, target: Target, model: &Model) -> Answer {
        match step {
            Step::Check(about) => self.check(*about).await,
            Step::Decide(_, _, choice) => self.decide(n, target, *choice, model).await,
            Step::Undo { .. } => {
                let id = self.request(target).await;
                let seats = std::slice::from_ref(self.seat(target.by));
                let mut undone = self.app.services.undo_many(seats, vec![id]).await.unwrap();
                answer(undone.remove(0).result)
            }
            Step::List(by, about, choice) => self.list(n, *by, *about, *choice, model).await,
            Step::Upload(by, file, terms, ticked) => self.upload(n, *by, file, (*terms, *ticked), model).await,
            Step::UndoUpload(..) => {
                let unknown = UploadId::from_bytes([9; 16]);
                let id = target.at.map_or(unknown, |at| self.uploads[at].clone());
                let undone = self.app.services.undo_upload(self.seat(target.by), id).await;
                answer(undone.map_err(ServiceError::into_app))
            }
            Step::Wait(_) | Step::WaitForEvening => Answer::Done,
        }
    }

    async fn check(&self, about: Address) -> Answer {
        let verdict = self.app.shipper(email(about)).ships_on(&self.number).await.0;
        let known = [("allowed", "address_approved"), ("denied", "address_rejected"), ("pending", "awaiting_decision")];
        let found = known.into_iter().find(|(answer, rule)| verdict["verdict"] == *answer && verdict["rule"] == *rule);
        found.map_or_else(|| Answer::Failed(verdict.to_string()), |(answer, rule)| Answer::Verdict(answer, rule))
    }

    /// Returns the request of a step, or an id that no request has.
    async fn request(&self, target: Target) -> RequestId {
        let rows = self.request_rows().await;
        target.at.map_or_else(|| RequestId::from_bytes([9; 16]), |at| rows[at].id.clone())
    }

    async fn decide(&self, n: usize, target: Target, choice: OnPage, model: &Model) -> Answer {
        let form = match choice {
            OnPage::Approve(terms) => {
                let (until, note) = texts(n, terms, model);
                DecisionInput { until, note, ..DecisionInput::bare(Choice::Approve) }
            }
            OnPage::Reject(reason) => {
                DecisionInput { reason, words: WORDS.to_owned(), ..DecisionInput::bare(Choice::Reject) }
            }
        };
        let seats = std::slice::from_ref(self.seat(target.by));
        let id = self.request(target).await;
        match self.app.services.decide_many(seats, vec![id], form).await {
            Ok(mut decided) => answer(decided.remove(0).result),
            Err(error) => answer(Err::<(), _>(error.into_app())),
        }
    }

    async fn list(&self, n: usize, by: Who, about: Address, choice: OnList, model: &Model) -> Answer {
        let (choice, (until, note)) = match choice {
            OnList::Approve(terms) => (UserAction::Approve, texts(n, terms, model)),
            OnList::Reject(noted) => (UserAction::Reject, texts(n, (None, noted), model)),
            OnList::End(days) => (UserAction::End, texts(n, (days, false), model)),
            OnList::Clear => (UserAction::Clear, Default::default()),
        };
        let key = email(about);
        let row = self.user_rows().await.into_iter().find(|row| row.email_key.as_str() == key);
        let user = row.map_or_else(|| UserId::from_bytes([9; 16]), |row| row.id);
        let form = UserActionInput { choice, until, note };
        match self.app.services.change_standings(self.seat(by), vec![user], form).await {
            Ok(mut changed) => answer(changed.remove(0).result),
            Err(error) => answer(Err::<(), _>(error.into_app())),
        }
    }

    async fn upload(
        &mut self,
        n: usize,
        by: Who,
        file: &[Address],
        (terms, tick): (Terms, bool),
        model: &Model,
    ) -> Answer {
        let (until, note) = texts(n, terms, model);
        // The names make every file another one, so that none counts as sent twice.
        let rows = file.iter().map(|about| format!("{};Shipper {n};{until};{note}\n", email(*about)));
        let sent = form(format!("email;name;end date;note\n{}", rows.collect::<String>()));
        let numbers: Vec<u32> = (2..).take(file.len()).collect();
        let sent = if tick { ticked(sent, &numbers) } else { sent };
        match self.app.services.commit_upload(self.seat(by), sent).await {
            Ok(Ok(outcome)) if outcome.already => Answer::Failed("sent twice".to_owned()),
            Ok(Ok(outcome)) => {
                self.uploads.push(outcome.id);
                Answer::Done
            }
            Ok(Err(_)) => Answer::Invalid,
            Err(error) => answer(Err::<(), _>(error.into_app())),
        }
    }

    async fn user_rows(&self) -> Vec<account_user::Model> {
        let rows = account_user::Entity::find().filter(account_user::Column::AccountId.eq(&self.id));
        rows.all(&self.app.services.db).await.unwrap()
    }

    async fn request_rows(&self) -> Vec<request::Model> {
        let rows = request::Entity::find().filter(request::Column::AccountId.eq(&self.id));
        rows.order_by_asc(request::Column::Number).all(&self.app.services.db).await.unwrap()
    }

    /// Returns the administrator with this profile, whose name stands beside it.
    fn who(&self, profile: Option<&ProfileId>, name: Option<&SingleLine>) -> Option<Who> {
        let who = Who::BOTH.into_iter().find(|who| Some(&self.seat(*who).person().profile) == profile);
        assert_eq!((who.is_some(), who.map(Who::name)), (profile.is_some(), name.map(SingleLine::as_str)));
        who
    }

    pub async fn users(&self) -> BTreeMap<Address, UserRow> {
        let row = |row: account_user::Model| {
            let standing = Standing {
                kind: row.standing,
                until: row.valid_until,
                note: row.note.map(String::from),
                source: row.source,
                by: self.who(row.decided_by.as_ref(), row.decided_by_name.as_ref()),
                at: row.decided_at,
                ..Standing::default()
            };
            (address(&row.email_key), UserRow { standing, listed: row.listed })
        };
        self.user_rows().await.into_iter().map(row).collect()
    }

    pub async fn requests(&self) -> Vec<RequestRow> {
        let row = |row: request::Model| {
            assert_eq!(row.closing, None);
            RequestRow {
                about: address(&row.email_key),
                state: row.state,
                by: self.who(row.decided_by.as_ref(), row.decided_by_name.as_ref()),
                channel: row.way,
                reason: row.reason,
                words: row.reason_words.map(String::from),
                ended: row.ended_at,
            }
        };
        self.request_rows().await.into_iter().map(row).collect()
    }
}

const fn email(of: Address) -> &'static str {
    match of {
        Address::Ann => "ann@acme.test",
        Address::Bob => "bob@acme.test",
        Address::OwnOfAnna => ANNA,
    }
}

fn address(key: &EmailKey) -> Address {
    Address::ALL.into_iter().find(|address| email(*address) == key.as_str()).unwrap()
}

fn answer<T>(result: Result<T, AppError>) -> Answer {
    match result {
        Ok(_) => Answer::Done,
        Err(AppError::Invalid(_)) => Answer::Invalid,
        Err(AppError::Forbidden(_)) => Answer::Forbidden,
        Err(AppError::Conflict(_)) => Answer::Conflict,
        Err(AppError::NotFound) => Answer::NotFound,
        Err(error) => Answer::Failed(error.to_string()),
    }
}

/// End date and note, as typed.
fn texts(n: usize, (days, noted): Terms, model: &Model) -> (String, String) {
    let until = days.map_or_else(String::new, |days| model.end_of_day(days).1);
    (until, if noted { format!("Note {n}") } else { String::new() })
}
