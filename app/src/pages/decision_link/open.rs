//! Open request: with its two buttons, behind a sign-in, or without buttons for the administrator's own.

use super::{
    dto::LinkNotice,
    evidence,
    page::{address, page_profile},
};
use crate::{
    pages::{queue::request_dto::RequestView, users::dto::Choice},
    routes,
    standalone::{PageContext, document::page},
    ui::{Glyph, Icon, Notice, Tone},
};
use esecure::{Locale, id::ProfileId};
use i18n::{common, decide as t};
use leptos::prelude::*;

/// Evidence, then the buttons. Reject opens the reasons by GET; only Approve posts.
pub(super) fn decision_form(
    reader: &PageContext,
    token: &str,
    request: &RequestView,
    result: Option<&LinkNotice>,
    profile: Option<&ProfileId>,
) -> String {
    let locale = reader.locale;
    let consequence =
        if profile.is_some() { t::at_once(locale, request.who()) } else { t::code_next(locale).to_owned() };
    page(reader, &t::title(locale, request.who()), "slip asking", || {
        view! {
            {result.map(|result| notice(result, request, locale))}
            {evidence::who(t::wants(locale, &request.company), request)}
            {evidence::facts(request, locale)}
            {evidence::waybill(request, locale)}
            {evidence::message(request, locale)}
            <form id="reasons" method="get" action=address(token)></form>
            <form class="act" method="post" action=address(token)>
                <input type="hidden" name="step" value="press"/>
                {page_profile(profile)}
                <div class="pair">
                    <button class="btn big danger" form="reasons" name="choice" value=Choice::Reject.code()>
                        <Icon of=Glyph::Rejected/>{common::reject(locale)}
                    </button>
                    <button class="btn big primary" name="choice" value=Choice::Approve.code() aria-describedby="consequence">
                        <Icon of=Glyph::Approved/>{common::approve(locale)}
                    </button>
                </div>
                <p class="muted" id="consequence">{consequence}</p>
            </form>
        }
    })
}

/// Page for an administrator who decides only when signed in: evidence, then a sign-in link that returns to the chosen
/// action. No reason is collected before, since the redirect would lose it.
pub(super) fn sign_in(reader: &PageContext, token: &str, request: &RequestView, choice: Option<Choice>) -> String {
    let locale = reader.locale;
    let here = match choice {
        Some(choice) => format!("{}?choice={}", address(token), choice.code()),
        None => address(token),
    };
    page(reader, &t::title(locale, request.who()), "slip asking", || {
        view! {
            {evidence::who(t::wants(locale, &request.company), request)}
            {evidence::facts(request, locale)}
            {evidence::waybill(request, locale)}
            {evidence::message(request, locale)}
            <div class="act">
                <a class="btn big primary full" href=routes::sign_in_again(&here) aria-describedby="consequence">{t::with_password(locale)}</a>
                <p class="muted" id="consequence">{t::sign_in_only(locale)}" "{t::nothing_yet(locale)}</p>
            </div>
        }
    })
}

/// Result of the last submit.
pub(super) fn notice(result: &LinkNotice, request: &RequestView, locale: Locale) -> impl IntoView + use<> {
    let (title, text, refusal) = match result {
        LinkNotice::Undone { bookings } => {
            let booked = match bookings.len() as u64 {
                0 => t::undone_nothing(locale).to_owned(),
                n => t::UndoneBooked { n, list: bookings.join(", ") }.text(locale),
            };
            (t::undone(locale), format!("{} {booked}", t::undone_text(locale, request.who())), false)
        }
        LinkNotice::UndoRefused(why) => (t::not_undone(locale), why.clone(), true),
    };
    let icon = if refusal { Glyph::Alert } else { Glyph::Undo };
    view! { <Notice is=Tone::None icon title refusal><p>{text}</p></Notice> }
}

/// The administrator's own request: evidence without buttons, and who decides. A sole administrator is led to the
/// list, the one way that is open.
pub(super) fn own(reader: &PageContext, request: &RequestView, deciders: &[String], user: &str) -> String {
    let locale = reader.locale;
    let text = match deciders.len() as u64 {
        0 => t::own_sole(locale).to_owned(),
        n => t::OwnText { n, names: deciders.join(", ") }.text(locale),
    };
    let approve = deciders.is_empty().then(|| {
        view! { <a class="btn big full" href=user.to_owned()>{t::own_approve(locale)}</a> }
    });
    page(reader, &t::title(locale, request.who()), "slip", || {
        view! {
            <Notice is=Tone::None icon=Glyph::Lock title=t::own(locale)><p>{text}</p></Notice>
            {approve}
            {evidence::who(t::wants(locale, &request.company), request)}
            {evidence::facts(request, locale)}
            {evidence::waybill(request, locale)}
            {evidence::message(request, locale)}
        }
    })
}
