//! A browser without JavaScript: follows mail links, submits forms and keeps cookies.

use super::{Mail, mailbox::path};
use app::{
    ui::{PAGE_PROFILE, PAGE_PROFILE_HEADER},
    wire,
};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use serde::de::DeserializeOwned;
use std::sync::Mutex;

/// A browser with its own cookies and language.
pub struct Browser {
    base: String,
    client: Client,
    /// Profile of the portal page that was opened last. Forms are posted as from that page.
    profile: Mutex<Option<String>>,
}

#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    /// Text of the body. An answer of a server function is binary, but its texts are readable here.
    pub body: String,
    /// Body as received.
    pub bytes: Vec<u8>,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
}

impl Page {
    /// Asserts that the page contains `words`, printing the page otherwise.
    pub fn assert_contains(&self, words: &str) -> &Self {
        assert!(self.body.contains(words), "{} does not contain {words:?}:\n{}", self.status, self.body);
        self
    }

    /// Returns the page without the markers that hydration needs between texts.
    pub fn without_markers(mut self) -> Self {
        self.body = self.body.replace("<!>", "");
        self
    }

    /// Decodes the answer of a server function: its result, or the error.
    #[track_caller]
    pub fn answer<T: DeserializeOwned>(&self) -> T {
        wire::answer(&self.bytes).unwrap_or_else(|error| panic!("{} with {:?}: {error}", self.status, self.body))
    }

    /// Reads the profile for which the page, or at least its buttons, was rendered.
    pub fn profile(&self) -> Option<String> {
        let of = |start: &str| self.body.split_once(start)?.1.split('"').next().map(str::to_owned);
        of("data-profile=\"").or_else(|| of(&format!("name=\"{PAGE_PROFILE}\" value=\"")))
    }

    /// Asserts that the page does not contain `words`.
    pub fn assert_lacks(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{} contains {words:?}:\n{}", self.status, self.body);
        self
    }

    async fn read(response: Response) -> Self {
        let headers = response.headers().clone();
        let location = headers.get("location").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, body: String::from_utf8_lossy(&bytes).into_owned(), bytes, location, headers }
    }
}

impl Browser {
    pub fn new(base: &str, language: &str) -> Self {
        Self::with(base, language, reqwest::header::HeaderMap::new())
    }

    /// Creates a browser or other HTTP client that sends these headers with every request.
    pub fn with(base: &str, language: &str, mut headers: reqwest::header::HeaderMap) -> Self {
        headers.insert("accept-language", language.parse().unwrap());
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).default_headers(headers).build();
        Self { base: base.to_owned(), client: client.unwrap(), profile: Mutex::default() }
    }

    /// Opens a path of the server or a mail link.
    pub async fn open(&self, link: &str) -> Page {
        let path = if link.starts_with('/') { link } else { path(link) };
        let page = Page::read(self.client.get(format!("{}{path}", self.base)).send().await.unwrap()).await;
        if page.body.contains("data-profile=") {
            *self.profile.lock().unwrap() = page.profile();
        }
        page
    }

    /// Opens an event stream.
    pub async fn open_event_stream(&self, path: &str) -> super::EventStream {
        let response = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        super::EventStream::new(response)
    }

    pub async fn head(&self, link: &str) -> u16 {
        self.client.head(format!("{}{}", self.base, path(link))).send().await.unwrap().status().as_u16()
    }

    /// Sends a request with any method and no body.
    pub async fn fetch(&self, method: &str, path: &str) -> Page {
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.base));
        Page::read(request.send().await.unwrap()).await
    }

    /// Builds a request with this browser's cookies, for tests that set headers and body.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("{}{path}", self.base))
    }

    /// Calls a server function with an encoded message, as from the portal page that was opened last.
    pub async fn call_function_from_page(&self, path: &str, message: Vec<u8>) -> Page {
        let mut request = self.request("POST", path).header("content-type", "application/x-postcard");
        if let Some(profile) = self.profile_of_page().await {
            request = request.header(PAGE_PROFILE_HEADER, profile);
        }
        self.read(request.body(message)).await
    }

    /// Returns the profile of the portal page that was opened last, opening one if needed; `None` without a session.
    pub async fn profile_of_page(&self) -> Option<String> {
        if self.profile.lock().unwrap().is_none() {
            self.open("/profile").await;
        }
        self.profile.lock().unwrap().clone()
    }

    /// Sends a request and reads the response.
    pub async fn read(&self, request: RequestBuilder) -> Page {
        Page::read(request.send().await.unwrap()).await
    }

    /// Posts a form to a server function, to a document, or to the page of a mail link, as from the portal page that was
    /// opened last.
    pub async fn submit(&self, link: &str, fields: &[(&str, &str)]) -> Page {
        let path = if link.starts_with('/') { link } else { path(link) };
        if path == "/sign-in" {
            *self.profile.lock().unwrap() = None;
        }
        let by_link = ["/d/", "/a/", "/create-password/", "/confirm-email/", "/sign-in", "/reset-password", "/api/"];
        if by_link.iter().any(|start| path.starts_with(start)) {
            return self.submit_as(path, fields, None).await;
        }
        let profile = self.profile_of_page().await;
        self.submit_as(path, fields, profile.as_deref()).await
    }

    /// Posts a form as from a page that was rendered for this profile, or for none. Follows the redirect to the same
    /// document, as a browser does; the page then has the cookies of both answers.
    pub async fn submit_as(&self, path: &str, fields: &[(&str, &str)], profile: Option<&str>) -> Page {
        let answer = self.post(path, fields, profile).await;
        // The path as it was sent: with its characters encoded, and without the query.
        let document = reqwest::Url::parse(&format!("{}{path}", self.base)).unwrap().path().to_owned();
        let same =
            |to: &&str| to.strip_prefix(&*document).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']));
        let Some(to) = answer.location.as_deref().filter(same).filter(|_| answer.status == 303) else {
            return answer;
        };
        let mut page = self.open(to).await;
        for cookie in answer.headers.get_all("set-cookie") {
            page.headers.append("set-cookie", cookie.clone());
        }
        page
    }

    /// Posts a form like [`Self::submit_as`], and returns the answer itself.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], profile: Option<&str>) -> Page {
        let profile = profile.map(|profile| (PAGE_PROFILE, profile));
        let fields: Vec<_> = fields.iter().copied().chain(profile).collect();
        Page::read(self.client.post(format!("{}{path}", self.base)).form(&fields).send().await.unwrap()).await
    }

    /// Posts a form to a server function, as a browser without JavaScript does.
    pub async fn submit_without_script(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        profile: &str,
        referer: &str,
    ) -> Page {
        let fields: Vec<_> = fields.iter().copied().chain([(PAGE_PROFILE, profile)]).collect();
        let request = self.client.post(format!("{}{path}", self.base)).header("accept", "text/html,*/*");
        let request = request.header("referer", format!("{}{referer}", self.base));
        Page::read(request.form(&fields).send().await.unwrap()).await
    }

    /// Calls a server function as the client does, from a page rendered for this profile, or for none.
    pub async fn call_function(&self, path: &str, message: Vec<u8>, profile: Option<&str>) -> (u16, Vec<u8>) {
        let mut request =
            self.client.post(format!("{}{path}", self.base)).header("content-type", "application/x-postcard");
        if let Some(profile) = profile {
            request = request.header(PAGE_PROFILE_HEADER, profile);
        }
        let response = request.body(message).send().await.unwrap();
        (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
    }

    /// Opens the decision page of an approval mail and clicks one of its buttons.
    pub async fn submit_choice(&self, mail: &Mail, choice: &str) -> Page {
        let link = mail.link("/d/");
        let profile = self.open(&link).await.profile();
        self.submit_as(path(&link), &[("step", "press"), ("choice", choice)], profile.as_deref()).await
    }

    pub async fn enter_code(&self, mail: &Mail, choice: &str, code: &str, remember: bool) -> Page {
        let mut fields = vec![("step", "code"), ("choice", choice), ("code", code)];
        if remember {
            fields.push(("remember", "on"));
        }
        self.submit(&mail.link("/d/"), &fields).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        self.submit("/sign-in", &[("email", email), ("password", password)]).await
    }
}
