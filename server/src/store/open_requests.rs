//! Keyset-paginated queries on the open requests of an account, in queue order.

use super::{columns::RequestNumber, entity::request};
use esecure::{
    EmailAddress, EmailKey, EmailSpelling, SingleLine, Timestamp,
    id::{AccountId, ApplicationId, RequestId},
    request::StateKind,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, Select,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait as _},
};

/// Position of a request in the queue, oldest first. The identifier breaks ties between requests of different
/// accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueuePosition {
    pub opened_at: Timestamp,
    /// Request number within its account.
    pub number: RequestNumber,
    pub id: RequestId,
}

impl From<&request::Model> for QueuePosition {
    fn from(row: &request::Model) -> Self {
        Self { opened_at: row.opened_at, number: row.number, id: row.id.clone() }
    }
}

/// Columns that the queue sorts and searches by.
#[derive(Debug, Clone, FromQueryResult)]
pub struct QueueEntry {
    pub id: RequestId,
    pub account_id: AccountId,
    pub application_id: ApplicationId,
    pub number: RequestNumber,
    pub opened_at: Timestamp,
    pub email: EmailSpelling,
    pub name: Option<SingleLine>,
}

impl QueueEntry {
    pub fn position(&self) -> QueuePosition {
        QueuePosition { opened_at: self.opened_at, number: self.number, id: self.id.clone() }
    }
}

/// Selects the open requests of one account after a position, oldest first.
pub fn after_position(account: &AccountId, after: Option<&QueuePosition>, limit: u64) -> Select<request::Entity> {
    use request::Column as C_;
    let mut rows = request::Entity::find().filter(C_::AccountId.eq(account)).filter(C_::State.eq(StateKind::Open));
    if let Some(QueuePosition { opened_at, number, id }) = after {
        // Redundant, but an index can seek this condition.
        rows = rows.filter(C_::OpenedAt.gte(*opened_at)).filter(
            Condition::any()
                .add(C_::OpenedAt.gt(*opened_at))
                .add(C_::Number.gt(*number))
                .add(C_::Number.eq(*number).and(C_::Id.gt(id))),
        );
    }
    rows.order_by_asc(C_::OpenedAt).order_by_asc(C_::Number).order_by_asc(C_::Id).limit(limit)
}

/// Loads the rows of [`after_position`].
pub async fn entries<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    after: Option<&QueuePosition>,
    limit: u64,
) -> Result<Vec<QueueEntry>, DbErr> {
    use request::Column as C_;
    after_position(account, after, limit)
        .select_only()
        .columns([C_::Id, C_::AccountId, C_::ApplicationId, C_::Number, C_::OpenedAt, C_::Email, C_::Name])
        .into_model::<QueueEntry>()
        .all(db)
        .await
}

/// Loads the addresses of an account's open requests, oldest request first.
pub async fn addresses<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Vec<EmailAddress>, DbErr> {
    use request::Column as C_;
    let forms: Vec<(EmailSpelling, EmailKey)> = request::Entity::find()
        .select_only()
        .columns([C_::Email, C_::EmailKey])
        .filter(C_::AccountId.eq(account))
        .filter(C_::State.eq(StateKind::Open))
        .order_by_asc(C_::OpenedAt)
        .order_by_asc(C_::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(forms.iter().map(|(spelling, key)| EmailAddress::from_stored(spelling, key)).collect())
}

/// Counts the open requests of these accounts up to a position (`None`: all). `among` restricts the count to these
/// requests.
pub async fn count<C: ConnectionTrait>(
    db: &C,
    accounts: &[&AccountId],
    until: Option<&QueuePosition>,
    among: Option<&[&RequestId]>,
) -> Result<u64, DbErr> {
    use request::Column as C_;
    let mut rows = request::Entity::find()
        .filter(C_::AccountId.is_in(accounts.iter().copied()))
        .filter(C_::State.eq(StateKind::Open));
    if let Some(QueuePosition { opened_at, number, id }) = until {
        rows = rows.filter(C_::OpenedAt.lte(*opened_at)).filter(
            Condition::any()
                .add(C_::OpenedAt.lt(*opened_at))
                .add(C_::Number.lt(*number))
                .add(C_::Number.eq(*number).and(C_::Id.lte(id))),
        );
    }
    if let Some(ids) = among {
        rows = rows.filter(C_::Id.is_in(ids.iter().copied()));
    }
    rows.count(db).await
}

/// Loads those of the requests that belong to these accounts and are no longer open.
pub async fn closed_among<C: ConnectionTrait>(
    db: &C,
    accounts: &[&AccountId],
    ids: &[&RequestId],
) -> Result<Vec<request::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    request::Entity::find()
        .filter(request::Column::Id.is_in(ids.iter().copied()))
        .filter(request::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(request::Column::State.ne(StateKind::Open))
        .all(db)
        .await
}
