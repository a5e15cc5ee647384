//! Router of the application.

use crate::{
    layout::{self, server_redirect::ServerRedirect},
    lazy::UsersRoute,
    pages::queue::page::QueuePage,
    ui::{LastVisitedPath, brand},
    wire::Resource,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// Root component: the signed-in viewer and the routes. Each page is rendered completely on the server, so that first
/// view and forms need no script. The type of all pages is erased here, so that it is compiled in this crate once and
/// not again in every dependent crate.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(LastVisitedPath::new());
    provide_context::<layout::Viewers>(Resource::new_with_options(|| (), |()| layout::get_viewer(), true));
    let product = brand().product;
    view! {
        <Title formatter=move |name: String| format!("{name} · {product}")/>
        <Router>
            <Routes fallback=ServerRedirect>
                <ParentRoute path=path!("esecure") view=layout::Frame ssr=SsrMode::Async>
                    <Route path=path!("queue/:id?") view=QueuePage ssr=SsrMode::Async/>
                    <Route path=path!("users") view={Lazy::<UsersRoute>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}
