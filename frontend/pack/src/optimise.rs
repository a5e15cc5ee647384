//! Makes modules smaller with binaryen's `wasm-opt`, installed by npm for tests and releases.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
};

/// Modules optimised at the same time; a release needs no more than two cores.
const AT_ONCE: usize = 2;

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

/// Optimises each module in place.
pub(crate) fn optimise(workspace: &Path, modules: &[PathBuf]) -> Result<()> {
    let program = workspace.join("end2end/node_modules/binaryen/bin/wasm-opt");
    ensure!(program.exists(), "{} is missing: .ci/install.sh installs it", program.display());
    let waiting = Mutex::new(modules.iter());
    let next = || waiting.lock().ok()?.next();
    let work = || std::iter::from_fn(next).try_for_each(|module| shrink(&program, module));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no worker panics"))
    })
}

fn shrink(program: &Path, module: &Path) -> Result<()> {
    let smaller = module.with_extension("smaller");
    let run = |arguments: &[&str], from: &Path, to: &Path| -> Result<()> {
        let mut command = Command::new("node");
        command.arg(program).args(FEATURES).args(arguments).arg(from).arg("-o").arg(to);
        let status = command.status().context("cannot run node, which runs wasm-opt")?;
        ensure!(status.success(), "wasm-opt ended with {status} for {}", module.display());
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
