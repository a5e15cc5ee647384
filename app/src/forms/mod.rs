//! Form pages: inside the portal's frame, rendered completely by the server on each request, without hydration. Forms
//! post to the page's own URL; the handlers in `server/src/http/forms` apply them and redirect, or render the page
//! again with the input and the errors ([`Posted`]).
//!
//! Pages that update live belong into `pages`.

mod account_page;
mod administrators;
mod domains;
pub mod enforcement;
mod journal;
mod new_user;
mod pager;
mod portal;
mod posted;
mod profile;
mod setup;
mod terms;
mod upload;
mod user;
mod why;

pub use journal::journal_query;
pub use pager::PART;
pub use posted::{DONE, Fields, PRESSED, Posted};

use crate::{
    pages::frame,
    shell::{Script, document},
    ui::{Visited, brand},
    wire::Resource,
};
use administrators::AdministratorsPage;
use domains::DomainsPage;
use enforcement::EnforcementPage;
use http::request::Parts;
use journal::JournalPage;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use new_user::NewUserPage;
use portal::PortalPage;
use profile::ProfilePage;
use setup::SetupPage;
use terms::TermsPage;
use upload::UploadPage;
use user::UserPage;
use why::WhyPage;

/// Routes of the form pages.
#[component]
pub fn Forms() -> impl IntoView {
    provide_meta_context();
    provide_context(Visited::new());
    provide_context::<frame::Viewers>(Resource::new_with_options(|| (), |()| frame::get_viewer(), true));
    let product = brand().product;
    view! {
        <Title formatter=move |name: String| format!("{name} · {product}")/>
        <Router>
            // The server has its own not-found page.
            <Routes fallback=|| ()>
                <ParentRoute path=path!("") view=frame::PortalFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=PortalPage ssr=SsrMode::Async/>
                    <Route path=path!("terms") view=TermsPage ssr=SsrMode::Async/>
                    <Route path=path!("profile") view=ProfilePage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("esecure") view=frame::Frame ssr=SsrMode::Async>
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
    let is_upload = use_context::<Parts>().is_some_and(|request| request.uri.path() == crate::upload::PATH);
    let script = if is_upload { Script::Upload } else { Script::None };
    document(&options, script, || view! { <Forms/> }.into_any())
}
