//! `esecure person …`: the operator's commands on personal data.

use super::{Failure, failure};
use crate::services::{Services, parse_email};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Person {
    /// Erase a person's data from every account's journal, and their profile. The journals still verify, and tell that it was done.
    ///
    /// Erased are name, address and whatever was written about them (notes, reasons) in entries about the address or by its
    /// holder, what these entries are searched by, and the holder's profile with its sign-ins, remembered devices and links. Of
    /// entries written by versions before this command, the other person's name goes too.
    ///
    /// Not erased are what an account keeps as its own: the address on its list of users with what was decided about it, its
    /// requests, the name beside what an administrator decided, added or uploaded; and mails in the outbox. An administrator is to be removed first.
    /// A backup made before still holds everything.
    Erase {
        /// The person's e-mail address.
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
            println!("nothing is kept about {email} in a journal or a profile");
        }
        for earlier in &erased.earlier {
            println!("they did something as {earlier} too: if nobody else has that address now, erase it as well");
        }
        Ok(ExitCode::SUCCESS)
    }
}
