//! Keyset-paginated queries on the open requests of an account, in queue order.

use super::{columns::RequestNumber, entity::request};
use app::pages::queue::dto::QueueOrder;
use esecure::{
    EmailAddress, EmailKey, EmailSpelling, SingleLine, Timestamp,
    id::{AccountId, ApplicationId, RequestId},
    request::StateKind,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, Select,
    entity::prelude::*,
    sea_query::{Condition, Expr, ExprTrait as _},
};

/// Position of a request in the queue, ordered by age with the oldest first. The identifier breaks ties between requests
/// of different accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueuePosition {
    pub opened_at: Timestamp,
    /// Request number within its account.
    pub number: RequestNumber,
    pub id: RequestId,
}

impl QueuePosition {
    /// Returns true if this position comes after `other` in a queue of this order.
    pub fn follows(&self, other: &Self, order: QueueOrder) -> bool {
        match order {
            QueueOrder::Newest => self < other,
            QueueOrder::Oldest => self > other,
        }
    }
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

/// Part of time relative to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Earlier,
    Later,
}

impl Side {
    /// Returns the side on which a queue of this order goes on.
    const fn ahead(order: QueueOrder) -> Self {
        match order {
            QueueOrder::Newest => Self::Earlier,
            QueueOrder::Oldest => Self::Later,
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Earlier => Self::Later,
            Self::Later => Self::Earlier,
        }
    }

    fn strict(self, column: request::Column, value: impl Into<Value>) -> Expr {
        match self {
            Self::Earlier => column.lt(value),
            Self::Later => column.gt(value),
        }
    }

    fn inclusive(self, column: request::Column, value: impl Into<Value>) -> Expr {
        match self {
            Self::Earlier => column.lte(value),
            Self::Later => column.gte(value),
        }
    }

    /// Builds the condition for the requests on this side of a position; `last` compares the identifiers.
    fn of(self, position: &QueuePosition, last: Expr) -> Condition {
        use request::Column as C_;
        let QueuePosition { opened_at, number, .. } = position;
        let tied = Condition::any()
            .add(self.strict(C_::OpenedAt, *opened_at))
            .add(self.strict(C_::Number, *number))
            .add(C_::Number.eq(*number).and(last));
        // Redundant, but an index can seek this condition.
        Condition::all().add(self.inclusive(C_::OpenedAt, *opened_at)).add(tied)
    }
}

/// Selects the open requests of one account after a position of the queue.
pub fn after_position(
    account: &AccountId,
    order: QueueOrder,
    after: Option<&QueuePosition>,
    limit: u64,
) -> Select<request::Entity> {
    use request::Column as C_;
    let mut rows = request::Entity::find().filter(C_::AccountId.eq(account)).filter(C_::State.eq(StateKind::Open));
    if let Some(position) = after {
        let side = Side::ahead(order);
        rows = rows.filter(side.of(position, side.strict(C_::Id, &position.id)));
    }
    let direction = match order {
        QueueOrder::Newest => Order::Desc,
        QueueOrder::Oldest => Order::Asc,
    };
    let rows = rows.order_by(C_::OpenedAt, direction.clone()).order_by(C_::Number, direction.clone());
    rows.order_by(C_::Id, direction).limit(limit)
}

/// Loads the rows of [`after_position`].
pub async fn entries<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    order: QueueOrder,
    after: Option<&QueuePosition>,
    limit: u64,
) -> Result<Vec<QueueEntry>, DbErr> {
    use request::Column as C_;
    after_position(account, order, after, limit)
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

/// Counts the open requests of these accounts up to a position of the queue (`None`: all). `among` restricts the count to
/// these requests.
pub async fn count<C: ConnectionTrait>(
    db: &C,
    accounts: &[&AccountId],
    order: QueueOrder,
    until: Option<&QueuePosition>,
    among: Option<&[&RequestId]>,
) -> Result<u64, DbErr> {
    use request::Column as C_;
    let mut rows = request::Entity::find()
        .filter(C_::AccountId.is_in(accounts.iter().copied()))
        .filter(C_::State.eq(StateKind::Open));
    if let Some(position) = until {
        let side = Side::ahead(order).opposite();
        rows = rows.filter(side.of(position, side.inclusive(C_::Id, &position.id)));
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
