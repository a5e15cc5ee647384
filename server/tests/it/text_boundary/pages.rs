//! Forms of server functions and documents, page URLs and their query parameters.

use super::{POISONS, Takes};
use crate::{
    enforcement_schedule::on,
    on_both,
    support::{ACCOUNT, App, PASSWORD, Page},
};
use app::pages::{
    enforcement::dto::ScheduleForm,
    journal::dto::JournalQuery,
    users::{
        dto::{StandingFilter, UsersQuery},
        standing_dto::NewUserForm,
    },
};
use esecure::policy::StandingKind;
use server::jobs;

const ANNA: &str = "anna@voorbeeld.example";

/// A text field of a form: the path it is posted to, the other fields, and the text around the character.
struct Field<'a> {
    path: &'a str,
    others: &'a [(&'a str, &'a str)],
    name: &'a str,
    around: (&'a str, &'a str),
    takes: Takes,
}

impl Field<'_> {
    /// Posts every forbidden character in turn. Refused submits store nothing, and a document keeps the typed text.
    async fn is_checked(&self, post: impl AsyncFn(&str, &[(&str, &str)]) -> Page) {
        for (what, poison) in POISONS.into_iter().filter(|(_, poison)| self.takes.refuses(poison)) {
            let value = format!("{}{poison}{}", self.around.0, self.around.1);
            let fields: Vec<_> = self.others.iter().copied().chain([(self.name, value.as_str())]).collect();
            let page = post(self.path, &fields).await;
            assert_eq!(page.status, 422, "{what} in {} of {}: {}", self.name, self.path, page.body);
            if self.path.starts_with("/fn/") {
                page.assert_lacks("could not be read");
            } else {
                page.assert_contains(self.around.1);
            }
            if self.takes == Takes::Line {
                page.assert_contains(match poison {
                    "\0" => "control character U+0000",
                    "\u{1b}" => "control character U+001B",
                    _ => "This must be one line",
                });
            }
        }
    }
}

on_both! {
    async fn form_field_with_control_character_refused_with_explanation(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let anna = app.administrator(ANNA).await;
        let bob = NewUserForm { email: "bob@acme.test".to_owned(), ..NewUserForm::default() };
        let user = app.services.add_user(&anna, bob).await.unwrap().id;
        let (new, profile, administrators) = ("/fn/add-user", "/fn/save-profile", "/fn/add-administrator");
        let reject = [("ticked[0]", user.as_str()), ("choice", "reject")];
        let takes = Takes::Line;
        for field in [
            Field { path: new, others: &[("email", "eve@acme.test")], name: "name", around: ("Eve", "Lee"), takes },
            Field { path: new, others: &[("email", "eve@acme.test")], name: "note", around: ("as", "agreed"), takes },
            Field { path: new, others: &[], name: "email", around: ("ev", "e@acme.test"), takes: Takes::Strict },
            Field { path: "/fn/rule-users", others: &reject, name: "note", around: ("as", "agreed"), takes },
            Field { path: profile, others: &[("phone", ""), ("locale", "en")], name: "name", around: ("Anna", "Boer"), takes },
            Field { path: profile, others: &[("name", "Anna"), ("locale", "en")], name: "phone", around: ("+31 15", "5550114"), takes: Takes::Strict },
            Field { path: administrators, others: &[("email", "eve@acme.test")], name: "name", around: ("Eve", "Lee"), takes },
            Field { path: administrators, others: &[("name", "Eve")], name: "email", around: ("ev", "e@acme.test"), takes: Takes::Strict },
        ] {
            field.is_checked(async |path, fields| browser.submit(path, fields).await).await;
        }
        for (what, poison) in POISONS {
            let domain = format!("ac{poison}me.test");
            let page = browser.submit("/fn/add-domain", &[("list", "authorised"), ("domain", domain.as_str())]).await;
            assert_eq!(page.status, 422, "{what}: {}", page.body);
            page.assert_lacks("could not be read");
        }
        // Invisible marks are removed from accepted text.
        assert_eq!(browser.submit(new, &[("email", "eve@acme.test"), ("name", "\u{feff}Eve \u{202e}Lee\u{202c}"), ("note", "\u{feff}")]).await.status, 200);
        let eve = async |column: &str| app.stored_text("account_user", column, "eve@acme.test").await;
        assert_eq!((eve("name").await.as_deref(), eve("note").await), (Some("Eve Lee"), None));
        assert_eq!(app.row("bob@acme.test").await.standing, StandingKind::Approved, "nothing of the rest was done");
    }
}

on_both! {
    /// The reason and the message may have line breaks.
    async fn text_area_accepts_line_breaks_but_no_control_characters(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
        app.plans(&anna, ScheduleForm { tell: true, ..on("2026-12-01", "08:00") }).await;
        jobs::run(&app.services).await;
        let browser = app.browser();
        let ask = app.mail("ann@acme.test", "that it takes an approval", |m| m.text.contains("/a/")).await.link("/a/");
        let (takes, others) = (Takes::Lines, [("step", "press"), ("choice", "reject"), ("reason", "other")]);
        let message = Field { path: &ask, others: &[], name: "message", around: ("Dear", "Anna"), takes };
        message.is_checked(async |path, fields| browser.submit(path, fields).await).await;
        assert_eq!(browser.submit(&ask, &[("message", "Dear\r\nAnna")]).await.status, 303);
        assert_eq!(app.stored_text("request", "message", "ann@acme.test").await.as_deref(), Some("Dear\nAnna"));
        let decide = app.approval_request(ANNA, "ann@acme.test").await.link("/d/");
        let words = Field { path: &decide, others: &others, name: "words", around: ("Not", "ours") , takes };
        let signed_in = app.browser();
        signed_in.sign_in(ANNA, PASSWORD).await;
        words.is_checked(async |path, fields| signed_in.submit(path, fields).await).await;
        let fields = [&others[..], &[("words", "Not\u{2028}ours\u{feff}")]].concat();
        signed_in.submit(&decide, &fields).await.assert_contains("Rejected");
        assert_eq!(app.stored_text("request", "reason_words", "ann@acme.test").await.as_deref(), Some("Not\nours"));
    }
}

on_both! {
    /// A NUL in a URL matches no row and no id.
    async fn url_with_control_character_not_found(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        for path in ["/r", "/d", "/a", "/create-password", "/confirm-email", "/esecure/users", "/esecure/queue", "/fn", "/nothing"] {
            for bad in ["%00", "a%00b", "%0d%0aSet-Cookie:%20x", "%1b"] {
                let page = browser.open(&format!("{path}/{bad}")).await;
                assert_eq!(page.status, 404, "{path}/{bad}");
                page.assert_contains("Page not found");
            }
        }
        assert_eq!(browser.open("/r/%00/live").await.status, 404);
        for (path, status) in [
            ("/esecure/users?q=%00", 200),
            ("/esecure/users?filter=%00&sort=%00&page=%00&application=%00", 200),
            ("/esecure/users/export?q=a%00b", 200),
            ("/esecure/journal?who=%00", 200),
            ("/esecure/journal?kind=%00&address=%00&from=%00&to=%00&before=%00", 200),
            ("/esecure/journal/export?who=%00", 200),
            ("/esecure/journal/export?address=%00", 422),
            ("/esecure/journal/export?account=%00", 404),
            ("/esecure/users/export?account=%00", 404),
            ("/esecure/why?email=%00", 200),
            ("/esecure/users/new?email=%00", 200),
            ("/esecure/domains?domain=%00&list=authorised", 200),
            ("/esecure/enforcement?page=%00", 200),
            ("/esecure/administrators?remove=%00", 200),
            ("/profile?sessions-part=%00", 200),
            ("/sign-in?next=%00", 303),
        ] {
            assert_eq!(browser.open(path).await.status, status, "{path}");
        }
        // An aborted download would lack its last line: these are complete, with no rows below the header.
        for path in ["/esecure/users/export?q=%00", "/esecure/journal/export?who=%00"] {
            let file = browser.open(path).await;
            assert_eq!(file.body.trim_end().lines().count(), 1, "{}", file.body);
        }
    }
}

on_both! {
    async fn search_with_control_character_finds_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let ann = NewUserForm { email: "ann@acme.test".to_owned(), name: "Ann Lee".to_owned(), ..NewUserForm::default() };
        app.services.add_user(&anna, ann).await.unwrap();
        let long = "a".repeat(60_000);
        for search in ["\0", "a\0", "ann\r\nlee", "\u{1b}", long.as_str()] {
            let query = UsersQuery { search: search.to_owned(), ..UsersQuery::default() };
            let found = app.services.users(&anna, query.clone()).await.unwrap();
            assert_eq!((found.rows.len(), found.total), (0, 0), "{search:?}");
            let undecided = UsersQuery { filter: StandingFilter::Undecided, ..query };
            assert!(app.services.undecided(&anna, undecided).await.unwrap().is_empty());
        }
        let found = app.services.users(&anna, UsersQuery { search: " ANN L\r\n".to_owned(), ..UsersQuery::default() }).await.unwrap();
        assert_eq!(found.total, 1);
        for who in ["\0", "operator\0", "\r\n\0"] {
            let page = app.services.journal(&anna, &JournalQuery { who: who.to_owned(), ..JournalQuery::default() }).await.unwrap();
            assert!(page.entries.is_empty() && page.problems.is_empty(), "{who:?}");
        }
        let standings = app.services.upload_standings(&anna, vec!["\0".to_owned(), "ann@acme.test".to_owned(), "a\0b".to_owned()]).await;
        let standings = standings.unwrap();
        assert_eq!(standings.iter().map(|standing| standing.email.as_str()).collect::<Vec<_>>(), ["ann@acme.test"]);
    }
}
