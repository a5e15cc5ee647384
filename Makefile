# Main targets: `make run` starts eSecure, `make test` runs all tests. The others are for its developers.
# Build output goes to CARGO_TARGET_DIR, by default ./target.

CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
TARGET := $(abspath $(CARGO_TARGET_DIR))
JOBS   := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)

# Location of the packed client. The name is also read when the server is compiled (.cargo/config.toml).
export LEPTOS_OUTPUT_NAME  := esecure
export LEPTOS_SITE_ROOT    := $(TARGET)/site
export LEPTOS_SITE_PKG_DIR := pkg
# List of the files embedded in the release binary, written by `pack --embed`.
export PACKED_SITE       := $(TARGET)/embed/site.rs

NATIVE := -p esecure -p i18n -p app -p server
WASM   := --target wasm32-unknown-unknown
PACK   := $(TARGET)/debug/pack

.DEFAULT_GOAL := help
.PHONY: help run test torture bench fuzz spreadsheet pictures release fmt lint build client tools optimiser toolchain site wasm wasm-dev pack server server-release

help:
	@echo "make run      start with demonstration data on http://127.0.0.1:3000; RELEASE=1 builds and starts the release binary"
	@echo "make test     install the tests' requirements, run all tests, print one summary"
	@echo "make torture  the long reliability run: 200 restarts under load (RESTARTS=20, DATABASE=postgres), a slow mail server, a full disk, killed starts (MOMENTS=40)"
	@echo "make bench    performance as ratios to baselines of the same run; prints a table and the path of its JSON file"
	@echo "make fuzz     five minutes of coverage-guided fuzzing of the upload reader (FUZZ_SECONDS=3600)"
	@echo "make spreadsheet  check the exports for formulas with LibreOffice (installs it, 90 MB)"
	@echo "make pictures make the screenshots of the README"
	@echo "make release  build one binary for production with the client embedded"
	@echo "make fmt      format      make lint  clippy for server and client, type check of the browser tests"

# ---- commands --------------------------------------------------------------------------------------------------

run: $(if $(RELEASE),release,build)
	@exec "$(TARGET)/$(if $(RELEASE),release,debug)/esecure" serve --demo

test:
	@exec .ci/test

# Runs on a SQLite file, or with DATABASE=postgres on PostgreSQL. Prints one table; exits with 1 if a claim in it fails.
torture: tools release
	@cd end2end && $(if $(filter postgres,$(DATABASE)),../.ci/with-postgres) npx --no-install playwright test -c torture.config.ts

# Ratios to baselines of the same run; `make test` asserts none of them.
bench: tools release
	@cd end2end && npx --no-install playwright test -c bench.config.ts

# Runs libFuzzer on the upload reader; a separate package that needs a C++ compiler.
fuzz: toolchain
	@CARGO_TARGET_DIR="$(TARGET)" src/upload/fuzz/run

# Opens exports with hostile names in LibreOffice and counts the formulas found.
spreadsheet: toolchain
	@.ci/install.sh spreadsheet
	@cargo test -p server --test it -- --ignored spreadsheet_evaluates_no_formula

pictures: toolchain tools server site
	@cd end2end && npx --no-install playwright test -c pictures.config.ts

# Compiles the server's library in parallel with the client; the binary embeds the packed client, so it is linked last.
release: toolchain optimiser
	@echo "Building the server (release) and the client (smallest); the first time takes a while on two cores."
	+@$(MAKE) --no-print-directory -j$(JOBS) server-release pack wasm
	@"$(PACK)" --optimise --embed
	+@cargo build --release -p server --features embed
	@echo "$(TARGET)/release/esecure carries all it needs, and runs in any folder."

fmt: toolchain
	cargo fmt --all

lint: toolchain tools
	cargo fmt --all --check
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	cargo clippy -p pack --all-targets -- -D warnings
	cargo clippy -p frontend $(WASM) -- -D warnings
	npm --prefix end2end run --silent check

# ---- parts -----------------------------------------------------------------------------------------------------

# Two cargo calls, because `hydrate` must not be enabled in the native build.
build: toolchain
	+@$(MAKE) --no-print-directory server wasm-dev
	@"$(PACK)"

client: toolchain
	+@$(MAKE) --no-print-directory pack wasm-dev
	@"$(PACK)"

# The client in its release profile, optimised by wasm-opt: the build that is measured, tested in the browser and released.
site: toolchain tools
	+@$(MAKE) --no-print-directory -j$(JOBS) pack wasm
	@"$(PACK)" --optimise

pack:
	+@cargo build --quiet -p pack

wasm:
	+@cargo build -p frontend $(WASM) --profile wasm-release

# The client of `make run`, not optimised.
wasm-dev:
	+@cargo build -p frontend $(WASM)

server: pack
	+@cargo build -p server

server-release: pack
	+@cargo build --release -p server --features embed --lib

tools:
	@.ci/install.sh

optimiser:
	@.ci/install.sh optimiser

# Installs the compiler and the WebAssembly target if rustup does not do so by itself.
toolchain:
	@.ci/toolchain.sh
