//! Random sequences of commands on one account: after each, the rows of its addresses and requests equal those of a
//! model in memory, and what the product refuses is refused.

mod commands;
mod model;
mod steps;

use crate::{on_both, support::App};
use commands::{Account, People};
use model::{Answer, Model};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use sea_orm::DbBackend;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};
use steps::{Step, Target, sequence};

/// Steps of a sequence.
const STEPS: usize = 12;

/// Count of each answer by command.
type Figures = Mutex<BTreeMap<(&'static str, String), u32>>;

/// Account numbers that no other sequence has.
static NUMBERS: AtomicU32 = AtomicU32::new(200_000_000);

/// Runs a sequence on an account of its own.
///
/// # Errors
/// The steps so far, and the difference after the last.
async fn replay(app: &App, people: &People<'_>, steps: &[Step], figures: &Figures) -> Result<(), String> {
    let number = NUMBERS.fetch_add(1, Ordering::Relaxed).to_string();
    let mut account = Account::create(people, number).await;
    let mut model = Model::new(app.services.now());
    let mut report = String::new();
    for (n, step) in steps.iter().enumerate() {
        let seconds = match step {
            Step::Wait(seconds) => *seconds,
            Step::WaitForEvening => evening(&model),
            // No two steps have the same time.
            _ => 1,
        };
        app.advance_clock(seconds);
        model.now = app.services.now();
        let target: Target = step.target(&model);
        let answer = account.apply(n, step, target, &model).await;
        let expected = model.apply(n, step, target);
        report += &format!("{n}: {} ms: {step:?} on {:?}: {answer:?}\n", model.now.as_millis(), target.at);
        let said = match &answer {
            Answer::Verdict(verdict, _) => (*verdict).to_owned(),
            answer => format!("{answer:?}").to_lowercase(),
        };
        *figures.lock().unwrap().entry((step.kind(), said)).or_default() += 1;
        if answer != expected {
            return Err(format!("{report}The model answers {expected:?}."));
        }
        let (users, requests) = (account.users().await, account.requests().await);
        if (&users, &requests) != (&model.users(), &model.requests()) {
            let stored = format!("{users:#?}\n{requests:#?}");
            return Err(format!("{report}Stored:\n{stored}\nModel:\n{:#?}\n{:#?}", model.users(), model.requests()));
        }
    }
    Ok(())
}

/// Seconds until ten seconds before the next midnight in the account's zone.
fn evening(model: &Model) -> i64 {
    let left = (model.end_of_day(0).0.as_millis() - model.now.as_millis()) / 1000;
    if left > 10 { left - 10 } else { left + 86_390 }
}

on_both! {
    async fn random_sequence_leaves_the_rows_of_the_model(app: App) {
        let backend = app.services.db.get_database_backend();
        let cases = if backend == DbBackend::Postgres { 8 } else { 25 };
        let cases = std::env::var("ESECURE_TEST_SEQUENCES").map_or(cases, |text| text.parse().unwrap());
        let people = People::sign_in(&app).await;
        let (begin, figures) = (Instant::now(), Figures::default());
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        let case = |steps: Vec<Step>| {
            let run = replay(&app, &people, &steps, &figures);
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(run)).map_err(TestCaseError::fail)
        };
        if let Err(error) = runner.run(&sequence(STEPS), case) {
            panic!("{error}");
        }
        println!("{backend:?}: {cases} sequences in {:?}: {:?}", begin.elapsed(), figures.into_inner().unwrap());
    }
}
