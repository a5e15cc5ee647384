//! Files of the site: reading, writing and listing, and the manifest of the packed ones.

use anyhow::{Context, Result};
use std::{fs, path::Path};

/// List of the files in `pkg`, by which the server notices a missing one.
pub(crate) const MANIFEST: &str = "manifest.txt";

pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file only if its content differs, so that a running server and caches see no needless change.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Lists the files of a folder recursively and sorted; names are relative to it, with `/`.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    list_into(folder, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn list_into(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list_into(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// Writes the manifest of `pkg`, and removes files of earlier runs, such as the chunk of a former route.
pub(crate) fn write_manifest(pkg: &Path, names: &[String]) -> Result<()> {
    for name in list(pkg)?.iter().filter(|name| *name != MANIFEST && !names.contains(name)) {
        let path = pkg.join(name);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    write(&pkg.join(MANIFEST), format!("{}\n", names.join("\n")).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifest_lists_this_run_and_files_of_earlier_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path();
        let names = ["esecure.js", "snippets/a/inline0.js", "split_users.wasm"].map(str::to_owned);
        for name in names.iter().map(String::as_str).chain(["split_former.wasm", "snippets/b/inline0.js"]) {
            write(&pkg.join(name), b"content").unwrap();
        }
        for _ in 0..2 {
            write_manifest(pkg, &names).unwrap();
            assert_eq!(list(pkg).unwrap(), ["esecure.js", MANIFEST, "snippets/a/inline0.js", "split_users.wasm"]);
            assert_eq!(
                fs::read_to_string(pkg.join(MANIFEST)).unwrap(),
                "esecure.js\nsnippets/a/inline0.js\nsplit_users.wasm\n"
            );
        }
    }
}
