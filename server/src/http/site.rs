//! Location of the built client, the style sheets and the public files: embedded in the binary (`make release`), or in
//! a folder during development. `assets` serves them.

use sha2::{Digest as _, Sha256};
use std::{path::PathBuf, sync::Arc};

/// Files by name, such as `pkg/esecure.js`, optionally with compressed variants `.br` and `.gz`.
pub type Files = &'static [(&'static str, &'static [u8])];

/// List of the files in `pkg`, one name a line, written by the packer.
const MANIFEST: &str = "manifest.txt";

/// Location of the site.
#[derive(Debug, Clone)]
pub enum Site {
    Folder(PathBuf),
    Embedded(Files),
}

impl Site {
    /// Returns the embedded site, else the folder in `LEPTOS_SITE_ROOT`, else the one next to the program's folder,
    /// else `target/site`.
    pub fn find(embedded: Option<Files>) -> Self {
        if let Some(files) = embedded {
            return Self::Embedded(files);
        }
        if let Some(root) = std::env::var_os("LEPTOS_SITE_ROOT") {
            return Self::Folder(PathBuf::from(root));
        }
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("site")));
        Self::Folder(beside.filter(|site| site.is_dir()).unwrap_or_else(|| PathBuf::from("target/site")))
    }

    /// Returns the URL path of `pkg`, without slashes around it. For embedded files it contains a digest of all of
    /// them, so that browsers may cache them for a year.
    pub fn pkg(&self) -> Arc<str> {
        match self {
            Self::Folder(_) => "pkg".into(),
            Self::Embedded(files) => format!("pkg/{}", fingerprint(files)).into(),
        }
    }

    /// Returns the names of the public files, outside `pkg`. A folder is read once at startup, so that later files and
    /// paths outside it are not served.
    pub fn public_files(&self) -> Vec<String> {
        match self {
            Self::Folder(root) => {
                let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
                let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
                files.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
            Self::Embedded(files) => {
                files.iter().map(|(name, _)| (*name).to_owned()).filter(|name| !name.contains('/')).collect()
            }
        }
    }

    /// Returns a message about the first missing file of the client, if any. The packer writes the list of its files last.
    pub fn missing(&self) -> Option<String> {
        let Self::Folder(root) = self else { return None };
        let manifest = root.join("pkg").join(MANIFEST);
        let file = match std::fs::read_to_string(&manifest) {
            Ok(names) => names.lines().map(|name| root.join("pkg").join(name)).find(|file| !file.is_file())?,
            Err(_) => manifest,
        };
        Some(format!(
            "the built client is missing: there is no {}. `make client` builds it and LEPTOS_SITE_ROOT says where it lies; \
             `make release` builds a binary that carries it",
            file.display()
        ))
    }
}

/// Returns a digest of names and contents of all files in `pkg`.
fn fingerprint(files: Files) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("pkg/")) {
        // Length prefixes make the concatenation unambiguous.
        for part in [name.as_bytes(), bytes] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    hex::encode(&digest.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_follows_names_and_contents_of_the_client_alone() {
        let pkg = |files: Files| Site::Embedded(files).pkg();
        let first = pkg(&[("pkg/a.js", b"one"), ("live.js", b"1")]);
        assert_eq!(first.strip_prefix("pkg/").map(str::len), Some(16), "{first}");
        assert_eq!(first, pkg(&[("pkg/a.js", b"one"), ("live.js", b"2"), ("favicon.svg", b"")]));
        for other in [
            pkg(&[("pkg/a.js", b"two")]),
            pkg(&[("pkg/b.js", b"one")]),
            pkg(&[("pkg/a.jso", b"ne")]),
            pkg(&[("pkg/a.js", b"one"), ("pkg/snippets/b.js", b"")]),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(&*Site::Folder("target/site".into()).pkg(), "pkg");
    }

    #[test]
    fn a_folder_without_client_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::Folder(folder.path().to_owned());
        assert!(site.missing().is_some_and(|words| words.contains("manifest.txt") && words.contains("make release")));
        let pkg = folder.path().join("pkg");
        std::fs::create_dir(&pkg).unwrap();
        std::fs::write(pkg.join(MANIFEST), "esecure.js\nsplit_users.wasm\n").unwrap();
        std::fs::write(pkg.join("esecure.js"), "").unwrap();
        assert!(site.missing().is_some_and(|words| words.contains("pkg/split_users.wasm")));
        std::fs::write(pkg.join("split_users.wasm"), "").unwrap();
        assert_eq!(site.missing(), None);
        assert_eq!(Site::Embedded(&[]).missing(), None);
    }
}
