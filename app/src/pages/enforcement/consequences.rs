//! Consequences of the switch, with their figures.

use super::dto::Enforcement;
use crate::ui::{Glyph, Icon, locale};
use i18n::enforcement as t;
use leptos::prelude::*;

#[component]
pub(super) fn Consequences(now: Enforcement) -> impl IntoView {
    let locale = locale();
    let mail = view! { <li><Icon of=Glyph::Mail/><span>{t::told(locale, now.administrators)}</span></li> };
    if now.account.enforced {
        return view! {
            <ul role="list" class="facts">
                <li class="warn"><Icon of=Glyph::Alert/><span>{t::everyone_ships(locale)}</span></li>
                <li class="warn"><Icon of=Glyph::Alert/><span>{t::rejected_too(locale)}</span></li>
                {mail}
            </ul>
        }
        .into_any();
    }
    let refused = now.addresses.saturating_sub(now.may_ship);
    let refusal = match (now.addresses, refused) {
        (0, _) => None,
        (_, 0) => Some(("for", Glyph::Approved, t::nobody_refused(locale).to_owned())),
        (_, n) => Some(("warn", Glyph::Alert, t::refused(locale, n))),
    };
    view! {
        <ul role="list" class="facts">
            {(now.may_ship > 0).then(|| view! {
                <li class="for"><Icon of=Glyph::Approved/><span>{t::keep_shipping(locale, now.may_ship)}</span></li>
            }.into_any())}
            {refusal.map(|(class, icon, text)| view! { <li class=class><Icon of=icon/><span>{text}</span></li> }.into_any())}
            <li><Icon of=Glyph::Inbox/><span>{t::unknown_ask(locale)}</span></li>
            {mail}
        </ul>
    }
    .into_any()
}
