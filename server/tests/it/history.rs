//! Import of past uses.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::pages::users::dto::UsersQuery;
use server::services::history::{Importer, UseRecord};

fn line(email: &str, used_at: &str, reference: &str) -> UseRecord {
    UseRecord {
        account: ACCOUNT.into(),
        email: email.into(),
        application: "LabelStation".into(),
        used_at: used_at.into(),
        reference: reference.into(),
    }
}

on_both! {
    async fn import_is_idempotent_and_reports_refused_lines(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let lines = || {
            let mut lines = vec![
                line("Ann@acme.test", "2026-11-20T10:00:00Z", "PO 1"),
                line("ann@ACME.test", "2026-11-21 10:00", "PO 2"),
                line("ann@acme.test", "2026-11-22T10:00:00Z", ""),
                line("bob@acme.test", "2025-10-23", "first day that counts"),
                line("bob@acme.test", "2025-10-22", "one day too old"),
                line("bob@acme", "2026-11-22", ""),
                line("bob@acme.test", "yesterday", ""),
                line("bob@acme.test", "2027-11-22", ""),
            ];
            let mut foreign = line("ann@acme.test", "2026-11-22", "");
            foreign.account = "555555555".into();
            lines.push(foreign);
            (2..).zip(lines).collect::<Vec<_>>()
        };
        let mut importer = Importer::default();
        app.services.import_history(&mut importer, lines()).await.unwrap();
        let refused: Vec<u64> = importer.counts.refused.iter().map(|(line, _)| *line).collect();
        assert_eq!((importer.counts.imported, importer.counts.known, refused), (4, 0, vec![6, 7, 8, 9, 10]));
        let mut again = Importer::default();
        app.services.import_history(&mut again, lines()).await.unwrap();
        assert_eq!((again.counts.imported, again.counts.known), (0, 4));

        let anna = app.administrator("anna@voorbeeld.example").await;
        let page = app.services.users(&anna, UsersQuery::default()).await.unwrap();
        assert_eq!(page.counts.all, 2);
        assert_eq!((page.rows[0].email.as_str(), page.rows[0].uses), ("Ann@acme.test", 3));
        // Two days later Bob's only use is more than 13 months old and gets pruned.
        app.advance_clock(2 * 86_400);
        assert_eq!(app.services.prune_history().await.unwrap(), 1);
        assert_eq!(app.services.users(&anna, UsersQuery::default()).await.unwrap().counts.all, 1);
        // An application known only from imported history has no key; registration creates one.
        assert!(app.services.register_application("LabelStation", &[server::services::applications::Scope::Check]).await.is_ok());
    }
}
