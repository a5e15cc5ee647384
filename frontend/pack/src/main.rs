//! Packs the client into `<target>/site`: wasm-bindgen over the compiled module, style sheets, public files. With
//! `--embed` also generates the Rust source that embeds the site into the server.
//!
//! Replaces cargo-leptos, the wasm-bindgen command and a CSS bundler, which would be separate installs. Skips
//! unchanged inputs and prints one line. Compiling the client is left to cargo.

mod client;
mod css;
mod embed;
mod public;
mod unused;

use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    time::Instant,
};

/// Clients: crate name, and base name of the packed files. The first must match the server's `LEPTOS_OUTPUT_NAME`; the
/// others belong to one page each.
const CLIENTS: [(&str, &str); 2] = [("frontend", "esecure"), ("upload", "upload")];

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
    let house = house()?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| house.join("target"), |path| house.join(path));
    let site = target.join("site");
    let pkg = site.join("pkg");
    std::fs::create_dir_all(&pkg).with_context(|| format!("cannot create {}", pkg.display()))?;

    let mut clients = Vec::new();
    for (module, name) in CLIENTS {
        clients.push(format!("{name} {}", client::pack(&house, &target, &pkg, (module, name), optimise)?));
    }
    for (entry, name) in [("main.css", "esecure"), ("forms.css", "forms"), ("standalone.css", "standalone")] {
        write(&pkg.join(name).with_extension("css"), css::bundle(&house.join("style").join(entry))?.as_bytes())?;
    }
    let copied = public::mirror(&house.join("public"), &site)?;
    if embed {
        embed::embed(&site, &target.join("embed"))?;
    }
    println!(
        "packed {}: {}, {copied} public files, {:.1} s",
        site.display(),
        clients.join(", "),
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Root of the project, two levels above this crate.
fn house() -> Result<PathBuf> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    house.map(Path::to_path_buf).context("pack lies in frontend/pack")
}

/// Writes a file only if its content differs, so that a running server and caches see no needless change.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
