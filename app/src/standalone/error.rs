//! Error pages.

use super::{PageContext, document::page};
use crate::{AppError, routes};
use i18n::{common, plain as t};
use leptos::prelude::*;

/// Page for a missing or inaccessible URL (404).
pub fn not_found(reader: &PageContext) -> String {
    problem(reader, &AppError::NotFound)
}

/// Page for an invalid token: cut off, altered, or its holder was removed (404).
pub fn no_link(reader: &PageContext) -> String {
    let locale = reader.locale;
    let way_out = (routes::SIGN_IN.to_owned(), common::sign_in(locale).to_owned());
    plain(reader, t::no_link(locale), t::no_link_text(locale).to_owned(), Some(way_out))
}

/// Page for an expired link (410).
pub fn gone(reader: &PageContext) -> String {
    let locale = reader.locale;
    let way_out = (routes::SIGN_IN.to_owned(), common::sign_in(locale).to_owned());
    plain(reader, t::gone(locale), t::gone_text(locale).to_owned(), Some(way_out))
}

/// Page for any error; [`AppError::status`] gives its HTTP status.
pub fn problem(reader: &PageContext, error: &AppError) -> String {
    use common::error as e;
    let locale = reader.locale;
    let portal = || Some(("/".to_owned(), common::to_portal(locale, &reader.brand.portal)));
    let (title, text, way_out) = match error {
        AppError::Invalid(problems) => {
            let texts: Vec<&str> = problems.iter().map(|p| p.text.as_str()).collect();
            (e::invalid(locale), texts.join(" "), None)
        }
        AppError::SignedOut => (
            e::signed_out(locale),
            e::signed_out_text(locale).to_owned(),
            Some((routes::sign_in_again(""), common::sign_in(locale).to_owned())),
        ),
        AppError::Forbidden(why) => (e::forbidden(locale), why.clone(), portal()),
        AppError::NotFound => (e::not_found(locale), e::not_found_text(locale).to_owned(), portal()),
        AppError::Conflict(who) => (e::conflict(locale), who.clone(), None),
        AppError::OtherProfile(name) => (e::other_profile(locale), e::other_profile_text(locale, name), portal()),
        AppError::TooMany { seconds } => (e::too_many(locale), e::too_many_text(locale, seconds.div_ceil(60)), None),
        AppError::Unavailable => (e::unavailable(locale), e::unavailable_text(locale).to_owned(), None),
        AppError::Outdated => (e::outdated(locale), e::outdated_text(locale).to_owned(), None),
        AppError::Internal { id } => (e::internal(locale), e::internal_text(locale, id), None),
    };
    plain(reader, title, text, way_out)
}

fn plain(reader: &PageContext, title: &'static str, text: String, way_out: Option<(String, String)>) -> String {
    page(reader, title, "slip", || {
        view! {
            <section class="card"><div class="pad">
                <div><h1 tabindex="-1">{title}</h1><p class="muted">{text}</p></div>
                {way_out.map(|(href, words)| view! { <a class="btn big full" href=href>{words}</a> })}
            </div></section>
        }
    })
}
