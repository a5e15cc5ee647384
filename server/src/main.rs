//! The program `esecure`: reads the command line and runs one command. What a release carries is linked here and nowhere
//! else, so that all else compiles while the client does.

use server::{cli, http::site::Files};
use std::process::ExitCode;

/// The client, the style sheets and the public files, as `pack --embed` listed them.
#[cfg(feature = "embed")]
const EMBEDDED: Option<Files> = {
    const SITE: Files =
        include!(env!("PACKED_SITE", "the list of what is embedded; `make release` writes and names it"));
    Some(SITE)
};
/// Nothing: the site lies on disk.
#[cfg(not(feature = "embed"))]
const EMBEDDED: Option<Files> = None;

fn main() -> ExitCode {
    cli::main(EMBEDDED)
}
