//! Fingerprint of the types that browser and server exchange with fields identified by position (`src/wire.rs`).

/// Hashes (FNV-1a) those Rust sources that define such types: sources with `Serialize` or server functions. Comments
/// and blank lines are skipped, so that editing one keeps open tabs working.
pub fn fingerprint<'a>(sources: impl IntoIterator<Item = &'a str>) -> u32 {
    let defining = sources.into_iter().filter(|text| text.contains("Serialize") || text.contains("#[server("));
    let lines = defining.flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let bytes = lines.flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
