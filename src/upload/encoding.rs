//! Character encodings of spreadsheet exports, both ways. Undecodable bytes become U+FFFD and make their row invalid;
//! the rest of the file is still read.

use serde::{Deserialize, Serialize};

/// Character encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 without byte order mark; includes plain ASCII.
    Utf8,
    /// UTF-8 with byte order mark: Excel's “CSV UTF-8”.
    Utf8Bom,
    /// UTF-16, little-endian, without byte order mark.
    Utf16Le,
    /// UTF-16, little-endian, with byte order mark: Excel's “Unicode text”.
    Utf16LeBom,
    /// UTF-16, big-endian, without byte order mark.
    Utf16Be,
    /// UTF-16, big-endian, with byte order mark.
    Utf16BeBom,
    /// Windows-1252 (“ANSI”): Excel's “CSV” in western Europe.
    Windows1252,
}

/// Bytes examined to detect UTF-16 without a byte order mark.
const SAMPLE: usize = 4096;

impl Encoding {
    /// All encodings, in menu order.
    pub const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf8Bom,
        Self::Windows1252,
        Self::Utf16LeBom,
        Self::Utf16Le,
        Self::Utf16BeBom,
        Self::Utf16Be,
    ];

    /// Detects the encoding by its byte order mark, then by the zero bytes of Latin letters in UTF-16, then by UTF-8
    /// validity.
    ///
    /// A file with at least as many valid non-ASCII UTF-8 characters as invalid bytes counts as damaged UTF-8, because
    /// Windows-1252 text forms valid UTF-8 sequences only by chance.
    pub fn detect(bytes: &[u8]) -> Self {
        Self::detect_text(bytes).0
    }

    /// Detects the encoding; returns the whole text too if detection already decoded it.
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
        // Addresses and line ends are ASCII, so well over half of the file's UTF-16 units are.
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

    /// Number of leading bytes that are byte order marks of this encoding family. Skipped even if the encoding was set
    /// without a mark, because a mark is never text; concatenated files have several.
    fn skips(self, bytes: &[u8]) -> usize {
        let mark: &[u8] = match self {
            Self::Utf8 | Self::Utf8Bom => Self::Utf8Bom.mark(),
            Self::Utf16Le | Self::Utf16LeBom => Self::Utf16LeBom.mark(),
            Self::Utf16Be | Self::Utf16BeBom => Self::Utf16BeBom.mark(),
            Self::Windows1252 => return 0,
        };
        bytes.chunks(mark.len()).take_while(|chunk| *chunk == mark).count() * mark.len()
    }

    /// Encodes text, with the encoding's byte order mark. Returns `None` if a character is not encodable.
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

/// Incremental decoder of a file.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: Encoding,
    at: usize,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding, bytes: &[u8]) -> Self {
        Self { encoding, at: encoding.skips(bytes) }
    }

    /// Creates a decoder with nothing left to read, for a text decoded during detection.
    pub(super) fn at_end(encoding: Encoding, bytes: &[u8]) -> Self {
        Self { encoding, at: bytes.len() }
    }

    /// Decodes about `budget` more bytes into `out`; returns true at the end of the file.
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

/// Decodes a piece and returns the number of bytes read; a character cut off at the end is left for the next piece.
fn utf8(piece: &[u8], last: bool, out: &mut String) -> usize {
    // Fast path: nearly every piece is valid as a whole.
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
        // Fast path: copy runs of ASCII, which is nearly all of a list.
        let run = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
        out.push_str(std::str::from_utf8(&rest[..run]).unwrap_or_default());
        out.extend(rest.get(run).copied().map(from_1252));
        rest = rest.get(run + 1..).unwrap_or_default();
    }
    piece.len()
}

/// Windows-1252 characters 0x80 to 0x9F, which differ from Latin-1. The five unassigned bytes map to the control codes
/// of the same number, as in the WHATWG index, so that every byte round-trips.
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
