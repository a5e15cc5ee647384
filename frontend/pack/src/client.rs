//! A client's module: bound to JavaScript, and on demand made smaller.

use crate::unused;
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

/// Packs the module that cargo built. An optimised result stays in place until the module changes, also when
/// nobody asks for optimising then.
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
    // The stamp goes first and comes last: a packing that breaks off half-way is done again.
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

/// What distinguishes one input from another: the module's time and size, and the time of this program.
fn fingerprint(input: &Path) -> Result<String> {
    let module =
        fs::metadata(input).with_context(|| format!("no client at {}: build it first (make does)", input.display()))?;
    let program = fs::metadata(std::env::current_exe()?)?;
    let nanos = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok(format!("{} {} {}", nanos(module.modified()?), module.len(), nanos(program.modified()?)))
}

/// Binds the module to JavaScript. The names of functions are most of what could be stripped; `keep` keeps them for the
/// optimiser.
fn bind(input: &Path, pkg: &Path, name: &str, keep: bool) -> Result<()> {
    Bindgen::new()
        .input_module(name, unused::without(input, keep)?)
        .web(true)?
        .typescript(false)
        .generate(pkg)
        .context("wasm-bindgen cannot read the client: its version and the crate's must be the same")
}

/// What Rust 1.95 emits for this target; binaryen believes none of it unless told.
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

/// Runs binaryen's `wasm-opt`, which npm installs for the tests and the release.
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
    // Inlining makes the module smaller and what goes over the wire bigger: brotli knows a repeated body, not its variants.
    // Bodies of one generic function stand side by side once they are sorted by name, where brotli finds them cheaper.
    let small = ["-g", "-O2", "--shrink-level", "2", "--one-caller-inline-max-function-size=1"];
    let apart = ["--always-inline-max-function-size=1", "--flexible-inline-max-function-size=1"];
    run(&[&small[..], &apart, &["--reorder-functions-by-name"]].concat(), module, &smaller)?;
    run(&["--strip-debug", "--strip-producers"], &smaller, module)?;
    fs::remove_file(&smaller).context("cannot remove the module between two steps")
}
