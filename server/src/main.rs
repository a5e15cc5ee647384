//! The program `esecure`: reads the command line and runs one command.

use server::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
