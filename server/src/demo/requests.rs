//! Requests on the account of Sample.

use super::{Ago, ENGLISH, account_number, address};
use crate::{error::Result, services::checks::Check};
use esecure::{
    Locale, MultiLine, SingleLine,
    shipment::{Money, Place, Shipment},
};

/// City, country and company.
type Where = (&'static str, &'static str, &'static str);

/// Shipment that an address attempts, which opens a request. An empty text is left out.
pub(super) struct Attempt {
    pub at: Ago,
    name: &'static str,
    pub email: &'static str,
    locale: Locale,
    /// True if the portal asks, false for the other application.
    pub by_portal: bool,
    reference: &'static str,
    origin: Where,
    destination: Where,
    pieces: u64,
    weight_kg: f64,
    /// Amount in euros.
    value: &'static str,
    message: &'static str,
    draft: bool,
}

/// Attempt without the members that differ.
const PLAIN: Attempt = Attempt {
    at: Ago::Minutes(0),
    name: "",
    email: "",
    locale: Locale::En,
    by_portal: true,
    reference: "",
    origin: ("", "", ""),
    destination: ("London", "GB", "Sample Ltd"),
    pieces: 1,
    weight_kg: 1.0,
    value: "",
    message: "",
    draft: false,
};

impl Attempt {
    pub(super) fn check(&self) -> Result<Check> {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let place = |(city, country, company): Where| Place {
            city: text(city),
            country: text(country),
            company: text(company),
        };
        Ok(Check {
            account: account_number(ENGLISH)?,
            email: address(self.email)?,
            dry_run: false,
            name: SingleLine::clean(self.name),
            locale: Some(self.locale),
            authenticated: self.by_portal,
            shipment: Shipment {
                reference: text(self.reference),
                origin: place(self.origin),
                destination: place(self.destination),
                pieces: Some(self.pieces),
                weight_kg: Some(self.weight_kg),
                value: text(self.value).map(|amount| Money { amount, currency: "EUR".to_owned() }),
                draft: self.draft.then(|| format!("https://shipping.example/drafts/{}", self.reference)),
            },
            message: MultiLine::clean(self.message),
        })
    }
}

/// Later approved from the mail.
pub(super) const HUGO: Attempt = Attempt {
    at: Ago::Day(74, 8, 40),
    name: "Hugo Blom",
    email: "hugo.blom@transit9.example",
    reference: "T9-10442",
    origin: ("Antwerpen", "BE", "Transit9"),
    weight_kg: 22.0,
    message: "Collection for Sample's Antwerp stock, ordered by Emma Clarke.",
    ..PLAIN
};
/// Later rejected in the queue.
pub(super) const MARTA: Attempt = Attempt {
    at: Ago::Day(52, 13, 5),
    name: "Marta Kowalska",
    email: "m.kowalska@baltic-parts.example",
    by_portal: false,
    reference: "BP-2207",
    origin: ("Gdańsk", "PL", "Baltic Parts"),
    destination: ("Oslo", "NO", ""),
    weight_kg: 48.0,
    value: "5200.00",
    ..PLAIN
};
/// Later approved in the queue, with an end date.
pub(super) const ELIF: Attempt = Attempt {
    at: Ago::Day(33, 10, 20),
    name: "Elif Demir",
    email: "elif.demir@demir-lojistik.example",
    reference: "DL-0911",
    origin: ("İzmir", "TR", "Demir Lojistik"),
    weight_kg: 9.4,
    value: "1120.00",
    message: "Stand material for the fair in Birmingham. We ship on your number until it ends.",
    ..PLAIN
};
/// Later approved on the list.
pub(super) const RICARDO: Attempt = Attempt {
    at: Ago::Day(20, 9, 15),
    name: "Ricardo Alves",
    email: "ricardo.alves@pontoalto.example",
    reference: "PA-5530",
    origin: ("Porto", "PT", "Ponto Alto"),
    weight_kg: 3.1,
    ..PLAIN
};
/// Later rejected from the mail.
pub(super) const DAAN: Attempt = Attempt {
    at: Ago::Day(12, 15, 30),
    name: "Daan Smeets",
    email: "daan.smeets@postvak.example",
    locale: Locale::Nl,
    by_portal: false,
    origin: ("Tilburg", "NL", ""),
    destination: ("Gent", "BE", ""),
    weight_kg: 14.0,
    ..PLAIN
};
/// Later approved together with its domain.
pub(super) const GRETA: Attempt = Attempt {
    at: Ago::Day(9, 7, 50),
    name: "Greta Holm",
    email: "greta.holm@fjordlab.example",
    reference: "FL-318",
    origin: ("Bergen", "NO", "Fjordlab"),
    weight_kg: 1.6,
    value: "890.00",
    message: "Replacement probe under warranty.",
    ..PLAIN
};

/// Later approved by mistake, and undone.
pub(super) const PRIYA: &str = "priya.nair@northgate-labs.example";

/// Requests that stay open, oldest first.
pub(super) const OPEN: [Attempt; 8] = [
    Attempt {
        at: Ago::Day(8, 14, 40),
        name: "Sofia Marques",
        email: "sofia@atelier-marques.example",
        reference: "AM-118",
        origin: ("Lisboa", "PT", "Atelier Marques"),
        weight_kg: 7.5,
        value: "2400.00",
        ..PLAIN
    },
    Attempt {
        at: Ago::Day(3, 9, 5),
        email: "stores@pontoalto.example",
        by_portal: false,
        reference: "PA-5561",
        origin: ("Porto", "PT", ""),
        weight_kg: 26.0,
        ..PLAIN
    },
    Attempt {
        at: Ago::Day(1, 15, 20),
        name: "Priya Nair",
        email: PRIYA,
        reference: "NG/77",
        origin: ("Leeds", "GB", "Northgate Labs"),
        destination: ("Delft", "NL", "Voorbeeld B.V."),
        weight_kg: 0.8,
        value: "95.50",
        message: "Samples for the fair.",
        ..PLAIN
    },
    Attempt {
        at: Ago::Minutes(292),
        name: "Jonas Keller",
        email: "jonas.keller@rheinwerk.example",
        by_portal: false,
        reference: "RW 5531",
        origin: ("Köln", "DE", "Rheinwerk"),
        destination: ("Leeds", "GB", ""),
        pieces: 4,
        weight_kg: 61.5,
        value: "3150.00",
        message: "Four crates. They fit on one pallet.",
        ..PLAIN
    },
    Attempt {
        at: Ago::Minutes(128),
        name: "Van der Meer Logistics",
        email: "logistics@vandermeer-instr.example",
        by_portal: false,
        reference: "V-20931",
        origin: ("Venlo", "NL", "Van der Meer"),
        destination: ("Porto", "PT", ""),
        weight_kg: 31.0,
        value: "12400.00",
        message: "Our usual address has a problem today. Please approve this one before 17:00.",
        ..PLAIN
    },
    Attempt {
        at: Ago::Minutes(63),
        name: "Tomasz Wilk",
        email: "t.wilk@baltic-parts.example",
        reference: "BP-4417",
        origin: ("Gdańsk", "PL", "Baltic Parts"),
        destination: ("Leeds", "GB", ""),
        weight_kg: 12.0,
        value: "320.00",
        ..PLAIN
    },
    Attempt {
        at: Ago::Minutes(18),
        name: "Ilse Brandt",
        email: "ilse.brandt@lumen-lab.example",
        reference: "PO-88213",
        origin: ("Rotterdam", "NL", "Lumen Lab"),
        destination: ("Lyon", "FR", "Atelier Roux"),
        weight_kg: 4.2,
        value: "1850.00",
        message: "Return of the calibration set from order PO-88213. Emma asked us to send it on your number.",
        draft: true,
        ..PLAIN
    },
    Attempt {
        at: Ago::Minutes(3),
        name: "Noor Hoekstra",
        email: "noor.hoekstra@havenbedrijf.example",
        locale: Locale::Nl,
        reference: "HB-4471",
        origin: ("Rotterdam", "NL", "Havenbedrijf"),
        destination: ("Felixstowe", "GB", ""),
        pieces: 2,
        weight_kg: 18.5,
        value: "640.00",
        message: "Retour van de sensoren uit levering 4471. Oliver Grant weet ervan.",
        ..PLAIN
    },
];
