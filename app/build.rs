//! Writes the fingerprint of the types that browser and server exchange, for `src/wire.rs`.

#[path = "build/fingerprint.rs"]
mod fingerprint;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<_> = ["src", "../src"].iter().flat_map(|path| sources(Path::new(path))).collect();
    files.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let texts: Vec<_> = files.iter().map(read).collect();
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("fingerprint.rs");
    // No form and no text begins with 0xff.
    let [a, b, c, d] = fingerprint::fingerprint(texts.iter().map(String::as_str)).to_le_bytes();
    fs::write(path, format!("[0xff, {a}, {b}, {c}, {d}]")).expect("the build folder can be written");
}

/// Lists the Rust files at or below `path`, and makes cargo watch them.
fn sources(path: &Path) -> Vec<PathBuf> {
    println!("cargo:rerun-if-changed={}", path.display());
    if path.is_file() {
        return if path.extension().is_some_and(|end| end == "rs") { vec![path.to_owned()] } else { Vec::new() };
    }
    let entries = fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    entries.flat_map(|entry| sources(&entry.expect("the folder can be read").path())).collect()
}
