//! Embeds the site into the server's binary: a generated Rust file lists each file and its brotli and gzip forms where
//! those are smaller. `include_bytes!` makes cargo rebuild when a file changes, appears or disappears.

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

/// Writes `to/site.rs` for the files of `site`, with compressed forms cached in `to`. Returns the number of files.
pub(crate) fn embed(site: &Path, to: &Path) -> Result<usize> {
    let program = fs::metadata(std::env::current_exe()?)?.modified()?;
    let mut files = Files::new();
    list(site, "", &mut files)?;
    files.sort();
    let mut all = Files::new();
    for (name, path) in &files {
        let plain = fs::metadata(path)?;
        all.push((name.clone(), path.clone()));
        for (ending, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
            let name = format!("{name}.{ending}");
            let packed = to.join(&name);
            if !newer(&packed, plain.modified()?.max(program)) {
                let bytes =
                    compress(&fs::read(path)?).with_context(|| format!("cannot compress {}", path.display()))?;
                fs::create_dir_all(packed.parent().unwrap_or(to))?;
                fs::write(&packed, bytes).with_context(|| format!("cannot write {}", packed.display()))?;
            }
            if fs::metadata(&packed)?.len() < plain.len() {
                all.push((name, packed));
            }
        }
    }
    fs::create_dir_all(to)?;
    crate::write(&to.join("site.rs"), source(&all)?.as_bytes())?;
    Ok(files.len())
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

/// Lists files recursively; names are relative to the site, with `/`.
fn list(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
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
        assert_eq!(embed(&site, &to).unwrap(), 2);
        let list = fs::read_to_string(to.join("site.rs")).unwrap();
        for name in ["pkg/snippets/a.js", "pkg/snippets/a.js.br", "pkg/snippets/a.js.gz", "tiny.txt"] {
            assert!(list.contains(&format!("    ({name:?}, include_bytes!(")), "{name} is missing:\n{list}");
        }
        assert!(!list.contains("tiny.txt."), "nothing is smaller than one byte:\n{list}");

        let written = |name: &str| fs::metadata(to.join(name)).unwrap().modified().unwrap();
        let before = (written("site.rs"), written("pkg/snippets/a.js.br"));
        assert_eq!(embed(&site, &to).unwrap(), 2);
        assert_eq!((written("site.rs"), written("pkg/snippets/a.js.br")), before);

        fs::remove_file(site.join("tiny.txt")).unwrap();
        embed(&site, &to).unwrap();
        assert!(!fs::read_to_string(to.join("site.rs")).unwrap().contains("tiny"));
    }
}
