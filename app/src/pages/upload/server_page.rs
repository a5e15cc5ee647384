//! *Upload* (R-3.3, section 4): server-rendered page around the client in `upload`.

use super::{PLACE, TOOLS};
use crate::{
    AppError,
    forms::account_page::{account_page, action_url},
    routes,
    ui::{Heading, locale},
};
use i18n::upload as t;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/esecure/upload`
#[component]
pub(crate) fn UploadPage() -> impl IntoView {
    let locale = locale();
    let page = account_page(
        move |_, _| async move { Ok::<_, AppError>(()) },
        move |(), account| {
            view! {
                <div class="head">
                    <div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div>
                    <div id=TOOLS></div>
                </div>
                <div id=PLACE data-account=account.id.to_string()>
                    <p class="muted">{t::loading(locale)}</p>
                    <p>{t::needs_script(locale)}" "<a href=action_url(routes::NEW_USER)>{t::add_one(locale)}</a></p>
                </div>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="upload">{page}</div> }
}
