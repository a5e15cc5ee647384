//! Matrix of files: one list in every delimiter, encoding, line end and header language.

use crate::upload::{Delimiter, Encoding};

/// List with a row for each judgement and all kinds of quoting.
const LIST: &[[&str; 4]] = &[
    ["ann@acme.example", "Zoë \"Zus\" Müller", "Dock; 5, rij | 3\t€ 10", "31-12-2027"],
    ["Ann@ACME.example.", "Zoë Müller", "", ""],
    ["", "", "", ""],
    ["rejected@partner.example", "Onbekend", "", "2027-06-30"],
    ["approved@partner.example", "André", "over\ntwee regels", ""],
    ["bob@covered.example", "Bob", "", ""],
    ["carol@gmial.com", "Carol", "", "1 maart 2027"],
    ["dave@example", "Dave", "", ""],
    [" erik@klant.example ", "=1+1", "-", "13-01-2027"],
];

const DUTCH: [&str; 4] = ["E-mailadres", "Naam", "Notitie", "Einddatum"];
const ENGLISH: [&str; 4] = ["Email address", "Name", "Note", "End date"];

fn text(header: [&str; 4], delimiter: Delimiter, line_end: &dyn Fn(usize) -> &'static str) -> String {
    let between = char::from(delimiter.byte()).to_string();
    let cell = |cell: &&str| {
        if cell.contains([';', ',', '|', '\t', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    let mut text = String::new();
    for (at, row) in std::iter::once(&header).chain(LIST).enumerate() {
        text += &row.iter().map(cell).collect::<Vec<_>>().join(&between);
        text += line_end(at);
    }
    text
}

/// All files of the matrix, with their names.
pub(super) fn files() -> Vec<(String, Vec<u8>)> {
    let name = |of: &dyn std::fmt::Debug| format!("{of:?}").to_lowercase();
    let mut files = Vec::new();
    let mut add = |name: String, text: &str, encoding: Encoding| {
        files.push((format!("matrix-{name}"), encoding.encode(text).unwrap()));
    };
    for delimiter in Delimiter::ALL {
        for encoding in Encoding::ALL {
            let file = text(DUTCH, delimiter, &|_| "\r\n");
            add(format!("{}-{}", name(&delimiter), name(&encoding)), &file, encoding);
        }
    }
    let mixed = |row: usize| ["\r\n", "\n", "\r"][row % 3];
    let ends: [(&str, &dyn Fn(usize) -> &'static str); 3] = [("lf", &|_| "\n"), ("cr", &|_| "\r"), ("mixed", &mixed)];
    for (end, line_end) in ends {
        for encoding in [Encoding::Utf8Bom, Encoding::Windows1252, Encoding::Utf16Le] {
            add(format!("{end}-{}", name(&encoding)), &text(DUTCH, Delimiter::Semicolon, line_end), encoding);
        }
    }
    // One date with a number above twelve determines the order of all dates under an English header.
    for delimiter in [Delimiter::Comma, Delimiter::Tab] {
        add(format!("english-{}", name(&delimiter)), &text(ENGLISH, delimiter, &|_| "\r\n"), Encoding::Utf8Bom);
    }
    files
}
