//! Demonstration data (CONTRACT.md): two accounts, their administrators, 13 months of history, requests of every age.
//! Seeded once into an empty database; its passwords and keys are generated then, and printed only once.
//!
//! The services write the data, with a clock that is set to the moment of each event: journal, mails and figures are
//! those of an installation in use.

mod history;
mod people;
mod requests;
mod sample;
pub mod smtp_sink;
mod voorbeeld;

use crate::{
    calendar::Calendar,
    clock::Clock,
    error::{Result, ServiceError},
    services::{Services, accounts::Activation, applications::Scope, parse_email},
    store::{self, applications, copying, entity::application},
};
use esecure::{AccountNumber, EmailAddress, Locale, SingleLine, Timestamp};
use people::DemoPerson;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The Dutch account: not enforced, 212 addresses, 14 of which would be blocked.
const DUTCH: &str = "123456789";
/// The English-speaking account: enforced, with open requests.
const ENGLISH: &str = "987654321";
/// The second application.
const LABEL_STATION: &str = "LabelStation";

/// Credentials printed at the first start.
#[derive(Debug, Clone)]
pub struct DemoCredentials {
    /// Address and password of each person who can sign in.
    pub sign_ins: Vec<(String, String)>,
    /// Name and key of each application.
    pub keys: Vec<(String, String)>,
}

/// Seeds an empty database; `None` if it has content. The data is built in memory and copied in one transaction: a
/// killed process leaves the database empty or seeded, and of two concurrent starts only one seeds.
pub async fn seed(services: &Services) -> Result<Option<DemoCredentials>> {
    if !store::demo::is_empty(&services.db).await? {
        return Ok(None);
    }
    // A database in memory is lost with its last connection.
    let memory = store::connect_with("sqlite::memory:", |pool| {
        pool.min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None)
    });
    let now = services.now();
    let clock = Arc::new(AtomicI64::new(now.as_millis()));
    let draft = Services::new(memory.await?, Clock::Manual(clock.clone()), services.config.clone());
    store::migrate(&draft.db).await?;
    let seeding = Seeding { services: draft, clock, now };
    let credentials = seeding.fill().await?;
    let tx = store::begin_migration(&services.db).await?;
    if !store::demo::is_empty(&tx).await? {
        return Ok(None);
    }
    copying::copy(&seeding.services.db, &tx).await?;
    tx.commit().await?;
    services.mail_bell.notify_one();
    seeding.services.db.close().await?;
    Ok(Some(credentials))
}

/// Time before the start of the demonstration.
#[derive(Debug, Clone, Copy)]
enum Ago {
    Minutes(i64),
    /// Days before today, with hour and minute in UTC.
    Day(i64, i64, i64),
}

/// Services on the database in memory, and the clock that they read.
struct Seeding {
    services: Services,
    clock: Arc<AtomicI64>,
    /// Start of the demonstration.
    now: Timestamp,
}

impl Seeding {
    fn time(&self, ago: Ago) -> Timestamp {
        match ago {
            Ago::Minutes(minutes) => self.now.plus_seconds(-60 * minutes),
            Ago::Day(days, hour, minute) => {
                let midnight = self.now.as_millis() - self.now.as_millis().rem_euclid(86_400_000);
                Timestamp::from_millis(midnight).plus_days(-days).plus_seconds((hour * 60 + minute) * 60)
            }
        }
    }

    /// Sets the clock. The commands on one account run in the order of their times, as its journal requires.
    fn set_clock(&self, ago: Ago) {
        self.clock.store(self.time(ago).as_millis(), Ordering::SeqCst);
    }

    fn advance_clock(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Formats the day that lies `days` ahead of the start, as forms take it.
    fn day_ahead(&self, days: i64) -> String {
        crate::calendar::utc(self.now.plus_days(days)).chars().take(10).collect()
    }

    /// Returns the end of the day that lies `days` ahead of the start.
    fn end_of_day_ahead(&self, days: i64, zone: &str) -> Option<Timestamp> {
        Calendar::new(Locale::En, zone, self.now).end_of_day(&self.day_ahead(days))
    }

    async fn fill(&self) -> Result<DemoCredentials> {
        let portal = self.services.config.brand.portal.clone();
        let mut keys = Vec::new();
        self.set_clock(Ago::Day(400, 9, 0));
        for name in [portal.as_str(), LABEL_STATION] {
            let scopes = [Scope::Check, Scope::History];
            keys.push((name.to_owned(), self.services.register_application(name, &scopes).await?));
        }
        let sign_ins = self.add_people().await?;
        let applications = [self.application(&portal).await?, self.application(LABEL_STATION).await?];
        let [dutch, english] = &sign_ins;
        // Sign-ins count towards limits of the whole installation, so both accounts begin in the order of time.
        let administrators = sample::begin(self, english).await?;
        voorbeeld::fill(self, &applications, dutch).await?;
        sample::fill(self, &applications, &administrators).await?;
        store::demo::deliver_due(&self.services.db, self.now).await?;
        let sign_in = |person: &DemoPerson, password: &String| (person.email.to_owned(), password.clone());
        let sign_ins =
            vec![sign_in(&people::ANNA, dutch), sign_in(&people::EMMA, english), sign_in(&people::OLIVER, english)];
        Ok(DemoCredentials { sign_ins, keys })
    }

    async fn application(&self, name: &str) -> Result<application::Model> {
        let found = match SingleLine::clean(name) {
            Some(name) => applications::by_name(&self.services.db, &name).await?,
            None => None,
        };
        found.ok_or_else(|| ServiceError::Internal(format!("{name} is not registered")))
    }

    async fn activate(
        &self,
        number: &str,
        company: &str,
        admin: &DemoPerson,
        locale: Locale,
        time_zone: &str,
    ) -> Result<()> {
        let activation = Activation {
            number: account_number(number)?,
            company: company.to_owned(),
            admin: address(admin.email)?,
            admin_name: admin.name.to_owned(),
            locale,
            time_zone: time_zone.to_owned(),
        };
        self.services.activate(activation).await?;
        Ok(())
    }
}

/// Prints the address and the credentials.
pub fn announce(origin: &str, credentials: Option<&DemoCredentials>) {
    println!("\neSecure demonstration: {origin}");
    match credentials {
        Some(credentials) => {
            for (email, password) in &credentials.sign_ins {
                println!("  sign in   {email:<24} {password}");
            }
            for (name, key) in &credentials.keys {
                println!("  key of    {name:<24} {key}");
            }
            println!("They are shown only this once. Account {DUTCH} is not enforced yet, {ENGLISH} is.");
            if let Some((_, key)) = credentials.keys.first() {
                println!("\nAsk as an application would:");
                println!(
                    "  curl -s {origin}/api/v1/checks -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n    -d '{{\"account\":\"{ENGLISH}\",\"email\":\"ann@acme.example\",\"name\":\"Ann Lee\",\"locale\":\"en\"}}'"
                );
            }
        }
        None => {
            println!("Sign-ins and keys were printed at the first start. Delete the database file to start over.")
        }
    }
    println!("\nEvery email: {origin}/demo/mailbox\n");
}

fn account_number(text: &str) -> Result<AccountNumber> {
    AccountNumber::parse(text).map_err(|e| ServiceError::Internal(e.to_string()))
}

fn address(text: &str) -> Result<EmailAddress> {
    parse_email(text).map_err(|e| ServiceError::Internal(format!("{text}: {e}")))
}
