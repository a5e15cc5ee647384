//! Digest of a build, which ties client, link script and chunks together: each chunk has its fixed places in the memory
//! and the function table of one client, and would overwrite those of another.

use crate::{
    link_script,
    split::{LINK_SCRIPT, Split},
};
use anyhow::{Result, ensure};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use walrus::Module;

/// Module from which the splitter lets chunks import.
const SHARED: &str = "__wasm_split";

/// Computes the digest of all modules of a build.
pub(crate) fn digest(split: &Split) -> String {
    let mut digest = Sha256::new();
    let routes =
        split.routes.iter().flat_map(|(route, chunk)| [route.as_bytes(), chunk.as_deref().unwrap_or_default()]);
    for part in [split.main.as_slice()].into_iter().chain(split.shared.iter().map(Vec::as_slice)).chain(routes) {
        // Length prefixes make the concatenation unambiguous.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize()[..8].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Adds the build to the names of the loaders that the client imports.
pub(crate) fn mark_client(client: &mut Module, build: &str) -> Result<()> {
    let link_script = format!("./{LINK_SCRIPT}");
    for import in client.imports.iter_mut().filter(|import| import.module == link_script) {
        let route = import.name.strip_prefix("__wasm_split_load_");
        let Some(route) = route else { anyhow::bail!("the client imports {}, which is no loader", import.name) };
        import.name = link_script::loader(route, build);
    }
    Ok(())
}

/// Names the module from which a chunk imports after the build.
pub(crate) fn mark_chunk(chunk: &mut Module, build: &str) -> Result<()> {
    ensure!(chunk.start.is_none(), "a chunk has a start function");
    for import in chunk.imports.iter_mut() {
        ensure!(import.module == SHARED, "a chunk imports from {}", import.module);
        build.clone_into(&mut import.module);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn split(main: &[u8], shared: &[&[u8]], routes: &[(&str, Option<&[u8]>)]) -> String {
        digest(&Split {
            main: main.to_vec(),
            shared: shared.iter().map(|chunk| chunk.to_vec()).collect(),
            routes: routes
                .iter()
                .map(|(route, chunk)| ((*route).to_owned(), chunk.map(<[u8]>::to_vec)))
                .collect::<BTreeMap<_, _>>(),
        })
    }

    #[test]
    fn digest_follows_every_module() {
        let first = split(b"main", &[b"one"], &[("users", Some(b"users"))]);
        assert_eq!((first.len(), &first), (16, &split(b"main", &[b"one"], &[("users", Some(b"users"))])));
        for other in [
            split(b"Main", &[b"one"], &[("users", Some(b"users"))]),
            split(b"main", &[b"two"], &[("users", Some(b"users"))]),
            split(b"main", &[b"o", b"ne"], &[("users", Some(b"users"))]),
            split(b"main", &[b"one"], &[("users", Some(b"user"))]),
            split(b"main", &[b"one"], &[("users", None)]),
            split(b"main", &[b"one"], &[("why", Some(b"users"))]),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn client_and_chunks_import_by_the_name_of_their_build() {
        let mut client = Module::default();
        let kind = client.types.add(&[], &[]);
        client.add_import_func("./__wasm_split.js", "__wasm_split_load_users", kind);
        client.add_import_func("__wbindgen_placeholder__", "now", kind);
        mark_client(&mut client, "0123").unwrap();
        let imports =
            |module: &Module| module.imports.iter().map(|i| (i.module.clone(), i.name.clone())).collect::<Vec<_>>();
        let owned =
            |names: &[(&str, &str)]| names.iter().map(|(m, n)| ((*m).to_owned(), (*n).to_owned())).collect::<Vec<_>>();
        assert_eq!(
            imports(&client),
            owned(&[("./__wasm_split.js", "__wasm_split_load_users_0123"), ("__wbindgen_placeholder__", "now")])
        );

        let mut chunk = Module::default();
        chunk.add_import_memory("__wasm_split", "memory", false, false, 1, None, None);
        mark_chunk(&mut chunk, "0123").unwrap();
        assert_eq!(imports(&chunk), owned(&[("0123", "memory")]));
        assert!(mark_chunk(&mut chunk, "0123").is_err(), "it imports from elsewhere");
    }
}
