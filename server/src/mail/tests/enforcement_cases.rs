//! Cases of mails about an announced start of enforcement.

use super::cases::{Case, Words, link, text};
use crate::mail::catalogue::*;
use app::routes;

pub(super) fn cases(w: &Words, ilse: &Party) -> Vec<Case> {
    let admin = Some("Marit de Vries");
    let planned = |name, step, tells| Case {
        name,
        to: admin,
        mail: Mail::EnforcementPlanned(EnforcementPlanned {
            step,
            at: text(w.until),
            tells,
            by: text("Pieter de Wit"),
            company: text("Van der Meer Instrumenten B.V."),
            account: text("•••••8204"),
            link: link(routes::ENFORCEMENT),
        }),
    };
    let needed = |name, begun| Case {
        name,
        to: Some("Ilse Brandt"),
        mail: Mail::ApprovalNeeded(ApprovalNeeded {
            account: text("•••••8204"),
            email: ilse.email.clone(),
            from: text(w.until),
            begun,
            link: link("/a/Hq5xT2n8Ws0e"),
        }),
    };
    vec![
        planned("enforcement_planned", PlanStep::Set, true),
        planned("enforcement_planned_silently", PlanStep::Set, false),
        planned("enforcement_planned_changed", PlanStep::Changed { before: text(w.when) }, true),
        planned("enforcement_planned_called_off", PlanStep::CalledOff, true),
        needed("approval_needed", false),
        needed("approval_needed_begun", true),
    ]
}
