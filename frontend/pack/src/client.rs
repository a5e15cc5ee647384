//! Client module: wasm-bindgen, and optionally wasm-opt.

use crate::unused;
use anyhow::{Context, Result, ensure};
use std::{
    fmt, fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};
use wasm_bindgen_cli_support::Bindgen;

/// Result of packing a module.
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

/// Packs the module built by cargo. An optimised result is kept until the module changes, even in runs without
/// `--optimise`.
pub(crate) fn pack(
    house: &Path,
    target: &Path,
    pkg: &Path,
    (module, name): (&str, &str),
    optimise: bool,
) -> Result<Done> {
    let input = target.join("wasm32-unknown-unknown/wasm-release").join(module).with_extension("wasm");
    let stamp = target.join(name).with_extension("stamp");
    let bound = fingerprint(&input)?;
    let optimised = format!("{bound} optimised");
    let before = fs::read_to_string(&stamp).unwrap_or_default();
    let module = pkg.join(format!("{name}_bg.wasm"));
    let there = module.exists() && pkg.join(name).with_extension("js").exists();
    if there && (before == optimised || (before == bound && !optimise)) {
        return Ok(Done::Unchanged);
    }
    // The stamp is removed first and written last, so that an interrupted run is repeated.
    if stamp.exists() {
        fs::remove_file(&stamp).context("cannot remove the stamp of the last packing")?;
    }
    bind(&input, pkg, name, optimise)?;
    if optimise {
        shrink(house, &module)?;
    }
    fs::write(&stamp, if optimise { optimised } else { bound }).context("cannot write the stamp of this packing")?;
    Ok(if optimise { Done::Optimised } else { Done::Bound })
}

/// Fingerprint of the input: the module's mtime and size, and this program's mtime.
fn fingerprint(input: &Path) -> Result<String> {
    let module =
        fs::metadata(input).with_context(|| format!("no client at {}: build it first (make does)", input.display()))?;
    let program = fs::metadata(std::env::current_exe()?)?;
    let nanos = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok(format!("{} {} {}", nanos(module.modified()?), module.len(), nanos(program.modified()?)))
}

/// Runs wasm-bindgen. `keep` keeps the function names, most of the debug data, for the optimiser.
fn bind(input: &Path, pkg: &Path, name: &str, keep: bool) -> Result<()> {
    Bindgen::new()
        .input_module(name, unused::without(input, keep)?)
        .web(true)?
        .typescript(false)
        .generate(pkg)
        .context("wasm-bindgen cannot read the client: its version and the crate's must be the same")
}

/// WebAssembly features emitted by Rust 1.95; binaryen enables each only by flag.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
];

/// Runs binaryen's `wasm-opt`, installed by npm for tests and releases.
fn shrink(house: &Path, module: &Path) -> Result<()> {
    let program = house.join("end2end/node_modules/binaryen/bin/wasm-opt");
    ensure!(program.exists(), "{} is missing: .ci/install.sh installs it", program.display());
    let smaller = module.with_extension("smaller");
    let run = |arguments: &[&str], from: &Path, to: &Path| -> Result<()> {
        let mut command = Command::new("node");
        command.arg(&program).args(FEATURES).args(arguments).arg(from).arg("-o").arg(to);
        let status = command.status().context("cannot run node, which runs wasm-opt")?;
        ensure!(status.success(), "wasm-opt ended with {status}");
        Ok(())
    };
    // Optimises for brotli: inlining shrinks the module but grows its compressed form, since brotli compresses repeated
    // bodies well. Sorting functions by name puts instances of one generic next to each other, which compresses better.
    let small = ["-g", "-O2", "--shrink-level", "2", "--one-caller-inline-max-function-size=1"];
    let apart = ["--always-inline-max-function-size=1", "--flexible-inline-max-function-size=1"];
    run(&[&small[..], &apart, &["--reorder-functions-by-name"]].concat(), module, &smaller)?;
    run(&["--strip-debug", "--strip-producers"], &smaller, module)?;
    fs::remove_file(&smaller).context("cannot remove the module between two steps")
}
