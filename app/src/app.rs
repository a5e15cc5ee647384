//! Router of the application.

#[cfg(feature = "hydrate")]
use crate::lazy;
use crate::{
    layout::{self, server_redirect::ServerRedirect},
    lazy::{
        AdministratorsRoute, DomainsRoute, EnforcementRoute, ExpectedRoute, ExplainRoute, JournalRoute, NewUserRoute,
        PortalRoute, ProfileRoute, SetupRoute, TermsRoute, UploadRoute, UserRoute, UsersRoute,
    },
    pages::queue::page::QueuePage,
    ui::{Flash, LastVisitedPath, brand, escape},
    wire::Resource,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// Root component: the signed-in viewer and the routes. Each page is rendered completely on the server, so that the first
/// view needs no script. The type of all pages is erased here, so that it is compiled in this crate once and not again in
/// every dependent crate.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(LastVisitedPath::new());
    Flash::provide();
    provide_context::<layout::Viewers>(Resource::new_with_options(|| (), |()| layout::get_viewer(), true));
    let product = brand().product;
    view! {
        <Title formatter=move |name: String| document_title(&name, &product)/>
        <Router>
            <BrowserListeners/>
            <Routes fallback=ServerRedirect>
                <ParentRoute path=path!("") view=layout::PortalFrame ssr=SsrMode::Async>
                    <Route path=path!("") view={Lazy::<PortalRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("terms") view={Lazy::<TermsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("profile") view={Lazy::<ProfileRoute>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("esecure") view=layout::Frame ssr=SsrMode::Async>
                    <Route path=path!("") view={Lazy::<SetupRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("queue/:id?") view=QueuePage ssr=SsrMode::Async/>
                    <Route path=path!("users") view={Lazy::<UsersRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("users/new") view={Lazy::<NewUserRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("users/:id") view={Lazy::<UserRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("domains") view={Lazy::<DomainsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("upload") view={Lazy::<UploadRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("expected") view={Lazy::<ExpectedRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("why") view={Lazy::<ExplainRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("enforcement") view={Lazy::<EnforcementRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("administrators") view={Lazy::<AdministratorsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("journal") view={Lazy::<JournalRoute>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

/// Title of the document. Escaped on the server, because leptos_meta writes it into the markup as it is.
fn document_title(page: &str, product: &str) -> String {
    let title = format!("{page} · {product}");
    if cfg!(feature = "ssr") { escape(&title) } else { title }
}

/// Starts the listeners that live as long as the document. Renders nothing.
#[component]
fn BrowserListeners() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        lazy::prefetch_linked_pages();
        layout::remember_pages();
    }
}
