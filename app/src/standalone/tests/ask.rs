//! States of the page `/a/{token}`.

use super::fixtures::Typed;
use crate::{
    pages::enforcement::ask_ahead::{AheadOf, AskAhead, AskDraft, ask_ahead},
    standalone::PageContext,
};

/// Adds each state under its name.
pub(super) fn pages(typed: &Typed<'_>, reader: &PageContext, add: &mut impl FnMut(&str, String)) {
    let (account, email) = (|| "•••••8204".to_owned(), || typed.or("ilse.brandt@lumen-lab.example"));
    let of =
        || AheadOf { at: "Tuesday 1 December 2026 at 08:00".into(), place: "Amsterdam".into(), offset: "UTC+1".into() };
    let form = |ahead| AskAhead::Ask { token: "tok".into(), account: account(), email: email(), ahead };
    let draft = AskDraft {
        message: typed.or("For the fair & the lab"),
        problem: typed.or("Enter a message of at most 500 characters."),
    };
    add("ask", ask_ahead(reader, &form(Some(of())), None));
    add("ask-draft", ask_ahead(reader, &form(Some(of())), Some(&draft)));
    add("ask-now", ask_ahead(reader, &form(None), None));
    for (name, state) in [
        ("allowed", AskAhead::Allowed { account: account(), email: email() }),
        ("rejected", AskAhead::Rejected { account: account(), email: email() }),
        ("may-not-ask", AskAhead::MayNotAsk { account: account() }),
        ("off", AskAhead::Off { account: account() }),
        ("over", AskAhead::Over),
    ] {
        add(&format!("ask-{name}"), ask_ahead(reader, &state, None));
    }
}
