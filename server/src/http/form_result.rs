//! Results of forms on standalone documents. Every POST answers 303, so that reload, Back and Forward never send a form
//! again. The page after it reads the result from a short-lived cookie of its own path, once, and deletes the cookie.
//! The cookie holds codes and typed text, never a password or a one-time code.

use app::AppError;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Name of the cookie with the result of a form.
const RESULT: &str = "esecure_form";
/// Name of the cookie with the proof that a one-time code was entered on the page.
const VERIFIED: &str = "esecure_verified";
/// Lifetime of both cookies, in seconds: that of a one-time code.
const SECONDS: u32 = 600;
/// Maximum length of a value: browsers refuse cookies of more than 4096 bytes with their attributes.
const LONGEST: usize = 3500;

/// Page with a form.
pub(super) struct FormPage<'a> {
    /// Path of the page, and of its cookies.
    path: &'a str,
    secure: bool,
}

impl<'a> FormPage<'a> {
    pub(super) const fn new(path: &'a str, secure: bool) -> Self {
        Self { path, secure }
    }

    /// Redirects to `to`, which reads the result. `None` if the typed text does not fit into a cookie: the caller then
    /// answers with the page itself, so that the text is not lost.
    pub(super) fn redirect<T: Serialize>(&self, to: &str, result: &T) -> Option<Response> {
        let value = encoded(result)?;
        let mut response = Redirect::to(to).into_response();
        self.append(&mut response, RESULT, value, SECONDS);
        Some(response)
    }

    /// Keeps a part of the result for the next load of the page.
    pub(super) fn keep<T: Serialize>(&self, response: &mut Response, result: &T) {
        if let Some(value) = encoded(result) {
            self.append(response, RESULT, value, SECONDS);
        }
    }

    /// Reads the result of the form.
    pub(super) fn result<T: DeserializeOwned>(&self, headers: &HeaderMap) -> Option<T> {
        let value = self.cookie(headers, RESULT)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }

    /// Deletes the result that the response shows.
    pub(super) fn consume(&self, headers: &HeaderMap, response: &mut Response) {
        if self.cookie(headers, RESULT).is_some() {
            self.append(response, RESULT, String::new(), 0);
        }
    }

    /// Keeps the proof that the one-time code was entered.
    pub(super) fn set_verified(&self, response: &mut Response, proof: String) {
        self.append(response, VERIFIED, proof, SECONDS);
    }

    /// Reads the proof that the one-time code was entered.
    pub(super) fn verified(&self, headers: &HeaderMap) -> Option<String> {
        self.cookie(headers, VERIFIED)
    }

    fn name(&self, name: &str) -> String {
        if self.secure { format!("__Secure-{name}") } else { name.to_owned() }
    }

    fn cookie(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(|line| Cookie::split_parse(line.to_owned())).flatten();
        cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    /// Appends a `Set-Cookie` header. A path that would end the attribute gets no cookie.
    fn append(&self, response: &mut Response, name: &str, value: String, seconds: u32) {
        if self.path.contains(';') {
            return;
        }
        let cookie = Cookie::build((self.name(name), value))
            .path(self.path.to_owned())
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.secure)
            .build();
        if let Ok(line) = HeaderValue::from_str(&format!("{cookie}; Max-Age={seconds}")) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
}

/// Encodes the value of the cookie; `None` if it is too long.
fn encoded<T: Serialize>(result: &T) -> Option<String> {
    let json = serde_json::to_vec(result).ok()?;
    Some(URL_SAFE_NO_PAD.encode(json)).filter(|value| value.len() <= LONGEST)
}

/// Returns true for an error that the next page shows. A failure of the server is answered at once: the same request can
/// succeed a moment later.
pub(super) fn is_refusal(error: &AppError) -> bool {
    error.status() < 500
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    /// Returns the request headers of a browser that got this response.
    fn sent_back(response: &Response) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            headers.append(header::COOKIE, HeaderValue::from_str(&pair).unwrap());
        }
        headers
    }

    #[test]
    fn result_is_read_back_and_only_by_its_page() {
        let page = FormPage::new("/d/tok", true);
        let response = page.redirect("/d/tok?choice=reject", &("é; ü", 7)).unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
        for part in ["__Secure-esecure_form=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/d/tok;", "Max-Age=600"] {
            assert!(line.contains(part), "{line} lacks {part}");
        }
        let headers = sent_back(&response);
        assert_eq!(page.result::<(String, i32)>(&headers), Some(("é; ü".to_owned(), 7)));
        assert_eq!(FormPage::new("/d/tok", false).result::<(String, i32)>(&headers), None);
        assert_eq!(page.result::<Vec<bool>>(&headers), None, "a cookie of another form");
    }

    #[test]
    fn result_is_deleted_once_shown() {
        let page = FormPage::new("/sign-in", false);
        let headers = sent_back(&page.redirect("/sign-in", &"x").unwrap());
        let mut response = StatusCode::OK.into_response();
        page.consume(&headers, &mut response);
        let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(line.starts_with("esecure_form=;") && line.contains("Max-Age=0"), "{line}");
        let mut response = StatusCode::OK.into_response();
        page.consume(&HeaderMap::new(), &mut response);
        assert!(response.headers().is_empty());
    }

    #[test]
    fn text_longer_than_a_cookie_is_not_cut() {
        let page = FormPage::new("/a/tok", false);
        assert!(page.redirect("/a/tok", &"a".repeat(2500)).is_some());
        assert!(page.redirect("/a/tok", &"a".repeat(3000)).is_none());
    }
}
