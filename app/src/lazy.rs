//! Lazy routes: pages whose code is a chunk of its own, loaded with the first visit.
//!
//! The packer (`frontend/pack`) splits the chunks off the client and names them `split_<chunk>.wasm`; code shared by
//! several of them is in `common.wasm`. On the server all pages are ordinary functions.

mod patience;
mod pending;

#[cfg(feature = "hydrate")]
use crate::layout::{
    PageUrl, address_bar,
    prefetch::{is_prefetched, prefetch},
};
use crate::pages::{
    administrators::page::AdministratorsPage,
    domains::page::DomainsPage,
    enforcement::page::EnforcementPage,
    expected::page::ExpectedPage,
    explain::page::ExplainPage,
    journal::page::JournalPage,
    portal::page::PortalPage,
    profile::page::ProfilePage,
    setup::page::SetupPage,
    terms::page::TermsPage,
    upload::page::UploadPage,
    users::{detail::UserPage, new_user::NewUserPage, page::UsersPage},
};
#[cfg(feature = "hydrate")]
use crate::ui::ROUTER_LINK;
use futures::FutureExt;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::LazyRoute;
use pending::Pending;

/// Defines each page as a [`LazyRoute`] over a named chunk. Written out instead of `#[lazy_route]`, whose client does not
/// survive a chunk that cannot be loaded, and whose file names change with the source.
macro_rules! lazy_routes {
    ($($path:pat => $route:ident, $page:ident in $chunk:ident $(, $fetch:path)?;)+) => {
        $(
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    match $chunk::page().now_or_never() {
                        Some(Ok(page)) => page,
                        _ => {
                            let page = || -> pending::Page { Box::pin(async { $chunk::page().await.ok() }) };
                            view! { <Pending page/> }.into_any()
                        }
                    }
                }

                async fn preload() {
                    // On failure the view tries again, and reports it.
                    patience::wait_briefly(async { drop($chunk::preload().await) }).await;
                }
            }

            mod $chunk {
                use super::*;

                #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
                pub(super) fn page() -> Result<AnyView, SplitLoaderError> {
                    Ok($page().into_any())
                }

                /// Fetches the data of the page before it is visited.
                #[cfg(feature = "hydrate")]
                #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
                pub(super) fn prefetch_data(href: String, url: PageUrl) -> Result<(), SplitLoaderError> {
                    // Pages without data need neither.
                    let _ = (&href, &url);
                    $(prefetch(href, $fetch(url));)?
                    Ok(())
                }
            }
        )+

        /// Returns the name of the chunk with the page at `path`; `None` if the page is no lazy route.
        pub fn chunk(path: &str) -> Option<&'static str> {
            match segments(path)[..] {
                $($path => Some(stringify!($chunk)),)+
                _ => None,
            }
        }

        /// Loads the code of the page at `path`. Returns false if it cannot be loaded.
        pub async fn preload(path: &str) -> bool {
            match segments(path)[..] {
                $($path => $chunk::preload().await.is_ok(),)+
                _ => true,
            }
        }

        /// Fetches the data of the page at `path` before it is visited.
        #[cfg(feature = "hydrate")]
        async fn prefetch_data(path: &str, href: String, url: PageUrl) {
            match segments(path)[..] {
                // A failure is reported by the visit, which tries again.
                $($path => drop($chunk::prefetch_data(href, url).await),)+
                _ => {}
            }
        }
    };
}

lazy_routes! {
    [] => PortalRoute, PortalPage in portal;
    ["terms"] => TermsRoute, TermsPage in terms;
    ["profile"] => ProfileRoute, ProfilePage in profile, crate::pages::profile::page::fetch;
    ["esecure"] => SetupRoute, SetupPage in setup, crate::pages::setup::page::fetch;
    ["esecure", "users"] => UsersRoute, UsersPage in users, crate::pages::users::page::fetch;
    ["esecure", "users", "new"] => NewUserRoute, NewUserPage in new_user, crate::pages::users::new_user::fetch;
    ["esecure", "users", _] => UserRoute, UserPage in user, crate::pages::users::detail::fetch;
    ["esecure", "domains"] => DomainsRoute, DomainsPage in domains, crate::pages::domains::page::fetch;
    ["esecure", "upload"] => UploadRoute, UploadPage in upload, crate::pages::upload::page::fetch;
    ["esecure", "expected"] => ExpectedRoute, ExpectedPage in expected, crate::pages::expected::page::fetch;
    ["esecure", "why"] => ExplainRoute, ExplainPage in explain, crate::pages::explain::page::fetch;
    ["esecure", "enforcement"] => EnforcementRoute, EnforcementPage in enforcement, crate::pages::enforcement::page::fetch;
    ["esecure", "administrators"] => AdministratorsRoute, AdministratorsPage in administrators, crate::pages::administrators::page::fetch;
    ["esecure", "journal"] => JournalRoute, JournalPage in journal, crate::pages::journal::page::fetch;
}

/// Parses and judges an uploaded file by the code in the chunk of that page; `None` if the chunk cannot be loaded. For
/// benchmarks.
#[cfg(feature = "hydrate")]
pub async fn judge(bytes: Vec<u8>) -> Option<Vec<u32>> {
    judge_in_chunk(bytes).await.ok()
}

#[cfg(feature = "hydrate")]
#[wasm_split(upload, wasm_split_path = leptos::wasm_split, fallible)]
fn judge_in_chunk(bytes: Vec<u8>) -> Result<Vec<u32>, SplitLoaderError> {
    Ok(crate::pages::upload::judge_at_once(&bytes))
}

/// Loads the code and the data of a page when the pointer or the focus reaches a link to it. Call once, in the browser.
#[cfg(feature = "hydrate")]
pub fn prefetch_linked_pages() {
    use leptos::{
        ev,
        wasm_bindgen::JsCast,
        web_sys::{Element, Event, HtmlAnchorElement},
    };

    let prefetch = |event: &Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest(ROUTER_LINK).ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let (path, query) = (link.pathname(), link.search());
        let href = format!("{path}{query}");
        let is_own = link.host() == window().location().host().unwrap_or_default();
        if !is_own || chunk(&path).is_none() || is_prefetched(&href) || address_bar() == href {
            return;
        }
        leptos::task::spawn_local(async move {
            if preload(&path).await {
                let url = PageUrl::of_link(&path, &query);
                prefetch_data(&path, href, url).await;
            }
        });
    };
    window_event_listener(ev::pointerover, move |event| prefetch(&event));
    window_event_listener(ev::focusin, move |event| prefetch(&event));
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::chunk;

    #[test]
    fn chunk_is_named_by_the_path_of_its_page() {
        assert_eq!(chunk("/esecure/users"), Some("users"));
        assert_eq!(chunk("/esecure/users/"), Some("users"));
        assert_eq!(chunk("/"), Some("portal"));
        assert_eq!(chunk("/esecure/users/new"), Some("new_user"));
        assert_eq!(chunk("/esecure/users/usr_1"), Some("user"));
        for eager in ["/esecure/queue", "/esecure/queue/req_1", "/users", "/sign-in"] {
            assert_eq!(chunk(eager), None, "{eager}");
        }
    }
}
