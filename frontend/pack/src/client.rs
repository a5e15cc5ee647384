//! Client: split into chunks, bound by wasm-bindgen, and optionally optimised.

use crate::{
    build_digest, files, link_script, merge, optimise,
    split::{self, LINK_SCRIPT},
    unused,
};
use anyhow::{Context, Result};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

/// Module built by cargo, named after its crate.
const MODULE: &str = "frontend.wasm";
/// Base name of the client's files; must match the server's `LEPTOS_OUTPUT_NAME`.
const NAME: &str = "esecure";
/// File with the code of several lazy routes.
const COMMON: &str = "common.wasm";

/// Result of packing the client.
pub(crate) enum Done {
    /// Skipped: the input has not changed since the last run.
    Unchanged,
    Bound,
    Optimised,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unchanged => "unchanged",
            Self::Bound => "bound",
            Self::Optimised => "bound and optimised",
        })
    }
}

/// Packs the module built by cargo into `pkg`; returns the names of all its files. Each of the two profiles is packed anew
/// when the other one was packed last.
pub(crate) fn pack(workspace: &Path, target: &Path, pkg: &Path, optimise: bool) -> Result<(Done, Vec<String>)> {
    // Both are folders of cargo; the second is the profile `dev`.
    let profile = if optimise { "wasm-release" } else { "debug" };
    let input = target.join("wasm32-unknown-unknown").join(profile).join(MODULE);
    let stamp = Stamp::new(target);
    let bound = fingerprint(&input)?;
    let optimised = format!("{bound} optimised");
    if let Some((before, names)) = stamp.read()
        && before == if optimise { &*optimised } else { &*bound }
        && names.iter().all(|name| pkg.join(name).is_file())
    {
        return Ok((Done::Unchanged, names));
    }
    stamp.remove()?;
    // Packs in a folder of its own first, so that no file of another run is taken for one of this.
    let folder = target.join("pack").join(NAME);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    bind(&input, &folder, optimise)?;
    let packed = files::list(&folder)?;
    if optimise {
        let modules: Vec<PathBuf> =
            packed.iter().filter(|name| name.ends_with(".wasm")).map(|name| folder.join(name)).collect();
        optimise::optimise(workspace, &modules)?;
    }
    for name in &packed {
        files::write(&pkg.join(name), &files::read(&folder.join(name))?)?;
    }
    stamp.write(if optimise { &optimised } else { &bound }, &packed)?;
    Ok((if optimise { Done::Optimised } else { Done::Bound }, packed))
}

/// Record of the last run: fingerprint of its input, and the names of the files. Removed first and written last, so that
/// an interrupted run is repeated.
struct Stamp(PathBuf);

impl Stamp {
    fn new(target: &Path) -> Self {
        Self(target.join(NAME).with_extension("stamp"))
    }

    fn read(&self) -> Option<(String, Vec<String>)> {
        let text = fs::read_to_string(&self.0).ok()?;
        let mut lines = text.lines().map(str::to_owned);
        let fingerprint = lines.next()?;
        let names: Vec<_> = lines.collect();
        (!names.is_empty()).then_some((fingerprint, names))
    }

    fn remove(&self) -> Result<()> {
        if self.0.exists() {
            fs::remove_file(&self.0).context("cannot remove the stamp of the last packing")?;
        }
        Ok(())
    }

    fn write(&self, fingerprint: &str, names: &[String]) -> Result<()> {
        let text = format!("{fingerprint}\n{}\n", names.join("\n"));
        fs::write(&self.0, text).context("cannot write the stamp of this packing")
    }
}

/// Fingerprint of the input: the module's mtime and size, and this program's mtime.
fn fingerprint(input: &Path) -> Result<String> {
    let module =
        fs::metadata(input).with_context(|| format!("no client at {}: build it first (make does)", input.display()))?;
    let program = fs::metadata(std::env::current_exe()?)?;
    let nanos = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok(format!("{} {} {}", nanos(module.modified()?), module.len(), nanos(program.modified()?)))
}

/// Writes the client's files to `folder`. `names` keeps the function names, most of the debug data, for the optimiser.
fn bind(input: &Path, folder: &Path, names: bool) -> Result<()> {
    let main = split(&files::read(input)?, folder, names)?;
    Bindgen::new()
        .input_module(NAME, main)
        .web(true)?
        .typescript(false)
        // The chunks import memory, function table and stack pointer.
        .keep_lld_exports(true)
        .demangle(false)
        .generate(folder)
        .context("wasm-bindgen cannot read the client: its version and the crate's must be the same")
}

/// Writes the chunks and the link script; returns the rest of the module. Every route has a chunk, if need be an empty
/// one, and there is always a common chunk: so documents know what to load from the name of the route alone.
fn split(module: &[u8], folder: &Path, names: bool) -> Result<Module> {
    let between = folder.with_extension("split");
    let split = split::split(module, &between)?;
    fs::remove_dir_all(&between).with_context(|| format!("cannot remove {}", between.display()))?;
    let build = build_digest::digest(&split);
    let write = |file: &str, chunk: &[u8]| -> Result<()> {
        let mut chunk = unused::without(chunk, names)?;
        build_digest::mark_chunk(&mut chunk, &build)?;
        files::write(&folder.join(file), &chunk.emit_wasm())
    };
    let empty = merge::merge(&[])?;
    write(COMMON, &merge::merge(&split.shared)?)?;
    for (route, chunk) in &split.routes {
        write(&link_script::chunk_file(route), chunk.as_ref().unwrap_or(&empty))?;
    }
    let script = link_script::link_script(NAME, &build, split.routes.keys().map(String::as_str));
    files::write(&folder.join(LINK_SCRIPT), script.as_bytes())?;
    let mut main = unused::without(&split.main, names)?;
    build_digest::mark_client(&mut main, &build)?;
    Ok(main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamp_lists_the_files_of_the_run() {
        let target = tempfile::tempdir().unwrap();
        let stamp = Stamp::new(target.path());
        assert_eq!(stamp.read(), None);
        stamp.remove().unwrap();
        let names = ["esecure.js", "snippets/a/inline0.js"].map(str::to_owned);
        stamp.write("1 2 3 optimised", &names).unwrap();
        assert_eq!(stamp.read(), Some(("1 2 3 optimised".to_owned(), names.to_vec())));
        stamp.remove().unwrap();
        assert_eq!(stamp.read(), None);
    }
}
