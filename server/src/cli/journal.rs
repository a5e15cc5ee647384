//! `esecure journal …`: is the record whole, and a copy of it.

use super::{Failure, told};
use crate::{
    calendar,
    services::{Services, journal},
    store::{accounts, entity::account},
};
use clap::Subcommand;
use esecure::{Timestamp, export::inert};
use sea_orm::{EntityTrait, QueryOrder};
use std::{io, process::ExitCode};

#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Check every account's chain; exit 1 and name the first broken entry of each that does not hold.
    Verify,
    /// Write every entry as CSV to stdout.
    Export,
}

impl Journal {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let accounts = account::Entity::find().order_by_asc(account::Column::Number).all(&services.db).await?;
        match self {
            Self::Verify => verify(services, &accounts).await,
            Self::Export => export(services, &accounts).await,
        }
    }
}

async fn verify(services: &Services, accounts: &[account::Model]) -> Result<ExitCode, Failure> {
    let mut whole = true;
    for account in accounts {
        match journal::verify(&services.db, account).await.map_err(told)? {
            Ok(count) => println!("{}: {count} entries, whole", account.number),
            Err(broken) => {
                whole = false;
                println!("{}: broken: {broken}", account.number);
            }
        }
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn export(services: &Services, accounts: &[account::Model]) -> Result<ExitCode, Failure> {
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    out.write_record([
        "account", "entry", "at", "event", "actor", "origin", "subject", "before", "after", "personal", "hash",
    ])?;
    for account in accounts {
        for (entry, personal) in accounts::journal(&services.db, &account.id).await? {
            let fields = personal.map(|p| p.fields).unwrap_or_default();
            let (seq, at) = (entry.seq.to_string(), calendar::utc(Timestamp::from_millis(entry.at)));
            out.write_record(
                [
                    &account.number,
                    &seq,
                    &at,
                    &entry.event,
                    &entry.actor,
                    &entry.origin,
                    &entry.subject,
                    &entry.before,
                    &entry.after,
                    &fields,
                    &entry.hash,
                ]
                .map(|cell| inert(cell).into_owned()),
            )?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
