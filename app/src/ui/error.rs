//! Error messages for users: the state of their data, the next step, and the support number.

use super::{Notice, Tone};
use crate::{AppError, routes};
use esecure::Locale;
use i18n::common as t;
use leptos::prelude::*;

/// Shows the reason for refusing a page or a command.
#[component]
pub fn ErrorNotice(
    error: AppError,
    locale: Locale,
    /// URL of this page, for returning after sign-in.
    #[prop(optional, into)]
    here: String,
    /// Set if the whole page is missing: navigating away then loses no typed input.
    #[prop(optional)]
    page: bool,
) -> impl IntoView {
    let e = |text: &str| text.to_owned();
    let (is, title, text) = match &error {
        AppError::Invalid(problems) => {
            let text: Vec<&str> = problems.iter().map(|p| p.text.as_str()).collect();
            (Tone::Rejected, t::error::invalid(locale), text.join(" "))
        }
        AppError::SignedOut => (
            Tone::Pending,
            t::error::signed_out(locale),
            e(if page { t::error::signed_out_page(locale) } else { t::error::signed_out_text(locale) }),
        ),
        AppError::Forbidden(why) => (Tone::Rejected, t::error::forbidden(locale), e(why)),
        AppError::NotFound => (Tone::None, t::error::not_found(locale), e(t::error::not_found_text(locale))),
        AppError::Conflict(who) => (Tone::None, t::error::conflict(locale), e(who)),
        AppError::OtherProfile(name) => {
            (Tone::Pending, t::error::other_profile(locale), t::error::other_profile_text(locale, name))
        }
        AppError::TooMany { seconds } => {
            (Tone::Pending, t::error::too_many(locale), t::error::too_many_text(locale, seconds.div_ceil(60)))
        }
        AppError::Unavailable => (Tone::Pending, t::error::unavailable(locale), e(t::error::unavailable_text(locale))),
        AppError::Outdated => (Tone::Pending, t::error::outdated(locale), e(t::error::outdated_text(locale))),
        AppError::Internal { id } => (Tone::Rejected, t::error::internal(locale), t::error::internal_text(locale, id)),
    };
    let way_out = match error {
        // Opens in a new tab, so that typed input stays on this page.
        AppError::SignedOut => view! {
            <p class="btns">
                <a class="btn small" rel="external" target=(!page).then_some("_blank") href=routes::sign_in_again(&here)>{t::sign_in(locale)}</a>
            </p>
        }.into_any(),
        // An empty `href` is the URL of this page.
        AppError::OtherProfile(_) => reload_button(here, t::load_again(locale)),
        AppError::TooMany { .. } | AppError::Unavailable | AppError::Outdated | AppError::Internal { .. }
            if !here.is_empty() => reload_button(here, t::retry(locale)),
        _ => ().into_any(),
    };
    view! { <Notice is title refusal=true><p>{text}</p>{way_out}</Notice> }
}

fn reload_button(here: String, words: &'static str) -> AnyView {
    view! { <p class="btns"><a class="btn small" rel="external" href=here>{words}</a></p> }.into_any()
}
