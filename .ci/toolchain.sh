#!/usr/bin/env bash
# Installs the compiler of rust-toolchain.toml and the WebAssembly target. rustup does so by itself unless
# RUSTUP_AUTO_INSTALL=0; then the target would be missing.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v rustup >/dev/null || { echo "rustup is missing: https://rustup.rs says how to install it" >&2; exit 1; }
command -v cc >/dev/null || { echo "a C compiler is missing: on Debian, apt-get install build-essential" >&2; exit 1; }

channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
target=wasm32-unknown-unknown
installed=$(rustup target list --installed --toolchain "$channel" 2>/dev/null) || installed=none
case "$installed" in
  *$target*) ;;
  none) rustup toolchain install "$channel" --profile minimal --component rustfmt,clippy --target "$target" ;;
  *) rustup target add "$target" --toolchain "$channel" ;;
esac
