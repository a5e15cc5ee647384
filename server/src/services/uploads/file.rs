//! An uploaded file: parsed again from its bytes, edited again as on the page, and judged. Nothing computed by the page
//! is trusted.

use crate::{idn::to_ascii, store::columns::Digest};
use app::pages::upload::dto::{EDITS_LIMIT, UploadForm, UploadRefusal};
use esecure::{
    SingleLine,
    id::AccountId,
    upload::{AccountContext, Judge, MAX_CELLS, RowId, Sheet, Summary},
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Maximum length of a stored file name, in characters.
const NAME: usize = 120;

/// A file within the limit, judged except for the standings of its addresses.
pub(super) struct File {
    /// File name, cleaned for display.
    pub name: String,
    /// Digest that identifies the upload.
    pub digest: Digest,
    pub judge: Judge,
    /// The rows that were ticked.
    pub ticked: BTreeSet<RowId>,
}

/// Reads and judges a file; refuses one beyond the limits.
pub(super) fn read(form: UploadForm, account: &AccountId, knowledge: AccountContext) -> Result<File, UploadRefusal> {
    let columns = form.wish.columns;
    if form.edits.len() > EDITS_LIMIT || columns.is_some_and(|columns| usize::from(columns.address) >= MAX_CELLS) {
        return Err(UploadRefusal::Unfit);
    }
    let ticked: BTreeSet<RowId> = form.ticked.iter().copied().collect();
    let digest = digest(account, &form, &ticked);
    let sheet = Sheet::read(form.bytes, form.wish).map_err(|_| UploadRefusal::TooLarge)?;
    let mut judge = Judge::all(sheet, knowledge, &to_ascii);
    // An edit without effect was made on another file; applying the rest would give its author a wrong result.
    if !form.edits.iter().all(|edit| judge.edit(edit, &to_ascii)) {
        return Err(UploadRefusal::Unfit);
    }
    let summary = Summary::of(&judge);
    if summary.beyond > 0 {
        let number = |n| u64::try_from(n).unwrap_or(u64::MAX);
        return Err(UploadRefusal::Beyond { counted: number(summary.counted), limit: number(summary.limit) });
    }
    Ok(File { name: name(&form.file_name), digest, judge, ticked })
}

/// SHA-256 of the account, the bytes and all settings, edits and ticks; each is prefixed with its length, so that the
/// parts cannot be confused. The file's name is not included.
fn digest(account: &AccountId, form: &UploadForm, ticked: &BTreeSet<RowId>) -> Digest {
    let mut sha = Sha256::new();
    let choices = serde_json::json!([form.wish, form.edits, ticked]).to_string();
    for part in [account.as_str().as_bytes(), &form.bytes, choices.as_bytes()] {
        sha.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(part);
    }
    Digest::new(hex::encode(sha.finalize()))
}

/// Returns the last part of a path, on one line and cut to the maximum length.
fn name(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = SingleLine::clean(&last.replace('"', " ")).map(String::from).unwrap_or_default();
    plain.chars().take(NAME).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use esecure::upload::{Edit, FormatOverrides};

    fn account(n: u8) -> AccountId {
        AccountId::from_bytes([n; 16])
    }

    #[test]
    fn names_are_shown_as_one_line_without_folders() {
        assert_eq!(name("C:\\Users\\anna\\lijst \"nieuw\".csv"), "lijst  nieuw .csv");
        assert_eq!(name("/tmp/\u{7}a\nb.csv"), "a b.csv");
        assert_eq!(name(&"é".repeat(500)).chars().count(), NAME);
    }

    #[test]
    fn whatever_changes_the_outcome_changes_the_digest() {
        let row = RowId { number: 2, part: 0 };
        let form =
            UploadForm { file_name: "a.csv".into(), bytes: b"email\na@b.test\n".to_vec(), ..UploadForm::default() };
        let of = |form: &UploadForm| digest(&account(1), form, &form.ticked.iter().copied().collect());
        let first = of(&form);
        assert_eq!(of(&UploadForm { file_name: "b.csv".into(), ..form.clone() }), first, "the name decides nothing");
        let edit = Edit::Cell { row, column: 0, text: "x@b.test".into() };
        let others = [
            UploadForm { bytes: b"email\na@b.test".to_vec(), ..form.clone() },
            UploadForm { wish: FormatOverrides { header: Some(false), ..FormatOverrides::default() }, ..form.clone() },
            UploadForm { edits: vec![edit.clone()], ..form.clone() },
            UploadForm { edits: vec![edit.clone(), edit], ..form.clone() },
            UploadForm { ticked: vec![row], ..form.clone() },
        ];
        let mut digests: BTreeSet<Digest> = others.iter().map(of).collect();
        digests.extend([first.clone(), digest(&account(2), &form, &BTreeSet::new())]);
        assert_eq!(digests.len(), 7);
        // Order and repetition of the ticked rows make no difference.
        let rows = |n: &[u32]| n.iter().map(|number| RowId { number: *number, part: 0 }).collect();
        let (ab, ba) =
            (UploadForm { ticked: rows(&[2, 3]), ..form.clone() }, UploadForm { ticked: rows(&[3, 2, 3]), ..form });
        assert_eq!(of(&ab), of(&ba));
    }
}
