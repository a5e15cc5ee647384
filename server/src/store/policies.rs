//! Policies, as the rules of `esecure` need them.

use super::{domain_rules, entity::account, users};
use esecure::{EmailAddress, Policy};
use sea_orm::{ConnectionTrait, DbErr};

/// Loads the policy for one address: the account's switches, its domain lists and this address's standing. Other
/// addresses do not affect the verdict, so they are not read.
pub async fn for_address<C: ConnectionTrait>(
    db: &C,
    account: &account::Model,
    email: &EmailAddress,
) -> Result<Policy, DbErr> {
    let (authorised, may_ask) = domain_rules::lists(db, &account.id).await?;
    let row = users::by_email(db, &account.id, email).await?;
    Ok(Policy {
        active: account.suspended_at.is_none(),
        enforced: account.enforced,
        standings: row.iter().map(|row| (email.clone(), row.standing())).collect(),
        announcements: Vec::new(),
        authorised,
        may_ask,
    })
}
