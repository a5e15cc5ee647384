//! `esecure person …`: the operator's commands on personal data.

use super::{Failure, failure};
use crate::services::{Services, parse_email};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Person {
    /// Erase a person's data from every journal, and their profile. The journals still verify, and record the erasure.
    ///
    /// This erases the name, the address and all notes and reasons from journal entries about the address or by its holder,
    /// their search terms, and the holder's profile with its sign-ins, remembered devices and links. Entries written before
    /// this command existed also lose the other person's name.
    ///
    /// It does not erase the account's own records: the address in the list of users with its decision, requests, and the
    /// name next to what an administrator decided, added or uploaded. Emails in the outbox and earlier backups keep the data
    /// too. Remove an administrator from the account first.
    Erase {
        /// The person's email address.
        email: String,
    },
}

impl Person {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let Self::Erase { email } = self;
        let email = parse_email(&email)?;
        let erased = services.erase_person(&email).await.map_err(failure)?;
        for (number, entries) in &erased.entries {
            println!("{number}: erased from {entries} entries");
        }
        if erased.profile {
            println!("the profile is erased");
        }
        if erased.entries.is_empty() && !erased.profile {
            println!("no journal or profile has data about {email}");
        }
        for earlier in &erased.earlier {
            println!("this person was also {earlier}; if nobody else has that address now, erase it too");
        }
        Ok(ExitCode::SUCCESS)
    }
}
