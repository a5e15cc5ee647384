# Two commands: `make run` starts eSecure, `make test` tests all of it. The rest is for those who work on it.
# Everything built lies in CARGO_TARGET_DIR, ./target unless set.

CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
TARGET := $(abspath $(CARGO_TARGET_DIR))
JOBS   := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)

# Where the server finds the packed client. The name is also read when the server is compiled (.cargo/config.toml).
export LEPTOS_OUTPUT_NAME  := esecure
export LEPTOS_SITE_ROOT    := $(TARGET)/site
export LEPTOS_SITE_PKG_DIR := pkg
# What the release's binary carries, as `pack --embed` lists it.
export PACKED_SITE       := $(TARGET)/embed/site.rs

NATIVE := -p esecure -p app -p server
WASM   := --target wasm32-unknown-unknown
PACK   := $(TARGET)/debug/pack

.DEFAULT_GOAL := help
.PHONY: help run test torture bench fuzz spreadsheet pictures release fmt lint build client tools optimiser toolchain site wasm pack server server-release

help:
	@echo "make run      start with demonstration data on http://127.0.0.1:3000; RELEASE=1 starts what make release builds"
	@echo "make test     install what the tests need, run all of them, print one summary"
	@echo "make torture  the long reliability run: 200 restarts under load (RESTARTS=20, DATABASE=postgres), a slow mail server, a full disk, killed starts (MOMENTS=40)"
	@echo "make bench    how fast it is, as ratios to baselines of the same run; prints a table, and last where it lies as JSON"
	@echo "make fuzz     five minutes of files that nobody thought of, led by coverage (FUZZ_SECONDS=3600)"
	@echo "make spreadsheet  LibreOffice (installed, 90 MB) looks for formulas in what is exported"
	@echo "make pictures the pictures in the README"
	@echo "make release  one binary for production that carries its client"
	@echo "make fmt      format      make lint  clippy for server and client, types of the browser tests"

# ---- the commands ----------------------------------------------------------------------------------------------

run: $(if $(RELEASE),release,build)
	@exec "$(TARGET)/$(if $(RELEASE),release,debug)/esecure" serve --demo

test:
	@exec .ci/test

# On a file of SQLite, or with DATABASE=postgres on PostgreSQL. One table; ends with 1 if a row falls short.
torture: tools release
	@cd end2end && $(if $(filter postgres,$(DATABASE)),../.ci/with-postgres) npx --no-install playwright test -c torture.config.ts

# Ratios to baselines of the same run; nothing of it is asserted in the tests.
bench: tools release
	@cd end2end && npx --no-install playwright test -c bench.config.ts

# libFuzzer over the reader of uploads, a package by itself. It takes a C++ compiler.
fuzz: toolchain
	@CARGO_TARGET_DIR="$(TARGET)" src/upload/fuzz/run

# Opens exports of hostile names in LibreOffice, and counts the formulas that it finds.
spreadsheet: toolchain
	@.ci/install.sh spreadsheet
	@cargo test -p server --test it -- --ignored a_spreadsheet_finds_no_formula

pictures: toolchain tools server site
	@cd end2end && npx --no-install playwright test -c pictures.config.ts

# All of the server but its last few lines compiles beside the client; those carry the client, and are linked once it is packed.
release: toolchain optimiser
	@echo "Building the server (release) and the client (smallest); the first time takes a while on two cores."
	+@$(MAKE) --no-print-directory -j$(JOBS) server-release pack wasm
	@"$(PACK)" --optimise --embed
	+@cargo build --release -p server --features embed
	@echo "$(TARGET)/release/esecure carries all it needs, and runs in any folder."

fmt: toolchain
	cargo fmt --all

lint: toolchain tools client
	cargo fmt --all --check
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	cargo clippy -p pack --all-targets -- -D warnings
	cargo clippy -p frontend -p upload $(WASM) -- -D warnings
	npm --prefix end2end run --silent check

# ---- the parts -------------------------------------------------------------------------------------------------

# Server and client are two cargo calls with locks of their own, on one set of job slots: while one links, the other
# compiles. (One call cannot do both: `hydrate` must never reach the native build.)
build: toolchain
	+@$(MAKE) --no-print-directory -j$(JOBS) server wasm
	@"$(PACK)"

client: toolchain
	+@$(MAKE) --no-print-directory -j$(JOBS) pack wasm
	@"$(PACK)"

# As `client`, with wasm-opt over it: what is measured, tested in the browser and released.
site: toolchain tools
	+@$(MAKE) --no-print-directory -j$(JOBS) pack wasm
	@"$(PACK)" --optimise

pack:
	+@cargo build --quiet -p pack

# One call each: the upload's module takes over nothing that the server rendered, and carries no code for that.
wasm:
	+@cargo build -p frontend $(WASM) --profile wasm-release
	+@cargo build -p upload $(WASM) --profile wasm-release

server: pack
	+@cargo build -p server

server-release: pack
	+@cargo build --release -p server --features embed --lib

tools:
	@.ci/install.sh

optimiser:
	@.ci/install.sh optimiser

# The compiler and its second target, where rustup may not or need not install them by itself.
toolchain:
	@.ci/toolchain.sh
