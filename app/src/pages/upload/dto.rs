//! *Upload* (R-3.3, section 4): data to judge a file on the page, the commit form and its result.

use crate::dto::DisplayTime;
use esecure::{
    DomainName, EmailAddress, EmailKey, EmailSpelling, Locale,
    id::UploadId,
    policy::DomainRule,
    upload::{AccountContext, Day, Edit, Encoding, FormatOverrides, JudgementKind, KnownStanding, RowId},
};
use i18n::upload_error as t;
use serde::{Deserialize, Serialize};

/// Maximum number of addresses per standings query: enough for a file within the limit and some typed edits. A page may
/// query several times.
pub const STANDINGS_LIMIT: usize = 2_000;

/// Maximum number of edits per upload.
pub const EDITS_LIMIT: usize = 10_000;

/// Path of the commit endpoint, the only one whose body may exceed the limit for forms.
pub const COMMIT_PATH: &str = "/fn/commit-upload";

/// Path of the standings endpoint; a thousand addresses exceed the limit for forms.
pub const STANDINGS_PATH: &str = "/fn/upload-standings";

/// Data to judge a file, except the standings of its addresses; and the earlier uploads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadKnowledge {
    pub number: String,
    /// Authorised domains, each with its subdomains flag.
    pub authorised: Vec<(String, bool)>,
    /// Domains known to the account, limited to those with most addresses.
    pub domains: Vec<String>,
    /// Administrator's own address in canonical form, which others decide.
    pub own: String,
    /// Current day in the account's time zone.
    pub today: Option<Day>,
    /// Latest uploads, newest first.
    pub latest: Vec<UploadRow>,
    /// Number of uploads older than those in `latest`.
    pub earlier: u64,
}

impl UploadKnowledge {
    /// Converts to the judge's input.
    pub fn knowledge(&self) -> AccountContext {
        let rule = |(domain, with_subdomains): &(String, bool)| DomainRule {
            domain: DomainName::from_canonical(domain),
            with_subdomains: *with_subdomains,
        };
        AccountContext {
            authorised: self.authorised.iter().map(rule).collect(),
            domains: self.domains.iter().map(|name| DomainName::from_canonical(name)).collect(),
            own: Some(EmailAddress::from_stored(
                &EmailSpelling::from_stored(&self.own),
                &EmailKey::from_stored(&self.own),
            )),
            today: self.today,
        }
    }
}

/// Committed upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRow {
    pub id: UploadId,
    pub file: String,
    pub when: DisplayTime,
    pub by: String,
    /// Number of addresses approved.
    pub approved: u64,
    /// Number of rows left out.
    pub left_out: u64,
    /// Author and time of the undo, if undone.
    pub undone: Option<(String, DisplayTime)>,
    /// True if it can still be undone: none of its addresses was decided again since.
    pub undoable: bool,
}

/// Decision of the account on an address of the file. Undecided addresses are not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadStanding {
    /// Address in canonical form, as in the query.
    pub email: String,
    pub known: KnownStanding,
    /// Author and time of the decision: `Rejected by Marit de Vries on 12 June 2026`.
    pub told: String,
}

/// File with all settings, edits and ticks made on the page. The server parses and judges it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UploadForm {
    /// File name on the user's device.
    pub file_name: String,
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// Format settings made by hand.
    pub wish: FormatOverrides,
    /// Edits, in the order they were made.
    pub edits: Vec<Edit>,
    /// Doubtful or previously rejected rows that are to be approved nevertheless.
    pub ticked: Vec<RowId>,
}

/// Result of a committed upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadOutcome {
    /// Identifier, for the undo.
    pub id: UploadId,
    /// Number of addresses approved.
    pub approved: u64,
    /// Rows left out per judgement; zero counts are omitted.
    pub left_out: Vec<(JudgementKind, u64)>,
    /// True if the same file had been committed before and nothing changed now; the figures are those of the first
    /// commit.
    pub already: bool,
    /// Original file with an added column for the result of each row.
    pub result: ResultFile,
}

/// File to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFile {
    pub name: String,
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// Encoding of `bytes`: the original's, unless that lacks a character.
    pub encoding: Encoding,
}

/// Reason an upload was refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UploadRefusal {
    /// More rows than the limit, not counting invalid and duplicate ones.
    Beyond {
        counted: u64,
        /// Maximum number of rows.
        limit: u64,
    },
    /// More bytes or rows than the parser accepts.
    TooLarge,
    /// No address to approve.
    Nothing,
    /// Edits or columns do not match the file, so it is not the file the page showed.
    Unfit,
}

impl UploadRefusal {
    pub fn text(self, locale: Locale) -> String {
        match self {
            Self::Beyond { counted, limit } => t::Beyond { counted, limit }.text(locale),
            Self::TooLarge => t::too_large(locale).to_owned(),
            Self::Nothing => t::nothing(locale).to_owned(),
            Self::Unfit => t::unfit(locale).to_owned(),
        }
    }
}

/// Result of a commit.
pub type Uploaded = Result<UploadOutcome, UploadRefusal>;

/// Serialises bytes as one blob; element by element they would take as long as everything else together.
mod bytes {
    use serde::{Deserializer, Serializer, de::Visitor};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct ViewFn;
        impl Visitor<'_> for ViewFn {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(ViewFn)
    }
}
