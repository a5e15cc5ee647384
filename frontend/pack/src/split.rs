//! Splits the compiled module into the code of every page and a chunk for each lazy route.

use anyhow::{Context, Result, anyhow, bail};
use std::{collections::BTreeMap, fs, path::Path};
use wasm_split_cli_support::{Options, transform};

/// Name of the script from which the client imports the loaders of its chunks.
pub(crate) const LINK_SCRIPT: &str = "__wasm_split.js";

/// Modules of one build. They share one memory and one function table, in which each has its fixed places.
pub(crate) struct Split {
    /// Code that every page needs, for wasm-bindgen.
    pub(crate) main: Vec<u8>,
    /// Code of several lazy routes: a chunk for each combination of routes.
    pub(crate) shared: Vec<Vec<u8>>,
    /// Code of one lazy route each, by the route's name; `None` if it is all elsewhere.
    pub(crate) routes: BTreeMap<String, Option<Vec<u8>>>,
}

/// Splits `module`, which must contain its relocations. `folder` is for files in between.
pub(crate) fn split(module: &[u8], folder: &Path) -> Result<Split> {
    let main = folder.join("main.wasm");
    let link_script = format!("./{LINK_SCRIPT}");
    let mut options = Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link_script;
    let written = transform(options).map_err(|error| anyhow!("cannot split the client: {error:?}"))?;

    let mut split = Split {
        main: read(&main)?,
        shared: Vec::new(),
        routes: written.prefetch_map.into_keys().map(|route| (route, None)).collect(),
    };
    for path in written.split_modules {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("chunk_") {
            split.shared.push(read(&path)?);
        } else if let Some(chunk) = name.strip_prefix("split_").and_then(|route| split.routes.get_mut(route)) {
            *chunk = Some(read(&path)?);
        } else {
            bail!("{} is neither shared code nor that of a route", path.display());
        }
    }
    Ok(split)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
