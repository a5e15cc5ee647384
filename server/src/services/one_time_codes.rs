//! One-time codes: six digits in a separate mail, valid for ten minutes; one a minute, five an hour; a new code
//! invalidates the old one. Five wrong tries lock mail decisions on that request for that administrator for an hour.
//! Input other than six digits is not a try: mail scanners submit the form as it is, and would lock out the person they
//! protect.

use super::Services;
use crate::{
    calendar::Calendar,
    clock::random_bytes,
    error::Result,
    store::{
        columns::CodeId,
        entity::{code_lock, one_time_code, request},
        one_time_codes,
        people::AdministratorSeat,
    },
    tokens,
};
use app::pages::decision_link::dto::CodeProblem;
use sea_orm::ConnectionTrait;

const VALID_SECONDS: i64 = 600;
const BETWEEN_SECONDS: i64 = 60;
const PER_HOUR: usize = 5;
const DIGITS: usize = 6;
const TRIES: i64 = 5;
const LOCK_SECONDS: i64 = 3600;

/// State of an administrator's codes for one request.
#[derive(Debug, Clone)]
pub struct CodeStatus {
    /// The valid code, if any.
    pub current: Option<one_time_code::Model>,
    /// Tries left before the lock.
    pub tries_left: u32,
    /// Reason why no code can be entered or sent now.
    pub problem: Option<CodeProblem>,
}

impl Services {
    /// Loads the state of the codes without changing it.
    pub(super) async fn code_status<C: ConnectionTrait>(
        &self,
        db: &C,
        row: &request::Model,
        seat: &AdministratorSeat,
        calendar: &Calendar,
    ) -> Result<CodeStatus> {
        let now = self.now();
        let lock = one_time_codes::code_lock(db, &row.id, &seat.profile.id).await?;
        let locked = lock.as_ref().and_then(|l| l.locked_until).filter(|until| *until > now);
        let wrong = lock.map_or(0, |l| if l.locked_until.is_some() { 0 } else { l.wrong });
        let codes = one_time_codes::sent_since(db, &row.id, &seat.profile.id, now, VALID_SECONDS).await?;
        Ok(CodeStatus {
            current: codes.into_iter().find(|c| c.ended_at.is_none() && c.expires_at > now),
            tries_left: u32::try_from(TRIES - wrong).unwrap_or(0),
            problem: locked.map(|until| CodeProblem::Locked { until: calendar.clock(until) }),
        })
    }

    /// Mails a new code, unless a rate limit forbids it. `wanted` means that the person asked for another code: then a
    /// fresh one is a problem, otherwise the fresh one is kept.
    pub(super) async fn send_code<C: ConnectionTrait>(
        &self,
        tx: &C,
        row: &request::Model,
        seat: &AdministratorSeat,
        calendar: &Calendar,
        wanted: bool,
    ) -> Result<CodeStatus> {
        let now = self.now();
        let mut standing = self.code_status(tx, row, seat, calendar).await?;
        if standing.problem.is_some() {
            return Ok(standing);
        }
        let hour = one_time_codes::sent_since(tx, &row.id, &seat.profile.id, now, 3600).await?;
        let fresh = hour.first().is_some_and(|c| c.sent_at > now.plus_seconds(-BETWEEN_SECONDS));
        if fresh && standing.current.is_some() {
            standing.problem = wanted.then_some(CodeProblem::TooSoon);
            return Ok(standing);
        }
        if hour.len() >= PER_HOUR {
            standing.problem = Some(CodeProblem::TooMany);
            return Ok(standing);
        }
        one_time_codes::end_of_request(tx, &row.id, &seat.profile.id, now).await?;
        let code = tokens::six_digits();
        let id = CodeId::new(hex::encode(random_bytes::<16>()));
        let model = one_time_code::Model {
            code_hash: tokens::hash_code(&id, &code),
            id,
            request_id: row.id.clone(),
            profile_id: seat.profile.id.clone(),
            sent_at: now,
            expires_at: now.plus_seconds(VALID_SECONDS),
            ended_at: None,
        };
        one_time_codes::insert(tx, model.clone()).await?;
        self.write_one_time_code(tx, row, seat, &model, &code).await?;
        standing.current = Some(model);
        Ok(standing)
    }

    /// Tries a code. Returns the code if it was right, which is then used up, otherwise the state after the try.
    pub(super) async fn try_code<C: ConnectionTrait>(
        &self,
        tx: &C,
        row: &request::Model,
        seat: &AdministratorSeat,
        calendar: &Calendar,
        code: &str,
    ) -> Result<std::result::Result<CodeId, CodeStatus>> {
        let now = self.now();
        let mut standing = self.code_status(tx, row, seat, calendar).await?;
        if standing.problem.is_some() {
            return Ok(Err(standing));
        }
        let Some(current) = standing.current.clone() else {
            standing.problem = Some(CodeProblem::Expired);
            return Ok(Err(standing));
        };
        let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if typed.len() != DIGITS || !typed.bytes().all(|b| b.is_ascii_digit()) {
            standing.problem = Some(CodeProblem::NotSixDigits);
            return Ok(Err(standing));
        }
        let right = subtle::ConstantTimeEq::ct_eq(
            tokens::hash_code(&current.id, &typed).as_str().as_bytes(),
            current.code_hash.as_str().as_bytes(),
        );
        if bool::from(right) {
            one_time_codes::end_of_request(tx, &row.id, &seat.profile.id, now).await?;
            one_time_codes::reset_wrong(tx, &row.id, &seat.profile.id).await?;
            return Ok(Ok(current.id));
        }
        let wrong = TRIES - i64::from(standing.tries_left) + 1;
        let locked_until = (wrong >= TRIES).then(|| now.plus_seconds(LOCK_SECONDS));
        let lock =
            code_lock::Model { request_id: row.id.clone(), profile_id: seat.profile.id.clone(), wrong, locked_until };
        one_time_codes::save_code_lock(tx, lock).await?;
        standing.tries_left = u32::try_from(TRIES - wrong).unwrap_or(0);
        standing.problem = Some(match locked_until {
            Some(until) => {
                one_time_codes::end_of_request(tx, &row.id, &seat.profile.id, now).await?;
                standing.current = None;
                CodeProblem::Locked { until: calendar.clock(until) }
            }
            None => CodeProblem::Wrong,
        });
        Ok(Err(standing))
    }
}
