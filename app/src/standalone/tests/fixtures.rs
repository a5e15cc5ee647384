//! Fixtures: every plain page in every state, with one text in all fields that strangers can fill.

use super::{ask, confirm, other_profile};
use crate::{
    AppError,
    dto::*,
    error::Problem,
    pages::{
        decision_link::{dto::*, page::*},
        demo::*,
        password::*,
        queue::request_dto::*,
        request_status::{dto::*, page::*},
        sign_in::*,
        users::dto::Choice,
    },
    routes,
    standalone::{error::*, *},
};
use esecure::{
    Locale,
    id::{AccountId, ProfileId, RequestId, UserId},
    request::{DecisionChannel, ReasonCode},
};

/// Name and HTML of a page.
pub(super) type Page = (String, String);

pub(super) fn reader(locale: Locale) -> PageContext {
    PageContext {
        locale,
        brand: Brand { portal: "MyDHL+".into(), product: "eSecure".into() },
        nonce: "n0nce".into(),
        pkg: "pkg/c0ffee".into(),
    }
}

pub(super) fn when(text: &str) -> DisplayTime {
    DisplayTime {
        iso: "2026-11-23T14:14:00+01:00".into(),
        text: text.into(),
        full: "Monday 23 November 2026 at 14:14".into(),
    }
}

/// Input of strangers: the usual text, or the given text everywhere.
pub(super) struct Typed<'a>(pub(super) Option<&'a str>);

impl Typed<'_> {
    pub(super) fn or(&self, usual: &str) -> String {
        self.0.unwrap_or(usual).to_owned()
    }

    fn some(&self, usual: &str) -> Option<String> {
        Some(self.or(usual))
    }

    pub(super) fn request(&self, state: StateView) -> RequestView {
        RequestView {
            id: RequestId::from_bytes([7; 16]),
            number: 1042,
            account: AccountId::from_bytes([8; 16]),
            user: UserId::from_bytes([9; 16]),
            account_number: "•••••8204".into(),
            company: self.or("Van der Meer Instruments B.V."),
            name: self.some("Ilse Brandt"),
            email: self.or("ilse.brandt@lumen-lab.example"),
            application: self.or("MyDHL+"),
            facts: vec![
                Fact::NeverShipped,
                Fact::Authenticated { application: self.or("MyDHL+") },
                Fact::Colleagues { count: 2, domain: self.or("lumen-lab.example") },
            ],
            shipment: ShipmentView {
                from: self.some("Rotterdam, NL"),
                from_company: self.some("Lumen Lab"),
                to: self.some("Lyon, FR"),
                to_company: self.0.map(str::to_owned),
                weight: Some("4.2 kg".into()),
                pieces: Some(1),
                value: Some("€ 1,850".into()),
                reference: self.some("PO-88213"),
                draft: true,
            },
            message: self
                .some("Return of the calibration set from order PO-88213. Jonas asked us to send it on your number."),
            asked: when("today 14:14"),
            attempts: 3,
            told: 3,
            expires: "7 December".into(),
            state,
            until: None,
            zone: "Europe/Amsterdam".into(),
            look_alike: None,
            own: false,
            deciders: Vec::new(),
        }
    }

    /// Request with no data but the address.
    pub(super) fn bare(&self) -> RequestView {
        RequestView {
            name: None,
            facts: vec![Fact::NeverShipped],
            shipment: ShipmentView::default(),
            message: None,
            attempts: 1,
            ..self.request(StateView::Open)
        }
    }

    pub(super) fn states(&self) -> Vec<(&'static str, StateView)> {
        let by = || self.or("Pieter de Wit");
        let rejected = |reason| StateView::Rejected {
            by: by(),
            when: when("today 14:31"),
            channel: DecisionChannel::Page,
            reason,
        };
        vec![
            ("approved", StateView::Approved { by: by(), when: when("today 14:33"), channel: DecisionChannel::Mail }),
            ("rejected", rejected(self.some("Use your own account number"))),
            ("rejected-bare", rejected(None)),
            ("withdrawn", StateView::Withdrawn { when: when("yesterday 9:05") }),
            ("expired", StateView::Expired { when: when("Mon 7 Dec") }),
            ("closed", StateView::Closed { when: when("12 June 2026") }),
        ]
    }

    fn code(&self, choice: Choice, problem: Option<CodeProblem>) -> DecisionPage {
        DecisionPage::Code(CodePage {
            request: self.request(StateView::Open),
            choice,
            reason: Some(ReasonCode::Other),
            words: self.or("Ask Jonas for his number first."),
            masked_email: "m•••••@vandermeer.example".into(),
            valid_until: Some("14:46".into()),
            tries_left: 4,
            remember: true,
            problem,
        })
    }

    pub(super) fn status(&self, state: StateView) -> StatusPage {
        let contact = |name: &str, email: &str, phone: Option<&str>| Contact {
            name: self.or(name),
            email: self.or(email),
            phone: phone.map(|phone| self.or(phone)),
        };
        StatusPage {
            token: "tok".into(),
            version: 3,
            account_number: "•••••8204".into(),
            application: self.or("MyDHL+"),
            reference: self.some("PO-88213"),
            draft: self.some("https://mydhl.example/shipments/88213"),
            asked: when("today 14:14"),
            told: (3, when("today 14:14")),
            expires: when("7 December"),
            state,
            message: self
                .some("Return of the calibration set from order PO-88213. Jonas asked us to send it on your number."),
            contacts: vec![
                contact("Marit de Vries", "m.devries@vandermeer.example", Some("+31 15 555 01 14")),
                contact("Pieter de Wit", "p.dewit@vandermeer.example", None),
            ],
            silent: 1,
            newer: None,
        }
    }

    fn create_form(&self, wrong: bool) -> CreatePassword {
        let problem = |field: &str| Problem {
            field: field.into(),
            text: self.or("This password is too short. Use at least 15 characters; a sentence works well."),
        };
        CreatePassword::Form(CreateForm {
            token: "tok".into(),
            email: self.or("anna@voorbeeld.example"),
            name: self.or("Anna de Boer"),
            phone: self.or(""),
            language: Locale::Nl,
            problems: if wrong { ["name", "phone", "locale", "password"].map(problem).into() } else { Vec::new() },
        })
    }

    fn mail(&self) -> DemoMail {
        DemoMail {
            row: DemoRow {
                id: "mail_1".into(),
                to: self.or("anna@voorbeeld.example"),
                subject: self.or("Approval request: Ilse Brandt wants to ship on •••••8204"),
                when: when("today 14:14"),
                state: MailState::Delivered,
            },
            from: self.or("eSecure <esecure@localhost>"),
            status: self.or("Delivered today 14:14"),
            text: self.or("Ilse Brandt wants to ship on your account.\n\nApprove: https://esecure.example/d/tok\n"),
            headers: vec![
                ("Message-ID".into(), "<1@localhost>".into()),
                ("Subject".into(), self.or("Approval request")),
            ],
        }
    }

    pub(super) fn pages(&self, locale: Locale) -> Vec<Page> {
        let reader = &reader(locale);
        let mut all: Vec<Page> = Vec::new();
        let mut add = |name: &str, html: String| all.push((format!("{name}-{}", locale.code()), html));

        let notes = [
            ("", None),
            ("-no-password", Some(SignInNote::Missing { password: true })),
            ("-wrong", Some(SignInNote::Wrong)),
            ("-too-many", Some(SignInNote::TooMany { minutes: 5 })),
            ("-busy", Some(SignInNote::Busy)),
            ("-signed-out", Some(SignInNote::SignedOut)),
            ("-set", Some(SignInNote::PasswordSet)),
        ];
        for (name, note) in notes {
            let form = SignInForm { email: self.or("anna@voorbeeld.example"), next: self.some(routes::QUEUE), note };
            add(&format!("sign-in{name}"), sign_in(reader, &form));
        }
        let email = || self.or("anna@voorbeeld.example");
        for (name, problem) in [
            ("", None),
            ("-address", Some(ResetProblem::Address)),
            ("-too-many", Some(ResetProblem::TooMany { minutes: 1 })),
        ] {
            let state = ResetPassword::Ask { email: email(), problem };
            add(&format!("reset{name}"), reset_password(reader, &state));
        }
        add("reset-sent", reset_password(reader, &ResetPassword::Sent { email: Some(email()) }));
        add("reset-sent-again", reset_password(reader, &ResetPassword::Sent { email: None }));
        add("create", create_password(reader, &self.create_form(false)));
        add("create-wrong", create_password(reader, &self.create_form(true)));
        add("create-over", create_password(reader, &CreatePassword::Over { token: "tok".into() }));
        add("create-sent", create_password(reader, &CreatePassword::Sent));
        confirm::pages(self, reader, &mut add);
        ask::pages(self, reader, &mut add);
        other_profile::pages(self, reader, &mut add);

        let profile = ProfileId::from_bytes([1; 16]);
        let mut link = |name: &str, page: DecisionPage, draft: Option<&ReasonDraft>| {
            let undone = LinkNotice::Undone { bookings: vec![self.or("PO-88213")] };
            let late = LinkNotice::UndoRefused(self.or("The ten seconds are over."));
            let notice = match name {
                "asked-undone" => Some(&undone),
                "decided-not-undone" => Some(&late),
                _ => None,
            };
            let shown = Shown { draft, notice, profile: Some(&profile) };
            add(&format!("decide-{name}"), decide(reader, "tok", &page, shown));
        };
        let asked = |request, at_once, choice| {
            let proof = if at_once { Proof::Given } else { Proof::Code };
            DecisionPage::Asked { request, proof, choice }
        };
        let open = || self.request(StateView::Open);
        link("asked", asked(open(), false, None), None);
        link("asked-at-once", asked(open(), true, Some(Choice::Approve)), None);
        link("asked-bare", asked(self.bare(), false, None), None);
        link("asked-undone", asked(open(), true, None), None);
        let only =
            |choice| DecisionPage::Asked { request: self.request(StateView::Open), proof: Proof::SignIn, choice };
        link("sign-in", only(None), None);
        link("sign-in-reject", only(Some(Choice::Reject)), None);
        link("reject", asked(open(), false, Some(Choice::Reject)), None);
        let draft = ReasonDraft {
            reason: Some(ReasonCode::Other),
            words: self.or("Ask Jonas & co"),
            problem: self.or("Enter a reason of at most 300 characters, or choose another one."),
        };
        link("reject-draft", asked(open(), true, Some(Choice::Reject)), Some(&draft));
        for (name, deciders) in [("own", vec![self.or("Pieter de Wit")]), ("own-sole", Vec::new())] {
            let user = "/esecure/users/usr_1".to_owned();
            link(name, DecisionPage::Own { request: open(), deciders, user }, None);
        }
        for (name, problem) in [
            ("", None),
            ("-wrong", Some(CodeProblem::Wrong)),
            ("-not-six-digits", Some(CodeProblem::NotSixDigits)),
            ("-expired", Some(CodeProblem::Expired)),
            ("-too-soon", Some(CodeProblem::TooSoon)),
            ("-too-many", Some(CodeProblem::TooMany)),
            ("-locked", Some(CodeProblem::Locked { until: "15:40".into() })),
        ] {
            link(&format!("code{name}"), self.code(Choice::Approve, problem), None);
        }
        link("code-reject", self.code(Choice::Reject, None), None);
        for (name, state) in self.states() {
            link(
                &format!("late-{name}"),
                DecisionPage::Late { request: self.request(state.clone()), pressed: true },
                None,
            );
            if matches!(state, StateView::Approved { .. } | StateView::Rejected { .. }) {
                let decided = |undo, next| {
                    DecisionPage::Decided(Box::new(DecidedPage { request: self.request(state.clone()), undo, next }))
                };
                let undo = || Some("14:33:43".to_owned());
                let next = |first| Some(WaitingNext { first, count: 4 });
                link(&format!("decided-{name}"), decided(undo(), next(Some(open()))), None);
                link(&format!("decided-{name}-last"), decided(None, next(None)), None);
                link(&format!("yours-{name}"), DecisionPage::Yours { request: self.request(state.clone()) }, None);
                if name == "approved" {
                    link("decided-not-undone", decided(None, None), None);
                }
            }
        }

        add("status-open", status(reader, &self.status(StateView::Open)));
        let silent = StatusPage {
            contacts: vec![],
            message: None,
            draft: None,
            reference: None,
            told: (0, when("today 14:14")),
            ..self.status(StateView::Open)
        };
        add("status-open-bare", status(reader, &silent));
        for (name, state) in self.states() {
            let newer = (name == "expired").then(|| "newer".to_owned());
            add(&format!("status-{name}"), status(reader, &StatusPage { newer, ..self.status(state) }));
        }

        let mail = self.mail();
        let row = |state| DemoRow { state, id: "mail_2".into(), ..mail.row.clone() };
        let rows = [mail.row.clone(), row(MailState::Waiting), row(MailState::Dropped), row(MailState::Failed)];
        add("demo-empty", demo_mailbox(reader, &[], None));
        add("demo-list", demo_mailbox(reader, &rows, None));
        for part in [MailPart::Html, MailPart::Text, MailPart::Headers] {
            add(&format!("demo-{}", part.code()), demo_mail(reader, &rows, None, &mail, part));
        }
        let erased = DemoMail {
            row: row(MailState::Dropped),
            status: self.or("Not sent: the decision was undone."),
            text: String::new(),
            ..mail.clone()
        };
        add("demo-erased", demo_mail(reader, &rows, None, &erased, MailPart::Html));

        add("gone", gone(reader));
        add("no-link", no_link(reader));
        add("not-found", not_found(reader));
        for error in [
            AppError::field("email", self.or("x")),
            AppError::SignedOut,
            AppError::Forbidden(self.or("This is your own address. You cannot decide about it here.")),
            AppError::Conflict(self.or("Pieter de Wit was first.")),
            AppError::Unavailable,
            AppError::Internal { id: "err_7".into() },
        ] {
            add(&format!("error-{}", error.status()), problem(reader, &error));
        }
        all
    }
}
