//! Tests of embedded files: compressed variants, content types, conditional requests and cache headers.

use super::*;
use axum::{body::Body, http::Method};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

const SITE: super::super::site::Files = &[
    ("favicon.svg", b"<svg/>"),
    ("manifest.webmanifest", b"{}"),
    ("pkg/esecure.css", b"styles"),
    ("pkg/esecure.css.br", b"styles, br"),
    ("pkg/esecure.js", b"script"),
    ("pkg/esecure.js.br", b"script, br"),
    ("pkg/esecure.js.gz", b"script, gzip"),
    ("pkg/esecure_bg.wasm", b"\0asm"),
    ("pkg/snippets/a-1/inline0.js", b"snippet"),
];

/// Requests a file with the given headers; returns the response and its body.
async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> (Response, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = routes::<()>(&Site::Embedded(SITE)).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (Response::from_parts(parts, Body::empty()), String::from_utf8_lossy(&bytes).into_owned())
}

async fn get(path: &str, headers: &[(&str, &str)]) -> (Response, String) {
    ask(Method::GET, path, headers).await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn by_digest(name: &str) -> String {
    format!("/{}/{name}", Site::Embedded(SITE).pkg())
}

#[tokio::test]
async fn a_browser_gets_the_form_it_takes() {
    for (accept, encoding, text) in [
        ("", "", "script"),
        ("br", "br", "script, br"),
        ("gzip, deflate, br, zstd", "br", "script, br"),
        ("gzip", "gzip", "script, gzip"),
        ("GZIP;q=0.2, br;q=0", "gzip", "script, gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip", "script, gzip"),
        ("br;q=0, gzip;q=0", "", "script"),
        ("identity", "", "script"),
        ("identity, br;q=0.1", "", "script"),
        ("deflate, zstd", "", "script"),
        ("nonsense;q=x", "", "script"),
    ] {
        for path in ["/pkg/esecure.js".to_owned(), by_digest("esecure.js")] {
            let (response, body) = get(&path, &[("accept-encoding", accept)]).await;
            assert_eq!((header(&response, "content-encoding"), body.as_str()), (encoding, text), "{accept}");
            assert_eq!(header(&response, "content-length"), text.len().to_string(), "{accept}");
            assert_eq!(header(&response, "vary"), "accept-encoding", "{accept}");
            assert_eq!(header(&response, "content-type"), "text/javascript", "{accept}");
        }
    }
    let (response, body) = get("/pkg/esecure.css", &[("accept-encoding", "gzip, br;q=0.1")]).await;
    assert_eq!((header(&response, "content-encoding"), body.as_str()), ("br", "styles, br"), "the only other form");
}

#[tokio::test]
async fn types_are_right() {
    for (path, kind) in [
        ("/favicon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/pkg/esecure.css", "text/css"),
        ("/pkg/esecure_bg.wasm", "application/wasm"),
        ("/pkg/snippets/a-1/inline0.js", "text/javascript"),
    ] {
        assert_eq!(header(&get(path, &[]).await.0, "content-type"), kind, "{path}");
    }
}

#[tokio::test]
async fn what_stands_under_its_digest_is_kept_for_good_and_nothing_else() {
    for name in ["esecure.js", "esecure_bg.wasm", "snippets/a-1/inline0.js"] {
        let (response, _) = get(&by_digest(name), &[]).await;
        assert_eq!(response.status(), 200, "{name}");
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable", "{name}");
    }
    for path in ["/pkg/esecure.js", "/favicon.svg"] {
        assert_eq!(header(&get(path, &[]).await.0, "cache-control"), "no-cache", "{path}");
    }
    let unknown = [
        "/pkg/0123456789abcdef/esecure.js",
        "/pkg/nothing.js",
        "/pkg/",
        "/pkg/../pkg/esecure.js",
        "/pkg/%2e%2e/live.js",
    ];
    for path in unknown.map(str::to_owned).into_iter().chain([by_digest("nothing.js"), by_digest("")]) {
        let (response, body) = get(&path, &[]).await;
        assert_eq!((response.status(), body.as_str()), (StatusCode::NOT_FOUND, ""), "{path}");
        assert_eq!(header(&response, "cache-control"), "", "{path}: left to what stands around");
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let tag = |response: &Response| header(response, "etag").to_owned();
    let plain = tag(&get("/pkg/esecure.js", &[]).await.0);
    let packed = tag(&get("/pkg/esecure.js", &[("accept-encoding", "br")]).await.0);
    assert!(plain.starts_with('"') && packed.starts_with('"'), "strong: {plain} {packed}");
    assert_ne!(plain, packed, "two forms, two tags");
    assert_ne!(plain, tag(&get("/pkg/esecure_bg.wasm", &[]).await.0));
    for (condition, encoding, status) in [
        (plain.as_str(), "", 304),
        (packed.as_str(), "br", 304),
        (&format!("\"other\", W/{plain}"), "", 304),
        ("*", "", 304),
        (&packed, "", 200),
        (&plain, "br", 200),
        ("\"other\"", "", 200),
    ] {
        let (response, body) =
            get("/pkg/esecure.js", &[("if-none-match", condition), ("accept-encoding", encoding)]).await;
        assert_eq!(response.status(), status, "{condition} {encoding}");
        assert_eq!(body.is_empty(), status == 304);
        assert_eq!((header(&response, "cache-control"), header(&response, "vary")), ("no-cache", "accept-encoding"));
    }
    // The entity tag is derived from a fake modification time, which is neither sent nor compared.
    let late = "Fri, 31 Dec 2100 23:59:59 GMT";
    let (response, _) = get("/pkg/esecure.js", &[("if-modified-since", late)]).await;
    assert_eq!((response.status().as_u16(), header(&response, "last-modified")), (200, ""));
}

#[tokio::test]
async fn head_tells_all_but_the_file() {
    for path in ["/pkg/esecure.js".to_owned(), by_digest("esecure.js"), "/favicon.svg".to_owned()] {
        let accept = [("accept-encoding", "br, gzip")];
        let ((head, nothing), (get, body)) = (ask(Method::HEAD, &path, &accept).await, get(&path, &accept).await);
        assert_eq!((head.status(), nothing.as_str()), (StatusCode::OK, ""));
        assert_eq!(head.headers(), get.headers());
        assert_eq!(header(&head, "content-length"), body.len().to_string());
    }
    assert_eq!(ask(Method::POST, "/pkg/esecure.js", &[]).await.0.status(), 405);
}

/// During development the site is in a folder: files are looked up per request, and compressed on the fly.
#[tokio::test]
async fn a_folder_is_served_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    std::fs::write(folder.path().join("live.js"), "live").unwrap();
    let router = routes::<()>(&Site::Folder(folder.path().to_owned()));
    std::fs::write(folder.path().join("pkg/esecure_bg.wasm"), "module".repeat(100)).unwrap();
    std::fs::write(folder.path().join("later.txt"), "later").unwrap();
    for (path, status) in [("/live.js", 200), ("/pkg/esecure_bg.wasm", 200), ("/later.txt", 404), ("/pkg/a.js", 404)] {
        let request = Request::get(path).header("accept-encoding", "br").body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        if status == 200 {
            assert_eq!(header(&response, "cache-control"), "no-cache", "{path}");
        }
        if path.ends_with("wasm") {
            assert_eq!(header(&response, "content-type"), "application/wasm");
            assert_eq!(header(&response, "content-encoding"), "br");
        }
    }
}
