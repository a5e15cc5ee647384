//! Voorbeeld B.V.: not enforced yet; 14 of its 212 addresses would be blocked.

use super::{
    Ago, DUTCH, Seeding,
    history::{self, SeededRng, Shipper},
    people::ANNA,
};
use crate::{
    error::Result,
    store::{entity::application, users},
};
use app::pages::{
    administrators::dto::AdministratorForm,
    domains::dto::DomainForm,
    users::standing_dto::{UserAction, UserActionInput},
};
use esecure::{Locale, id::UserId, person::Administrator, policy::DomainList};

const COMPANY_DOMAIN: &str = "voorbeeld.example";
/// Positions of the addresses without a decision, and of the rejected ones.
const UNDECIDED: [usize; 11] = [2, 23, 41, 58, 77, 96, 113, 131, 150, 173, 190];
const REJECTED: [usize; 3] = [31, 104, 167];
/// Number of addresses whose approval ends in a few days.
const ENDING: usize = 3;
/// Number of shipments of the last day.
const RECENT: usize = 36;

/// Fills the account; the first administrator signs in with `password`.
pub(super) async fn fill(seeding: &Seeding, applications: &[application::Model; 2], password: &str) -> Result<()> {
    seeding.set_clock(Ago::Day(41, 8, 12));
    seeding.activate(DUTCH, "Voorbeeld B.V.", &ANNA, Locale::Nl, "Europe/Amsterdam").await?;
    seeding.set_clock(Ago::Day(41, 8, 40));
    let anna = seeding.administrator(&ANNA, password).await?;
    let shippers = history::shippers()?;
    let mut dice = SeededRng(20_261_123);
    seeding.set_clock(Ago::Day(40, 9, 5));
    let later = seeding.import(seeding.past_uses(DUTCH, &shippers, &mut dice)).await?;
    decide(seeding, &anna, &shippers).await?;
    seeding.set_clock(Ago::Day(2, 7, 0));
    seeding.services.notify_expiring_approvals().await?;
    // One more administrator is invited, and has not come in yet.
    seeding.set_clock(Ago::Day(1, 10, 15));
    let bram = AdministratorForm { email: "bram@voorbeeld.example".to_owned(), name: "Bram Visser".to_owned() };
    seeding.services.name_administrator(&anna, bram).await?;
    seeding.set_clock(Ago::Minutes(0));
    seeding.import(later).await?;
    ship(seeding, applications, &shippers).await
}

/// Approves most addresses, those of the company by its domain, in several sittings; rejects some, and leaves some
/// undecided, so that the rehearsal has something to show.
async fn decide(seeding: &Seeding, anna: &Administrator, shippers: &[Shipper]) -> Result<()> {
    seeding.set_clock(Ago::Day(39, 8, 30));
    let list = DomainList::Authorised;
    let form = DomainForm { list, domain: COMPANY_DOMAIN.to_owned(), with_subdomains: false };
    seeding.services.add_domain(anna, form).await?;
    let (mut approved, mut rejected) = (Vec::new(), Vec::new());
    for (n, shipper) in shippers.iter().enumerate() {
        let known = users::by_email(&seeding.services.db, anna.account(), &shipper.email).await?;
        let Some(user) = known.map(|row| row.id) else { continue };
        if REJECTED.contains(&n) {
            rejected.push(user);
        } else if !UNDECIDED.contains(&n) && shipper.email.domain().as_str() != COMPANY_DOMAIN {
            approved.push(user);
        }
    }
    let ending = approved.split_off(approved.len().saturating_sub(ENDING));
    let last = approved.split_off(approved.len().min(150));
    let second = approved.split_off(approved.len().min(90));
    let reject = |note: &str| UserActionInput {
        choice: UserAction::Reject,
        note: note.to_owned(),
        ..UserActionInput::default()
    };
    let until_fair = UserActionInput {
        until: seeding.day_ahead(4),
        note: "Tot het einde van de beurs".to_owned(),
        ..UserActionInput::default()
    };
    let later_rejected = rejected.split_off(rejected.len().min(1));
    let sittings: [(Ago, Vec<UserId>, UserActionInput); 6] = [
        (Ago::Day(38, 9, 15), approved, UserActionInput::default()),
        (Ago::Day(31, 13, 5), second, UserActionInput::default()),
        (Ago::Day(31, 13, 20), rejected, reject("Niet bekend bij Inkoop")),
        (Ago::Day(17, 8, 10), last, UserActionInput::default()),
        (Ago::Day(16, 14, 45), later_rejected, reject("")),
        (Ago::Day(3, 10, 40), ending, until_fair),
    ];
    for (ago, users, input) in sittings {
        seeding.set_clock(ago);
        seeding.services.change_standings(anna, users, input).await?;
    }
    Ok(())
}

/// Ships on the last day, so that the latest users of the list have names.
async fn ship(seeding: &Seeding, applications: &[application::Model; 2], shippers: &[Shipper]) -> Result<()> {
    for (n, minutes) in (0..RECENT).zip((0..).map(|n| 1600 - 44 * n)) {
        // Steps through the list without meeting an address twice.
        let shipper = &shippers[(3 + 7 * n) % shippers.len()];
        seeding.set_clock(Ago::Minutes(minutes));
        let application = &applications[usize::from(n % 4 == 3)];
        seeding.ship(DUTCH, application, shipper, Locale::Nl, format!("O-{}", 71_400 + n)).await?;
    }
    Ok(())
}
