//! Cases of mails about a profile's address, and about few or many addresses on the list.

use super::cases::{Case, Words, link, some, text};
use crate::mail::catalogue::*;
use app::{pages::request_status::dto::Contact, routes};

fn many(count: usize) -> impl Iterator<Item = Party> {
    (1..=count).map(|n| Party { name: None, email: format!("user{n}@lumen-lab.example") })
}

pub(super) fn cases(w: &Words, ilse: &Party, contacts: Vec<Contact>) -> Vec<Case> {
    let admin = Some("Marit de Vries");
    let (account, company) = (text("•••••8204"), text("Van der Meer Instrumenten B.V."));
    let list = link(routes::USERS);
    let case = |name, to, mail| Case { name, to, mail };
    let changed =
        |step| Mail::EmailChanged(EmailChanged { step, email: text("marit@vandermeer.example"), when: text(w.when) });
    let ends = |ends: Vec<(String, Party)>| {
        let (account, company, link) = (account.clone(), company.clone(), list.clone());
        Mail::ApprovalsEnd(ApprovalsEnd { account, company, ends, link })
    };
    let overruled = |addresses| {
        Mail::DecisionOverridden(DecisionOverridden {
            by: text("Pieter de Wit"),
            when: text(w.when),
            company: company.clone(),
            account: account.clone(),
            addresses,
            link: list.clone(),
        })
    };
    let one = |what, who: Party| OverriddenAddress { who, what, day: text(w.earlier) };
    let each = [
        OverridingDecision::Approved,
        OverridingDecision::Rejected,
        OverridingDecision::ApprovalCleared,
        OverridingDecision::RejectionCleared,
    ];
    vec![
        case(
            "confirm_email",
            None,
            Mail::ConfirmEmail(ConfirmEmail { link: link("/confirm-email/x0Pq7Ls2Vb9d"), valid_until: text(w.until) }),
        ),
        case("email_taken", Some("Pieter de Wit"), Mail::EmailTaken(EmailTaken { link: link(routes::SIGN_IN) })),
        case("email_change_asked", admin, changed(EmailChangeStep::Asked { link: link(routes::PROFILE) })),
        case("email_changed", admin, changed(EmailChangeStep::Done)),
        case(
            "password_changed",
            admin,
            Mail::PasswordChanged(PasswordChanged { when: text(w.when), link: link(routes::RESET_PASSWORD) }),
        ),
        case(
            "administrator_moved",
            admin,
            Mail::AdministratorMoved(AdministratorMoved {
                whom: Party { name: some("Pieter de Wit"), email: text("pieter@vandermeer.example") },
                before: text("p.dewit@vandermeer.example"),
                when: text(w.when),
                company: company.clone(),
                account: account.clone(),
                link: link(routes::ADMINISTRATORS),
            }),
        ),
        case(
            "approval_ends",
            Some("Ilse Brandt"),
            Mail::ApprovalEnds(ApprovalEnds {
                account: account.clone(),
                email: ilse.email.clone(),
                day: text(w.day),
                contacts: contacts.clone(),
            }),
        ),
        case(
            "expected_approved",
            Some("Ilse Brandt"),
            Mail::ExpectedApproved(ExpectedApproved {
                account: account.clone(),
                email: ilse.email.clone(),
                day: text(w.day),
                contacts: contacts.clone(),
            }),
        ),
        case(
            "expected_arrived",
            admin,
            Mail::ExpectedArrived(ExpectedArrived {
                account: account.clone(),
                company: company.clone(),
                who: ilse.clone(),
                day: text(w.day),
                reference: text("PO 88251"),
                link: link(routes::USERS),
            }),
        ),
        case("approvals_end", admin, ends(vec![(text(w.day), ilse.clone())])),
        case("approvals_end_many", admin, ends(many(23).map(|who| (text(w.day), who)).collect())),
        case("decision_overruled", admin, overruled(vec![one(OverridingDecision::Rejected, ilse.clone())])),
        case(
            "decision_overruled_many",
            admin,
            overruled(each.into_iter().cycle().zip(many(21)).map(|(what, who)| one(what, who)).collect()),
        ),
    ]
}
