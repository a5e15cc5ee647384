//! *Upload* (R-3.3, section 4): what the page needs to judge a file, what it sends, and what came of it.

use super::When;
use crate::locales::upload_error as t;
use esecure::{
    DomainName, EmailAddress, Locale,
    id::UploadId,
    policy::DomainRule,
    upload::{Day, Edit, Encoding, Kind, Knowledge, Known, RowId, Wish},
};
use serde::{Deserialize, Serialize};

/// The most addresses whose standings are asked for in one call: those of a file within the limit, and some more that were
/// typed. A page may ask several times.
pub const STANDINGS_LIMIT: usize = 2_000;

/// The most edits that one upload may have.
pub const EDITS_LIMIT: usize = 10_000;

/// Where a file's bytes are sent with its form: the one address of ours that takes more than a form can hold.
pub const COMMIT_PATH: &str = "/fn/commit-upload";

/// Where the standings of a file's addresses are asked for: a thousand addresses are longer than a form.
pub const STANDINGS_PATH: &str = "/fn/upload-standings";

/// What judging a file needs, but for the standings of its addresses; and what was uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadKnowledge {
    pub number: String,
    /// The authorised domains, each with whether the names below it are meant too.
    pub authorised: Vec<(String, bool)>,
    /// Domains that the account knows: those with most addresses.
    pub domains: Vec<String>,
    /// The looker's own address, in canonical form: others decide about it.
    pub own: String,
    /// Today in the account's zone.
    pub today: Option<Day>,
    /// The latest uploads, the newest first.
    pub latest: Vec<UploadRow>,
    /// How many earlier uploads there are beside those.
    pub earlier: u64,
}

impl UploadKnowledge {
    /// The same for the judge.
    pub fn knowledge(&self) -> Knowledge {
        let rule = |(domain, with_subdomains): &(String, bool)| DomainRule {
            domain: DomainName::from_canonical(domain),
            with_subdomains: *with_subdomains,
        };
        Knowledge {
            authorised: self.authorised.iter().map(rule).collect(),
            domains: self.domains.iter().map(|name| DomainName::from_canonical(name)).collect(),
            own: Some(EmailAddress::from_stored(&self.own, &self.own)),
            today: self.today,
        }
    }
}

/// One file that was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRow {
    pub id: UploadId,
    pub file: String,
    pub when: When,
    pub by: String,
    /// How many addresses it approved.
    pub approved: u64,
    /// How many rows were left out.
    pub left_out: u64,
    /// By whom and when it was undone, if it was.
    pub undone: Option<(String, When)>,
    /// Whether it can still be undone: none of its addresses has been decided again.
    pub undoable: bool,
}

/// What the account has decided about an address of the file; nothing is told of those about which it decided nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadStanding {
    /// The address in canonical form, as it was asked for.
    pub email: String,
    pub known: Known,
    /// Who decided and when: `Rejected by Marit de Vries on 12 June 2026`.
    pub told: String,
}

/// A file, and all that was set, typed and ticked on the page. The server reads and judges it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UploadForm {
    /// Its name on the device it came from.
    pub file_name: String,
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// How it is to be read, as far as that was set by hand.
    pub wish: Wish,
    /// What was typed, in that order.
    pub edits: Vec<Edit>,
    /// Doubtful rows, and ones rejected before, that are to be approved all the same.
    pub ticked: Vec<RowId>,
}

/// What became of a file that was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadOutcome {
    /// Its identifier, for undoing it.
    pub id: UploadId,
    /// How many addresses it approved.
    pub approved: u64,
    /// How many rows were left out, by their judgement; only those of which there are any.
    pub left_out: Vec<(Kind, u64)>,
    /// It had been committed before, and nothing has changed now; what is told is what came of it then.
    pub already: bool,
    /// The file again, with a column that tells what became of each row.
    pub result: ResultFile,
}

/// A file to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFile {
    pub name: String,
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// The encoding that they are in: the file's own, but where that lacks a character.
    pub encoding: Encoding,
}

/// Why nothing of a file was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UploadRefusal {
    /// More rows than one upload may have are neither invalid nor duplicate.
    Beyond {
        counted: u64,
        /// How many may be.
        limit: u64,
    },
    /// It has more bytes or rows than are read at all.
    TooLarge,
    /// Nothing of it is to be approved.
    Nothing,
    /// The edits or the columns do not fit the file: it is not the one that the page showed.
    Unfit,
}

impl UploadRefusal {
    pub fn text(self, locale: Locale) -> String {
        match self {
            Self::Beyond { counted, limit } => t::beyond(locale, counted, limit),
            Self::TooLarge => t::too_large(locale).to_owned(),
            Self::Nothing => t::nothing(locale).to_owned(),
            Self::Unfit => t::unfit(locale).to_owned(),
        }
    }
}

/// What came of a press.
pub type Uploaded = Result<UploadOutcome, UploadRefusal>;

/// Bytes in one piece: number by number they would take as long as all the rest.
mod bytes {
    use serde::{Deserializer, Serializer, de::Visitor};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Piece;
        impl Visitor<'_> for Piece {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Piece)
    }
}
