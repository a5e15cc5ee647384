//! A browser without script: follows links of mails, presses buttons, keeps cookies.

use super::{Mail, mailbox::path};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};

/// A browser of its own, with its own cookies and language.
pub struct Phone {
    base: String,
    client: Client,
}

/// What it shows.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub body: String,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
}

impl Page {
    /// Fails with the page's text where it does not say `words`.
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.body.contains(words), "{} does not say {words:?}:\n{}", self.status, self.body);
        self
    }

    pub fn does_not_say(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{} says {words:?}:\n{}", self.status, self.body);
        self
    }

    async fn read(response: Response) -> Self {
        let headers = response.headers().clone();
        let location = headers.get("location").and_then(|v| v.to_str().ok()).map(str::to_owned);
        Self { status: response.status().as_u16(), location, headers, body: response.text().await.unwrap() }
    }
}

impl Phone {
    pub fn new(base: &str, language: &str) -> Self {
        Self::with(base, language, reqwest::header::HeaderMap::new())
    }

    /// A browser, or a program, that sends these headers with every request.
    pub fn with(base: &str, language: &str, mut headers: reqwest::header::HeaderMap) -> Self {
        headers.insert("accept-language", language.parse().unwrap());
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).default_headers(headers).build();
        Self { base: base.to_owned(), client: client.unwrap() }
    }

    /// Opens a path of ours, or a link of a mail.
    pub async fn open(&self, link: &str) -> Page {
        let path = if link.starts_with('/') { link } else { path(link) };
        Page::read(self.client.get(format!("{}{path}", self.base)).send().await.unwrap()).await
    }

    /// Opens an event stream.
    pub async fn listen(&self, path: &str) -> super::Stream {
        let response = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        super::Stream::new(response)
    }

    pub async fn head(&self, link: &str) -> u16 {
        self.client.head(format!("{}{}", self.base, path(link))).send().await.unwrap().status().as_u16()
    }

    /// Asks in any manner, without a body.
    pub async fn ask(&self, method: &str, path: &str) -> Page {
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.base));
        Page::read(request.send().await.unwrap()).await
    }

    /// A request with this browser's cookies, for a test that sets its headers and body.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("{}{path}", self.base))
    }

    /// Calls a server function with a message as the client writes it.
    pub async fn call(&self, path: &str, message: Vec<u8>) -> Page {
        let request = self.request("POST", path).header("content-type", "application/x-postcard");
        self.read(request.body(message)).await
    }

    /// Sends a request, and reads the answer.
    pub async fn read(&self, request: RequestBuilder) -> Page {
        Page::read(request.send().await.unwrap()).await
    }

    /// Sends a form to a path of ours, or to a link's page.
    pub async fn submit(&self, link: &str, fields: &[(&str, &str)]) -> Page {
        let path = if link.starts_with('/') { link } else { path(link) };
        Page::read(self.client.post(format!("{}{path}", self.base)).form(fields).send().await.unwrap()).await
    }

    /// Presses a button of the decision page behind an approval mail.
    pub async fn press(&self, mail: &Mail, choice: &str) -> Page {
        self.submit(&mail.link("/d/"), &[("step", "press"), ("choice", choice)]).await
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
