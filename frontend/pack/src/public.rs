//! Public files: mirrors `public/` into the site folder, next to the packed client.

use crate::files;
use anyhow::{Context, Result};
use std::{ffi::OsString, fs, path::Path};

/// Mirrors `from` into `to`, deleting other entries except the client in `pkg`. Returns the names of the files.
pub(crate) fn mirror(from: &Path, to: &Path) -> Result<Vec<String>> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    let wanted = names(from)?;
    for name in names(to)? {
        let path = to.join(&name);
        if name == "pkg" || (wanted.contains(&name) && from.join(&name).is_dir() == path.is_dir()) {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let mut copied = Vec::new();
    for name in wanted {
        let (source, copy) = (from.join(&name), to.join(&name));
        let name = name.to_string_lossy().into_owned();
        if source.is_dir() {
            copied.extend(mirror(&source, &copy)?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            files::write(&copy, &files::read(&source)?)?;
            copied.push(name);
        }
    }
    Ok(copied)
}

fn names(folder: &Path) -> Result<Vec<OsString>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // Git does not track empty folders, so `public/` may be missing.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", folder.display())),
    };
    entries.map(|entry| Ok(entry?.file_name())).collect()
}
