//! Policies, as the rules of `esecure` need them.

use super::{announcements, domain_rules, entity::account, people, users};
use esecure::{EmailAddress, Policy, Rule, Timestamp, decide, policy::Announcement};
use sea_orm::{ConnectionTrait, DbErr};

/// Loads the policy for one address at `now`: the account's switches, its domain lists, this address's standing and the
/// announcements that match the address. Other addresses do not affect the verdict, so they are not read.
pub async fn for_address<C: ConnectionTrait>(
    db: &C,
    account: &account::Model,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<Policy, DbErr> {
    let (authorised, may_ask) = domain_rules::lists(db, &account.id).await?;
    let row = users::by_email(db, &account.id, email).await?;
    let mut policy = Policy {
        active: account.suspended_at.is_none(),
        enforced: account.enforced,
        standings: row.iter().map(|row| (email.clone(), row.standing())).collect(),
        announcements: Vec::new(),
        authorised,
        may_ask,
    };
    // The rules before announcements decide most checks, which then need no further statement.
    let decided = decide(&policy, email, now).rule;
    if !matches!(decided, Rule::UnknownAccount | Rule::NotEnforced | Rule::AddressRejected | Rule::AddressApproved) {
        policy.announcements = announced(db, account, email, now).await?;
    }
    Ok(policy)
}

/// Loads the announcements that match an address, without those of administrators who are no longer active, and without
/// those of the person whose address it is.
pub async fn announced<C: ConnectionTrait>(
    db: &C,
    account: &account::Model,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<Vec<Announcement>, DbErr> {
    let mut valid = Vec::new();
    for row in announcements::matching(db, &account.id, email, now).await? {
        let seat = people::seat(db, &row.announced_by).await?;
        if seat.is_some_and(|seat| seat.is_active() && seat.profile.email_key != email.key()) {
            valid.extend(row.rule());
        }
    }
    Ok(valid)
}
