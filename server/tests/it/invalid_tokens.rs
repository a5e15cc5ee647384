//! Tokens that are nearly right, of another kind, used before, or used by several people at once.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD, difference},
};
use app::pages::enforcement::dto::{OpenRequests, ScheduleForm, SwitchForm};
use futures::future::join_all;
use sea_orm::ConnectionTrait as _;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const NEW_PASSWORD: [(&str, &str); 4] =
    [("name", "Bram"), ("phone", ""), ("locale", "en"), ("password", "blauwe schuit achter de dijk")];

/// One link of every kind: path prefix and token.
async fn links(app: &App) -> Vec<(&'static str, String)> {
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app.services.add_administrator(&app.number(ACCOUNT), &app.address(BRAM), "Bram").await.unwrap();
    let anna = app.administrator(ANNA).await;
    let status = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.status_url();
    let decide = app.approval_request(ANNA, "ann@acme.test").await.link("/d/");
    let create =
        app.mail(BRAM, "Create password", |m| m.text.contains("/create-password/")).await.link("/create-password/");
    let browser = app.browser();
    browser.sign_in(ANNA, PASSWORD).await;
    browser.submit("/fn/change-email", &[("new_email", "anna@new.example"), ("email_password", PASSWORD)]).await;
    let confirm = app.mail("anna@new.example", "confirmation", |m| m.text.contains("/confirm-email/")).await;
    // Users who used the account without enforcement get a mail about the scheduled switch, with a link to request.
    let off = SwitchForm { on: false, password: PASSWORD.into(), open: OpenRequests::Keep };
    app.services.switch(&anna, off).await.unwrap();
    app.shipper("eve@else.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
    let plan = ScheduleForm { now: false, date: "2026-12-07".into(), time: "08:00".into(), tell: true };
    app.services.schedule_switch(&anna, plan, PASSWORD.into()).await.unwrap();
    server::jobs::run(&app.services).await;
    let ask = app.mail("eve@else.test", "that it takes an approval", |m| m.text.contains("/a/")).await.link("/a/");
    let confirm = confirm.link("/confirm-email/");
    let starts = ["/d/", "/r/", "/create-password/", "/confirm-email/", "/a/"];
    let token = |link: &str| link.rsplit('/').next().unwrap().to_owned();
    starts.into_iter().zip([decide, status, create, confirm, ask].iter().map(|link| token(link))).collect()
}

/// Variants of a token: each character replaced by another, and other malformed shapes.
fn wrong(token: &str) -> Vec<String> {
    const LETTERS: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut wrong: Vec<String> = (0..token.len())
        .map(|at| {
            let mut flipped = token.as_bytes().to_vec();
            let place = LETTERS.iter().position(|letter| letter.eq_ignore_ascii_case(&flipped[at])).unwrap_or(0);
            flipped[at] = LETTERS[(place + 7) % LETTERS.len()];
            String::from_utf8(flipped).unwrap()
        })
        .collect();
    let reversed: String = token.chars().rev().collect();
    wrong.extend([
        token[1..].to_owned(),
        token[..token.len() - 1].to_owned(),
        format!("{token}0"),
        token.repeat(2),
        reversed,
    ]);
    wrong.extend(["%27".to_owned(), "%25".to_owned()]);
    wrong
}

on_both! {
    /// a link opens the same page in upper case, and with what mail programs take for a part of it.
    async fn mailed_links_survive_mail_programs(app: App) {
        let browser = app.browser();
        for (start, token) in links(&app).await {
            assert_eq!(token.len(), 26, "{start}{token}");
            let page = browser.open(&format!("{start}{token}")).await;
            assert_eq!(page.status, 200, "{start}{token}");
            let title = |page: &str| page.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0.to_owned();
            for changed in [
                token.to_uppercase(),
                format!("{token}."),
                format!("{token},"),
                format!("{token})"),
                format!("{token}'"),
                format!("{token}%22"),
                format!("{token}="),
                format!("{token}%3E"),
                format!("{token}%20"),
                format!("{}%3E.", token.to_uppercase()),
            ] {
                let same = browser.open(&format!("{start}{changed}")).await;
                assert_eq!((same.status, title(&same.body)), (200, title(&page.body)), "{start}{changed}");
            }
        }
    }
}

on_both! {
    /// Links of earlier versions, in base64url, keep working.
    async fn links_mailed_before_keep_working(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let earlier = "AbCdEfGhIjKlMnOpQrStUvWxYz01-_Zz";
        let (db, hash) = (&app.services.db, server::tokens::hash(earlier));
        for statement in [
            format!("UPDATE request SET status_token = '{earlier}'"),
            format!("UPDATE decision_link SET token_hash = '{}'", hash.as_str()),
        ] {
            db.execute_unprepared(&statement).await.unwrap();
        }
        let browser = app.browser();
        for start in ["/r/", "/d/"] {
            assert_eq!(browser.open(&format!("{start}{earlier}")).await.status, 200);
            assert_eq!(browser.open(&format!("{start}{}", earlier.to_uppercase())).await.status, 404);
        }
    }
}

on_both! {
    async fn wrong_token_not_found_without_effect(app: App) {
        let links = links(&app).await;
        app.deliver_all().await;
        let browser = app.browser();
        for (start, token) in &links {
            assert_eq!(browser.open(&format!("{start}{token}")).await.status, 200, "{start} is a link");
        }
        let before = app.dump().await;
        let fields = [NEW_PASSWORD.as_slice(), &[("step", "press"), ("choice", "approve"), ("message", "Hello")]].concat();
        let mut tried = 0;
        for (start, token) in &links {
            // A valid token of another kind is invalid here.
            let others = links.iter().filter(|(other, _)| other != start).map(|(_, token)| token.clone());
            for wrong in wrong(token).into_iter().chain(others) {
                let path = format!("{start}{wrong}");
                let (opened, sent) = (browser.open(&path).await.status, browser.submit(&path, &fields).await.status);
                assert_eq!(opened, 404, "GET {path}");
                assert_eq!(sent, if *start == "/r/" { 405 } else { 404 }, "POST {path}");
                tried += 1;
            }
        }
        assert!(tried > 5 * 32, "{tried}");
        assert_eq!(difference(&before, &app.dump().await), Vec::<String>::new());
    }
}

on_both! {
    async fn concurrent_uses_of_link_set_one_password(app: App) {
        app.activate(ACCOUNT, BRAM, esecure::Locale::En).await;
        let mail = app.mail(BRAM, "Create password", |m| m.text.contains("/create-password/")).await;
        let link = mail.link("/create-password/");
        let passwords: Vec<String> = (0..6).map(|n| format!("blauwe schuit {n} achter de dijk")).collect();
        let uses = passwords.iter().map(|password| {
            let (app, link) = (&app, &link);
            let fields = [("name", "Bram"), ("phone", ""), ("locale", "en"), ("password", password.as_str())];
            async move { app.browser().submit(link, &fields).await.status }
        });
        let answers = join_all(uses).await;
        assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 410).count(), 5, "{answers:?}");
        // The password of the winning submit is stored, and the link is used up.
        let winner = &passwords[answers.iter().position(|status| *status == 303).unwrap()];
        assert_eq!(app.browser().sign_in(BRAM, winner).await.status, 303);
        assert_eq!(app.browser().open(&link).await.status, 410);
        assert_eq!(app.browser().submit(&link, &NEW_PASSWORD).await.status, 410);
        assert_eq!(app.browser().sign_in(BRAM, NEW_PASSWORD[3].1).await.status, 422);
    }
}

on_both! {
    /// neither another administrator's remembered device nor another tenant's session can decide by a mail link.
    async fn foreign_proof_decides_nothing_by_link(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.enforced_account("987654321", &["mallory@else.example"]).await;
        for about in ["ann@acme.test", "bob@acme.test"] {
            app.shipper(about).ships_on(ACCOUNT).await.is_pending();
        }
        let device = app.browser();
        let first = app.approval_request(ANNA, "ann@acme.test").await;
        device.submit_choice(&first, "approve").await;
        let code = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains("ann@acme.test")).await;
        device.enter_code(&first, "approve", &code.code(), true).await.assert_contains("may ship");
        let brams = app.approval_request(BRAM, "bob@acme.test").await;
        device.submit_choice(&brams, "approve").await.assert_contains("one-time-code");
        let mallory = app.browser();
        mallory.sign_in("mallory@else.example", PASSWORD).await;
        mallory.submit_choice(&brams, "approve").await.assert_contains("one-time-code");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        // Removing an administrator ends the links and the remembered device too.
        let anna = app.administrator(ANNA).await;
        let bram = app.administrator(BRAM).await;
        let annas = app.approval_request(ANNA, "bob@acme.test").await;
        app.services.remove_administrator(&bram, anna.seat().clone()).await.unwrap();
        for mail in [&first, &annas] {
            assert_eq!(device.open(&mail.link("/d/")).await.status, 404);
            assert_eq!(device.submit_choice(mail, "approve").await.status, 404);
        }
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}
