//! Open request: with its two buttons, behind a sign-in, or without buttons for the administrator's own.

use super::{
    evidence,
    page::{address, page_profile},
};
use crate::{
    pages::{queue::request_dto::RequestView, users::dto::Choice},
    routes,
    standalone::{PageContext, document::page},
    ui::{Glyph, Icon, Notice, Tone},
};
use esecure::id::ProfileId;
use i18n::{common, decide as t};
use leptos::prelude::*;

/// Evidence, then the buttons. Reject opens the reasons by GET; only Approve posts.
pub(super) fn decision_form(
    reader: &PageContext,
    token: &str,
    request: &RequestView,
    profile: Option<&ProfileId>,
) -> String {
    let locale = reader.locale;
    let consequence =
        if profile.is_some() { t::at_once(locale, request.who()) } else { t::code_next(locale).to_owned() };
    page(reader, &t::title(locale, request.who()), "slip asking", || {
        view! {
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

/// The administrator's own request: evidence without buttons.
pub(super) fn own(reader: &PageContext, request: &RequestView) -> String {
    let locale = reader.locale;
    page(reader, &t::title(locale, request.who()), "slip", || {
        view! {
            <Notice is=Tone::None icon=Glyph::Lock title=t::own(locale)><p>{t::own_text(locale)}</p></Notice>
            {evidence::who(t::wants(locale, &request.company), request)}
            {evidence::facts(request, locale)}
            {evidence::waybill(request, locale)}
            {evidence::message(request, locale)}
        }
    })
}
