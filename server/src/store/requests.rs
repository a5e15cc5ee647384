//! Queries on requests, decision links in approval mails, and one-time codes.

use super::entity::{code_lock, decision_link, one_time_code, request};
use esecure::{
    EmailAddress, Timestamp,
    id::{ProfileId, RequestId},
    request::{CloseReason, Decision, DecisionChannel, Reason, Request, State},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect as _,
    entity::prelude::*, sea_query::Expr,
};

/// Loads a request if it belongs to one of these accounts.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &str>,
    id: &RequestId,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find_by_id(id.as_str()).filter(request::Column::AccountId.is_in(accounts)).one(db).await
}

/// Finds the open request of an address.
pub async fn open_of<C: ConnectionTrait>(
    db: &C,
    account: &str,
    email: &EmailAddress,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.eq(account))
        .filter(request::Column::EmailKey.eq(email.canonical()))
        .filter(request::Column::State.eq(State::Open.code()))
        .one(db)
        .await
}

/// Loads those of the requests that belong to these accounts.
pub async fn by_ids<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &str>,
    ids: &[&str],
) -> Result<Vec<request::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    request::Entity::find()
        .filter(request::Column::Id.is_in(ids.iter().copied()))
        .filter(request::Column::AccountId.is_in(accounts))
        .all(db)
        .await
}

/// Loads the open requests of these accounts, oldest first.
pub async fn open<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &str>,
) -> Result<Vec<request::Model>, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.is_in(accounts))
        .filter(request::Column::State.eq(State::Open.code()))
        .order_by_asc(request::Column::OpenedAt)
        .order_by_asc(request::Column::Number)
        .all(db)
        .await
}

pub async fn count_open<C: ConnectionTrait>(db: &C, accounts: impl IntoIterator<Item = &str>) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.is_in(accounts))
        .filter(request::Column::State.eq(State::Open.code()))
        .count(db)
        .await
}

/// Counts the requests that an address opened since `since`.
pub async fn opened_since<C: ConnectionTrait>(db: &C, user: &str, since: Timestamp) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::UserId.eq(user))
        .filter(request::Column::OpenedAt.gt(since.as_millis()))
        .count(db)
        .await
}

/// Loads the opening time of the `n`th latest request of an account; `None` if there are fewer.
pub async fn nth_latest_opening<C: ConnectionTrait>(db: &C, account: &str, n: u64) -> Result<Option<Timestamp>, DbErr> {
    let opened: Option<i64> = request::Entity::find()
        .select_only()
        .column(request::Column::OpenedAt)
        .filter(request::Column::AccountId.eq(account))
        .order_by_desc(request::Column::OpenedAt)
        .offset(n.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(opened.map(Timestamp::from_millis))
}

pub async fn latest_of<C: ConnectionTrait>(db: &C, user: &str) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find()
        .filter(request::Column::UserId.eq(user))
        .order_by_desc(request::Column::Number)
        .one(db)
        .await
}

/// Finds a request by the token of its status page.
pub async fn by_status_token<C: ConnectionTrait>(db: &C, token: &str) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find().filter(request::Column::StatusToken.eq(token)).one(db).await
}

/// Loads the decision link of an approval mail by its token hash.
pub async fn decision_link<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
) -> Result<Option<decision_link::Model>, DbErr> {
    decision_link::Entity::find_by_id(token_hash).one(db).await
}

/// Converts a stored row to the [`Request`] of the rules.
///
/// # Errors
/// [`DbErr::Type`] if the columns of the row contradict each other.
pub fn rules(row: &request::Model) -> Result<Request, DbErr> {
    let broken = || DbErr::Type(format!("request {} in state {}", row.id, row.state));
    let at = Timestamp::from_millis(row.ended_at.unwrap_or_default());
    let decision = || {
        Some(Decision {
            by: ProfileId::parse(row.decided_by.as_deref()?)?,
            by_name: row.decided_by_name.clone()?,
            at,
            channel: DecisionChannel::from_code(row.way.as_deref()?)?,
        })
    };
    let reason = || Reason::from_code(row.reason.as_deref()?, row.reason_words.as_deref().unwrap_or_default());
    let state = match row.state.as_str() {
        "open" => State::Open,
        "approved" => State::Approved(decision().ok_or_else(broken)?),
        "rejected" => State::Rejected(decision().ok_or_else(broken)?, reason()),
        "withdrawn" => State::Withdrawn { at },
        "expired" => State::Expired { at },
        "closed" => State::Closed {
            at,
            reason: match row.closing.as_deref() {
                Some("account_suspended") => CloseReason::AccountSuspended,
                _ => CloseReason::NotEnforced,
            },
        },
        _ => return Err(broken()),
    };
    Ok(Request { email: EmailAddress::from_stored(&row.email, &row.email_key), state })
}

/// Saves a new request state with optimistic locking; `false` if the version of the row has changed since it was
/// read.
pub async fn save_state<C: ConnectionTrait>(tx: &C, row: &request::Model, state: &State) -> Result<bool, DbErr> {
    use request::Column as C_;
    let mut update = request::Entity::update_many()
        .col_expr(C_::State, Expr::value(state.code()))
        .col_expr(C_::Version, Expr::value(row.version + 1))
        .filter(C_::Id.eq(row.id.as_str()))
        .filter(C_::Version.eq(row.version));
    let ended = match state {
        State::Open => {
            for column in [C_::DecidedBy, C_::DecidedByName, C_::Way, C_::Reason, C_::ReasonWords, C_::Closing] {
                update = update.col_expr(column, Expr::value(Option::<String>::None));
            }
            None
        }
        State::Approved(decision) | State::Rejected(decision, _) => {
            update = update
                .col_expr(C_::DecidedBy, Expr::value(decision.by.as_str()))
                .col_expr(C_::DecidedByName, Expr::value(decision.by_name.as_str()))
                .col_expr(C_::Way, Expr::value(decision.channel.code()));
            Some(decision.at)
        }
        State::Withdrawn { at } | State::Expired { at } => Some(*at),
        State::Closed { at, reason } => {
            let code = match reason {
                CloseReason::AccountSuspended => "account_suspended",
                CloseReason::NotEnforced => "not_enforced",
            };
            update = update.col_expr(C_::Closing, Expr::value(code));
            Some(*at)
        }
    };
    if let State::Rejected(_, Some(reason)) = state {
        update = update.col_expr(C_::Reason, Expr::value(reason.code()));
        if let Reason::Other(words) = reason {
            update = update.col_expr(C_::ReasonWords, Expr::value(words.as_str()));
        }
    }
    let update = update.col_expr(C_::EndedAt, Expr::value(ended.map(Timestamp::as_millis)));
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Loads the codes mailed to an administrator for a request in the `seconds` before `now`, latest first.
pub async fn codes_since<C: ConnectionTrait>(
    db: &C,
    request: &str,
    profile: &str,
    now: Timestamp,
    seconds: i64,
) -> Result<Vec<one_time_code::Model>, DbErr> {
    one_time_code::Entity::find()
        .filter(one_time_code::Column::RequestId.eq(request))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::SentAt.gt(now.plus_seconds(-seconds).as_millis()))
        .filter(one_time_code::Column::SentAt.lte(now.latest_recorded().as_millis()))
        .order_by_desc(one_time_code::Column::SentAt)
        .all(db)
        .await
}

/// Ends all codes of an administrator for a request; a new code voids the old one.
pub async fn end_codes<C: ConnectionTrait>(tx: &C, request: &str, profile: &str, now: Timestamp) -> Result<(), DbErr> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(one_time_code::Column::RequestId.eq(request))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends all codes of a profile, because the address that received them has changed.
pub async fn end_all_codes<C: ConnectionTrait>(tx: &C, profile: &str, now: Timestamp) -> Result<(), DbErr> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads the count of wrong codes of an administrator on a request, with the end of the lock.
pub async fn code_lock<C: ConnectionTrait>(
    db: &C,
    request: &str,
    profile: &str,
) -> Result<Option<code_lock::Model>, DbErr> {
    code_lock::Entity::find_by_id((request.to_owned(), profile.to_owned())).one(db).await
}
