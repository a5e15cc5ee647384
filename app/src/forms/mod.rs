//! Form pages: inside the portal's frame, rendered completely by the server on each request, without hydration. Forms
//! post to the page's own URL; the handlers in `server/src/http/forms` apply them and redirect, or render the page
//! again with the input and the errors ([`Posted`]).
//!
//! Pages that update live belong into `pages`.

pub(crate) mod account_page;
pub(crate) mod posted;

pub use posted::{DONE, Fields, PRESSED, Posted};

use crate::{
    documents::{Script, document},
    layout,
    pages::{
        administrators::page::AdministratorsPage,
        domains::page::DomainsPage,
        enforcement::page::EnforcementPage,
        explain::page::WhyPage,
        journal::page::JournalPage,
        portal::page::PortalPage,
        profile::page::ProfilePage,
        setup::page::SetupPage,
        terms::page::TermsPage,
        upload::server_page::UploadPage,
        users::{detail::UserPage, new_user::NewUserPage},
    },
    ui::{LastVisitedPath, brand},
    wire::Resource,
};
use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// Routes of the form pages.
#[component]
pub fn Forms() -> impl IntoView {
    provide_meta_context();
    provide_context(LastVisitedPath::new());
    provide_context::<layout::Viewers>(Resource::new_with_options(|| (), |()| layout::get_viewer(), true));
    let product = brand().product;
    view! {
        <Title formatter=move |name: String| format!("{name} · {product}")/>
        <Router>
            // The server has its own not-found page.
            <Routes fallback=|| ()>
                <ParentRoute path=path!("") view=layout::PortalFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=PortalPage ssr=SsrMode::Async/>
                    <Route path=path!("terms") view=TermsPage ssr=SsrMode::Async/>
                    <Route path=path!("profile") view=ProfilePage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("esecure") view=layout::Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=SetupPage ssr=SsrMode::Async/>
                    <Route path=path!("enforcement") view=EnforcementPage ssr=SsrMode::Async/>
                    <Route path=path!("domains") view=DomainsPage ssr=SsrMode::Async/>
                    <Route path=path!("upload") view=UploadPage ssr=SsrMode::Async/>
                    <Route path=path!("users/new") view=NewUserPage ssr=SsrMode::Async/>
                    <Route path=path!("users/:id") view=UserPage ssr=SsrMode::Async/>
                    <Route path=path!("administrators") view=AdministratorsPage ssr=SsrMode::Async/>
                    <Route path=path!("why") view=WhyPage ssr=SsrMode::Async/>
                    <Route path=path!("journal") view=JournalPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

/// HTML document of the form pages. Only the upload page loads a client.
pub fn shell(options: LeptosOptions) -> AnyView {
    let is_upload = use_context::<Parts>().is_some_and(|request| request.uri.path() == crate::pages::upload::PATH);
    let script = if is_upload { Script::Upload } else { Script::None };
    document(&options, script, || view! { <Forms/> }.into_any())
}
