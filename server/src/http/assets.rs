//! Routes of the client, the style sheets and the public files, with their cache headers.

use super::{embedded::EmbeddedFs, site::Site};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, map_response},
    response::Response,
};
use tower_http::{
    compression::CompressionLayer,
    services::fs::{Backend, DefaultServeDirFallback, ServeDir},
};

/// Serves `/pkg/…` and the public files by name, revalidated on each use; embedded files also under their digest,
/// cached for a year.
pub fn routes<S: Clone + Send + Sync + 'static>(site: &Site) -> Router<S> {
    match site {
        Site::Folder(root) => {
            let folder = ServeDir::new(root);
            by_name(site, folder, ServeDir::new(root.join("pkg"))).layer(CompressionLayer::new())
        }
        // Embedded files are compressed at build time, at a higher level than is affordable per request.
        Site::Embedded(files) => {
            let carried = EmbeddedFs::new(files);
            let folder = |path| ServeDir::with_backend(path, carried.clone()).precompressed_br().precompressed_gzip();
            let by_digest = Router::new()
                .nest_service(&format!("/{}", site.pkg()), folder("pkg"))
                .layer(map_response(async |response| kept(response, "public, max-age=31536000, immutable")));
            by_name(site, folder(""), folder("pkg")).merge(by_digest).layer(from_fn(without_dates))
        }
    }
}

fn by_name<S, B>(
    site: &Site,
    folder: ServeDir<DefaultServeDirFallback, B>,
    pkg: ServeDir<DefaultServeDirFallback, B>,
) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    B: Backend,
{
    let public = site.public_files().into_iter().filter(|name| !name.contains(['{', '}']));
    public
        .fold(Router::new().nest_service("/pkg", pkg), |router, name| {
            router.route_service(&format!("/{name}"), folder.clone())
        })
        .layer(map_response(async |response| kept(response, "no-cache")))
}

/// Sets `Cache-Control` on found files only, so that a missing file is not cached.
fn kept(mut response: Response, control: &'static str) -> Response {
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    }
    response
}

/// Removes modification dates, because those of embedded files are fake (see `embedded::FileMetadata`). Also sets `Vary`, which
/// a 304 needs as well.
async fn without_dates(mut request: Request, next: Next) -> Response {
    for date in [header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE] {
        request.headers_mut().remove(date);
    }
    let mut response = next.run(request).await;
    response.headers_mut().remove(header::LAST_MODIFIED);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

#[cfg(test)]
mod tests;
