//! Known column headings in Dutch and English, with the language that they indicate.

use crate::Locale;
use Field::{Address, Name, Note, Until};
use Locale::{En, Nl};

/// Field of a row that a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Address,
    Name,
    Note,
    Until,
}

/// Headings in lower-case letters. Blanks, hyphens, dots and brackets are removed before the comparison.
const WORDS: &[(&str, Field, Option<Locale>)] = &[
    ("email", Address, None),
    ("mail", Address, None),
    ("emailadres", Address, Some(Nl)),
    ("emailadressen", Address, Some(Nl)),
    ("mailadres", Address, Some(Nl)),
    ("adres", Address, Some(Nl)),
    ("emailaddress", Address, Some(En)),
    ("emailaddresses", Address, Some(En)),
    ("mailaddress", Address, Some(En)),
    ("address", Address, Some(En)),
    ("naam", Name, Some(Nl)),
    ("volledigenaam", Name, Some(Nl)),
    ("gebruiker", Name, Some(Nl)),
    ("gebruikersnaam", Name, Some(Nl)),
    ("contactpersoon", Name, Some(Nl)),
    ("medewerker", Name, Some(Nl)),
    ("name", Name, Some(En)),
    ("fullname", Name, Some(En)),
    ("displayname", Name, Some(En)),
    ("user", Name, Some(En)),
    ("username", Name, Some(En)),
    ("contact", Name, None),
    ("notitie", Note, Some(Nl)),
    ("notities", Note, Some(Nl)),
    ("opmerking", Note, Some(Nl)),
    ("opmerkingen", Note, Some(Nl)),
    ("toelichting", Note, Some(Nl)),
    ("note", Note, Some(En)),
    ("notes", Note, Some(En)),
    ("remark", Note, Some(En)),
    ("remarks", Note, Some(En)),
    ("comment", Note, Some(En)),
    ("comments", Note, Some(En)),
    ("einddatum", Until, Some(Nl)),
    ("geldigtot", Until, Some(Nl)),
    ("geldigtotenmet", Until, Some(Nl)),
    ("geldigtm", Until, Some(Nl)),
    ("verloopdatum", Until, Some(Nl)),
    ("vervaldatum", Until, Some(Nl)),
    ("verlooptop", Until, Some(Nl)),
    ("totenmet", Until, Some(Nl)),
    ("enddate", Until, Some(En)),
    ("validuntil", Until, Some(En)),
    ("validthrough", Until, Some(En)),
    ("validto", Until, Some(En)),
    ("expirydate", Until, Some(En)),
    ("expires", Until, Some(En)),
    ("expireson", Until, Some(En)),
    ("until", Until, Some(En)),
];

/// Field and language that a header cell indicates.
pub(super) fn meaning(cell: &str) -> Option<(Field, Option<Locale>)> {
    // No known heading is longer.
    if cell.len() > 60 {
        return None;
    }
    let word: String = cell.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    WORDS.iter().find(|(known, ..)| *known == word).map(|(_, field, language)| (*field, *language))
}
