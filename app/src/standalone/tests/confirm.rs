//! States of the page that confirms a new address.

use super::fixtures::Typed;
use crate::{
    pages::confirm_email::{ConfirmEmail, ConfirmForm, confirm_email},
    standalone::PageContext,
};

/// Adds each state under its name.
pub(super) fn pages(typed: &Typed<'_>, reader: &PageContext, add: &mut impl FnMut(&str, String)) {
    for (name, signed_in, problem) in [
        ("", false, None),
        ("-wrong", false, Some(typed.or("This is not your password. Try again."))),
        ("-signed-in", true, None),
    ] {
        let before = "m•••••@vandermeer.example".into();
        let form = ConfirmForm {
            token: "tok".into(),
            email: typed.or("m.devries@vandermeer.example"),
            before,
            signed_in,
            problem,
        };
        add(&format!("confirm{name}"), confirm_email(reader, &ConfirmEmail::Form(form)));
    }
    for signed_in in [true, false] {
        let state = ConfirmEmail::Done { email: typed.or("m.devries@vandermeer.example"), signed_in };
        add(&format!("confirm-done-{signed_in}"), confirm_email(reader, &state));
    }
    add("confirm-over", confirm_email(reader, &ConfirmEmail::Over));
}
