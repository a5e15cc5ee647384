//! The program `esecure`: parses the command line and runs one command. Only this binary embeds the site of a release,
//! so that all other code compiles in parallel with the client.

use server::{cli, http::site::Files};
use std::process::ExitCode;

/// Client, style sheets and public files, as listed by `pack --embed`.
#[cfg(feature = "embed")]
const EMBEDDED: Option<Files> = {
    const SITE: Files =
        include!(env!("PACKED_SITE", "the list of what is embedded; `make release` writes and names it"));
    Some(SITE)
};
/// No embedded site: the files are on disk.
#[cfg(not(feature = "embed"))]
const EMBEDDED: Option<Files> = None;

fn main() -> ExitCode {
    cli::main(EMBEDDED)
}
