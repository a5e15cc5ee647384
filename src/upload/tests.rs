//! Tests of the upload on files. `corpus/` has files with their expected outcome, row by row, also used by the tests of
//! the command line and of the browser; `corpus.rs` describes the format.

use super::{report::result_file, *};
use crate::EmailAddress;
use std::path::PathBuf;

mod cells;
mod corpus;
mod edits;
mod invariants;
mod malformed_files;
mod matrix;
mod outcome;
mod properties;
mod throughput;

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/upload/tests/corpus")
}

/// Account data of the corpus: `account.json`.
#[derive(serde::Deserialize)]
struct Account {
    authorised: Vec<Entry>,
    domains: Vec<String>,
    approved: Vec<String>,
    rejected: Vec<String>,
    own: String,
    today: String,
}

#[derive(serde::Deserialize)]
struct Entry {
    domain: String,
    with_subdomains: bool,
}

impl Account {
    fn load() -> Self {
        serde_json::from_slice(&std::fs::read(folder().join("account.json")).unwrap()).unwrap()
    }

    fn context(&self) -> AccountContext {
        let domain = |name: &str| crate::DomainName::parse(name, &to_ascii).unwrap();
        let rule = |entry: &Entry| crate::policy::DomainRule {
            domain: domain(&entry.domain),
            with_subdomains: entry.with_subdomains,
        };
        AccountContext {
            authorised: self.authorised.iter().map(rule).collect(),
            domains: self.domains.iter().map(|name| domain(name)).collect(),
            own: Some(EmailAddress::parse(&self.own, &to_ascii).unwrap()),
            today: Some(Day::parse(&self.today, None).unwrap()),
        }
    }

    fn provide_standings(&self, judge: &mut Judge) {
        for address in &self.approved {
            judge.set_known(address, KnownStanding::Approved);
        }
        for address in &self.rejected {
            judge.set_known(address, KnownStanding::Rejected);
        }
        judge.assume_undecided();
    }

    /// Reads and judges a file with this account's data.
    fn judge(&self, bytes: &[u8], overrides: FormatOverrides) -> Judge {
        let sheet = Sheet::read(bytes, overrides).unwrap();
        let mut judge = Judge::all(sheet, self.context(), &to_ascii);
        self.provide_standings(&mut judge);
        judge
    }
}

/// Judges a file for an account without decisions.
fn judged(file: impl AsRef<[u8]>) -> Judge {
    let sheet = Sheet::read(file, FormatOverrides::default()).unwrap();
    let mut judge = Judge::all(sheet, AccountContext::default(), &to_ascii);
    judge.assume_undecided();
    judge
}

fn lines(judge: &Judge) -> Vec<ReportLine> {
    (0..judge.len()).map(|row| ReportLine::of(judge, row, &to_ascii)).collect()
}

/// Number, judgement and problem of each row.
fn short(judge: &Judge) -> Vec<(u32, &'static str, &'static str)> {
    lines(judge).iter().map(|line| (line.row, line.judgement.code(), line.problem.unwrap_or_default())).collect()
}
