//! `esecure application …`: registers the applications that send checks.

use super::{Failure, failure};
use crate::services::{Services, applications::Scope};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum Application {
    /// Register an application and print its key. The key is shown only once.
    Register {
        /// The name that administrators see, such as MyDHL+.
        name: String,
        /// What the key may do: check, history, or both.
        #[arg(long, value_delimiter = ',', default_value = "check")]
        scope: Vec<String>,
    },
}

impl Application {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let Self::Register { name, scope } = self;
        let scopes = scope
            .iter()
            .map(|code| {
                Scope::from_code(code).ok_or_else(|| format!("{code} is not a scope; use check, history, or both"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let key = services.register_application(&name, &scopes).await.map_err(failure)?;
        println!("{key}");
        eprintln!("{name} is registered. The key above is shown only once; only its hash is stored.");
        Ok(ExitCode::SUCCESS)
    }
}
