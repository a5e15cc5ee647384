//! `esecure config check`: prints the effective configuration, without secrets.

use crate::config::Config;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the configuration in effect, or every problem in it. Exits with 1 if there is one.
    Check,
}

impl ConfigCommand {
    pub(super) fn run(self, config: &Config) -> ExitCode {
        let Self::Check = self;
        println!("listen          {}", config.listen);
        println!("origin          {}", config.origin);
        let kind = if config.database_url.starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" };
        println!("database        {kind}");
        println!(
            "mail            {}",
            if config.smtp_url.is_some() { "SMTP" } else { "none; emails stay in the outbox" }
        );
        println!("senders         {} and {}", config.mail_from_esecure, config.mail_from_profile);
        println!("portal          {} with {}", config.brand.portal, config.brand.product);
        println!("requests expire after {} days", config.requests.expire_after_days);
        ExitCode::SUCCESS
    }
}
