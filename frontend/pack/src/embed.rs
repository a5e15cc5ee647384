//! Embeds the site into the server's binary: a generated Rust file lists each file and its brotli and gzip forms where
//! those are smaller. `include_bytes!` makes cargo rebuild when a file changes, appears or disappears.

use crate::files;
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Names and paths of the site's files.
type Files = Vec<(String, PathBuf)>;

/// Writes `to/site.rs` for the named files of `site`, with compressed forms cached in `to`.
pub(crate) fn embed(site: &Path, names: &[String], to: &Path) -> Result<()> {
    let program = fs::metadata(std::env::current_exe()?)?.modified()?;
    let mut names = names.to_vec();
    names.sort();
    let mut all = Files::new();
    for name in &names {
        let path = &site.join(name);
        let plain = fs::metadata(path).with_context(|| format!("cannot find {}", path.display()))?;
        all.push((name.clone(), path.clone()));
        for (ending, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
            let name = format!("{name}.{ending}");
            let packed = to.join(&name);
            if !newer(&packed, plain.modified()?.max(program)) {
                let bytes =
                    compress(&files::read(path)?).with_context(|| format!("cannot compress {}", path.display()))?;
                fs::create_dir_all(packed.parent().unwrap_or(to))?;
                fs::write(&packed, bytes).with_context(|| format!("cannot write {}", packed.display()))?;
            }
            if fs::metadata(&packed)?.len() < plain.len() {
                all.push((name, packed));
            }
        }
    }
    fs::create_dir_all(to)?;
    files::write(&to.join("site.rs"), source(&all)?.as_bytes())
}

/// Array literal of names and `include_bytes!` expressions.
fn source(files: &Files) -> Result<String> {
    let mut source = String::from("&[\n");
    for (name, path) in files {
        writeln!(source, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    source.push_str("]\n");
    Ok(source)
}

/// True if the file exists and was modified at or after `time`.
fn newer(path: &Path, time: SystemTime) -> bool {
    fs::metadata(path).and_then(|file| file.modified()).is_ok_and(|written| written >= time)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::{brotli, embed, gzip};
    use std::{fs, io::Read as _};

    #[test]
    fn what_is_compressed_comes_back() {
        let text = "who may ship on it ".repeat(100);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(text.as_bytes()).unwrap(), &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
        let packed = gzip(text.as_bytes()).unwrap();
        unpacked.clear();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
    }

    #[test]
    fn smaller_forms_are_listed_and_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let (site, to) = (folder.path().join("site"), folder.path().join("embed"));
        fs::create_dir_all(site.join("pkg/snippets")).unwrap();
        fs::write(site.join("pkg/snippets/a.js"), "export const a = 1;".repeat(50)).unwrap();
        fs::write(site.join("tiny.txt"), "x").unwrap();
        fs::write(site.join("pkg/manifest.txt"), "snippets/a.js").unwrap();
        let names = ["tiny.txt", "pkg/snippets/a.js"].map(str::to_owned);
        embed(&site, &names, &to).unwrap();
        let list = fs::read_to_string(to.join("site.rs")).unwrap();
        for name in ["pkg/snippets/a.js", "pkg/snippets/a.js.br", "pkg/snippets/a.js.gz", "tiny.txt"] {
            assert!(list.contains(&format!("    ({name:?}, include_bytes!(")), "{name} is missing:\n{list}");
        }
        assert!(!list.contains("manifest"), "a file that is not named is left out:\n{list}");
        assert!(!list.contains("tiny.txt."), "nothing is smaller than one byte:\n{list}");

        let written = |name: &str| fs::metadata(to.join(name)).unwrap().modified().unwrap();
        let before = (written("site.rs"), written("pkg/snippets/a.js.br"));
        embed(&site, &names, &to).unwrap();
        assert_eq!((written("site.rs"), written("pkg/snippets/a.js.br")), before);

        embed(&site, &names[1..], &to).unwrap();
        assert!(!fs::read_to_string(to.join("site.rs")).unwrap().contains("tiny"));
    }
}
