//! The built client, the style sheets and the public files: carried in the binary (`make release`), or in a folder while
//! one works on them. Which address serves what stands in `assets`.

use sha2::{Digest as _, Sha256};
use std::{path::PathBuf, sync::Arc};

/// Files by name, such as `pkg/esecure.js`. Beside one may stand its compressed forms, `.br` and `.gz`.
pub type Files = &'static [(&'static str, &'static [u8])];

/// Where the site is.
#[derive(Debug, Clone)]
pub enum Site {
    Folder(PathBuf),
    Embedded(Files),
}

impl Site {
    /// What the binary carries; else the folder that the environment names, else the one beside the program, else the one
    /// that `make` builds.
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

    /// Where pages find what lies in `pkg`, without slashes around it. What is embedded never changes while this runs: its
    /// address holds a digest of all of it, and a browser keeps it for good.
    pub fn pkg(&self) -> Arc<str> {
        match self {
            Self::Folder(_) => "pkg".into(),
            Self::Embedded(files) => format!("pkg/{}", fingerprint(files)).into(),
        }
    }

    /// The public files: those beside `pkg`. Of a folder, what is there when the server starts: nothing that somebody puts there
    /// later, and no path that reaches elsewhere.
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

    /// What is missing of the client, for whoever starts a server that has none.
    pub fn missing(&self) -> Option<String> {
        let Self::Folder(root) = self else { return None };
        let names =
            ["esecure_bg.wasm", "esecure.js", "esecure.css", "upload_bg.wasm", "upload.js", "forms.css", "slip.css"];
        let file = names.iter().map(|name| root.join("pkg").join(name)).find(|file| !file.is_file())?;
        Some(format!(
            "the built client is missing: there is no {}. `make client` builds it and LEPTOS_SITE_ROOT says where it lies; \
             `make release` builds a binary that carries it",
            file.display()
        ))
    }
}

/// A digest over names and contents of everything in `pkg`.
fn fingerprint(files: Files) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("pkg/")) {
        // Lengths keep the end of one from passing as the beginning of the next.
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
        assert!(
            site.missing().is_some_and(|words| words.contains("esecure_bg.wasm") && words.contains("make release"))
        );
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        for name in ["esecure_bg.wasm", "esecure.js", "esecure.css", "upload_bg.wasm", "upload.js", "forms.css"] {
            std::fs::write(folder.path().join("pkg").join(name), "").unwrap();
        }
        assert!(site.missing().is_some_and(|words| words.contains("slip.css")));
        std::fs::write(folder.path().join("pkg/slip.css"), "").unwrap();
        assert_eq!(site.missing(), None);
        assert_eq!(Site::Embedded(&[]).missing(), None);
    }
}
