//! The built client, the style sheets and the public files.

use super::Site;
use axum::Router;
use tower_http::services::{ServeDir, ServeFile};

/// `/pkg/…` and the public files by name.
pub fn routes<S: Clone + Send + Sync + 'static>(site: &Site) -> Router<S> {
    let mut router = Router::new().nest_service("/pkg", ServeDir::new(site.0.join("pkg")));
    for file in public_files(site) {
        router = router.route_service(&format!("/{file}"), ServeFile::new(site.0.join(&file)));
    }
    router
}

/// The public files that lie beside the client. Only what is there when the server starts is served: nothing that somebody
/// puts there later, and no path that reaches elsewhere.
fn public_files(site: &Site) -> Vec<String> {
    let entries = std::fs::read_dir(&site.0).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.contains(['{', '}']))
        .collect()
}
