//! `esecure history import`: imports past uses from a CSV file.

use super::{Failure, failure};
use crate::services::{
    Services,
    history::{Importer, UseRecord},
};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use std::{fs::File, io::BufReader, path::PathBuf, process::ExitCode};

/// Number of lines imported in one batch.
const BATCH: usize = 1000;

#[derive(Debug, Subcommand)]
pub(super) enum History {
    /// Import past uses. Those already known are counted and skipped.
    Import {
        /// CSV in UTF-8 with the columns account, email, application, used_at, reference.
        file: PathBuf,
    },
}

impl History {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let Self::Import { file } = self;
        let open = File::open(&file).map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
        let bar = ProgressBar::new(open.metadata().map_or(0, |m| m.len()));
        bar.set_style(
            ProgressStyle::with_template("{bar:40} {percent}% {eta}").unwrap_or(ProgressStyle::default_bar()),
        );
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(BufReader::new(bar.wrap_read(open)));
        let mut importer = Importer::default();
        let mut batch = Vec::with_capacity(BATCH);
        let headers = reader.headers()?.clone();
        let mut record = csv::StringRecord::new();
        loop {
            let more = match reader.read_record(&mut record) {
                Ok(more) => more,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    importer.counts.refused.push((line, "the line is not CSV in UTF-8".to_owned()));
                    continue;
                }
            };
            if more {
                let number = record.position().map_or(0, csv::Position::line);
                match record.deserialize::<UseRecord>(Some(&headers)) {
                    Ok(line) => batch.push((number, line)),
                    Err(error) => importer.counts.refused.push((number, error.to_string())),
                }
            }
            if batch.len() == BATCH || (!more && !batch.is_empty()) {
                services.import_history(&mut importer, std::mem::take(&mut batch)).await.map_err(failure)?;
            }
            if !more {
                break;
            }
        }
        bar.finish_and_clear();
        let counts = importer.counts;
        println!("imported {}, known {}, refused {}", counts.imported, counts.known, counts.refused.len());
        for (line, why) in &counts.refused {
            println!("line {line}: {why}");
        }
        Ok(if counts.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
