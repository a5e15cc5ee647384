//! `esecure account …`: the operator's commands on accounts.

use super::{Failure, failure};
use crate::services::{Services, accounts::Activation, administrators::Invitation, parse_email};
use clap::Subcommand;
use esecure::{AccountNumber, Locale};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Activate an account, not enforced, with its first administrator.
    Activate {
        /// The carrier account number.
        number: String,
        /// The company that it belongs to.
        #[arg(long)]
        company: String,
        /// The first administrator's email address.
        #[arg(long, value_name = "EMAIL")]
        admin: String,
        /// The first administrator's name.
        #[arg(long, value_name = "NAME")]
        admin_name: String,
        /// The account's language: nl or en.
        #[arg(long, default_value = "nl")]
        locale: String,
        /// IANA name of the account's time zone.
        #[arg(long, default_value = "Europe/Amsterdam", value_name = "ZONE")]
        time_zone: String,
    },
    /// Suspend an account: checks are answered as for an unknown number, and open requests are closed.
    Suspend {
        /// The carrier account number.
        number: String,
    },
    /// End a suspension.
    Resume {
        /// The carrier account number.
        number: String,
    },
    /// Add administrators.
    #[command(subcommand)]
    Administrator(Administrator),
}

#[derive(Debug, Subcommand)]
pub(super) enum Administrator {
    /// Add an administrator to an activated account.
    Add {
        /// The carrier account number.
        number: String,
        /// Their email address.
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
    },
}

impl Account {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        match self {
            Self::Activate { number, company, admin, admin_name, locale, time_zone } => {
                let activation = Activation {
                    number: AccountNumber::parse(&number)?,
                    company,
                    admin: parse_email(&admin)?,
                    admin_name,
                    locale: Locale::from_tag(&locale)
                        .ok_or_else(|| format!("{locale} is not a supported language; use nl or en"))?,
                    time_zone,
                };
                let (id, invitation) = services.activate(activation).await.map_err(failure)?;
                println!("activated {number} as {id}, not enforced");
                say(&admin, invitation);
            }
            Self::Suspend { number } => {
                let closed = services.suspend(&AccountNumber::parse(&number)?).await.map_err(failure)?;
                println!("suspended {number}; {closed} open requests closed, requesters notified");
            }
            Self::Resume { number } => {
                services.resume(&AccountNumber::parse(&number)?).await.map_err(failure)?;
                println!("{number} is no longer suspended");
            }
            Self::Administrator(Administrator::Add { number, email, name }) => {
                let (number, address) = (AccountNumber::parse(&number)?, parse_email(&email)?);
                let invitation = services.add_administrator(&number, &address, &name).await.map_err(failure)?;
                say(&email, invitation);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn say(email: &str, invitation: Invitation) {
    match invitation {
        Invitation::CreatePassword => {
            println!("{email} has no password yet; the Create password email is in the outbox")
        }
        Invitation::Welcome => println!("{email} has a profile; the Welcome email is in the outbox"),
        Invitation::Known => println!("{email} is already an administrator; nothing was sent"),
    }
}
