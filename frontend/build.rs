//! Keeps the relocations in the linked module: the packer needs them to split off the chunks of lazy routes.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
}
