//! Erasure of a person's data: the profile, and the personal fields and search keys of every entry on every
//! account that is about the person or was made by them. The chains still verify, and each account's journal records
//! the number of affected entries, not the person.
//!
//! Entries written since schema 8 have one digest per part, so only the person's part is erased. Earlier entries have
//! one digest over all personal fields, so all of them are erased; the actor is still known by the profile identifier
//! in the chain.

use super::{
    Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject, append, event::ErasedEntries, personal,
};
use crate::{
    error::Result,
    services::{Services, run_to_completion},
    store::{
        self, accounts, attempts,
        columns::{EntryNumber, PersonRole},
        connection::WAIT,
        devices, email_changes,
        journal::{self, EntryDigest, Restriction},
        password_links, people, sessions, wal,
    },
};
use app::AppError;
use esecure::{
    AccountNumber, EmailAddress, EmailKey,
    id::{AccountId, ProfileId},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Account numbers, each with the number of affected journal entries.
    pub entries: Vec<(AccountNumber, u64)>,
    /// True if a profile existed; it no longer holds personal data.
    pub profile: bool,
    /// Other addresses under which the person acted. Entries about those addresses may concern another person and are
    /// kept.
    pub earlier: Vec<EmailKey>,
}

impl Services {
    /// Erases the personal data of this address from the journals and the profile. An account's other data (its list of
    /// users, its requests) belongs to the account, and sent mails stay in the outbox.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the person holds a seat, which must be removed first.
    pub async fn erase_person(&self, email: &EmailAddress) -> Result<Erased> {
        let (services, email) = (self.clone(), email.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let profile = people::profile_by_email(&tx, &email).await?.map(|profile| profile.id);
            let mut addresses = match &profile {
                Some(profile) => journal::addresses_of(&tx, profile).await?,
                None => Vec::new(),
            };
            let email = email.key();
            addresses.retain(|address| *address != email);
            let earlier = addresses.clone();
            addresses.push(email.clone());
            // Locked in the order of their numbers, as in every transaction that locks several accounts.
            let accounts = journal::accounts_with(&tx, &addresses).await?;
            for account in &accounts {
                accounts::lock_and_bump_version(&tx, &account.id).await?;
            }
            if let Some(profile) = &profile {
                services.empty_profile(&tx, profile).await?;
            }
            let mut erased = Erased { profile: profile.is_some(), ..Erased::default() };
            for account in &accounts {
                let person = PersonKeys { email: &email, earlier: &earlier, profile: profile.as_ref() };
                let count = services.erase_on(&tx, &account.id, &person).await?;
                if count > 0 {
                    erased.entries.push((account.number.clone(), count));
                }
            }
            erased.earlier = earlier;
            tx.commit().await?;
            // SQLite's write-ahead log still holds the erased data. If a long read prevents truncating it now, a server
            // does so within a minute.
            if !wal::truncate_wal(&services.db, WAIT).await.unwrap_or(false) {
                tracing::warn!("the database's log still holds what was erased; the server empties it");
            }
            for account in &accounts {
                services.publish_commit(&account.id, None);
            }
            Ok(erased)
        })
        .await
    }

    /// Erases the person's data in one account's journal and appends an entry about it. The caller must hold the
    /// account's row lock. Returns the number of affected entries.
    async fn erase_on(&self, tx: &DatabaseTransaction, account: &AccountId, whose: &PersonKeys<'_>) -> Result<u64> {
        // Sequence number → (parts can be erased separately, roles to erase).
        let mut found: BTreeMap<EntryNumber, (bool, Vec<PersonRole>)> = BTreeMap::new();
        for role in PersonRole::ALL {
            for EntryDigest { seq, personal_digest } in whose.entries(tx, account, role).await? {
                let in_parts = personal::is_two_part(&personal_digest);
                let (_, roles) = found.entry(seq).or_insert((in_parts, Vec::new()));
                roles.push(role);
            }
        }
        if found.is_empty() {
            return Ok(0);
        }
        for role in PersonRole::ALL {
            let part = found.iter().filter(|(_, (in_parts, roles))| *in_parts && roles.contains(&role));
            let part: Vec<EntryNumber> = part.map(|(seq, _)| *seq).collect();
            journal::erase_part(tx, account, &part, role).await?;
        }
        let whole = found.iter().filter(|(_, (in_parts, _))| !in_parts);
        let whole: Vec<EntryNumber> = whole.map(|(seq, _)| *seq).collect();
        journal::erase_whole(tx, account, &whole).await?;
        let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let entry = Entry {
            event: JournalEvent::PersonErased(Change::added(ErasedEntries { entries: count })),
            actor: Actor::Operator,
            origin: Origin::CommandLine,
            subject: Subject::Account(account),
            personal: PersonalFields::None,
        };
        append(tx, account, entry, self.now()).await?;
        Ok(count)
    }

    /// Clears the personal data of a profile without a seat. The row is kept, since the journals refer to it.
    async fn empty_profile(&self, tx: &DatabaseTransaction, id: &ProfileId) -> Result<()> {
        let profile = people::lock_profile(tx, id).await?;
        if let Some(seat) = people::seats(tx, people::SeatFilter::Profile(id)).await?.into_iter().next() {
            let text = format!(
                "{} is an administrator of account {}; remove the administrator first, and erase then",
                profile.email, seat.account.number
            );
            return Err(AppError::Conflict(text).into());
        }
        sessions::delete_of_profile(tx, id, &[]).await?;
        devices::delete_of_profile(tx, id).await?;
        attempts::forget_sources(tx, id).await?;
        password_links::delete_of_profile(tx, id).await?;
        email_changes::delete_of_profile(tx, id).await?;
        people::erase_profile(tx, id).await?;
        Ok(())
    }
}

struct PersonKeys<'a> {
    email: &'a EmailKey,
    earlier: &'a [EmailKey],
    profile: Option<&'a ProfileId>,
}

impl PersonKeys<'_> {
    /// Finds the entries that hold data of the person in one part: all entries with the current address, and of those
    /// with an earlier address only the ones certainly theirs (their own actions, or changes to their own seat).
    async fn entries<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &AccountId,
        role: PersonRole,
    ) -> Result<Vec<EntryDigest>> {
        let mut found = journal::entries_about(tx, account, self.email, role, None).await?;
        let Some(profile) = self.profile else { return Ok(found) };
        let seat = people::seat_of(tx, account, profile).await?.map(|seat| seat.id);
        for address in self.earlier {
            let surely = match (role, &seat) {
                (PersonRole::By, _) => Restriction::Actor(profile),
                (PersonRole::About, Some(seat)) => Restriction::Subject(seat),
                (PersonRole::About, None) => continue,
            };
            found.extend(journal::entries_about(tx, account, address, role, Some(surely)).await?);
        }
        Ok(found)
    }
}
