//! The codes of each column, as the version before the typed rows stored them. These are literal texts, because a code
//! in a database outlives the name of its value.

use super::probe::Probe;
use crate::support::App;
use esecure::{
    Locale,
    policy::{DomainList, StandingKind, StandingSource},
    request::{CloseReason, DecisionChannel, ReasonCode, StateKind},
};
use proptest::{
    prelude::{Strategy as _, any},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use sea_orm::{EntityTrait, Value};
use server::{
    mail::catalogue::{MailKind, Sender},
    services::applications::Scope,
    store::{
        announcements::AnnouncementState,
        columns::{OutboxState, PersonRole, Scopes, ShownAs},
        entity::{
            account, account_user, announcement, application, domain_rule, journal_address, outbox, profile, request,
            switch_plan,
        },
        switch_plans::Ending,
    },
};
use std::fmt::Debug;

/// Random texts per column.
const RANDOM: usize = 40;

/// Numbers of what was tested.
#[derive(Debug, Default)]
pub struct Figures {
    pub columns: usize,
    pub codes: usize,
    pub refused: usize,
}

/// Reads every code of a column, then writes the value back as the same text; refuses other texts. `null` is the value
/// of NULL where that is allowed.
async fn column<E: EntityTrait, T: Debug + PartialEq + Clone + Into<Value>>(
    (app, figures): (&App, &mut Figures),
    place: &'static str,
    codes: &[(&str, T)],
    null: Option<T>,
    of: fn(E::Model) -> T,
) {
    let probe = Probe::begin(app, place).await;
    for (code, value) in codes {
        let read = probe.read::<E>(Some(code)).await.unwrap_or_else(|error| panic!("{place} {code:?}: {error}"));
        assert_eq!(&of(read), value, "{place} {code:?}");
        assert_eq!(value.clone().into(), Value::from(*code), "{place} {value:?}");
    }
    if let Some(null) = null {
        assert_eq!(of(probe.read::<E>(None).await.unwrap()), null, "{place}");
    }
    let known: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
    let other = other_texts(place, &known);
    for text in &other {
        probe.refuse::<E>(text, None).await;
    }
    probe.end().await;
    figures.columns += 1;
    figures.codes += codes.len();
    figures.refused += other.len();
}

/// Texts that are no code of a column: near misses, codes of other columns, and random ones.
fn other_texts(place: &str, codes: &[&str]) -> Vec<String> {
    let near = |code: &&str| {
        let (first, rest) = code.split_at(code.len().min(1));
        [
            code.to_uppercase(),
            format!("{}{rest}", first.to_uppercase()),
            format!("{code} "),
            format!(" {code}"),
            format!("{code}\n"),
            format!("{code}s"),
            format!("{code}\u{200B}"),
            format!("\"{code}\""),
            rest.to_owned(),
            code.replace('_', "-"),
        ]
    };
    let others =
        ["undecided", "list", "page", "open", "nl", "about", "sent", "welcome", "changed", "check", "domain", "0"];
    let mut all: Vec<String> = codes.iter().flat_map(near).chain(others.map(String::from)).collect();
    all.push(String::new());
    let (mut runner, random) = (TestRunner::default(), any::<String>());
    let words = proptest::string::string_regex("[a-z_,]{1,12}").unwrap();
    for _ in 0..RANDOM / 2 {
        all.push(random.new_tree(&mut runner).unwrap().current());
        all.push(words.new_tree(&mut runner).unwrap().current());
    }
    let is_code = |text: &str| match place {
        // Codes separated by commas; none is allowed.
        "application.scopes" => text.split(',').all(|code| ["", "check", "history"].contains(&code)),
        _ => codes.contains(&text),
    };
    // PostgreSQL stores no NUL.
    all.retain(|text| !is_code(text) && !text.contains('\0'));
    all
}

pub async fn standings(app: &App, figures: &mut Figures) {
    use account_user::Entity;
    let standing = [
        ("undecided", StandingKind::Undecided),
        ("approved", StandingKind::Approved),
        ("rejected", StandingKind::Rejected),
    ];
    column::<Entity, _>((app, figures), "account_user.standing", &standing, None, |row| row.standing).await;
    let source = [
        ("list", Some(StandingSource::List)),
        ("request", Some(StandingSource::Request)),
        ("upload", Some(StandingSource::Upload)),
        ("announcement", Some(StandingSource::Announcement)),
    ];
    column::<Entity, _>((app, figures), "account_user.source", &source, Some(None), |row| row.source).await;
    let shown = [
        ("", ShownAs::Unclassified),
        ("undecided", ShownAs::Undecided),
        ("approved", ShownAs::Approved),
        ("domain", ShownAs::Domain),
        ("rejected", ShownAs::Rejected),
    ];
    column::<Entity, _>((app, figures), "account_user.shown_as", &shown, None, |row| row.shown_as).await;
}

pub async fn lists_and_roles(app: &App, figures: &mut Figures) {
    let list = [("authorised", DomainList::Authorised), ("may_ask", DomainList::MayAsk)];
    column::<domain_rule::Entity, _>((app, figures), "domain_rule.list", &list, None, |row| row.list).await;
    let role = [("about", PersonRole::About), ("by", PersonRole::By)];
    column::<journal_address::Entity, _>((app, figures), "journal_address.role", &role, None, |row| row.role).await;
}

pub async fn mails(app: &App, figures: &mut Figures) {
    use outbox::Entity;
    let kind = [
        ("create_password", MailKind::CreatePassword),
        ("reset_password", MailKind::ResetPassword),
        ("welcome", MailKind::Welcome),
        ("approval_request", MailKind::ApprovalRequest),
        ("request_received", MailKind::RequestReceived),
        ("request_approved", MailKind::RequestApproved),
        ("request_rejected", MailKind::RequestRejected),
        ("standing_revoked", MailKind::StandingRevoked),
        ("one_time_code", MailKind::OneTimeCode),
        ("enforcement_switched", MailKind::EnforcementSwitched),
        ("request_closed", MailKind::RequestClosed),
        ("administrator_changed", MailKind::AdministratorChanged),
        ("request_digest", MailKind::RequestDigest),
        ("own_address_approved", MailKind::OwnAddressApproved),
        ("confirm_email", MailKind::ConfirmEmail),
        ("email_taken", MailKind::EmailTaken),
        ("email_changed", MailKind::EmailChanged),
        ("password_changed", MailKind::PasswordChanged),
        ("administrator_moved", MailKind::AdministratorMoved),
        ("approval_ends", MailKind::ApprovalEnds),
        ("expected_approved", MailKind::ExpectedApproved),
        ("expected_arrived", MailKind::ExpectedArrived),
        ("approvals_end", MailKind::ApprovalsEnd),
        ("decision_overruled", MailKind::DecisionOverridden),
        ("enforcement_planned", MailKind::EnforcementPlanned),
        ("approval_needed", MailKind::ApprovalNeeded),
        ("mail_failed", MailKind::MailFailed),
        ("test_mail", MailKind::TestMail),
    ];
    column::<Entity, _>((app, figures), "outbox.kind", &kind, None, |row| row.kind).await;
    let sender = [("profile", Sender::Profile), ("esecure", Sender::Product)];
    column::<Entity, _>((app, figures), "outbox.sender", &sender, None, |row| row.sender).await;
    let state = [
        ("queued", OutboxState::Queued),
        ("sent", OutboxState::Sent),
        ("dropped", OutboxState::Dropped),
        ("failed", OutboxState::Failed),
    ];
    column::<Entity, _>((app, figures), "outbox.state", &state, None, |row| row.state).await;
}

pub async fn locales(app: &App, figures: &mut Figures) {
    let locale = [("nl", Locale::Nl), ("en", Locale::En)];
    column::<outbox::Entity, _>((app, figures), "outbox.locale", &locale, None, |row| row.locale).await;
    column::<account::Entity, _>((app, figures), "account.locale", &locale, None, |row| row.locale).await;
    column::<profile::Entity, _>((app, figures), "profile.locale", &locale, None, |row| row.locale).await;
    column::<request::Entity, _>((app, figures), "request.locale", &locale, None, |row| row.locale).await;
}

pub async fn requests(app: &App, figures: &mut Figures) {
    use request::Entity;
    let state = [
        ("open", StateKind::Open),
        ("approved", StateKind::Approved),
        ("rejected", StateKind::Rejected),
        ("withdrawn", StateKind::Withdrawn),
        ("expired", StateKind::Expired),
        ("closed", StateKind::Closed),
    ];
    column::<Entity, _>((app, figures), "request.state", &state, None, |row| row.state).await;
    let way = [
        ("page", Some(DecisionChannel::Page)),
        ("mail", Some(DecisionChannel::Mail)),
        ("list", Some(DecisionChannel::List)),
        ("upload", Some(DecisionChannel::Upload)),
        ("domain", Some(DecisionChannel::Domain)),
        ("announcement", Some(DecisionChannel::Announcement)),
    ];
    column::<Entity, _>((app, figures), "request.way", &way, Some(None), |row| row.way).await;
    let reason = [
        ("unknown", Some(ReasonCode::Unknown)),
        ("own_account", Some(ReasonCode::OwnAccount)),
        ("ask_contact", Some(ReasonCode::AskContact)),
        ("other", Some(ReasonCode::Other)),
    ];
    column::<Entity, _>((app, figures), "request.reason", &reason, Some(None), |row| row.reason).await;
    let closing =
        [("account_suspended", Some(CloseReason::AccountSuspended)), ("not_enforced", Some(CloseReason::NotEnforced))];
    column::<Entity, _>((app, figures), "request.closing", &closing, Some(None), |row| row.closing).await;
}

pub async fn plans_and_scopes(app: &App, figures: &mut Figures) {
    let ending = [
        ("switched", Some(Ending::Switched)),
        ("overtaken", Some(Ending::Overtaken)),
        ("changed", Some(Ending::Changed)),
        ("cancelled", Some(Ending::Cancelled)),
    ];
    column::<switch_plan::Entity, _>((app, figures), "switch_plan.ending", &ending, Some(None), |row| row.ending).await;
    let state = [
        ("waiting", AnnouncementState::Waiting),
        ("used", AnnouncementState::Used),
        ("withdrawn", AnnouncementState::Withdrawn),
        ("lapsed", AnnouncementState::Lapsed),
    ];
    column::<announcement::Entity, _>((app, figures), "announcement.state", &state, None, |row| row.state).await;
    let scopes = [
        ("", Scopes::default()),
        ("check", Scopes::new(&[Scope::Check])),
        ("history", Scopes::new(&[Scope::History])),
        ("check,history", Scopes::new(&[Scope::Check, Scope::History])),
        ("history,check", Scopes::new(&[Scope::History, Scope::Check])),
    ];
    column::<application::Entity, _>((app, figures), "application.scopes", &scopes, None, |row| row.scopes).await;
}
