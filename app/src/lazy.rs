//! Lazy routes: pages whose code is a chunk of its own, loaded with the first visit.
//!
//! The packer (`frontend/pack`) splits the chunks off the client and names them `split_<chunk>.wasm`; code shared by
//! several of them is in `common.wasm`. On the server all pages are ordinary functions.

mod unavailable;

use crate::pages::users::page::UsersPage;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::LazyRoute;
use unavailable::Unavailable;

/// Defines each page as a [`LazyRoute`] over a named chunk. Written out instead of `#[lazy_route]`, whose client does not
/// survive a chunk that cannot be loaded, and whose file names change with the source.
macro_rules! lazy_routes {
    ($($path:pat => $route:ident, $page:ident in $chunk:ident;)+) => {
        $(
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    match $chunk::page().await {
                        Ok(page) => page,
                        Err(_) => {
                            let page = || -> unavailable::Page { Box::pin(async { $chunk::page().await.ok() }) };
                            view! { <Unavailable page/> }.into_any()
                        }
                    }
                }

                async fn preload() {
                    // On failure the view tries again, and reports it.
                    let _ = $chunk::preload().await;
                }
            }

            mod $chunk {
                use super::*;

                #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
                pub(super) fn page() -> Result<AnyView, SplitLoaderError> {
                    Ok($page().into_any())
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
    };
}

lazy_routes! {
    ["esecure", "users"] => UsersRoute, UsersPage in users;
}

/// Loads the code of the page at `path` before it is visited. A failure is reported by the visit, which tries again.
pub fn prefetch(path: &'static str) {
    if chunk(path).is_some() {
        leptos::task::spawn_local(async move {
            preload(path).await;
        });
    }
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
        for eager in ["/", "/esecure", "/esecure/queue", "/esecure/queue/req_1", "/esecure/users/usr_1", "/users"] {
            assert_eq!(chunk(eager), None, "{eager}");
        }
    }
}
