//! Queries on requests.

use super::{columns::Json, entity::request, standings::StandingRecord};
use esecure::{
    EmailAddress, EmailKey, MultiLine, Timestamp,
    id::{AccountId, RequestId, UserId},
    request::{Decision, Reason, Request, State, StateKind},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};

/// Loads a request if it belongs to one of these accounts.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &AccountId>,
    id: &RequestId,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find_by_id(id).filter(request::Column::AccountId.is_in(accounts)).one(db).await
}

/// Returns true if the request exists and is open.
pub async fn is_open<C: ConnectionTrait>(db: &C, id: &RequestId) -> Result<bool, DbErr> {
    let open = request::Entity::find_by_id(id).filter(request::Column::State.eq(StateKind::Open));
    Ok(open.count(db).await? > 0)
}

/// Finds the open request of an address.
pub async fn open_of<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    email: &EmailAddress,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.eq(account))
        .filter(request::Column::EmailKey.eq(email.key()))
        .filter(request::Column::State.eq(StateKind::Open))
        .one(db)
        .await
}

/// Loads those of the requests that belong to these accounts.
pub async fn by_ids<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &AccountId>,
    ids: &[&RequestId],
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
    accounts: impl IntoIterator<Item = &AccountId>,
) -> Result<Vec<request::Model>, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.is_in(accounts))
        .filter(request::Column::State.eq(StateKind::Open))
        .order_by_asc(request::Column::OpenedAt)
        .order_by_asc(request::Column::Number)
        .all(db)
        .await
}

pub async fn count_open<C: ConnectionTrait>(
    db: &C,
    accounts: impl IntoIterator<Item = &AccountId>,
) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::AccountId.is_in(accounts))
        .filter(request::Column::State.eq(StateKind::Open))
        .count(db)
        .await
}

/// Loads the longest waiting open request of an account, and counts all of them, without those about `own`, an address
/// about which its holder does not decide.
pub async fn waiting_next<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    own: &EmailKey,
) -> Result<(Option<request::Model>, u64), DbErr> {
    let open = request::Entity::find()
        .filter(request::Column::AccountId.eq(account))
        .filter(request::Column::State.eq(StateKind::Open))
        .filter(request::Column::EmailKey.ne(own));
    let first =
        open.clone().order_by_asc(request::Column::OpenedAt).order_by_asc(request::Column::Number).one(db).await?;
    Ok((first, open.count(db).await?))
}

/// Counts the requests that an address opened since `since`.
pub async fn opened_since<C: ConnectionTrait>(db: &C, user: &UserId, since: Timestamp) -> Result<u64, DbErr> {
    request::Entity::find()
        .filter(request::Column::UserId.eq(user))
        .filter(request::Column::OpenedAt.gt(since))
        .count(db)
        .await
}

/// Loads the opening time of the `n`th latest request of an account; `None` if there are fewer.
pub async fn nth_latest_opening<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    n: u64,
) -> Result<Option<Timestamp>, DbErr> {
    request::Entity::find()
        .select_only()
        .column(request::Column::OpenedAt)
        .filter(request::Column::AccountId.eq(account))
        .order_by_desc(request::Column::OpenedAt)
        .offset(n.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}

pub async fn latest_of<C: ConnectionTrait>(db: &C, user: &UserId) -> Result<Option<request::Model>, DbErr> {
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

/// Converts a stored row to the [`Request`] of the rules.
///
/// # Errors
/// [`DbErr::Type`] if a column is missing that the state of the row demands.
pub fn rules(row: &request::Model) -> Result<Request, DbErr> {
    let broken = || DbErr::Type(format!("request {} in state {}", row.id, row.state.code()));
    let ended = || row.ended_at.ok_or_else(broken);
    let decision = || {
        Ok::<_, DbErr>(Decision {
            by: row.decided_by.clone().ok_or_else(broken)?,
            by_name: row.decided_by_name.clone().ok_or_else(broken)?,
            at: ended()?,
            channel: row.way.ok_or_else(broken)?,
        })
    };
    let reason = || Reason::new(row.reason?, row.reason_words.as_deref().unwrap_or_default());
    let state = match row.state {
        StateKind::Open => State::Open,
        StateKind::Approved => State::Approved(decision()?),
        StateKind::Rejected => State::Rejected(decision()?, reason()),
        StateKind::Withdrawn => State::Withdrawn { at: ended()? },
        StateKind::Expired => State::Expired { at: ended()? },
        StateKind::Closed => State::Closed { at: ended()?, reason: row.closing.ok_or_else(broken)? },
    };
    Ok(Request { email: EmailAddress::from_stored(&row.email, &row.email_key), state })
}

/// Saves a new state with optimistic locking, and the standing that a decision replaces, for its undo. Returns the row
/// as stored, or `None` if its version has changed since it was read.
pub async fn save_state<C: ConnectionTrait>(
    tx: &C,
    row: &request::Model,
    state: &State,
    standing_before: Option<StandingRecord>,
) -> Result<Option<request::Model>, DbErr> {
    use request::Column as C_;
    // All columns that depend on the state are empty while a request is open.
    let mut saved = request::Model {
        state: state.kind(),
        version: row.version.next(),
        ended_at: None,
        decided_by: None,
        decided_by_name: None,
        way: None,
        reason: None,
        reason_words: None,
        closing: None,
        standing_before: standing_before.map(Json),
        ..row.clone()
    };
    match state {
        State::Open => {}
        State::Approved(decision) | State::Rejected(decision, _) => {
            saved.ended_at = Some(decision.at);
            saved.decided_by = Some(decision.by.clone());
            saved.decided_by_name = Some(decision.by_name.clone());
            saved.way = Some(decision.channel);
        }
        State::Withdrawn { at } | State::Expired { at } => saved.ended_at = Some(*at),
        State::Closed { at, reason } => {
            saved.ended_at = Some(*at);
            saved.closing = Some(*reason);
        }
    }
    if let State::Rejected(_, Some(reason)) = state {
        saved.reason = Some(reason.code());
        if let Reason::Other(words) = reason {
            saved.reason_words = MultiLine::clean(words);
        }
    }
    let update = request::Entity::update_many()
        .col_expr(C_::State, Expr::value(saved.state))
        .col_expr(C_::Version, Expr::value(saved.version))
        .col_expr(C_::EndedAt, Expr::value(saved.ended_at))
        .col_expr(C_::DecidedBy, Expr::value(saved.decided_by.clone()))
        .col_expr(C_::DecidedByName, Expr::value(saved.decided_by_name.clone()))
        .col_expr(C_::Way, Expr::value(saved.way))
        .col_expr(C_::Reason, Expr::value(saved.reason))
        .col_expr(C_::ReasonWords, Expr::value(saved.reason_words.clone()))
        .col_expr(C_::Closing, Expr::value(saved.closing))
        .col_expr(C_::StandingBefore, Expr::value(saved.standing_before.clone()))
        .filter(C_::Id.eq(&row.id))
        .filter(C_::Version.eq(row.version));
    Ok((update.exec(tx).await?.rows_affected == 1).then_some(saved))
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: request::Model) -> Result<(), DbErr> {
    request::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Counts one more attempt on an open request.
pub async fn count_attempt<C: ConnectionTrait>(tx: &C, id: &RequestId, now: Timestamp) -> Result<(), DbErr> {
    request::Entity::update_many()
        .col_expr(request::Column::Attempts, Expr::col(request::Column::Attempts).add(1))
        .col_expr(request::Column::LastAttemptAt, Expr::value(now))
        .filter(request::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets the number of administrators who were notified of a request.
pub async fn set_notified<C: ConnectionTrait>(tx: &C, id: &RequestId, administrators: i64) -> Result<(), DbErr> {
    let update = request::Entity::update_many().col_expr(request::Column::Told, Expr::value(administrators));
    update.filter(request::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Moves the expiry of an open request.
pub async fn set_expiry<C: ConnectionTrait>(tx: &C, id: &RequestId, at: Timestamp) -> Result<(), DbErr> {
    let update = request::Entity::update_many().col_expr(request::Column::ExpiresAt, Expr::value(at));
    update.filter(request::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}
