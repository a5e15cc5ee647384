//! Malformed and unusual files, as produced by people, spreadsheets and address books.

use crate::upload::Encoding;

/// All of them, with their names.
pub(super) fn all() -> Vec<(String, Vec<u8>)> {
    let text = TEXTS.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    let bytes = BYTES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    let of_size = [999, 1000, 1001].map(|rows| (format!("rows-{rows}"), many(rows).into_bytes()));
    let long = [("long-note", "é", 200), ("too-long-note", "é", 201), ("very-long-cell", "x", 30_000)].map(
        |(name, letter, times)| {
            let note = letter.repeat(times);
            (name.to_owned(), format!("email;note\r\nann@acme.example;{note}\r\nbob@acme.example;\r\n").into_bytes())
        },
    );
    let wide = format!("email;name\nann@acme.example;Ann{}\nbob@acme.example;Bob\n", ";x".repeat(100));
    let utf16 = "e-mailadres\tnaam\r\nann@acme.example\t😀 Ann\r\n";
    let mut half = Encoding::Utf16LeBom.encode(utf16).unwrap();
    half.push(0x41);
    let mut surrogate = Encoding::Utf16LeBom.encode("email\tname\r\nann@acme.example\t").unwrap();
    surrogate.extend([0x00, 0xd8, b'\r', 0, b'\n', 0]);
    let made = [
        ("a-hundred-columns".to_owned(), wide.into_bytes()),
        ("excel-unicode-text".to_owned(), Encoding::Utf16LeBom.encode(utf16).unwrap()),
        ("utf16-half-a-unit".to_owned(), half),
        ("utf16-lone-surrogate".to_owned(), surrogate),
    ];
    text.chain(bytes).chain(of_size).chain(long).chain(made).collect()
}

/// File with `rows` counting rows and two others: one invalid, one duplicate.
pub(super) fn many(rows: usize) -> String {
    let mut text = String::from("E-mailadres;Naam\r\n\r\n");
    for row in 0..rows {
        text += &format!("gebruiker{row}@klant{}.example;Gebruiker {row}\r\n", row % 40);
    }
    text + "geen adres;Ongeldig\r\nGEBRUIKER7@klant7.example;Dubbel\r\n"
}

const TEXTS: &[(&str, &str)] = &[
    ("empty", ""),
    ("only-blanks", " \r\n;;\r\n\t\r\n"),
    ("only-a-header", "E-mailadres;Naam\r\n"),
    ("only-a-header-no-line-end", "email"),
    ("only-a-mark", "\u{feff}"),
    ("one-address", "ann@acme.example"),
    ("no-header", "ann@acme.example\nbob@acme.example\n"),
    ("no-header-columns", "Ann;ann@acme.example;Magazijn;31-12-2027\nBob;bob@acme.example;;01-02-2027\n"),
    ("any-order", "Opmerking;Geldig t/m;Naam;E-mail\r\nDock 2;2027-01-31;Ann;ann@acme.example\r\n"),
    ("more-columns", "Nr,Afdeling,E-mail,Telefoon,Naam\n1,Inkoop,ann@acme.example,+31 10 1234567,Ann\n"),
    ("header-without-address-word", "Naam;Kontakt\nAnn;ann@acme.example\nBob;bob@acme.example\n"),
    ("header-postal-address", "Naam;Adres;Plaats;E-mail\r\nAnn;Kade 1;Tiel;ann@acme.example\r\nBob;Dijk 2;Ede;\r\n"),
    ("header-postal-address-only", "Naam;Adres;E-mail\r\n"),
    // An unknown heading stays visible as an invalid row.
    ("header-of-unknown-words", "Courriel;Nom\nann@acme.example;Ann\n"),
    ("header-after-blank-rows", "\r\n\r\nEmail;Name\r\nann@acme.example;Ann\r\n"),
    ("header-behind-a-mark", "\u{feff}e-mail;naam\r\nann@acme.example;Ann\r\n"),
    ("header-in-quotes", "\"E-mail address\",\"Valid until\"\n\"ann@acme.example\",\"December 31, 2027\"\n"),
    ("declared-delimiter", "sep=|\r\nemail|name\r\nann@acme.example|Ann; or Anna\r\n"),
    ("paste-from-a-spreadsheet", "ann@acme.example\tAnn\t2027-01-31\nbob@acme.example\tBob\t\n"),
    ("paste-of-recipients", "ann@acme.example; Bob <bob@acme.example>; carol@acme.example"),
    ("comma-with-semicolons-inside", "email,name\nann@acme.example,\"Lee; Ann\"\nbob@acme.example,\"Bos; Bob\"\n"),
    ("semicolon-with-commas-inside", "ann@acme.example;Lee, Ann\nbob@acme.example;Bos, Bob\n"),
    ("blank-rows-between", "email\n\nann@acme.example\n   \n;\nbob@acme.example\n\n"),
    ("quoted-line-breaks", "email;note\r\nann@acme.example;\"one\r\ntwo\r\n\r\nfour\"\r\nbob@acme;\"\"\r\n"),
    ("doubled-quotes", "email;name\n\"ann@acme.example\";\"Ann \"\"Zus\"\" Lee\"\n"),
    ("blanks-behind-quotes", "email;name\n\"ann@acme.example\" ;\"Ann\"  \n"),
    ("lone-quote", "email;name\n\"ann@acme.example;Ann\nbob@acme.example;Bob\n"),
    (
        "two-lone-quotes",
        "email;name\nann@acme.example;\"Ann\nbob@acme.example;Bob\ncarol@acme.example;\"Carol\ndave@acme.example;Dave\n",
    ),
    ("quote-within-a-cell", "email;name\nann@acme.example;Ann \"Zus\" Lee\nbob@acme.example;5\" pijp\n"),
    ("text-behind-a-quote", "email;name\nann@acme.example;\"Ann\" Lee\nbob@acme.example;Bob\n"),
    ("ragged-short", "email;name;note\nann@acme.example\nbob@acme.example;Bob\n;Carol\n"),
    ("ragged-long", "email;name\nann@acme.example;Ann;;\nbob@acme.example;Bos; Bob\ncarol@acme.example;Carol\n"),
    (
        "duplicates",
        "email\nann@acme.example\nANN@acme.example\nann@ACME.example.\nbob@acme.example\n ann@acme.example \n",
    ),
    // An invalid row is not the first of its address.
    ("duplicate-of-an-invalid-row", "email;end date\nann@acme.example;2027-02-30\nann@acme.example;2027-02-28\n"),
    ("duplicates-international", "email\nann@münchen.example\nann@xn--mnchen-3ya.example\nann@MÜNCHEN.example\n"),
    (
        "international",
        "email\nann@café.example\nbob@例え.example\nänn@acme.example\ncarol@xn--caf-dma.example\ndave@xn--\u{7f}.example\n",
    ),
    (
        "two-addresses",
        "email;name\nann@acme.example, bob@acme.example;Ann en Bob\n\"carol@acme.example; dave@acme.example\";Carol\nerik@acme.example / fred@acme.example;Erik\n",
    ),
    ("two-addresses-one-broken", "email\nann@acme.example bob@\n"),
    (
        "names-and-links",
        "email\nAnn Lee <ann@acme.example>\n<bob@acme.example>\nmailto:carol@acme.example?subject=x\n'dave@acme.example'\n\"\"\"erik@acme.example\"\"\"\nfred@acme.example;\n(gina@acme.example)\n",
    ),
    (
        "slips-of-the-hand",
        "email\nann@acme,example\nbob@acme..example\ncarol @ acme.example\n.dave@acme.example\nerik(at)acme.example\nfred@@acme.example\ngina@acme\nhans@rheinwerk\niris@.acme.example\njan@acme.example.\nkim\n@acme.example\n",
    ),
    (
        "local-parts",
        "email\nann+parcels@acme.example\n+31612345678@acme.example\no'neil@acme.example\n\"ann lee\"@acme.example\nann@[192.0.2.1]\nann@192.0.2.1\nann(work)@acme.example\n",
    ),
    (
        "wide-and-invisible",
        "email\nann\u{ff20}acme.example\nbob@ａｃｍｅ.example\ncarol\u{200b}@acme.example\n\u{feff}dave@acme.example\n\u{a0}erik@acme.example\u{a0}\nfred@ac\u{ad}me.example\n",
    ),
    (
        "formulas",
        "email;name;note\n=1+1@acme.example;=HYPERLINK(\"x\");@x\n+ann@acme.example;+31;-1\n'+ann@acme.example;'=x;''=x\n-bob@acme.example;\t=1;-\n",
    ),
    (
        "typing-mistakes",
        "email\na@gmial.com\na@gmal.com\na@gmail.co\na@gmail.con\na@hotmial.com\na@hotmail.nll\na@outlok.com\na@ziggo.ln\na@yahooo.com\na@klant.con\na@vandermeeer.example\na@noordkade.exmaple\n",
    ),
    // None of these addresses is doubtful.
    (
        "no-false-alarms",
        "email\na@ymail.com\na@mail.com\na@gmail.com\na@hotmail.be\na@me.com\na@he.com\na@web.nl\na@acne.example\na@gmx.nl\na@depot2.example\na@planet1.nl\na@vandermeer.test\na@mail.vandermeer.example\na@klant.co\na@live.nl\na@müller.example\na@ооо.example\n",
    ),
    (
        "look-alikes",
        "email\na@gmаil.com\na@gmai1.com\na@acrne.example\na@vandermeеr.example\nb@xn--gmil-63d.com\na@vvandermeer.example\na@klаnt.example\na@n00rdkade.example\n",
    ),
    (
        "domains",
        "email\na@covered.example\na@sub.covered.example\na@evilcovered.example\na@group.example\na@a.b.group.example\na@group.example.evil.test\n",
    ),
    ("own-address", "email\nAdmin@Voorbeeld.example\nann@voorbeeld.example\n"),
    (
        "rejected-and-approved",
        "email;name\nREJECTED@partner.example;X\nexpeditie7@postvak.example;Y\nmagazijn@noordkade.example;Z\napproved@partner.example;A\napproved@partner.example;B\n",
    ),
    (
        "days",
        "email;end date\na@acme.example;2027-12-31\nb@acme.example;20271231\nc@acme.example;31/12/2027\nd@acme.example;31.12.2027\ne@acme.example;31 december 2027\nf@acme.example;Dec 31, 2027\ng@acme.example;2027-12-31T00:00:00\nh@acme.example;31-12-27\ni@acme.example;46387\nj@acme.example;2027-02-29\nk@acme.example;2028-02-29\nl@acme.example;2026-11-24\nm@acme.example;2026-11-25\nn@acme.example;soon\no@acme.example;1st March 2027\n",
    ),
    ("days-ambiguous", "email;end date\na@acme.example;03/04/2027\nb@acme.example;04-04-2027\n"),
    ("days-month-first", "email;end date\na@acme.example;03/04/2027\nb@acme.example;12/31/2027\n"),
    (
        "days-both-ways",
        "email;end date\na@acme.example;03/04/2027\nb@acme.example;12/31/2027\nc@acme.example;31/12/2027\n \nd@acme.example;13/01/2027\n",
    ),
    ("days-dutch-header", "e-mailadres;einddatum\na@acme.example;03-04-2027\nb@acme.example;3 april 2027\n"),
    ("nul", "email;name\nann\0@acme.example;Ann\nbob@acme.example;B\0b\ncarol@acme.example;Carol\n"),
    ("control-characters", "email;note\nann@acme.example;a\u{1b}[31mb\nbob@acme.example;a\u{b}b\n"),
    ("pasted-html", "email,name\nann@acme.example,<img src=x onerror=alert(1)>\n<script>@acme.example,Bob\n"),
    ("bare-cr-within", "email;note\r\nann@acme.example;a\rb\r\nbob@acme.example;\"a\rb\"\r\n"),
];

const BYTES: &[(&str, &[u8])] = &[
    ("utf8-with-damage", b"email;name\nann@acme.example;Zo\xc3\xab\nbob@acme.example;Andr\xc3\xa9\ncarol@acme.example;Ren\xe9\n"),
    ("windows-1252-signs", b"email;name;note\nann@acme.example;Zo\xeb \x93Zus\x94;\x80 10 \x96 \x85\nbob@acme.example;\x81;\n"),
    ("binary", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb0\xff\xfe\x00\x00\x90\x81\xc3\x28\"\x00;\x7f,\n\r\x00\x00\xd8"),
    ("truncated-character", b"email;name\nann@acme.example;Zo\xc3\xab\nbob@acme.example;Zo\xc3"),
    ("zip-of-a-spreadsheet", b"PK\x03\x04 [Content_Types].xml\x8d\x9f\n\xe2\x98"),
];
