//! Packs the client into `<target>/site`: the chunks of lazy routes split off, wasm-bindgen over the rest, style sheets,
//! public files. With `--embed` also generates the Rust source that embeds the site into the server.
//!
//! Replaces cargo-leptos, the wasm-bindgen command and a CSS bundler, which would be separate installs. Skips
//! unchanged inputs and prints one line. Compiling the client is left to cargo.

mod build_digest;
mod client;
mod css;
mod embed;
mod files;
mod link_script;
mod merge;
mod optimise;
mod public;
mod split;
mod unused;

use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    time::Instant,
};

/// Style sheets: source, and name of the packed file.
const SHEETS: [(&str, &str); 2] = [("main.css", "esecure.css"), ("standalone.css", "standalone.css")];

fn main() -> Result<()> {
    let (mut optimise, mut embed) = (false, false);
    for flag in env::args().skip(1) {
        match flag.as_str() {
            "--optimise" => optimise = true,
            "--embed" => embed = true,
            _ => bail!("usage: pack [--optimise] [--embed]"),
        }
    }
    let started = Instant::now();
    let workspace = workspace()?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), |path| workspace.join(path));
    let site = target.join("site");
    let pkg = site.join("pkg");

    let (done, mut packed) = client::pack(&workspace, &target, &pkg, optimise)?;
    for (entry, name) in SHEETS {
        files::write(&pkg.join(name), css::bundle(&workspace.join("style").join(entry))?.as_bytes())?;
        packed.push(name.to_owned());
    }
    files::write_manifest(&pkg, &packed)?;
    let public = public::mirror(&workspace.join("public"), &site)?;
    let summary = format!("client {done}, {} public files", public.len());
    if embed {
        let names: Vec<_> = packed.iter().map(|name| format!("pkg/{name}")).chain(public).collect();
        embed::embed(&site, &names, &target.join("embed"))?;
    }
    println!("packed {}: {summary}, {:.1} s", site.display(), started.elapsed().as_secs_f32());
    Ok(())
}

/// Root of the workspace, two levels above this crate.
fn workspace() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.map(Path::to_path_buf).context("pack lies in frontend/pack")
}
