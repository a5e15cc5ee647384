//! Command palette: entries by their words, only of the accounts that the person administers.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{backend::Backend, layout::palette::dto::PaletteEntry, pages::users::standing_dto::NewUserForm};

const ANNA: &str = "anna@voorbeeld.example";

/// Returns the titles of the groups with the hrefs of their entries.
async fn search(app: &App, who: &str, words: &str) -> Vec<(String, Vec<PaletteEntry>)> {
    let who = app.signed_in(who).await;
    let groups = Backend::palette(&app.services, &who.person, &who.seats, None, words.to_owned()).await.unwrap();
    groups.into_iter().map(|group| (group.title, group.entries)).collect()
}

on_both! {
    async fn palette_finds_requests_addresses_and_pages_of_own_accounts_only(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        let own = app.shipper("ann@lumen.test").with("name", "Ann Smit".into()).ships_on(ACCOUNT).await.request();
        let anna = app.administrator(ANNA).await;
        let known = NewUserForm { email: "kay@lumen.test".into(), ..NewUserForm::default() };
        app.services.add_user(&anna, known).await.unwrap();
        app.shipper("bob@lumen.test").ships_on("987654321").await.is_pending();

        let all = search(&app, ANNA, "lumen").await;
        let hrefs: Vec<&str> = all.iter().flat_map(|(_, entries)| entries).map(|entry| entry.href.as_str()).collect();
        assert!(hrefs[0].starts_with(&format!("/esecure/queue/{own}?account=acc_")), "{hrefs:?}");
        assert!(hrefs[1].starts_with("/esecure/users/usr_"), "{hrefs:?}");
        assert_eq!(hrefs.len(), 2, "no entry of the other account: {hrefs:?}");
        assert_eq!((all[0].1[0].title.as_str(), all[0].1[0].detail.as_str()), ("Ann Smit", "ann@lumen.test"));

        let pages = search(&app, ANNA, "").await;
        assert_eq!(pages.len(), 1, "without words only the pages: {pages:?}");
        assert_eq!(pages[0].1.len(), 11);
        let typed = search(&app, ANNA, "new+one@acme.test").await;
        let action = &typed.last().unwrap().1[0];
        assert!(action.href.starts_with("/esecure/why?email=new%2Bone%40acme.test&account=acc_"), "{}", action.href);
        assert!(search(&app, ANNA, "no such words").await.is_empty());
    }
}
