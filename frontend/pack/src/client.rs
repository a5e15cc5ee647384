//! The client's module: bound to JavaScript, and on demand made smaller.

use crate::NAME;
use anyhow::{Context, Result, ensure};
use std::{
    fmt, fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};
use wasm_bindgen_cli_support::Bindgen;

/// What was done with the module.
pub(crate) enum Done {
    /// Nothing: the same input was packed before.
    Unchanged,
    /// Bound.
    Bound,
    /// Bound and optimised.
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

/// Packs the module that cargo built. An optimised result stays in place until the module changes, also when
/// nobody asks for optimising then.
pub(crate) fn pack(house: &Path, target: &Path, pkg: &Path, optimise: bool) -> Result<Done> {
    let input = target.join("wasm32-unknown-unknown/wasm-release/frontend.wasm");
    let stamp = target.join("site.stamp");
    let bound = fingerprint(&input)?;
    let optimised = format!("{bound} optimised");
    let before = fs::read_to_string(&stamp).unwrap_or_default();
    let module = pkg.join(format!("{NAME}_bg.wasm"));
    let there = module.exists() && pkg.join(NAME).with_extension("js").exists();
    if there && (before == optimised || (before == bound && !optimise)) {
        return Ok(Done::Unchanged);
    }
    // The stamp goes first and comes last: a packing that breaks off half-way is done again.
    if stamp.exists() {
        fs::remove_file(&stamp).context("cannot remove the stamp of the last packing")?;
    }
    bind(&input, pkg)?;
    if optimise {
        shrink(house, &module)?;
    }
    fs::write(&stamp, if optimise { optimised } else { bound }).context("cannot write the stamp of this packing")?;
    Ok(if optimise { Done::Optimised } else { Done::Bound })
}

/// What distinguishes one input from another: the module's time and size, and the time of this program.
fn fingerprint(input: &Path) -> Result<String> {
    let module =
        fs::metadata(input).with_context(|| format!("no client at {}: build it first (make does)", input.display()))?;
    let program = fs::metadata(std::env::current_exe()?)?;
    let nanos = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok(format!("{} {} {}", nanos(module.modified()?), module.len(), nanos(program.modified()?)))
}

/// Binds the module to JavaScript, without the names of functions: they are most of what could be stripped.
fn bind(input: &Path, pkg: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(input)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(pkg)
        .context("wasm-bindgen cannot read the client: its version and the crate's must be the same")
}

/// Runs binaryen's `wasm-opt`, which npm installs for the tests and the release.
fn shrink(house: &Path, module: &Path) -> Result<()> {
    let program = house.join("end2end/node_modules/binaryen/bin/wasm-opt");
    ensure!(program.exists(), "{} is missing: .ci/install.sh installs it", program.display());
    let smaller = module.with_extension("smaller");
    let status = Command::new("node")
        .arg(&program)
        // What Rust 1.95 emits for this target; binaryen believes none of it unless told.
        .args(["--enable-bulk-memory", "--enable-bulk-memory-opt", "--enable-nontrapping-float-to-int"])
        .args(["--enable-sign-ext", "--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue"])
        .args(["--enable-call-indirect-overlong", "-O2", "--shrink-level", "2"])
        // Inlining makes the module smaller and what goes over the wire bigger: brotli knows a repeated body, not its variants.
        .args(["--one-caller-inline-max-function-size=1", "--always-inline-max-function-size=1"])
        .arg("--flexible-inline-max-function-size=1")
        .arg(module)
        .arg("-o")
        .arg(&smaller)
        .status()
        .context("cannot run node, which runs wasm-opt")?;
    ensure!(status.success(), "wasm-opt ended with {status}");
    fs::rename(&smaller, module).context("cannot put the smaller module in its place")
}
