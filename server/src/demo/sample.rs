//! Sample Ltd: enforced since three months, with decided and open requests.

use super::{
    Ago, ENGLISH, Seeding, address,
    history::{SeededRng, Shipper},
    people::{EMMA, OLIVER},
    requests::{self, Attempt},
};
use crate::{
    error::{Result, ServiceError},
    services::requests::{ApprovalOptions, NewDecision},
    store::{entity::application, users},
};
use app::pages::{
    administrators::dto::AdministratorForm,
    domains::dto::DomainForm,
    enforcement::dto::{OpenRequests, SwitchForm},
    users::standing_dto::{UserAction, UserActionInput},
};
use esecure::{
    Locale, SingleLine,
    id::{RequestId, UserId},
    person::Administrator,
    policy::DomainList,
    request::{DecisionChannel, Reason},
};

const ZONE: &str = "Europe/London";

/// Addresses that shipped on the account before it was activated.
const KNOWN: [(&str, &str); 12] = [
    ("Charlotte Webb", "c.webb@sample.example"),
    ("Daniel Okafor", "d.okafor@sample.example"),
    ("Inge Peters", "inge.peters@vandermeer.example"),
    ("Ruben van der Meer", "ruben@vandermeer.example"),
    ("Julie Roux", "j.roux@lumen-lab.example"),
    ("Marc Petit", "m.petit@lumen-lab.example"),
    ("Hannah Price", "hannah.price@northgate.example"),
    ("Liam Byrne", "liam.byrne@northgate.example"),
    ("Aoife Nolan", "aoife.nolan@lambert-optics.example"),
    ("Jonas Weber", "j.weber@rheinwerk.example"),
    ("Claire Moreau", "claire.moreau@atelier-marques.example"),
    ("Piotr Zieliński", "p.zielinski@kalibratie.example"),
];
/// Number of the addresses at the start of [`KNOWN`] that authorised domains cover.
const COVERED: usize = 4;

/// The account's active administrators.
pub(super) struct Administrators {
    emma: Administrator,
    oliver: Administrator,
}

fn known() -> Result<Vec<Shipper>> {
    let shipper = |(name, email): &(&str, &str)| -> Result<Shipper> {
        Ok(Shipper { name: (*name).to_owned(), email: address(email)? })
    };
    KNOWN.iter().map(shipper).collect()
}

/// Sets the account up to the switch of enforcement.
pub(super) async fn begin(seeding: &Seeding, password: &str) -> Result<Administrators> {
    let services = &seeding.services;
    seeding.set_clock(Ago::Day(96, 9, 5));
    seeding.activate(ENGLISH, "Sample Ltd", &EMMA, Locale::En, ZONE).await?;
    seeding.set_clock(Ago::Day(96, 10, 20));
    let emma = seeding.administrator(&EMMA, password).await?;
    let form = AdministratorForm { email: OLIVER.email.to_owned(), name: OLIVER.name.to_owned() };
    services.name_administrator(&emma, form).await?;
    seeding.set_clock(Ago::Day(95, 8, 30));
    let oliver = seeding.administrator(&OLIVER, password).await?;
    let shippers = known()?;
    let mut dice = SeededRng(20_260_907);
    let later = seeding.import(seeding.past_uses(ENGLISH, &shippers, &mut dice)).await?;
    seeding.set_clock(Ago::Day(93, 13, 10));
    for domain in ["sample.example", "vandermeer.example"] {
        let form = DomainForm { list: DomainList::Authorised, domain: domain.to_owned(), with_subdomains: false };
        services.add_domain(&emma, form).await?;
    }
    seeding.set_clock(Ago::Day(92, 9, 40));
    let mut approved = Vec::new();
    for shipper in &shippers[COVERED..] {
        approved.push(user(seeding, &emma, shipper.email.original()).await?);
    }
    services.change_standings(&emma, approved, UserActionInput::default()).await?;
    seeding.set_clock(Ago::Day(90, 8, 30));
    let form = SwitchForm { on: true, password: password.to_owned(), open: OpenRequests::Keep };
    services.switch(&emma, form).await?;
    // Uses do not enter the journal, so the rest of the history may come from later days.
    seeding.set_clock(Ago::Minutes(0));
    seeding.import(later).await?;
    Ok(Administrators { emma, oliver })
}

/// Adds the requests and decisions since the switch.
pub(super) async fn fill(seeding: &Seeding, applications: &[application::Model; 2], by: &Administrators) -> Result<()> {
    let open_all = async |attempts: &[Attempt]| {
        for attempt in attempts {
            open(seeding, applications, attempt).await?;
        }
        Ok::<_, ServiceError>(())
    };
    decided(seeding, applications, by).await?;
    open_all(&requests::OPEN[..1]).await?;
    revoke(seeding, by).await?;
    open_all(&requests::OPEN[1..2]).await?;
    seeding.set_clock(Ago::Day(2, 8, 0));
    seeding.services.notify_expiring_approvals().await?;
    // One more administrator is invited, and has not come in yet.
    seeding.set_clock(Ago::Day(1, 9, 30));
    let nia = AdministratorForm { email: "nia.hughes@sample.example".to_owned(), name: "Nia Hughes".to_owned() };
    seeding.services.name_administrator(&by.emma, nia).await?;
    open_all(&requests::OPEN[2..6]).await?;
    undo_approval(seeding, by).await?;
    open_all(&requests::OPEN[6..]).await?;
    ship(seeding, applications).await
}

/// Decides older requests: in the queue, from a mail, on the list and by a domain.
async fn decided(seeding: &Seeding, applications: &[application::Model; 2], by: &Administrators) -> Result<()> {
    let services = &seeding.services;
    let id = open(seeding, applications, &requests::HUGO).await?;
    let approve = |channel, options| NewDecision::Approve { channel, options };
    seeding.advance_clock(11 * 60);
    let approval = approve(DecisionChannel::Mail, ApprovalOptions::default());
    services.decide_request(by.oliver.clone(), id, approval).await?;

    let id = open(seeding, applications, &requests::MARTA).await?;
    seeding.advance_clock(95 * 60);
    let reason = "We have no order with Baltic Parts on this number. Ask your contact at Sample for the order first.";
    let rejection =
        NewDecision::Reject { channel: DecisionChannel::Page, reason: Some(Reason::Other(reason.to_owned())) };
    services.decide_request(by.emma.clone(), id, rejection).await?;

    let id = open(seeding, applications, &requests::ELIF).await?;
    seeding.advance_clock(4 * 60);
    let options = ApprovalOptions {
        until: seeding.end_of_day_ahead(4, ZONE),
        note: SingleLine::clean("For the fair in Birmingham"),
    };
    services.decide_request(by.emma.clone(), id, approve(DecisionChannel::Page, options)).await?;

    open(seeding, applications, &requests::RICARDO).await?;
    seeding.advance_clock(3 * 3600);
    change(seeding, &by.oliver, requests::RICARDO.email, UserAction::Approve, "").await?;

    let id = open(seeding, applications, &requests::DAAN).await?;
    seeding.advance_clock(17 * 60);
    let rejection = NewDecision::Reject { channel: DecisionChannel::Mail, reason: Some(Reason::AskContact) };
    services.decide_request(by.oliver.clone(), id, rejection).await?;

    open(seeding, applications, &requests::GRETA).await?;
    seeding.advance_clock(40 * 60);
    let domain = "fjordlab.example".to_owned();
    let form = DomainForm { list: DomainList::Authorised, domain, with_subdomains: true };
    services.add_domain(&by.emma, form).await?;
    Ok(())
}

/// Withdraws an approval on the list, which mails the address.
async fn revoke(seeding: &Seeding, by: &Administrators) -> Result<()> {
    seeding.set_clock(Ago::Day(5, 15, 10));
    change(seeding, &by.emma, requests::HUGO.email, UserAction::Reject, "Left Transit9").await
}

/// Approves the waiting request of Priya, and undoes it within the ten seconds: its mail never leaves.
async fn undo_approval(seeding: &Seeding, by: &Administrators) -> Result<()> {
    seeding.set_clock(Ago::Minutes(41));
    let services = &seeding.services;
    let priya = requests::OPEN.iter().find(|attempt| attempt.email == requests::PRIYA);
    let Some(priya) = priya else { return Ok(()) };
    // Finds the open request, as a further attempt does.
    let checked = services.check(seeding.application(super::LABEL_STATION).await?, priya.check()?).await?;
    let Some((id, _)) = checked.request else { return Ok(()) };
    let approval = NewDecision::Approve { channel: DecisionChannel::Page, options: ApprovalOptions::default() };
    services.decide_request(by.oliver.clone(), id.clone(), approval).await?;
    seeding.advance_clock(6);
    services.undo(std::slice::from_ref(&by.oliver), id).await?;
    Ok(())
}

/// Lets the approved addresses ship in the past weeks.
async fn ship(seeding: &Seeding, applications: &[application::Model; 2]) -> Result<()> {
    for (n, shipper) in (0..).zip(&known()?) {
        seeding.set_clock(Ago::Day(1 + 3 * n, 8 + n % 7, 13 * n % 60));
        let application = &applications[usize::from(n % 3 == 1)];
        seeding.ship(ENGLISH, application, shipper, Locale::En, format!("S-{}", 40_100 + n)).await?;
    }
    for (n, attempt) in (0..).zip([&requests::ELIF, &requests::RICARDO, &requests::GRETA]) {
        seeding.set_clock(Ago::Day(2 + n, 11, 24));
        seeding.services.check(applications[0].clone(), attempt.check()?).await?;
    }
    Ok(())
}

/// Attempts a shipment at its time, and returns the request that it opens.
async fn open(seeding: &Seeding, applications: &[application::Model; 2], attempt: &Attempt) -> Result<RequestId> {
    seeding.set_clock(attempt.at);
    let application = applications[usize::from(!attempt.by_portal)].clone();
    let checked = seeding.services.check(application, attempt.check()?).await?;
    let missing = || ServiceError::Internal(format!("{} opened no request", attempt.email));
    checked.request.map(|(id, _)| id).ok_or_else(missing)
}

async fn user(seeding: &Seeding, by: &Administrator, email: &str) -> Result<UserId> {
    let found = users::by_email(&seeding.services.db, by.account(), &address(email)?).await?;
    found.map(|user| user.id).ok_or_else(|| ServiceError::Internal(format!("{email} never shipped")))
}

/// Decides an address on the list.
async fn change(seeding: &Seeding, by: &Administrator, email: &str, choice: UserAction, note: &str) -> Result<()> {
    let user = user(seeding, by, email).await?;
    let input = UserActionInput { choice, note: note.to_owned(), ..UserActionInput::default() };
    seeding.services.change_standings(by, vec![user], input).await?;
    Ok(())
}
