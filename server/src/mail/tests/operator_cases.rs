//! Cases of mails to the operator.

use super::cases::{Case, Words, some, text};
use crate::mail::catalogue::*;

pub(super) fn cases(w: &Words) -> Vec<Case> {
    let case = |name, to, mail| Case { name, to, mail };
    let (account, company) = (text("•••••8204"), text("Van der Meer Instrumenten B.V."));
    let undelivered = MailFailed {
        id: text("mail_0VKG6S8S6DX1ZJ5S3M7QH2R4YT"),
        kind: MailKind::ApprovalRequest,
        to: text("m.devries@vandermeer.example"),
        answer: text("550 5.1.1 <m.devries@vandermeer.example> unknown, see https://evil.example/x"),
        others: 0,
    };
    vec![
        case(
            "own_address_approved",
            None,
            Mail::OwnAddressApproved(OwnAddressApproved {
                company,
                account,
                administrator: Party { name: some("Marit de Vries"), email: text("m.devries@vandermeer.example") },
                when: text(w.when),
            }),
        ),
        case("mail_failed", None, Mail::MailFailed(undelivered.clone())),
        case("mail_failed_again", None, Mail::MailFailed(MailFailed { others: 3, ..undelivered })),
        case("test_mail", None, Mail::TestMail(TestMail { host: text("portaal.example") })),
    ]
}
