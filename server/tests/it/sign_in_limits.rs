//! Limits on wrong passwords: per address and per source, across restarts and processes, never locking out a recognised
//! holder.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Mail, PASSWORD},
};
use esecure::attempts::Source;
use futures::future::join_all;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use server::{
    jobs,
    services::{
        Services,
        sign_in::{SignIn, SignInAnswer},
    },
    store::{self, entity::attempt_limit, entity::known_source},
};

const ANNA: &str = "anna@voorbeeld.example";
const WRONG: &str = "not the password of anybody";

fn source(n: u8) -> Source {
    Source::of([192, 0, 2, n].into())
}

async fn try_from(services: &Services, email: &str, password: &str, source: &Source) -> SignInAnswer {
    let attempt = SignIn { email, password: password.to_owned(), source, device: None, user_agent: "test" };
    services.try_sign_in(attempt).await.unwrap()
}

fn refused(answer: &SignInAnswer) -> bool {
    matches!(answer, SignInAnswer::TooMany { .. })
}

fn signed_in(answer: &SignInAnswer) -> bool {
    matches!(answer, SignInAnswer::SignedIn(_))
}

/// Creates the services of another process, on the same database and clock.
async fn second_process(app: &App) -> Services {
    let db = store::connect(&app.database.url).await.unwrap();
    Services::new(db, app.services.clock.clone(), app.services.config.clone())
}

/// One hundred failures from ten unknown sources: the address accepts no more attempts from unknown sources.
async fn exhaust(app: &App) {
    let strangers: Vec<Source> = (100..110).map(source).collect();
    join_all(strangers.iter().map(async |stranger| {
        for _ in 0..10 {
            assert_eq!(try_from(&app.services, ANNA, WRONG, stranger).await, SignInAnswer::Wrong);
        }
    }))
    .await;
}

on_both! {
    async fn spellings_of_one_address_share_limit(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (local, domain) = ANNA.split_once('@').unwrap();
        // Replaces each letter of the domain by its full-width form, and each dot by each of its variants.
        let mut spellings: Vec<String> = domain
            .char_indices()
            .filter(|(_, letter)| letter.is_ascii_lowercase())
            .map(|(at, letter)| {
                let wide = char::from_u32(u32::from(letter) + 0xFEE0).unwrap();
                format!("{local}@{}{wide}{}", &domain[..at], &domain[at + 1..])
            })
            .collect();
        spellings.extend(["。", "．", "｡"].map(|dot| format!("{local}@{}", domain.replace('.', dot))));
        spellings.extend([format!("{ANNA}."), ANNA.to_uppercase(), format!("  {ANNA}\t")]);
        assert!(spellings.len() > 15);
        for (n, spelling) in spellings.iter().enumerate() {
            let answer = try_from(&app.services, spelling, WRONG, &source(1)).await;
            assert_eq!(refused(&answer), n >= 10, "{n}: {spelling}");
        }
        for spelling in &spellings {
            assert!(refused(&try_from(&app.services, spelling, PASSWORD, &source(1)).await), "{spelling}");
        }
        app.advance_clock(90);
        assert!(signed_in(&try_from(&app.services, &spellings[0], PASSWORD, &source(1)).await));
    }
}

on_both! {
    async fn invalid_addresses_share_one_limit(app: App) {
        for n in 0..12 {
            let answer = try_from(&app.services, &format!("nobody{n}"), WRONG, &source(1)).await;
            assert_eq!(refused(&answer), n >= 10, "{n}");
        }
    }
}

on_both! {
    async fn limits_shared_across_processes_and_restarts(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let other = second_process(&app).await;
        for _ in 0..5 {
            for services in [&app.services, &other] {
                assert_eq!(try_from(services, ANNA, WRONG, &source(1)).await, SignInAnswer::Wrong);
            }
        }
        for services in [&app.services, &other, &second_process(&app).await] {
            assert_eq!(try_from(services, ANNA, PASSWORD, &source(1)).await, SignInAnswer::TooMany { seconds: 90 });
        }
        app.advance_clock(90);
        assert_eq!(try_from(&other, ANNA, WRONG, &source(1)).await, SignInAnswer::Wrong);
        assert_eq!(try_from(&app.services, ANNA, WRONG, &source(1)).await, SignInAnswer::TooMany { seconds: 90 });
    }
}

on_both! {
    async fn concurrent_attempts_respect_limit(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let other = second_process(&app).await;
        let (from, mut wrong) = (source(1), 0);
        for _ in 0..4 {
            let many = (0..6).flat_map(|_| [&app.services, &other]).map(|services| try_from(services, ANNA, WRONG, &from));
            wrong += join_all(many).await.iter().filter(|answer| **answer == SignInAnswer::Wrong).count();
        }
        assert_eq!(wrong, 10);
    }
}

on_both! {
    async fn successful_sign_ins_not_counted(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..15 {
            assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await), "{n}");
        }
        // Attempts from sources that are not known yet are not limited either.
        for n in 2..14 {
            assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(n)).await), "{n}");
        }
    }
}

on_both! {
    async fn known_holder_not_locked_out_by_others(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let (browser, device) = remembered_device(&app, "ann@acme.test").await;
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await));
        exhaust(&app).await;
        // Refuses strangers, and the holder from an unknown source.
        assert_eq!(try_from(&app.services, ANNA, WRONG, &source(120)).await, SignInAnswer::TooMany { seconds: 36 });
        assert_eq!(try_from(&app.services, ANNA, PASSWORD, &source(2)).await, SignInAnswer::TooMany { seconds: 36 });
        // Accepts the source of an earlier sign-in, and a remembered device from any source.
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await));
        let (from, on_device) = (source(3), Some(device.as_str()));
        let attempt = |password: &str| SignIn {
            email: ANNA, password: password.to_owned(), source: &from, device: on_device, user_agent: "test",
        };
        assert!(signed_in(&app.services.try_sign_in(attempt(PASSWORD)).await.unwrap()));
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        // Guessing on a stolen device or from a shared source is limited all the same, with the answer that strangers
        // get.
        for n in 0..10 {
            let answer = try_from(&app.services, ANNA, WRONG, &source(1)).await;
            assert_eq!(answer, SignInAnswer::TooMany { seconds: 36 }, "{n}");
        }
        assert_eq!(try_from(&app.services, ANNA, PASSWORD, &source(1)).await, SignInAnswer::TooMany { seconds: 90 });
        assert!(signed_in(&app.services.try_sign_in(attempt(PASSWORD)).await.unwrap()));
        // Another profile's device does not help against this address.
        app.advance_clock(36);
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(2)).await));
    }
}

on_both! {
    async fn new_password_admits_holder_from_its_source(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.advance_clock(61);
        exhaust(&app).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 429);
        browser.submit("/reset-password", &[("email", ANNA)]).await;
        let mail = app.mail(ANNA, "link", |m| m.text.contains("You asked for a new password")).await;
        let password = "blauwe schuit achter de dijk";
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "nl"), ("password", password)];
        assert_eq!(browser.submit(&mail.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(browser.sign_in(ANNA, password).await.status, 303);
        assert_eq!(try_from(&app.services, ANNA, password, &source(1)).await, SignInAnswer::TooMany { seconds: 36 });
    }
}

on_both! {
    async fn remembered_device_bypasses_limit_of_its_holder_only(app: App) {
        app.enforced_account(ACCOUNT, &["bram@voorbeeld.example", ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let (_, device) = remembered_device(&app, "ann@acme.test").await;
        let from = source(1);
        let attempt = |email| SignIn {
            email, password: WRONG.to_owned(), source: &from, device: Some(&device), user_agent: "test",
        };
        for _ in 0..10 {
            let answer = app.services.try_sign_in(attempt("bram@voorbeeld.example")).await.unwrap();
            assert_eq!(answer, SignInAnswer::Wrong);
        }
        let answer = try_from(&app.services, "bram@voorbeeld.example", PASSWORD, &from).await;
        assert_eq!(answer, SignInAnswer::TooMany { seconds: 90 });
    }
}

on_both! {
    async fn source_limited_across_addresses(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await));
        for n in 0..60 {
            let email = format!("nobody{n}@voorbeeld.example");
            assert_eq!(try_from(&app.services, &email, WRONG, &source(1)).await, SignInAnswer::Wrong, "{n}");
        }
        for email in ["nobody@voorbeeld.example", "bram@voorbeeld.example", ANNA] {
            let answer = try_from(&app.services, email, WRONG, &source(1)).await;
            assert_eq!(answer, SignInAnswer::TooMany { seconds: 10 }, "{email}");
        }
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await), "she was here before");
        assert!(signed_in(&try_from(&app.services, "bram@voorbeeld.example", PASSWORD, &source(2)).await));
    }
}

on_both! {
    async fn expired_attempts_pruned(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        assert!(signed_in(&try_from(&app.services, ANNA, PASSWORD, &source(1)).await));
        for n in 0..5 {
            try_from(&app.services, &format!("nobody{n}@voorbeeld.example"), WRONG, &source(2)).await;
        }
        let rows = async || {
            let limits = attempt_limit::Entity::find().count(&app.services.db).await.unwrap();
            (limits, known_source::Entity::find().count(&app.services.db).await.unwrap())
        };
        assert_eq!((rows().await.0 > 5, rows().await.1), (true, 1));
        app.advance_clock(24 * 3600);
        jobs::cleanup(&app.services).await;
        assert_eq!(rows().await, (0, 1));
        app.advance_clock(30 * 24 * 3600);
        jobs::cleanup(&app.services).await;
        assert_eq!(rows().await, (0, 0));
    }
}

on_both! {
    async fn sources_removed_with_erased_person(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        let bram = app.administrator("bram@voorbeeld.example").await;
        let anna = app.administrator(ANNA).await;
        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        app.services.erase_person(&app.address("bram@voorbeeld.example")).await.unwrap();
        let left = known_source::Entity::find().all(&app.services.db).await.unwrap();
        let left: Vec<_> = left.into_iter().map(|row| row.profile_id).collect();
        assert_eq!(left, [anna.person().profile.clone()]);
    }
}

/// Returns a browser that decided with a one-time code and was remembered, with its device cookie.
async fn remembered_device(app: &App, about: &str) -> (Browser, String) {
    let mail = app.approval_request(ANNA, about).await;
    let browser = app.browser();
    browser.submit_choice(&mail, "approve").await;
    let code = app.mail(ANNA, "code", |m: &Mail| m.links().is_empty() && m.text.contains(about)).await;
    let page = browser.enter_code(&mail, "approve", &code.code(), true).await;
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    let cookie = cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
    (browser, cookie)
}
