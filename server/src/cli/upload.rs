//! `esecure upload check`: judges a file as the upload page would.

use super::{Failure, failure};
use crate::{calendar::Calendar, clock::Clock, config::Config, idn::to_ascii, services::Services};
use clap::Subcommand;
use esecure::{
    AccountNumber, Locale,
    upload::{AccountContext, Day, FormatOverrides, Judge, MAX_BYTES, ReportLine, Sheet, Summary},
};
use std::{
    fs::File,
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Debug, Subcommand)]
pub(super) enum Upload {
    /// Check a file as the upload page does, without changing anything. Exits with 1 if a row is invalid or the limit is exceeded.
    Check {
        /// List of email addresses, in CSV as spreadsheets write it.
        file: PathBuf,
        /// Also compare with the decisions of this account.
        #[arg(long, value_name = "NUMBER")]
        account: Option<String>,
        /// Print one JSON object per row, then the summary.
        #[arg(long)]
        json: bool,
    },
}

impl Upload {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let Self::Check { file, account, json } = self;
        let sheet = Sheet::read(read(&file)?, FormatOverrides::default())?;
        let judge = match account {
            Some(number) => by_account(&super::services(config).await?, &number, sheet).await?,
            None => by_itself(sheet),
        };
        write(&judge, json, &mut io::stdout().lock())?;
        let summary = Summary::of(&judge);
        Ok(if summary.invalid > 0 || summary.beyond > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// Reads at most one byte more than the size limit, regardless of the file's size.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| format!("{} cannot be read: {error}", path.display());
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

async fn by_account(services: &Services, number: &str, sheet: Sheet) -> Result<Judge, Failure> {
    services.check_upload(&AccountNumber::parse(number)?, sheet).await.map_err(failure)
}

fn by_itself(sheet: Sheet) -> Judge {
    let now = Clock::System.now();
    let today = Day::parse(&Calendar::new(Locale::En, "UTC", now).table_day(now), None).ok();
    let mut judge = Judge::all(sheet, AccountContext { today, ..AccountContext::default() }, &to_ascii);
    judge.assume_undecided();
    judge
}

fn write(judge: &Judge, json: bool, out: &mut impl Write) -> Result<(), Failure> {
    for line in (0..judge.len()).map(|row| ReportLine::of(judge, row, &to_ascii)) {
        if json {
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        } else {
            let why = [line.problem, line.suggestion.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let email: String = line.email.chars().filter(|c| !c.is_control()).take(80).collect();
            writeln!(out, "{:>6}  {:<19}  {email}  {why}", line.row, line.judgement.code())?;
        }
    }
    let summary = Summary::of(judge);
    if json {
        writeln!(out, "{}", serde_json::json!({ "summary": summary }))?;
    } else {
        writeln!(
            out,
            "{} rows: {} new, {} doubtful, {} invalid; {} count towards the limit of {}",
            summary.rows, summary.new, summary.doubtful, summary.invalid, summary.counted, summary.limit
        )?;
    }
    Ok(())
}
