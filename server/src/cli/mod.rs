//! Command line, one module per command. `esecure --help` matches CONTRACT.md.

mod account;
mod application;
mod config_check;
mod history;
mod journal;
mod log;
mod mail;
mod person;
mod serve;
mod upload;

use crate::{
    clock::Clock,
    config::Config,
    http::site::{Files, Site},
    open,
    services::Services,
};
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode, sync::Arc};

/// Lets customers decide who may ship on their carrier account.
#[derive(Debug, Parser)]
#[command(name = "esecure", version, arg_required_else_help = true)]
struct Arguments {
    /// Configuration file (TOML). Every key is also an environment variable, such as ESECURE_DATABASE_URL.
    #[arg(long, global = true, env = "ESECURE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Update the database and run the server.
    Serve(serve::Serve),
    /// Activate and suspend accounts, and add administrators.
    #[command(subcommand)]
    Account(account::Account),
    /// Register applications that send checks.
    #[command(subcommand)]
    Application(application::Application),
    /// Check a file of addresses as the upload page does.
    #[command(subcommand)]
    Upload(upload::Upload),
    /// Import past uses.
    #[command(subcommand)]
    History(history::History),
    /// Verify or export the journal.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Erase a person's data.
    #[command(subcommand)]
    Person(person::Person),
    /// List undelivered emails, send them again, and test the mail server.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Check the configuration.
    #[command(subcommand)]
    Config(config_check::ConfigCommand),
}

/// Error of a command, printed to stderr.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Parses the arguments and runs the command. `embedded` is the site embedded in the binary, if any.
pub fn main(embedded: Option<Files>) -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Rendering a page may wait for another task of the same page, so there are at least four workers.
        .worker_threads(std::thread::available_parallelism().map_or(4, |n| n.get().max(4)))
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => {
            let result = runtime.block_on(run(arguments, embedded));
            // Does not wait for blocking tasks: shutdown has had its time, and a pending name lookup must not delay the
            // exit.
            runtime.shutdown_background();
            result
        }
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("esecure: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments, embedded: Option<Files>) -> Result<ExitCode, Failure> {
    let config = Config::load(arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve(command) => command.run(config, Site::find(embedded)).await,
        Command::Config(command) => Ok(command.run(&config)),
        Command::Account(command) => command.run(&services(config).await?).await,
        Command::Application(command) => command.run(&services(config).await?).await,
        Command::History(command) => command.run(&services(config).await?).await,
        Command::Upload(command) => command.run(config).await,
        Command::Mail(mail::MailCommand::Test(command)) => command.run(config).await,
        Command::Mail(command) => command.run(&services(config).await?).await,
        Command::Person(command) => command.run(&services(config).await?).await,
        Command::Journal(command) => command.run(&services(config).await?).await,
    }
}

async fn services(config: Config) -> Result<Services, Failure> {
    Ok(open(Arc::new(config), Clock::System).await?)
}

/// Converts an error of a service into a sentence for the command line.
fn failure(error: crate::error::ServiceError) -> Failure {
    match error.into_app() {
        app::AppError::Invalid(problems) => problems.into_iter().map(|p| p.text).collect::<Vec<_>>().join("; ").into(),
        app::AppError::NotFound => "the account is not activated; activate it with `esecure account activate`".into(),
        other => other.to_string().into(),
    }
}
