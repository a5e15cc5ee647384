//! Follows every link of the server-rendered pages and of the emails, by role: each leads to a page, and where
//! [`HEADINGS`] says so to the page that its text names.

use crate::support::{App, Browser, Kind, PASSWORD, Page};
use esecure::Locale;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::{mail::catalogue::MailKind, store::entity::profile};
use std::collections::{HashMap, VecDeque};

const ACCOUNT: &str = "987654321";
const ANNA: &str = "anna@voorbeeld.example";
const EMMA: &str = "emma@sample.example";
const OLIVER: &str = "oliver@sample.example";
/// Origin of the links in emails.
const ORIGIN: &str = "http://esecure.test";
/// Links followed per kind of address: pages of one kind have the same links.
const PER_KIND: u8 = 3;
/// Redirects followed per link.
const REDIRECTS: usize = 5;

type Text = fn(Locale) -> &'static str;

/// Starts of English link texts, and the headings that their pages have.
const HEADINGS: [(Text, Text); 6] = [
    (i18n::frame::administrators, i18n::administrators::title),
    (i18n::frame::domains, i18n::domains::title),
    (i18n::frame::journal, i18n::journal::title),
    (i18n::frame::profile, i18n::profile::title),
    (i18n::mail::administrator_changed::open, i18n::administrators::title),
    (i18n::mail::administrator_moved::open, i18n::administrators::title),
];

/// Link or form of a page.
#[derive(Debug, Clone)]
struct Link {
    /// Path with query.
    target: String,
    text: String,
    /// True for a form that is posted.
    posts: bool,
}

/// Crawl of one visitor.
struct Crawl<'a> {
    browser: &'a Browser,
    /// Links followed so far, by kind of address.
    followed: HashMap<String, u8>,
    /// Paths of the documents that links ended at, with the text of the link.
    reached: Vec<(String, String)>,
    faults: Vec<String>,
}

impl<'a> Crawl<'a> {
    fn new(browser: &'a Browser) -> Self {
        Self { browser, followed: HashMap::new(), reached: Vec::new(), faults: Vec::new() }
    }

    /// Follows the links, and those of the pages that they lead to.
    async fn run(&mut self, from: &str, links: Vec<Link>) {
        let mut waiting: VecDeque<_> = links.into_iter().map(|link| (from.to_owned(), link)).collect();
        while let Some((from, link)) = waiting.pop_front() {
            let count = self.followed.entry(kind(&link)).or_default();
            if *count < PER_KIND {
                *count += 1;
                let found = self.follow(&from, &link).await;
                waiting.extend(found.into_iter().map(|next| (link.target.clone(), next)));
            }
        }
    }

    /// Opens a link, and returns the links of the page that it ends at.
    async fn follow(&mut self, from: &str, link: &Link) -> Vec<Link> {
        let (path, page) = match self.resolve(link).await {
            Ok(found) => found,
            Err(fault) => {
                self.fault(from, link, &fault);
                return Vec::new();
            }
        };
        let heading = heading(&page.body);
        if let Some(wanted) = wanted_heading(link).filter(|wanted| *wanted != heading) {
            self.fault(from, link, &format!("the heading of {path} is {heading:?} instead of {wanted:?}"));
        }
        self.reached.push((link.text.clone(), path));
        let html = page.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if html { links(&page.body) } else { Vec::new() }
    }

    /// Opens a link and follows its redirects; returns the last path and its page.
    async fn resolve(&self, link: &Link) -> Result<(String, Page), String> {
        let mut path = link.target.clone();
        for _ in 0..REDIRECTS {
            let page = self.browser.open(&path).await;
            match (page.status, &page.location) {
                // A form without a page of its own takes no GET.
                (200, _) => return Ok((path, page)),
                (405, _) if link.posts => return Ok((path, page)),
                (300..400, Some(next)) => path = inside(next).ok_or_else(|| format!("{path} redirects to {next}"))?,
                (status, _) => return Err(format!("{path} answers {status}")),
            }
        }
        Err(format!("{path} redirects again"))
    }

    fn fault(&mut self, from: &str, link: &Link, what: &str) {
        self.faults.push(format!("{from}: {:?} to {}: {what}", link.text, link.target));
    }

    /// Asserts that every link led to its page, and that more than a few were followed.
    #[track_caller]
    fn assert_whole(&self, at_least: usize) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
        assert!(self.reached.len() >= at_least, "only {:?}", self.reached);
    }
}

fn to(path: &str) -> Link {
    Link { target: path.to_owned(), text: String::new(), posts: false }
}

/// Returns the heading that the link's text promises.
fn wanted_heading(link: &Link) -> Option<&'static str> {
    let found = HEADINGS.iter().find(|(text, _)| !link.text.is_empty() && link.text.starts_with(text(Locale::En)));
    found.map(|(_, heading)| heading(Locale::En))
}

/// Returns the path of an address on this site, without its fragment.
fn inside(address: &str) -> Option<String> {
    let path = address.strip_prefix(ORIGIN).unwrap_or(address);
    let path = if path.is_empty() { "/" } else { path };
    let path = path.split('#').next().unwrap_or_default();
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

/// Returns an address without identifiers, tokens and the values of its query.
fn kind(link: &Link) -> String {
    let (path, query) = link.target.split_once('?').unwrap_or((&link.target, ""));
    let segments = path.split('/').map(|segment| if segment.len() > 15 { "*" } else { segment });
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    format!("{} {:?} {}", segments.collect::<Vec<_>>().join("/"), names.collect::<Vec<_>>(), link.posts)
}

/// Lists the links and forms of a document that lead to this site. Forms of server functions are left out: their
/// functions have tests of their own.
fn links(html: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for (start, name, end) in [("<a ", "href", "</a>"), ("<form ", "action", "\u{0}")] {
        for rest in html.split(start).skip(1) {
            let (tag, inner) = rest.split_once('>').unwrap_or((rest, ""));
            let text = inner.split_once(end).map_or(String::new(), |(text, _)| words(text));
            let posts = attribute(tag, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
            let target = attribute(tag, name).and_then(|address| inside(&address));
            if let Some(target) = target.filter(|target| !target.starts_with("/fn/") && !target.starts_with("/pkg/")) {
                found.push(Link { target, text, posts });
            }
        }
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&#38;", "&"))
}

fn heading(html: &str) -> String {
    let inner = html.split_once("<h1").and_then(|(_, rest)| rest.split_once('>')?.1.split("</h1>").next());
    words(inner.unwrap_or_default())
}

/// Returns the text of a piece of HTML.
fn words(html: &str) -> String {
    // Each piece but the first begins within a tag.
    let text: String =
        format!(">{html}").split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_link_of_an_administrator_leads_to_its_page() {
    let (app, credentials) = App::start_seeded(Kind::Sqlite).await;
    let mails = app.deliver_all().await;
    let password = |email: &str| {
        let found = credentials.sign_ins.iter().find(|(address, _)| address == email);
        found.map(|(_, password)| password.clone())
    };
    for email in [EMMA, ANNA, OLIVER, "somebody else"] {
        let browser = app.browser();
        if let Some(password) = password(email) {
            assert_eq!(browser.sign_in(email, &password).await.status, 303, "{email}");
        }
        for mail in &mails {
            let recipient = mail.to_email.to_string();
            if recipient == email || (password(&recipient).is_none() && password(email).is_none()) {
                // Every mail is read on its own: the buttons of each kind lead to pages of their own.
                let mut crawl = Crawl::new(&browser);
                let links = links(&mail.html);
                assert!(
                    !links.is_empty()
                        || mail.text.is_empty()
                        || matches!(mail.kind, MailKind::StandingRevoked | MailKind::ApprovalEnds),
                    "{}",
                    mail.subject
                );
                for link in &links {
                    crawl.follow(&mail.subject, link).await;
                }
                crawl.assert_whole(links.len());
            }
        }
        if email == EMMA {
            let mut crawl = Crawl::new(&browser);
            crawl.run("the start", vec![to("/")]).await;
            crawl.assert_whole(20);
            for (text, _) in &HEADINGS[..4] {
                let followed = crawl.reached.iter().any(|(label, _)| label.starts_with(text(Locale::En)));
                assert!(followed, "no link {:?}", text(Locale::En));
            }
        }
    }
    let administrators = i18n::mail::administrator_changed::open(Locale::En);
    assert!(mails.iter().any(|mail| mail.html.contains(administrators)), "a mail tells of a new administrator");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_link_leads_an_administrator_without_terms_to_them() {
    let app = App::start(Kind::Sqlite).await;
    app.enforced_account(ACCOUNT, &[EMMA]).await;
    profile::Entity::update_many()
        .col_expr(profile::Column::TermsVersion, Expr::value(Option::<i64>::None))
        .col_expr(profile::Column::TermsAcceptedAt, Expr::value(Option::<i64>::None))
        .filter(profile::Column::EmailKey.eq(EMMA))
        .exec(&app.services.db)
        .await
        .unwrap();
    let browser = app.browser();
    assert_eq!(browser.sign_in(EMMA, PASSWORD).await.status, 303);
    let mut crawl = Crawl::new(&browser);
    let pages = ["/", "/esecure", "/esecure/queue", "/esecure/users", "/esecure/domains", "/esecure/upload"];
    crawl.run("the start", pages.map(to).to_vec()).await;
    crawl.assert_whole(pages.len());
    assert!(!crawl.reached.iter().any(|(_, path)| path.starts_with("/esecure")), "{:?}", crawl.reached);
    assert!(crawl.reached.iter().any(|(_, path)| path.starts_with("/terms")), "{:?}", crawl.reached);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_link_of_a_requester_leads_to_a_page() {
    let app = App::start(Kind::Sqlite).await;
    app.enforced_account(ACCOUNT, &[EMMA]).await;
    let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
    let path = inside(&verdict.status_url()).expect("a page of this site");
    let browser = app.browser();
    let mut crawl = Crawl::new(&browser);
    crawl.run("the check", vec![to(&path), to("/sign-in"), to("/reset-password")]).await;
    crawl.assert_whole(3);
}
