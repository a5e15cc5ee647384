//! Past shipments of the demonstration, the same at every start.

use super::{Ago, LABEL_STATION, Seeding, account_number, address};
use crate::{
    calendar,
    error::Result,
    services::{
        checks::Check,
        history::{Importer, UseRecord},
    },
    store::entity::application,
};
use esecure::{
    EmailAddress, Locale, SingleLine, Timestamp,
    shipment::{Place, Shipment},
};

/// Days before the start in which every address has at least one use: older than the imports of both accounts.
const BEFORE_IMPORT: u64 = 100;
/// Days that the history spans.
const DAYS: u64 = 390;

/// Address that ships.
pub(super) struct Shipper {
    pub name: String,
    pub email: EmailAddress,
}

/// Use with its time.
pub(super) struct PastUse {
    at: Timestamp,
    record: UseRecord,
}

/// Small random generator with a fixed seed.
pub(super) struct SeededRng(pub u64);

impl SeededRng {
    fn below(&mut self, sides: u64) -> u64 {
        // Knuth's MMIX constants; the upper bits are the more random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn days(&mut self, from: u64, to: u64) -> i64 {
        i64::try_from(from + self.below(to - from)).unwrap_or(0)
    }
}

/// Lists the 212 shippers of Voorbeeld, at 17 domains.
pub(super) fn shippers() -> Result<Vec<Shipper>> {
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
        "Femke", "Jonas", "Lotte", "Ricardo", "Sanne", "Hugo", "Wouter", "Elif", "Tomasz", "Priya", "Sofia", "Daan",
        "Ilse", "Pieter", "Marit", "Noor", "Lucas", "Aylin", "Bas", "Greta",
    ];
    const LAST: [&str; 12] = [
        "Aalders", "Keller", "Smeets", "Alves", "Kuipers", "Blom", "Demir", "Wilk", "Nair", "Marques", "Hoekstra",
        "Roux",
    ];
    let shipper = |i: usize| -> Result<Shipper> {
        // Every pair of a first and a last name occurs once.
        let (row, column) = (i / FIRST.len(), i % FIRST.len());
        let (first, last) = (FIRST[column], LAST[(row + column) % LAST.len()]);
        let at = i % DOMAINS.len();
        // Some companies write addresses without a dot.
        let dot = if at % 5 == 3 { "" } else { "." };
        let email = format!("{}{dot}{}@{}", first.to_lowercase(), last.to_lowercase(), DOMAINS[at]);
        Ok(Shipper { name: format!("{first} {last}"), email: address(&email)? })
    };
    (0..212).map(shipper).collect()
}

impl Seeding {
    /// Makes up the uses of 13 months up to yesterday. Each shipper has one that is older than [`BEFORE_IMPORT`] days.
    pub(super) fn past_uses(&self, account: &str, shippers: &[Shipper], dice: &mut SeededRng) -> Vec<PastUse> {
        let portal = self.services.config.brand.portal.clone();
        let mut uses = Vec::new();
        for (i, shipper) in shippers.iter().enumerate() {
            let count = 1 + dice.below(5) * dice.below(6);
            let application = if dice.below(4) == 0 { LABEL_STATION } else { portal.as_str() };
            for n in 0..count {
                let days = if n == 0 { dice.days(BEFORE_IMPORT, DAYS) } else { dice.days(1, DAYS) };
                let minutes = i64::try_from(dice.below(11 * 60)).unwrap_or(0);
                let at = self.time(Ago::Day(days, 6, minutes));
                let record = UseRecord {
                    account: account.to_owned(),
                    email: shipper.email.original().to_owned(),
                    application: application.to_owned(),
                    used_at: calendar::utc(at),
                    reference: format!("V{i:03}-{n:02}"),
                };
                uses.push(PastUse { at, record });
            }
        }
        uses
    }

    /// Imports the uses up to the clock's time, and returns the later ones.
    pub(super) async fn import(&self, uses: Vec<PastUse>) -> Result<Vec<PastUse>> {
        let now = self.services.now();
        let (due, later): (Vec<_>, Vec<_>) = uses.into_iter().partition(|past| past.at <= now);
        let lines = (1..).zip(due.into_iter().map(|past| past.record)).collect();
        self.services.import_history(&mut Importer::default(), lines).await?;
        Ok(later)
    }

    /// Ships once at the clock's time, as an application that knows the shipper's name.
    pub(super) async fn ship(
        &self,
        account: &str,
        application: &application::Model,
        shipper: &Shipper,
        locale: Locale,
        reference: String,
    ) -> Result<()> {
        let place = |city: &str, country: &str| Place {
            city: Some(city.to_owned()),
            country: Some(country.to_owned()),
            company: None,
        };
        let check = Check {
            account: account_number(account)?,
            email: shipper.email.clone(),
            dry_run: false,
            name: SingleLine::clean(&shipper.name),
            locale: Some(locale),
            authenticated: true,
            shipment: Shipment {
                reference: Some(reference),
                origin: place("Rotterdam", "NL"),
                destination: place("London", "GB"),
                pieces: Some(1),
                weight_kg: Some(2.5),
                value: None,
                draft: None,
            },
            message: None,
        };
        self.services.check(application.clone(), check).await?;
        Ok(())
    }
}
