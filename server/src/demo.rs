//! Demonstration data (CONTRACT.md): two accounts, their administrators, 13 months of history, a few open requests.
//! Seeded once into an empty database; its passwords and keys are generated then, and printed only once.

use crate::{
    clock::random_bytes,
    error::Result,
    services::{
        Services,
        accounts::Activation,
        applications::Scope,
        checks::Check,
        history::{Importer, UseRecord},
        parse_email,
    },
    store::{self, applications, copying, entity::profile, people, users},
};
use app::{
    layout::dto::TERMS_VERSION,
    pages::{
        domains::dto::DomainForm,
        users::standing_dto::{UserAction, UserActionInput},
    },
};
use esecure::{
    AccountNumber, EmailAddress, EmailSpelling, Locale, MultiLine, SingleLine,
    id::ProfileId,
    policy::DomainList,
    shipment::{Money, Place, Shipment},
};

/// The Dutch account: not enforced, 212 addresses, 14 of which would be blocked.
const DUTCH: &str = "123456789";
/// The English-speaking account: enforced, with open requests.
const ENGLISH: &str = "987654321";

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
    let draft = Services::new(memory.await?, services.clock.clone(), services.config.clone());
    store::migrate(&draft.db).await?;
    let told = fill(&draft).await?;
    let tx = store::begin_migration(&services.db).await?;
    if !store::demo::is_empty(&tx).await? {
        return Ok(None);
    }
    copying::copy(&draft.db, &tx).await?;
    tx.commit().await?;
    services.mail_bell.notify_one();
    draft.db.close().await?;
    Ok(Some(told))
}

async fn fill(services: &Services) -> Result<DemoCredentials> {
    let scopes = [Scope::Check, Scope::History];
    let portal = services.config.brand.portal.clone();
    let mut told = DemoCredentials { sign_ins: Vec::new(), keys: Vec::new() };
    for name in [portal.as_str(), "LabelStation"] {
        told.keys.push((name.to_owned(), services.register_application(name, &scopes).await?));
    }
    for (email, name, phone, locale) in [
        ("anna@voorbeeld.example", "Anna de Boer", "+31 10 555 01 20", Locale::Nl),
        ("emma@sample.example", "Emma Clarke", "+44 20 5550 0134", Locale::En),
    ] {
        let password = made_up_password();
        person(services, &address(email)?, name, phone, locale, &password).await?;
        told.sign_ins.push((email.to_owned(), password));
    }
    let (dutch, english) = (number(DUTCH)?, number(ENGLISH)?);
    activate(
        services,
        &dutch,
        "Voorbeeld B.V.",
        "anna@voorbeeld.example",
        "Anna de Boer",
        Locale::Nl,
        "Europe/Amsterdam",
    )
    .await?;
    activate(services, &english, "Sample Ltd", "emma@sample.example", "Emma Clarke", Locale::En, "Europe/London")
        .await?;
    services.add_administrator(&dutch, &address("bram@voorbeeld.example")?, "Bram Visser").await?;
    let used = history(services, &portal).await?;
    if let Some((email, password)) = told.sign_ins.first() {
        decisions(services, email, password, &used).await?;
    }
    open_requests(services, &english, &portal).await?;
    Ok(told)
}

async fn activate(
    services: &Services,
    number: &AccountNumber,
    company: &str,
    admin: &str,
    admin_name: &str,
    locale: Locale,
    zone: &str,
) -> Result<()> {
    let activation = Activation {
        number: number.clone(),
        company: company.to_owned(),
        admin: address(admin)?,
        admin_name: admin_name.to_owned(),
        locale,
        time_zone: zone.to_owned(),
    };
    services.activate(activation).await?;
    Ok(())
}

/// Prints the address and the credentials.
pub fn announce(origin: &str, told: Option<&DemoCredentials>) {
    println!("\neSecure demonstration: {origin}");
    match told {
        Some(told) => {
            for (email, password) in &told.sign_ins {
                println!("  sign in   {email}   {password}");
            }
            for (name, key) in &told.keys {
                println!("  key of    {name:<12} {key}");
            }
            println!("These are shown this once. Account {DUTCH} is not enforced yet, {ENGLISH} is.");
            if let Some((_, key)) = told.keys.first() {
                println!("\nAsk as an application would:");
                println!(
                    "  curl -s {origin}/api/v1/checks -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n    -d '{{\"account\":\"{ENGLISH}\",\"email\":\"ann@acme.example\",\"name\":\"Ann Lee\",\"locale\":\"en\"}}'"
                );
            }
        }
        None => {
            println!("The sign-ins and keys were printed at the first start. Remove the database file to begin anew.")
        }
    }
    println!("\nMails: {origin}/demo/mailbox\n");
}

fn number(text: &str) -> Result<AccountNumber> {
    AccountNumber::parse(text).map_err(|e| crate::error::ServiceError::Internal(e.to_string()))
}

fn address(text: &str) -> Result<EmailAddress> {
    parse_email(text).map_err(|e| crate::error::ServiceError::Internal(format!("{text}: {e}")))
}

/// Generates a password of four words and four digits: long, and easy to retype.
fn made_up_password() -> String {
    const WORDS: [&str; 32] = [
        "anker", "balkon", "citroen", "dijk", "eland", "fiets", "gracht", "haven", "ijsvogel", "jas", "kade", "lamp",
        "molen", "noot", "olifant", "pakket", "quilt", "regen", "schelp", "toren", "uil", "veer", "wolk", "zeil",
        "appel", "brug", "duin", "egel", "kompas", "linde", "meeuw", "perron",
    ];
    let bytes = random_bytes::<8>();
    let words: Vec<&str> = bytes[..4].iter().map(|b| WORDS[usize::from(b % 32)]).collect();
    format!("{}-{:02}{:02}", words.join("-"), bytes[4] % 100, bytes[5] % 100)
}

async fn person(
    services: &Services,
    email: &EmailAddress,
    name: &str,
    phone: &str,
    locale: Locale,
    password: &str,
) -> Result<()> {
    let now = services.now();
    let row = profile::Model {
        id: ProfileId::from_bytes(random_bytes()),
        email: EmailSpelling::from(email),
        email_key: email.key(),
        name: name.to_owned(),
        phone: SingleLine::clean(phone),
        locale,
        password_hash: Some(services.hash_password(password.to_owned()).await?),
        share_contact: locale == Locale::En,
        shortcuts: true,
        decides_by_mail: true,
        terms_version: Some(i64::from(TERMS_VERSION)),
        terms_accepted_at: Some(now),
        created_at: now,
    };
    people::insert_profile(&services.db, row).await?;
    Ok(())
}

/// Small random generator with a fixed seed, so that every demonstration has the same history.
struct SeededRng(u64);

impl SeededRng {
    fn below(&mut self, sides: u64) -> u64 {
        // Knuth's MMIX constants; the upper bits are the more random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Imports 13 months of uses by 212 addresses in 17 domains, from two applications. Returns the addresses.
async fn history(services: &Services, portal: &str) -> Result<Vec<EmailAddress>> {
    const DOMAINS: [&str; 17] = [
        "voorbeeld.example",
        "noordkade.example",
        "rheinwerk.example",
        "lumen-lab.example",
        "pontoalto.example",
        "oudewater-lab.example",
        "lambert-optics.example",
        "demir-lojistik.example",
        "baltic-parts.example",
        "northgate.example",
        "atelier-marques.example",
        "fjordlab.example",
        "vandermeer.example",
        "transit9.example",
        "postvak.example",
        "kalibratie.example",
        "havenbedrijf.example",
    ];
    const FIRST: [&str; 20] = [
        "femke", "jonas", "lotte", "ricardo", "sanne", "hugo", "wouter", "elif", "tomasz", "priya", "sofia", "daan",
        "ilse", "pieter", "marit", "noor", "lucas", "aylin", "bas", "greta",
    ];
    const LAST: [&str; 12] = [
        "aalders", "keller", "smeets", "alves", "kuipers", "blom", "demir", "wilk", "nair", "marques", "hoekstra",
        "roux",
    ];
    let mut dice = SeededRng(20_261_123);
    let now = services.now();
    let (mut lines, mut used) = (Vec::new(), Vec::new());
    for i in 0..212_usize {
        let domain = DOMAINS[i % DOMAINS.len()];
        let (first, last) = (FIRST[i % FIRST.len()], LAST[(i / 3) % LAST.len()]);
        // Appends a number if the name is taken, as mail systems do.
        let local = if i < 60 { format!("{first}.{last}") } else { format!("{first}.{last}{}", i / 60 + 1) };
        let uses = 1 + dice.below(5) * dice.below(6);
        used.push(address(&format!("{local}@{domain}"))?);
        let application = if dice.below(4) == 0 { "LabelStation" } else { portal };
        for n in 0..uses {
            let days = i64::try_from(dice.below(390)).unwrap_or(0);
            let seconds = i64::try_from(dice.below(36_000)).unwrap_or(0);
            let at = now.plus_days(-days).plus_seconds(-seconds);
            lines.push(UseRecord {
                account: DUTCH.to_owned(),
                email: format!("{local}@{domain}"),
                application: application.to_owned(),
                used_at: crate::calendar::utc(at),
                reference: format!("V{i:03}-{n:02}"),
            });
        }
    }
    let numbered = (1..).zip(lines).collect();
    let mut importer = Importer::default();
    services.import_history(&mut importer, numbered).await?;
    Ok(used)
}

/// Approves most addresses: those of the company by its domain, most others by a decision. Three are rejected and
/// eleven stay undecided, so that the rehearsal has something to show.
async fn decisions(services: &Services, by: &str, password: &str, used: &[EmailAddress]) -> Result<()> {
    const UNDECIDED: [usize; 11] = [2, 23, 41, 58, 77, 96, 113, 131, 150, 173, 190];
    const REJECTED: [usize; 3] = [31, 104, 167];
    const COMPANY: &str = "voorbeeld.example";
    let Some(session) = services.sign_in(by, password.to_owned(), "demonstration").await? else {
        return Ok(());
    };
    let seat = services.signed_in(&session).await?.and_then(|who| who.seats.into_iter().next());
    services.sign_out(&session).await?;
    let Some(seat) = seat else { return Ok(()) };
    let domain = DomainForm { list: DomainList::Authorised, domain: COMPANY.to_owned(), with_subdomains: false };
    services.add_domain(&seat, domain).await?;
    let (mut approved, mut rejected) = (Vec::new(), Vec::new());
    for (n, email) in used.iter().enumerate() {
        let known = users::by_email(&services.db, seat.account(), email).await?;
        let Some(user) = known.map(|row| row.id) else { continue };
        if REJECTED.contains(&n) {
            rejected.push(user);
        } else if !UNDECIDED.contains(&n) && email.domain().as_str() != COMPANY {
            approved.push(user);
        }
    }
    for (choice, users) in [(UserAction::Approve, approved), (UserAction::Reject, rejected)] {
        services.change_standings(&seat, users, UserActionInput { choice, ..UserActionInput::default() }).await?;
    }
    Ok(())
}

/// Request of the English account.
struct DemoRequest {
    name: &'static str,
    email: &'static str,
    origin: (&'static str, &'static str),
    destination: (&'static str, &'static str),
    weight_kg: f64,
    /// Value in euros.
    value: &'static str,
    /// Age in seconds.
    age: i64,
    message: &'static str,
}

/// Open requests; places are a city and a country.
const REQUESTS: [DemoRequest; 4] = [
    DemoRequest {
        name: "Ilse Brandt",
        email: "ilse.brandt@lumen-lab.example",
        origin: ("Rotterdam", "NL"),
        destination: ("Lyon", "FR"),
        weight_kg: 4.2,
        value: "1850.00",
        age: 18 * 60,
        message: "Return of the calibration set from order PO-88213. Emma asked us to send it on your number.",
    },
    DemoRequest {
        name: "Tomasz Wilk",
        email: "t.wilk@baltic-parts.example",
        origin: ("Gdańsk", "PL"),
        destination: ("Leeds", "GB"),
        weight_kg: 12.0,
        value: "320.00",
        age: 3600,
        message: "",
    },
    DemoRequest {
        name: "Priya Nair",
        email: "priya.nair@northgate.example",
        origin: ("Leeds", "GB"),
        destination: ("Delft", "NL"),
        weight_kg: 0.8,
        value: "95.50",
        age: 26 * 3600,
        message: "Samples for the fair.",
    },
    DemoRequest {
        name: "Sofia Marques",
        email: "sofia@atelier-marques.example",
        origin: ("Lisboa", "PT"),
        destination: ("London", "GB"),
        weight_kg: 7.5,
        value: "2400.00",
        age: 8 * 86_400,
        message: "",
    },
];

impl DemoRequest {
    fn check(&self, account: &AccountNumber) -> Result<Check> {
        let place = |(city, country): (&str, &str)| Place {
            city: Some(city.to_owned()),
            country: Some(country.to_owned()),
            company: None,
        };
        Ok(Check {
            account: account.clone(),
            email: address(self.email)?,
            dry_run: false,
            name: SingleLine::clean(self.name),
            locale: Some(Locale::En),
            authenticated: self.weight_kg > 1.0,
            shipment: Shipment {
                reference: Some(format!("PO-{}", 88_213 + self.age)),
                origin: place(self.origin),
                destination: place(self.destination),
                pieces: Some(1),
                weight_kg: Some(self.weight_kg),
                value: Some(Money { amount: self.value.to_owned(), currency: "EUR".to_owned() }),
                draft: None,
            },
            message: MultiLine::clean(self.message),
        })
    }
}

/// Enforces the English account and opens its requests.
async fn open_requests(services: &Services, number: &AccountNumber, portal: &str) -> Result<()> {
    store::demo::enforce(&services.db, number).await?;
    let Some(portal) = SingleLine::clean(portal) else { return Ok(()) };
    let Some(application) = applications::by_name(&services.db, &portal).await? else { return Ok(()) };
    for request in &REQUESTS {
        let checked = services.check(application.clone(), request.check(number)?).await?;
        if let Some((id, _)) = checked.request {
            let opened_at = services.now().plus_seconds(-request.age);
            let expires_at = opened_at.plus_days(services.config.requests.expire_after_days);
            store::demo::backdate_request(&services.db, &id, opened_at, expires_at).await?;
        }
    }
    Ok(())
}
