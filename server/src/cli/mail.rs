//! `esecure mail …`: lists undelivered mails, retries them, and tests the mail server.

use super::Failure;
use crate::{
    calendar,
    clock::{Clock, random_bytes},
    config::Config,
    mail::{
        catalogue::{self, Brand, DropReason, Mail, TestMail},
        smtp::{SmtpError, Transport},
    },
    services::{Services, parse_email},
    store::{columns::OutboxState, dead_letters, entity::outbox},
};
use clap::{Args, Subcommand};
use esecure::{EmailAddress, EmailSpelling, Locale, id::MailId};
use std::{collections::BTreeMap, process::ExitCode, sync::Arc};
use tokio::time::Instant;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Count the emails in the outbox, and list those that failed or are waiting to be tried again.
    Outbox(List),
    /// Put failed emails back in the queue; a running server sends them within a second.
    Again(Again),
    /// Send one test email now, bypassing the outbox, and print the mail server's answer.
    Test(Test),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// List at most this many emails.
    #[arg(long, default_value_t = 100)]
    limit: u64,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Again {
    /// Identifier of the email, as listed by `esecure mail outbox`.
    id: Option<String>,
    /// Every email that failed.
    #[arg(long)]
    all_failed: bool,
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Address of the recipient.
    address: String,
    /// Language of the email.
    #[arg(long, default_value = "en", value_parser = locale)]
    locale: Locale,
}

fn locale(text: &str) -> Result<Locale, String> {
    Locale::from_tag(text).ok_or_else(|| format!("{text}: en or nl"))
}

impl MailCommand {
    pub(super) async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        match self {
            Self::Outbox(List { limit }) => list(services, limit).await,
            Self::Again(again) => again.run(services).await,
            Self::Test(test) => test.run((*services.config).clone()).await,
        }
    }
}

async fn list(services: &Services, limit: u64) -> Result<ExitCode, Failure> {
    let tally = dead_letters::count_by_state(&services.db).await?;
    let count = |state| tally.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n);
    println!(
        "{} waiting, {} sent, {} dropped, {} failed",
        count(OutboxState::Queued),
        count(OutboxState::Sent),
        count(OutboxState::Dropped),
        count(OutboxState::Failed)
    );
    let mut dropped = BTreeMap::new();
    for (code, n) in dead_letters::count_dropped(&services.db).await? {
        let reason = code.and_then(|code| DropReason::from_code(&code));
        *dropped.entry(reason.map_or("No reason was stored.", |reason| reason.text(Locale::En))).or_insert(0) += n;
    }
    for (reason, n) in dropped {
        println!("{n} dropped: {reason}");
    }
    let (troubled, total) = dead_letters::failed_or_retrying(&services.db, limit).await?;
    if total == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = vec![["ID", "STATE", "KIND", "RECIPIENT", "WRITTEN", "TRIES", "LAST ERROR"].map(str::to_owned)];
    table.extend(troubled.into_iter().map(|mail| {
        let state = if mail.state == OutboxState::Failed { "failed" } else { "waiting" };
        let written = calendar::utc(mail.created_at);
        let (tries, error) = (mail.attempts.to_string(), mail.last_error.unwrap_or_default());
        [
            mail.id.to_string(),
            state.to_owned(),
            mail.kind.code().to_owned(),
            mail.to_email.into(),
            written,
            tries,
            error,
        ]
    }));
    println!();
    let listed = u64::try_from(table.len() - 1).unwrap_or(u64::MAX);
    for line in aligned(&table) {
        println!("{line}");
    }
    if total > listed {
        println!("\nand {} more; use --limit {total} to list all", total - listed);
    }
    Ok(ExitCode::SUCCESS)
}

/// Pads each column to its widest cell.
fn aligned<const N: usize>(table: &[[String; N]]) -> Vec<String> {
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    table.iter().map(line).collect()
}

impl Again {
    async fn run(self, services: &Services) -> Result<ExitCode, Failure> {
        let not_failed = |id: &str| format!("{id} is not a failed email; `esecure mail outbox` lists those");
        let id = self.id.as_deref().map(|text| MailId::parse(text).ok_or_else(|| not_failed(text))).transpose()?;
        let count = dead_letters::requeue(&services.db, id.as_ref(), services.now()).await?;
        if let (Some(id), 0) = (&id, count) {
            return Err(not_failed(id.as_str()).into());
        }
        println!("{count} back in the queue");
        Ok(ExitCode::SUCCESS)
    }
}

impl Test {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let address = parse_email(&self.address).map_err(|e| format!("{}: {e}", self.address))?;
        let config = Arc::new(config);
        let Some(transport) = Transport::new(&config)? else {
            return Err("ESECURE_SMTP_URL is not set: emails stay in the outbox".into());
        };
        let mail = test_mail(&config, &address, self.locale);
        println!("{} → {} by {}", config.mail_from_esecure, mail.to_email, transport.host_and_port());
        match transport.send(&mail, Instant::now()).await {
            Ok(words) => {
                println!("accepted: {words}");
                Ok(ExitCode::SUCCESS)
            }
            Err(SmtpError::Temporary(words)) => Err(format!("not accepted for now: {words}").into()),
            Err(SmtpError::Permanent(words)) => Err(format!("refused permanently: {words}").into()),
        }
    }
}

/// Builds a mail that is not stored in the outbox.
fn test_mail(config: &Config, to: &EmailAddress, locale: Locale) -> outbox::Model {
    let brand = Brand { portal: &config.brand.portal, product: &config.brand.product };
    let mail = Mail::TestMail(TestMail { host: config.host().to_owned() });
    let rendered = catalogue::render(&mail, None, locale, &brand);
    let now = Clock::System.now();
    outbox::Model {
        id: MailId::from_bytes(random_bytes()),
        kind: mail.kind(),
        sender: mail.sender(),
        to_email: EmailSpelling::from(to),
        to_name: String::new(),
        locale,
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        account_id: None,
        request_id: None,
        profile_id: None,
        code_id: None,
        created_at: now,
        next_at: now,
        leased_until: None,
        attempts: 0,
        state: OutboxState::Queued,
        ended_at: None,
        last_error: None,
    }
}
