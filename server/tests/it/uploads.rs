//! Uploads (section 4): the effects of a committed file, of committing it again, and of undoing it.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    pages::{
        domains::dto::DomainForm,
        upload::dto::{UploadForm, UploadOutcome, UploadRefusal},
        users::{
            dto::{StandingView, UsersQuery},
            standing_dto::{NewUserForm, UserAction, UserActionInput},
        },
    },
};
use esecure::{
    Locale,
    person::Administrator,
    policy::{DomainList, StandingKind, StandingSource},
    request::{DecisionChannel, StateKind},
    upload::{Edit, FormatOverrides, JudgementKind, KnownStanding, RowId},
};
use sea_orm::EntityTrait as _;
use server::error::ServiceError;
use server::{services::journal, store::entity::account_user};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Builds a file as sent by the page, with nothing set by hand.
pub fn form(bytes: impl Into<Vec<u8>>) -> UploadForm {
    UploadForm { file_name: "lijst.csv".to_owned(), bytes: bytes.into(), ..UploadForm::default() }
}

/// Ticks the rows with these numbers.
pub fn ticked(form: UploadForm, numbers: &[u32]) -> UploadForm {
    UploadForm { ticked: numbers.iter().map(|number| RowId { number: *number, part: 0 }).collect(), ..form }
}

impl App {
    /// Commits a file and expects success.
    pub async fn commits(&self, by: &Administrator, form: UploadForm) -> UploadOutcome {
        self.services.commit_upload(by, form).await.unwrap().unwrap()
    }

    pub async fn row(&self, email: &str) -> account_user::Model {
        let rows = account_user::Entity::find().all(&self.services.db).await.unwrap();
        rows.into_iter().find(|row| row.email_key.as_str() == email).unwrap_or_else(|| panic!("{email} is not known"))
    }

    pub async fn decide_one(&self, by: &Administrator, email: &str, choice: UserAction) {
        let user = self.row(email).await.id;
        let form = UserActionInput { choice, ..UserActionInput::default() };
        self.services.change_standings(by, vec![user], form).await.unwrap().remove(0).result.unwrap();
    }

    pub async fn chain_holds(&self) {
        let account = self.account(ACCOUNT).await;
        journal::verify(&self.services.db, &account).await.unwrap().unwrap();
    }

    async fn two_administrators(&self) -> (Administrator, Administrator) {
        self.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        (self.administrator(ANNA).await, self.administrator(BRAM).await)
    }
}

on_both! {
    /// New rows are stored with names, end dates and notes; all other rows are left out, and the result file says why.
    async fn commit_approves_new_rows_and_reports_others(app: App) {
        let (anna, _) = app.two_administrators().await;
        let domain = DomainForm { list: DomainList::Authorised, domain: "covered.test".into(), with_subdomains: false };
        app.services.add_domain(&anna, domain).await.unwrap();
        let known = NewUserForm { email: "known@acme.test".into(), name: "Known".into(), ..NewUserForm::default() };
        app.services.add_user(&anna, known).await.unwrap();
        app.shipper("Waits@acme.test").ships_on(ACCOUNT).await.is_pending();
        let file = "email;name;end date;note\n\
            Ann@Acme.test;Ann Zürich;2026-11-23;Fair, Lyon\n\
            ANN@acme.test;;;\n\
            known@acme.test;Other;;\n\
            waits@acme.test;Other;31-12-9999;\n\
            anna@Voorbeeld.example;;;\n\
            bob@covered.test;;;\n\
            eve@gmial.com;;;\n\
            no;;;\n\
            fay@acme.test;=1+1;;\n";
        let outcome = app.commits(&anna, form(file)).await;
        assert_eq!((outcome.approved, outcome.already), (3, false));
        assert_eq!(outcome.left_out, [
            (JudgementKind::Invalid, 2), (JudgementKind::Duplicate, 1), (JudgementKind::AlreadyApproved, 1), (JudgementKind::CoveredByDomain, 1), (JudgementKind::Doubtful, 1),
        ]);
        assert_eq!(outcome.result.name, "lijst-result.csv");
        let reported = String::from_utf8(outcome.result.bytes).unwrap();
        let lines: Vec<&str> = reported.lines().collect();
        assert_eq!(lines, [
            "email;name;end date;note;Result",
            "Ann@Acme.test;Ann Zürich;2026-11-23;\"Fair, Lyon\";Approved",
            "ANN@acme.test;;;;Left out: the same address as row 2",
            "known@acme.test;Other;;;Left out: approved before",
            "waits@acme.test;Other;31-12-9999;;Approved",
            "anna@Voorbeeld.example;;;;\"Left out, column 1: This is your own address. It cannot be approved by upload.\"",
            "bob@covered.test;;;;\"Left out: may ship already, by the domain covered.test\"",
            "eve@gmial.com;;;;\"Left out: doubtful, eve@gmail.com was probably meant\"",
            "no;;;;\"Left out, column 1: This is not an email address. Enter one such as ann@acme.example.\"",
            "fay@acme.test;'=1+1;;;Approved",
        ]);

        let ann = app.row("ann@acme.test").await;
        assert_eq!((ann.email.as_str(), ann.name.as_deref(), ann.note.as_deref()), ("Ann@Acme.test", Some("Ann Zürich"), Some("Fair, Lyon")));
        assert_eq!((ann.source, ann.decided_by_name.as_deref()), (Some(StandingSource::Upload), Some("Anna de Boer")));
        let waits = app.row("waits@acme.test").await;
        assert_eq!((waits.name.as_deref(), waits.valid_until), (Some("Ann Lee"), None), "who has a name keeps it; 9999 is for good");
        assert_eq!(app.row("known@acme.test").await.source, Some(StandingSource::List));
        for email in ["ann@acme.test", "fay@acme.test", "waits@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_allowed("address_approved");
        }
        app.shipper("eve@gmial.com").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(app.services.users(&anna, UsersQuery { search: "zürich".into(), ..UsersQuery::default() }).await.unwrap().total, 1);
        // The open request was closed as approved, by upload, with its outcome mail.
        let closed = app.requests().await.into_iter().find(|r| r.email_key.as_str() == "waits@acme.test").unwrap();
        assert_eq!((closed.state, closed.way), (StateKind::Approved, Some(DecisionChannel::Upload)));
        app.mail("Waits@acme.test", "approval", |m| m.subject.to_lowercase().contains("approved")).await;
        assert_eq!(app.journal("upload_committed").await.len(), 1);
        assert_eq!(app.journal("standing_changed").await.len(), 1 + 3);
        app.chain_holds().await;
        // The end date's last day counts in full.
        app.advance_clock(11 * 3600);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    /// Ticks count for doubtful and rejected rows, edits for all rows; the administrator who had rejected gets one
    /// mail.
    async fn commit_applies_edits_and_ticks(app: App) {
        let (anna, bram) = app.two_administrators().await;
        for email in ["one@acme.test", "two@acme.test", "mine@acme.test", "clear@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        for (by, email) in [(&bram, "one@acme.test"), (&bram, "two@acme.test"), (&anna, "mine@acme.test")] {
            app.decide_one(by, email, UserAction::Reject).await;
        }
        let file = form("email\none@acme.test\ntwo@acme.test\nmine@acme.test\neve@gmial.com\nfay@gmial.com\nnot yet\n");
        assert_eq!(app.services.commit_upload(&anna, file.clone()).await.unwrap(), Err(UploadRefusal::Nothing));
        let edit = |number, text: &str| Edit::Cell { row: RowId { number, part: 0 }, column: 0, text: text.into() };
        let two = edit(7, "x@acme.test, y@acme.test");
        let edits = vec![two, Edit::Split { row: RowId { number: 7, part: 0 } }];
        // Row 99 does not exist, and row 7 needs no tick.
        let file = ticked(UploadForm { edits, ..file }, &[2, 3, 4, 5, 7, 99]);
        app.advance_clock(60);
        let outcome = app.commits(&anna, file).await;
        assert_eq!((outcome.approved, outcome.left_out.as_slice()), (6, [(JudgementKind::Doubtful, 1)].as_slice()));
        for email in ["one@acme.test", "two@acme.test", "mine@acme.test", "eve@gmial.com", "x@acme.test", "y@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_allowed("address_approved");
        }
        let reported = app.outbox_of_kind("decision_overruled").await;
        assert_eq!(reported.iter().map(|mail| mail.to_email.as_str()).collect::<Vec<_>>(), [BRAM]);
        // The outbox deletes a mail's text on delivery, so the text is read from the delivered mail.
        let mail = app.mail(BRAM, "notice", |mail| mail.text.contains("rejected by you")).await;
        assert!(mail.text.contains("one@acme.test") && mail.text.contains("two@acme.test") && !mail.text.contains("mine@"));
    }
}

on_both! {
    /// Edits of missing rows or columns do not match the file and are refused.
    async fn edit_of_missing_row_or_column_refused(app: App) {
        let (anna, _) = app.two_administrators().await;
        let row = RowId { number: 9, part: 0 };
        let other = UploadForm { edits: vec![Edit::Split { row }], ..form("email\nann@acme.test\n") };
        assert_eq!(app.services.commit_upload(&anna, other).await.unwrap(), Err(UploadRefusal::Unfit));
        let columns = Some(esecure::upload::Columns { address: 65_535, ..Default::default() });
        let far = UploadForm { wish: FormatOverrides { columns, ..FormatOverrides::default() }, ..form("email\nann@acme.test\n") };
        assert_eq!(app.services.commit_upload(&anna, far).await.unwrap(), Err(UploadRefusal::Unfit));
        for bytes in [b"\xff\xfe\x00\xd8\x00".to_vec(), vec![0; 5000], (0..=255).collect(), b"email\n\xc3\x28@acme.test\n".to_vec()] {
            assert_eq!(app.services.commit_upload(&anna, form(bytes)).await.unwrap(), Err(UploadRefusal::Nothing));
        }
        assert!(app.services.upload_knowledge(&anna).await.unwrap().latest.is_empty());
    }
}

on_both! {
    /// A repeated submit gets the first one's result, even if a colleague has decided meanwhile. A day later the file
    /// is a new upload if it has something to approve, otherwise it is not.
    async fn repeated_commit_returns_first_result(app: App) {
        let (anna, bram) = app.two_administrators().await;
        app.shipper("two@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.decide_one(&bram, "two@acme.test", UserAction::Reject).await;
        let file = ticked(form("email\none@acme.test\ntwo@acme.test\nno\n"), &[3]);
        let first = app.commits(&anna, file.clone()).await;
        let entries = app.account(ACCOUNT).await.journal_seq.get();
        let again = |first: &UploadOutcome| UploadOutcome { already: true, ..first.clone() };
        assert_eq!(app.commits(&anna, file.clone()).await, again(&first));
        let renamed = UploadForm { file_name: "lijst.CSV".into(), ..file.clone() };
        assert_eq!(app.commits(&bram, renamed).await.id, first.id, "a colleague's press is the same too");
        app.advance_clock(60);
        app.decide_one(&bram, "one@acme.test", UserAction::Clear).await;
        app.decide_one(&bram, "two@acme.test", UserAction::Reject).await;
        assert_eq!(app.commits(&anna, file.clone()).await, again(&first));
        assert_eq!(app.row("one@acme.test").await.standing, StandingKind::Undecided);
        assert_eq!(app.account(ACCOUNT).await.journal_seq.get(), entries + 2, "the two decisions, and nothing else");
        app.advance_clock(24 * 3600);
        let second = app.commits(&anna, file.clone()).await;
        assert_eq!((second.already, second.approved), (false, 2));
        app.advance_clock(48 * 3600);
        assert_eq!(app.commits(&anna, file).await, again(&second));
        app.chain_holds().await;
    }
}

on_both! {
    /// Undo restores the previous standing of each address, once, and only if nothing newer was decided about any of
    /// them.
    async fn undo_restores_previous_standings(app: App) {
        let (anna, bram) = app.two_administrators().await;
        for email in ["used@acme.test", "rejected@acme.test", "refused@acme.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_pending();
        }
        app.decide_one(&anna, "rejected@acme.test", UserAction::Reject).await;
        app.decide_one(&anna, "refused@acme.test", UserAction::Reject).await;
        let refused_before = app.row("refused@acme.test").await;
        let file = ticked(form("email;note\nused@acme.test;a\nrejected@acme.test;b\nnew@acme.test;c\n"), &[3]);
        app.advance_clock(60);
        let outcome = app.commits(&anna, file.clone()).await;
        assert_eq!(outcome.approved, 3);
        let latest = app.services.upload_knowledge(&bram).await.unwrap().latest;
        assert_eq!((latest.len(), latest[0].undoable, latest[0].approved, latest[0].file.as_str()), (1, true, 3, "lijst.csv"));

        app.decide_one(&bram, "new@acme.test", UserAction::Reject).await;
        assert!(!app.services.upload_knowledge(&bram).await.unwrap().latest[0].undoable);
        let refused = app.services.undo_upload(&anna, outcome.id.clone()).await.map_err(ServiceError::into_app);
        assert!(matches!(refused, Err(AppError::Conflict(text)) if text.contains("One address")));
        assert_eq!(app.row("used@acme.test").await.standing, StandingKind::Approved);

        app.advance_clock(25 * 3600);
        app.decide_one(&bram, "new@acme.test", UserAction::Clear).await;
        let file = ticked(form("email;note\nnew@acme.test\nother@acme.test\nrefused@acme.test;c\n"), &[4]);
        let second = app.commits(&anna, file.clone()).await;
        assert_eq!(app.row("refused@acme.test").await.standing, StandingKind::Approved);
        app.advance_clock(60);
        app.services.undo_upload(&bram, second.id.clone()).await.unwrap();
        assert_eq!(app.row("new@acme.test").await.standing, StandingKind::Undecided);
        assert!(!app.row("other@acme.test").await.listed);
        let refused = app.row("refused@acme.test").await;
        assert_eq!((&refused.standing, &refused.note, refused.decided_at), (&refused_before.standing, &refused_before.note, refused_before.decided_at));
        assert!(refused.decided_by == refused_before.decided_by && refused.source == Some(StandingSource::List) && refused.listed);
        app.shipper("other@acme.test").ships_on(ACCOUNT).await.is_pending();
        let reported: Vec<_> = app.outbox_of_kind("decision_overruled").await.into_iter().map(|mail| String::from(mail.to_email)).collect();
        assert_eq!(reported, [ANNA, ANNA], "of Bram's rejection, and that he undid her upload");
        let again = app.services.undo_upload(&bram, second.id.clone()).await.map_err(ServiceError::into_app);
        assert!(matches!(again, Err(AppError::Conflict(_))));
        let latest = app.services.upload_knowledge(&anna).await.unwrap().latest;
        assert_eq!(latest[0].undone.as_ref().map(|(by, _)| by.as_str()), Some("Bram Visser"));
        // An undone file may be committed and undone again.
        let third = app.commits(&anna, file).await;
        assert!(!third.already && third.id != second.id);
        app.chain_holds().await;

        // On the administrator's own account only.
        app.activate("223456789", "carla@other.example", esecure::Locale::En).await;
        app.make_active("carla@other.example").await;
        let carla = app.administrator("carla@other.example").await;
        let foreign = app.services.undo_upload(&carla, third.id.clone()).await.map_err(ServiceError::into_app);
        assert_eq!(foreign, Err(AppError::NotFound));
    }
}

on_both! {
    /// The request closed by a file stays closed, and standings are explained in words before and after the undo.
    async fn standings_explained_before_and_after_undo(app: App) {
        let (anna, bram) = app.two_administrators().await;
        let carla = app.services.add_administrator(&app.number(ACCOUNT), &app.address("carla@voorbeeld.example"), "Carla").await;
        carla.unwrap();
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("asks@stranger.test").ships_on(ACCOUNT).await.is_pending();
        app.decide_one(&bram, "bob@acme.test", UserAction::Reject).await;
        let done = app.commits(&anna, form("email\nann@acme.test\n")).await;
        let keys = || ["ann@acme.test", "bob@acme.test", "asks@stranger.test", "ann@acme.test", "Bob@acme.test"].map(String::from).to_vec();
        let reported = app.services.upload_standings(&anna, keys()).await.unwrap();
        let reported: Vec<_> = reported.iter().map(|one| (one.email.as_str(), one.known, one.told.as_str())).collect();
        assert_eq!(reported, [
            ("ann@acme.test", KnownStanding::Approved, "Approved by Anna de Boer on 23 November 2026"),
            ("bob@acme.test", KnownStanding::Rejected, "Rejected by Bram Visser on 23 November 2026"),
        ]);
        assert!(app.services.upload_standings(&anna, vec![String::new(); 2001]).await.is_err());
        let knowledge = app.services.upload_knowledge(&anna).await.unwrap();
        assert_eq!((knowledge.number.as_str(), knowledge.own.as_str(), knowledge.domains), (ACCOUNT, ANNA, vec!["acme.test".to_owned()]));
        app.services.undo_upload(&anna, done.id).await.unwrap();
        assert_eq!(app.services.upload_standings(&anna, keys()).await.unwrap().len(), 1);
        let request = app.requests().await.into_iter().find(|request| request.email_key.as_str() == "ann@acme.test").unwrap();
        assert_eq!(request.state, StateKind::Approved);
        let page = app.services.users(&anna, UsersQuery::default()).await.unwrap();
        assert!(page.rows.iter().all(|row| !matches!(row.standing, StandingView::Approved { .. })));
    }
}

on_both! {
    /// A domain that merely resembles a known one was used while enforcement was off; one use does not make it known.
    async fn domain_known_by_approval_or_several_users(app: App) {
        app.activate(ACCOUNT, ANNA, Locale::En).await;
        app.make_active(ANNA).await;
        let anna = app.administrator(ANNA).await;
        for email in ["eve@gmial.com", "ann@often.test", "bob@often.test", "cas@often.test", "dee@rejected.test"] {
            app.shipper(email).ships_on(ACCOUNT).await.is_allowed("not_enforced");
        }
        let approved = NewUserForm { email: "fay@approved.test".into(), ..NewUserForm::default() };
        app.services.add_user(&anna, approved).await.unwrap();
        app.decide_one(&anna, "dee@rejected.test", UserAction::Reject).await;
        let knowledge = app.services.upload_knowledge(&anna).await.unwrap();
        assert_eq!(knowledge.domains, ["often.test", "approved.test"]);
        app.decide_one(&anna, "eve@gmial.com", UserAction::Approve).await;
        let knowledge = app.services.upload_knowledge(&anna).await.unwrap();
        assert_eq!(knowledge.domains, ["often.test", "approved.test", "gmial.com"]);
    }
}
