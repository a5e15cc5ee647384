//! States of the response to a form of another profile's page; passwords are not kept.

use super::fixtures::{Typed, reader};
use crate::{
    routes,
    standalone::{
        PageContext,
        other_profile::{Fields, Kept, other_profile},
    },
    ui::PAGE_PROFILE,
};
use esecure::Locale;

fn kept(fields: &[(&str, String)]) -> Kept {
    let fields: Fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Kept { action: "/d/tok_1".into(), fields }
}

/// Adds the states with and without kept input.
pub(super) fn pages(typed: &Typed<'_>, reader: &PageContext, add: &mut impl FnMut(&str, String)) {
    let name = typed.or("Bram Visser");
    let fields = [("note", typed.or("Weekly returns")), (PAGE_PROFILE, typed.or("prf_1"))];
    add("other-profile", other_profile(reader, &name, routes::NEW_USER, Some(kept(&fields))));
    add("other-profile-bare", other_profile(reader, &name, "/", None));
}

#[test]
fn other_profile_page_keeps_fields_except_passwords() {
    let fields = [("when", "now"), ("password", "geheim"), ("email_password", "geheim"), (PAGE_PROFILE, "prf_1")];
    let fields = fields.map(|(name, value)| (name, value.to_owned()));
    let html = other_profile(&reader(Locale::En), "Bram Visser", routes::SETUP, Some(kept(&fields)));
    assert!(
        html.contains(r#"name="when" value="now""#) && html.contains(r#"name="page_profile" value="prf_1""#),
        "{html}"
    );
    assert!(!html.contains("geheim"), "{html}");
    assert!(html.contains("Bram Visser has signed in since") && html.contains(r#"href="/esecure""#), "{html}");
    let nothing = other_profile(&reader(Locale::En), "Bram Visser", "/", Some(kept(&fields[3..])));
    assert!(!nothing.contains("<form"), "nothing was typed: {nothing}");
}
