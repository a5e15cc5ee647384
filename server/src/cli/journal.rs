//! `esecure journal …`: verifies and exports the journal.

use super::{Failure, failure};
use crate::{
    calendar,
    services::{
        Services,
        journal::{self, personal::Fields},
    },
    store::{
        accounts,
        columns::EntryNumber,
        entity::{account, journal as entity, journal_personal},
        journal::{Filter, PageDirection, page},
    },
};
use clap::Subcommand;
use esecure::{AccountNumber, export::neutralise_formula};
use std::{io, process::ExitCode};

#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Verify every account's chain. Exits with 1 if one is broken, and names the first broken entry of each.
    Verify,
    /// Write every entry as CSV to stdout.
    Export,
}

/// Number of entries read at a time.
const PIECE: u64 = 1000;

impl Journal {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let accounts = accounts::all(&services.db).await?;
        match self {
            Self::Verify => verify(services, &accounts).await,
            Self::Export => export(services, &accounts).await,
        }
    }
}

async fn verify(services: &Services, accounts: &[account::Model]) -> Result<ExitCode, Failure> {
    let mut whole = true;
    for account in accounts {
        match journal::verify(&services.db, account).await.map_err(failure)? {
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
        let mut after = EntryNumber::default();
        loop {
            let piece = page(&services.db, &account.id, &Filter::default(), PageDirection::After(after), PIECE).await?;
            let Some((last, _)) = piece.last() else { break };
            after = last.seq;
            for (entry, kept) in piece {
                out.write_record(
                    cells(&account.number, &entry, kept).map(|cell| neutralise_formula(&cell).into_owned()),
                )?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Formats one line of the export. Personal fields share one cell, for the subject and the actor; it is empty after an
/// erasure.
fn cells(account: &AccountNumber, entry: &entity::Model, kept: Option<journal_personal::Model>) -> [String; 11] {
    let personal = journal::personal::read(entry, kept);
    let fields: Fields = [personal.about, personal.actor].into_iter().flatten().flatten().collect();
    let fields = if fields.is_empty() { String::new() } else { serde_json::Value::Object(fields).to_string() };
    [
        account.to_string(),
        entry.seq.to_string(),
        calendar::utc(entry.at),
        entry.event.to_string(),
        entry.actor.to_string(),
        entry.origin.to_string(),
        entry.subject.to_string(),
        entry.before.to_string(),
        entry.after.to_string(),
        fields,
        entry.hash.to_string(),
    ]
}
