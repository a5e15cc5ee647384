//! People of the demonstration who can sign in.

use super::{Ago, Seeding, address};
use crate::{
    clock::random_bytes,
    error::{Result, ServiceError},
    store::{columns::PasswordHash, entity::profile, people},
};
use app::layout::dto::TERMS_VERSION;
use esecure::{EmailSpelling, Locale, SingleLine, id::ProfileId, person::Administrator};

/// Person with a profile.
pub(super) struct DemoPerson {
    pub email: &'static str,
    pub name: &'static str,
    phone: &'static str,
    locale: Locale,
}

pub(super) const ANNA: DemoPerson =
    DemoPerson { email: "anna@voorbeeld.example", name: "Anna de Boer", phone: "+31 10 555 01 20", locale: Locale::Nl };
pub(super) const EMMA: DemoPerson =
    DemoPerson { email: "emma@sample.example", name: "Emma Clarke", phone: "+44 20 5550 0134", locale: Locale::En };
pub(super) const OLIVER: DemoPerson =
    DemoPerson { email: "oliver@sample.example", name: "Oliver Grant", phone: "+44 20 5550 0139", locale: Locale::En };

impl Seeding {
    /// Adds the profiles, and returns the password of Voorbeeld and the one of Sample. Hashing is slow on purpose, so
    /// both administrators of Sample have the same one.
    pub(super) async fn add_people(&self) -> Result<[String; 2]> {
        let passwords = [made_up_password(), made_up_password()];
        let [dutch, english] = &passwords;
        let (dutch, english) = futures::try_join!(
            self.services.hash_password(dutch.clone()),
            self.services.hash_password(english.clone())
        )?;
        self.set_clock(Ago::Day(96, 8, 10));
        self.add_person(&EMMA, english.clone()).await?;
        self.add_person(&OLIVER, english).await?;
        self.set_clock(Ago::Day(41, 7, 50));
        self.add_person(&ANNA, dutch).await?;
        Ok(passwords)
    }

    async fn add_person(&self, person: &DemoPerson, hash: PasswordHash) -> Result<()> {
        let email = address(person.email)?;
        let now = self.services.now();
        let row = profile::Model {
            id: ProfileId::from_bytes(random_bytes()),
            email: EmailSpelling::from(&email),
            email_key: email.key(),
            name: person.name.to_owned(),
            phone: SingleLine::clean(person.phone),
            locale: person.locale,
            password_hash: Some(hash),
            share_contact: person.locale == Locale::En,
            shortcuts: true,
            decides_by_mail: true,
            terms_version: Some(i64::from(TERMS_VERSION)),
            terms_accepted_at: Some(now),
            created_at: now,
        };
        people::insert_profile(&self.services.db, row).await?;
        Ok(())
    }

    /// Signs in and out again, and returns the seat that the session proved.
    pub(super) async fn administrator(&self, person: &DemoPerson, password: &str) -> Result<Administrator> {
        let services = &self.services;
        let missing = || ServiceError::Internal(format!("{} cannot sign in", person.email));
        let session = services.sign_in(person.email, password.to_owned(), "demonstration").await?;
        let session = session.ok_or_else(missing)?;
        let seat = services.signed_in(&session).await?.and_then(|signed_in| signed_in.seats.into_iter().next());
        services.sign_out(&session).await?;
        seat.ok_or_else(missing)
    }
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
