//! Test cases of every mail with realistic data, in the longest and the shortest form.

use super::ORIGIN;
use crate::mail::catalogue::*;
use app::{
    pages::{
        queue::request_dto::{Fact, ShipmentView},
        request_status::dto::Contact,
    },
    routes,
};
use esecure::Locale;

/// Mail with the name of its snapshot.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) to: Option<&'static str>,
    pub(super) mail: Mail,
}

/// Sample values that are localised before they reach the catalogue.
pub(super) struct Words {
    pub(super) when: &'static str,
    pub(super) until: &'static str,
    pub(super) day: &'static str,
    pub(super) earlier: &'static str,
    clock: &'static str,
    from: &'static str,
    to: &'static str,
    weight: &'static str,
    value: &'static str,
    message: &'static str,
    reason: &'static str,
}

fn words(locale: Locale) -> Words {
    match locale {
        Locale::Nl => Words {
            when: "maandag 23 november 2026 om 14.14 uur",
            until: "donderdag 26 november 2026 om 14.14 uur",
            day: "7 december 2026",
            earlier: "12 juni 2026",
            clock: "14.46 uur",
            from: "Rotterdam, Nederland",
            to: "Lyon, Frankrijk",
            weight: "4,2 kg",
            value: "€ 1.850",
            message: "Retourzending van de kalibratieset uit order PO-88213. Jonas vroeg ons uw nummer te gebruiken.",
            reason: "Deze retour loopt via ons magazijn in Delft. Vraag daar een label aan.",
        },
        Locale::En => Words {
            when: "Monday 23 November 2026 at 14:14",
            until: "Thursday 26 November 2026 at 14:14",
            day: "7 December 2026",
            earlier: "12 June 2026",
            clock: "14:46",
            from: "Rotterdam, Netherlands",
            to: "Lyon, France",
            weight: "4.2 kg",
            value: "€ 1,850",
            message: "Return of the calibration set from order PO-88213. Jonas asked us to send it on your number.",
            reason: "This return goes through our warehouse in Delft. Ask for a label there.",
        },
    }
}

pub(super) fn text(text: &str) -> String {
    text.to_owned()
}

pub(super) fn some(value: &str) -> Option<String> {
    Some(value.to_owned())
}

pub(super) fn link(path: &str) -> String {
    format!("{ORIGIN}{path}")
}

fn contacts() -> Vec<Contact> {
    vec![
        Contact {
            name: text("Marit de Vries"),
            email: text("m.devries@vandermeer.example"),
            phone: some("+31 15 555 01 14"),
        },
        Contact { name: text("Pieter de Wit"), email: text("p.dewit@vandermeer.example"), phone: None },
    ]
}

fn ilse() -> Party {
    Party { name: some("Ilse Brandt"), email: text("ilse.brandt@lumen-lab.example") }
}

fn approval(w: &Words) -> ApprovalRequest {
    ApprovalRequest {
        number: 1042,
        account: text("•••••8204"),
        company: text("Van der Meer Instrumenten B.V."),
        requester: ilse(),
        asked: text(w.when),
        application: text("MyDHL+"),
        shipment: ShipmentView {
            from: some(w.from),
            to: some(w.to),
            weight: some(w.weight),
            value: some(w.value),
            reference: some("PO-88213"),
            draft: true,
            ..ShipmentView::default()
        },
        facts: vec![
            Fact::Authenticated { application: text("MyDHL+") },
            Fact::Colleagues { count: 2, domain: text("lumen-lab.example") },
            Fact::NeverShipped,
        ],
        message: some(w.message),
        ahead: false,
        deciders: Deciders::ReaderAndOthers,
        link: link("/d/Zk4vT9q2mXw7"),
        expires: text(w.day),
    }
}

/// Builds an approval request with long values and with injection attempts by the requester.
fn hostile(w: &Words) -> ApprovalRequest {
    let mut mail = approval(w);
    mail.requester = Party {
        name: some("<b>Ilse</b>\r\nBcc: all@evil.example \u{202E}https://evil.example"),
        email: text("ilse-maria.brandt-van-den-heuvel+retouren@kalibratie.lumen-laboratorium.example"),
    };
    mail.company = text("Koninklijke Van der Meer & Zonen Instrumenten en Kalibratie Nederland B.V.");
    mail.shipment.from_company = some("Lumen Laboratorium für Messtechnik GmbH & Co. KG");
    mail.shipment.to_company = some("Établissements \"Dupont\" & Fils S.A.R.L.");
    mail.shipment.pieces = Some(12);
    mail.shipment.reference = some("PO-88213/2026/11/RETOUR/KALIBRATIE-0001-0002-0003-0004");
    mail.facts.push(Fact::NoColleagues { domain: text("kalibratie.lumen-laboratorium.example") });
    mail.message = Some(
        format!("{} Klik op https://evil.example/approve of www.evil.example.\n\n-- \neSecure ", w.message).repeat(5),
    );
    mail
}

fn minimal(w: &Words) -> ApprovalRequest {
    ApprovalRequest {
        requester: Party { name: None, ..ilse() },
        application: text("eMailship"),
        shipment: ShipmentView::default(),
        facts: Vec::new(),
        message: None,
        ..approval(w)
    }
}

/// Builds the request about Marit's own address, by the administrators who can decide about it.
fn own(w: &Words, deciders: Deciders) -> Mail {
    let requester = Party { name: some("Marit de Vries"), email: text("m.devries@vandermeer.example") };
    Mail::ApprovalRequest(Box::new(ApprovalRequest { requester, deciders, ..approval(w) }))
}

pub(super) fn cases(locale: Locale) -> Vec<Case> {
    let w = words(locale);
    let admin = Some("Marit de Vries");
    let shipper = Some("Ilse Brandt");
    let (account, company) = (text("•••••8204"), text("Van der Meer Instrumenten B.V."));
    let (email, application) = (ilse().email, text("MyDHL+"));
    let status = link("/r/b7Qw2nLs5Kd0");
    let switched = |switched, by: Option<&str>| {
        Mail::EnforcementSwitched(EnforcementSwitched {
            switched,
            by: by.map(str::to_owned),
            when: text(w.when),
            company: company.clone(),
            account: account.clone(),
            link: link(routes::ENFORCEMENT),
        })
    };
    let changed = |change, by: Option<&str>| {
        Mail::AdministratorChanged(AdministratorChanged {
            change,
            whom: Party { name: some("Pieter de Wit"), email: text("p.dewit@vandermeer.example") },
            by: by.map(str::to_owned),
            when: text(w.when),
            company: company.clone(),
            account: account.clone(),
            link: link(routes::ADMINISTRATORS),
        })
    };
    let received = RequestReceived {
        number: 1042,
        account: account.clone(),
        asked: 3,
        ahead: false,
        application: application.clone(),
        reference: some("PO-88213"),
        link: status.clone(),
        contacts: contacts(),
    };
    let approved = RequestApproved {
        number: 1042,
        account: account.clone(),
        email: email.clone(),
        application: application.clone(),
        reference: some("PO-88213"),
        link: status.clone(),
        draft: some("https://portaal.example/shipments/drafts/81?a=1&b=2"),
        until: some(w.day),
        contacts: contacts(),
    };
    let rejected = RequestRejected {
        number: 1042,
        account: account.clone(),
        email: email.clone(),
        application: application.clone(),
        reference: some("PO-88213"),
        reason: some(w.reason),
        link: status.clone(),
        contacts: contacts(),
    };
    let closed = |why| {
        Mail::RequestClosed(RequestClosed {
            number: 1042,
            account: account.clone(),
            application: application.clone(),
            reference: some("PO-88213"),
            why,
            link: status.clone(),
        })
    };
    let password = CreatePassword {
        company: company.clone(),
        added_by: some("Marit de Vries"),
        several: false,
        link: link("/password/x0Pq7Ls2Vb9dRt4nWm"),
        valid_until: text(w.until),
    };
    let welcome =
        Welcome { company: company.clone(), account: account.clone(), enforced: false, link: link(routes::SETUP) };
    let pieter = Deciders::Others(vec![text("Pieter de Wit")]);
    let case = |name, to, mail| Case { name, to, mail };
    let mut all = vec![
        case("create_password", Some("Pieter de Wit"), Mail::CreatePassword(password.clone())),
        case(
            "create_password_several",
            Some("Pieter de Wit"),
            Mail::CreatePassword(CreatePassword { several: true, ..password.clone() }),
        ),
        case(
            "reset_password",
            Some("Pieter de Wit"),
            Mail::ResetPassword(ResetPassword {
                link: password.link.clone(),
                valid_until: password.valid_until.clone(),
            }),
        ),
        case("create_password_by_carrier", None, Mail::CreatePassword(CreatePassword { added_by: None, ..password })),
        case("welcome", admin, Mail::Welcome(welcome.clone())),
        case("welcome_enforced", admin, Mail::Welcome(Welcome { enforced: true, ..welcome })),
        case("approval_request", admin, Mail::ApprovalRequest(Box::new(approval(&w)))),
        case("approval_request_hostile", admin, Mail::ApprovalRequest(Box::new(hostile(&w)))),
        case("approval_request_minimal", None, Mail::ApprovalRequest(Box::new(minimal(&w)))),
        case(
            "approval_request_sole",
            admin,
            Mail::ApprovalRequest(Box::new(ApprovalRequest { deciders: Deciders::ReaderOnly, ..approval(&w) })),
        ),
        case("approval_request_own", admin, own(&w, pieter)),
        case("approval_request_own_sole", admin, own(&w, Deciders::Nobody { user: link("/esecure/users/usr_0VKG6S") })),
        case("request_received", shipper, Mail::RequestReceived(received.clone())),
        case(
            "request_received_minimal",
            None,
            Mail::RequestReceived(RequestReceived {
                ahead: false,
                asked: 1,
                reference: None,
                contacts: Vec::new(),
                ..received.clone()
            }),
        ),
        case("request_received_ahead", shipper, Mail::RequestReceived(RequestReceived { ahead: true, ..received })),
        case(
            "approval_request_ahead",
            admin,
            Mail::ApprovalRequest(Box::new(ApprovalRequest { ahead: true, ..minimal(&w) })),
        ),
        case("request_approved", shipper, Mail::RequestApproved(approved.clone())),
        case(
            "request_approved_minimal",
            None,
            Mail::RequestApproved(RequestApproved {
                reference: None,
                draft: None,
                until: None,
                contacts: Vec::new(),
                ..approved
            }),
        ),
        case("request_rejected", shipper, Mail::RequestRejected(rejected.clone())),
        case(
            "request_rejected_minimal",
            None,
            Mail::RequestRejected(RequestRejected { reference: None, reason: None, contacts: Vec::new(), ..rejected }),
        ),
        case(
            "standing_revoked",
            None,
            Mail::StandingRevoked(StandingRevoked {
                account: account.clone(),
                email: email.clone(),
                revoked: text(w.when),
                reason: some(w.reason),
                contacts: contacts(),
            }),
        ),
        case(
            "one_time_code",
            admin,
            Mail::OneTimeCode(OneTimeCode {
                code: text("482913"),
                number: 1042,
                account: account.clone(),
                company: company.clone(),
                requester: ilse(),
                valid_until: text(w.clock),
            }),
        ),
        case("enforcement_on", admin, switched(Switched::On, Some("Pieter de Wit"))),
        case("enforcement_on_as_set", admin, switched(Switched::OnAsSet, Some("Pieter de Wit"))),
        case("enforcement_off_kept", admin, switched(Switched::OffKept(3), Some("Pieter de Wit"))),
        case("enforcement_off_closed", admin, switched(Switched::OffClosed(1), Some("Pieter de Wit"))),
        case("enforcement_off_none", admin, switched(Switched::OffKept(0), None)),
        case("request_closed_switched_off", shipper, closed(WhyClosed::SwitchedOff)),
        case("request_closed_suspended", shipper, closed(WhyClosed::Suspended)),
        case("administrator_added", admin, changed(MembershipChange::Added, None)),
        case("administrator_removed", admin, changed(MembershipChange::Removed, Some("Joost van Dam"))),
        case(
            "request_digest",
            admin,
            Mail::RequestDigest(RequestDigest { waiting: 17, account, company, link: link(routes::QUEUE) }),
        ),
    ];
    all.extend(super::operator_cases::cases(&w));
    all.extend(super::users_cases::cases(&w, &ilse(), contacts()));
    all.extend(super::enforcement_cases::cases(&w, &ilse()));
    all
}
