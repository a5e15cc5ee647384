//! Bytes to text and back: the encodings in which spreadsheets save a list. What cannot be decoded becomes U+FFFD, and
//! the row that has it says so; it never ends the reading.

use serde::{Deserialize, Serialize};

/// How a file's characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 without a byte order mark; plain ASCII is that too.
    Utf8,
    /// UTF-8 behind a byte order mark: Excel's “CSV UTF-8”.
    Utf8Bom,
    /// UTF-16, little end first.
    Utf16Le,
    /// The same behind a byte order mark: Excel's “Unicode text”.
    Utf16LeBom,
    /// UTF-16, big end first.
    Utf16Be,
    /// The same behind a byte order mark.
    Utf16BeBom,
    /// Excel's “CSV” in western Europe, which Windows calls ANSI.
    Windows1252,
}

/// How much of a file tells whether it is UTF-16 without a mark.
const SAMPLE: usize = 4096;

impl Encoding {
    /// Every encoding, in the order a chooser offers them.
    pub const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf8Bom,
        Self::Windows1252,
        Self::Utf16LeBom,
        Self::Utf16Le,
        Self::Utf16BeBom,
        Self::Utf16Be,
    ];

    /// Finds out the encoding: by its mark, by the zeros that Latin letters have in UTF-16, by whether it is UTF-8.
    ///
    /// A file with as many whole UTF-8 characters as broken ones is UTF-8 with damage; Windows-1252 gives whole ones by
    /// chance only.
    pub fn detect(bytes: &[u8]) -> Self {
        Self::detect_text(bytes).0
    }

    /// The encoding, and all of the text if finding that out has told it.
    pub(super) fn detect_text(bytes: &[u8]) -> (Self, Option<&str>) {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => return (Self::Utf8Bom, None),
            [0xFF, 0xFE, ..] => return (Self::Utf16LeBom, None),
            [0xFE, 0xFF, ..] => return (Self::Utf16BeBom, None),
            _ => {}
        }
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        let pairs = sample.len() / 2;
        let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).take(pairs).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        // An address and a line end are ASCII: well over half of such a file's units are.
        if odd * 2 > pairs && even * 10 < pairs {
            return (Self::Utf16Le, None);
        }
        if even * 2 > pairs && odd * 10 < pairs {
            return (Self::Utf16Be, None);
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            return (Self::Utf8, Some(text));
        }
        let (mut whole, mut broken) = (0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            broken += chunk.invalid().len();
        }
        (if whole >= broken { Self::Utf8 } else { Self::Windows1252 }, None)
    }

    const fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8Bom => &[0xEF, 0xBB, 0xBF],
            Self::Utf16LeBom => &[0xFF, 0xFE],
            Self::Utf16BeBom => &[0xFE, 0xFF],
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be | Self::Windows1252 => &[],
        }
    }

    /// How many bytes at the beginning are marks of this kind of encoding, asked for or not: they are never text, and
    /// files put together have several.
    fn skips(self, bytes: &[u8]) -> usize {
        let mark: &[u8] = match self {
            Self::Utf8 | Self::Utf8Bom => Self::Utf8Bom.mark(),
            Self::Utf16Le | Self::Utf16LeBom => Self::Utf16LeBom.mark(),
            Self::Utf16Be | Self::Utf16BeBom => Self::Utf16BeBom.mark(),
            Self::Windows1252 => return 0,
        };
        bytes.chunks(mark.len()).take_while(|chunk| *chunk == mark).count() * mark.len()
    }

    /// Writes text in this encoding, its mark first. `None` where it has no such character.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let mut out = self.mark().to_vec();
        match self {
            Self::Utf8 | Self::Utf8Bom => out.extend_from_slice(text.as_bytes()),
            Self::Utf16Le | Self::Utf16LeBom => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be | Self::Utf16BeBom => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::Windows1252 => {
                for c in text.chars() {
                    out.push(to_1252(c)?);
                }
            }
        }
        Some(out)
    }
}

/// Decodes a file piece by piece.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: Encoding,
    at: usize,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding, bytes: &[u8]) -> Self {
        Self { encoding, at: encoding.skips(bytes) }
    }

    /// For a text that was read whole.
    pub(super) fn at_end(encoding: Encoding, bytes: &[u8]) -> Self {
        Self { encoding, at: bytes.len() }
    }

    /// Appends the text of about `budget` more bytes to `out`; true once all are read.
    pub(super) fn step(&mut self, bytes: &[u8], budget: usize, out: &mut String) -> bool {
        let rest = &bytes[self.at..];
        let last = rest.len() <= budget;
        let piece = if last { rest } else { &rest[..budget] };
        self.at += match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => utf8(piece, last, out),
            Encoding::Utf16Le | Encoding::Utf16LeBom => utf16(piece, last, u16::from_le_bytes, out),
            Encoding::Utf16Be | Encoding::Utf16BeBom => utf16(piece, last, u16::from_be_bytes, out),
            Encoding::Windows1252 => windows_1252(piece, out),
        };
        last
    }
}

/// Each reads a piece and tells how much of it: a character that the piece cuts waits for the next.
fn utf8(piece: &[u8], last: bool, out: &mut String) -> usize {
    // Nearly every piece is right as a whole, and that is told faster.
    if let Ok(text) = std::str::from_utf8(piece) {
        out.push_str(text);
        return piece.len();
    }
    let mut read = 0;
    for chunk in piece.utf8_chunks() {
        out.push_str(chunk.valid());
        read += chunk.valid().len();
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let ends_here = read + invalid.len() == piece.len();
        if ends_here && !last && std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none()) {
            break;
        }
        out.push(char::REPLACEMENT_CHARACTER);
        read += invalid.len();
    }
    read
}

fn utf16(piece: &[u8], last: bool, unit: fn([u8; 2]) -> u16, out: &mut String) -> usize {
    let (pairs, odd) = piece.as_chunks::<2>();
    let mut pairs = pairs;
    if !last && pairs.last().is_some_and(|pair| (0xD800..0xDC00).contains(&unit(*pair))) {
        pairs = &pairs[..pairs.len() - 1];
    }
    let units = pairs.iter().map(|pair| unit(*pair));
    out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    if last && !odd.is_empty() {
        out.push(char::REPLACEMENT_CHARACTER);
        return piece.len();
    }
    pairs.len() * 2
}

fn windows_1252(piece: &[u8], out: &mut String) -> usize {
    let mut rest = piece;
    while !rest.is_empty() {
        // Nearly all of a list is ASCII, which is copied in runs.
        let run = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
        out.push_str(std::str::from_utf8(&rest[..run]).unwrap_or_default());
        out.extend(rest.get(run).copied().map(from_1252));
        rest = rest.get(run + 1..).unwrap_or_default();
    }
    piece.len()
}

/// 0x80 to 0x9F, where Windows-1252 differs from Latin-1. The five that have no character are the control codes of
/// their number, as in the WHATWG's table, so that every byte comes back as it was.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn from_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn to_1252(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..=0x7F | 0xA0..=0xFF) => u8::try_from(code).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}
