//! Cookies of the session and of the remembered device.
//!
//! Over https they have the `__Host-` prefix and `Secure`. Over plain http, allowed on loopback only, they have
//! neither, since not every browser accepts those there. `SameSite=Lax`, because `Strict` would omit the session after
//! a click in webmail.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::borrow::Cow;

const SESSION: &str = "esecure_session";
const DEVICE: &str = "esecure_device";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// Session cookie: ends with the browser's session, or earlier on the server.
    Session,
    /// Remembered device: 30 days.
    Device,
}

/// Values of the cookies in a request.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    pub session: Option<String>,
    pub device: Option<String>,
}

fn name(kind: CookieKind, secure: bool) -> Cow<'static, str> {
    let plain = match kind {
        CookieKind::Session => SESSION,
        CookieKind::Device => DEVICE,
    };
    if secure { format!("__Host-{plain}").into() } else { plain.into() }
}

pub fn jar(headers: &HeaderMap, secure: bool) -> Jar {
    let (session, device) = (name(CookieKind::Session, secure), name(CookieKind::Device, secure));
    let mut jar = Jar::default();
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    for cookie in lines.flat_map(|line| Cookie::split_parse(line.to_owned())).flatten() {
        if cookie.name() == session {
            jar.session = Some(cookie.value().to_owned());
        } else if cookie.name() == device {
            jar.device = Some(cookie.value().to_owned());
        }
    }
    jar
}

/// Returns the `Set-Cookie` header that sets the cookie.
pub fn set(kind: CookieKind, token: &str, secure: bool) -> Option<HeaderValue> {
    write(base(kind, token.to_owned(), secure), kind, 30)
}

/// Returns the `Set-Cookie` header that deletes the cookie.
pub fn clear(kind: CookieKind, secure: bool) -> Option<HeaderValue> {
    write(base(kind, String::new(), secure), CookieKind::Device, 0)
}

fn base(kind: CookieKind, value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((name(kind, secure), value)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

fn write(mut cookie: Cookie<'static>, kind: CookieKind, days: u32) -> Option<HeaderValue> {
    let mut line = {
        cookie.set_path("/");
        cookie.to_string()
    };
    if kind == CookieKind::Device {
        line.push_str(&format!("; Max-Age={}", days * 86_400));
    }
    HeaderValue::from_str(&line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_prefix_and_secure_are_there() {
        let https = set(CookieKind::Session, "abc", true).unwrap();
        let https = https.to_str().unwrap();
        assert!(https.starts_with("__Host-esecure_session=abc;"), "{https}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(https.contains(part), "{https} lacks {part}");
        }
        assert!(!https.contains("Max-Age"));
        let http = set(CookieKind::Device, "abc", false).unwrap();
        let http = http.to_str().unwrap();
        assert!(http.starts_with("esecure_device=abc;") && http.contains("Max-Age=2592000"), "{http}");
        assert!(!http.contains("Secure"));
    }

    #[test]
    fn a_cookie_of_the_other_scheme_is_not_ours() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("esecure_session=a; __Host-esecure_device=b"));
        assert_eq!(jar(&headers, true).session, None);
        assert_eq!(jar(&headers, true).device.as_deref(), Some("b"));
        assert_eq!(jar(&headers, false).session.as_deref(), Some("a"));
    }
}
